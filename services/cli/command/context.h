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

  Language language() const { return out.language(); }
  // A remark to the operator, apart from the result.
  void Note(const Label& text) const { streams.err << text.In(language()) << '\n'; }
};

}  // namespace pingyi::cli
