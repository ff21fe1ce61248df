// What a command works with.
#pragma once

#include <ostream>
#include <string>

#include "services/cli/call/exit_code.h"
#include "services/cli/call/session.h"
#include "services/cli/view/output.h"
#include "services/cli/view/progress.h"

namespace pingyi::cli {

// The streams of the process, and whether a person is looking at them.
struct Streams {
  std::ostream& out;
  std::ostream& err;
  bool out_is_terminal = false;
  bool err_is_terminal = false;
};

struct Context {
  Output& out;
  const Streams& streams;
  Session& session;
  // What a command that did its work has to tell scripts beyond that.
  ExitCode exit_code = ExitCode::kOk;
  // Whether the command itself told how to go on after a call whose outcome is not known.
  bool advised = false;

  Language language() const { return out.language(); }
  // A bar for long work, where a person is looking and nothing else is written meanwhile: rows of
  // JSON and CSV come as they are read, and would mix with it on a terminal. A total of 0: unknown.
  Progress NewProgress(const Label& what, int64_t total) const {
    const bool mixes = streams.out_is_terminal && out.format() != Format::kTable;
    return Progress(streams.err, streams.err_is_terminal && !mixes, what.In(language()), total);
  }
  // A remark to the operator, apart from the result.
  void Note(const Label& text) const { streams.err << text.In(language()) << '\n'; }
};

}  // namespace pingyi::cli
