// `pingyi release export`.
#pragma once

#include <string>

#include <absl/status/status.h>

#include "services/cli/command/context.h"

namespace pingyi::cli {

struct ExportOptions {
  std::string release;             // "rounds/{round}/releases/{number}", or
  std::string bundle;              // the file of a bundle
  std::string compare;             // an earlier release by name, or
  std::string compare_bundle;      // by the file of its bundle; or neither
  std::string format;              // html, xlsx, csv, json, pdf
  std::string languages = "both";  // or zh, en
  bool byte_order_mark = false;
  std::string out;
};

// Writes a report of the release to a new file, in csv each leaderboard to one of its own beside
// it. From a bundle no service is asked; then there are no statistics, which only the services
// have.
absl::Status ExportRelease(Context& context, const ExportOptions& options);

// The file of a leaderboard beside that of the results: "d/r.csv" and "units" give
// "d/r.board-units.csv".
std::string BoardPath(const std::string& out, const std::string& key);

}  // namespace pingyi::cli
