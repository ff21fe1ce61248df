// What `pingyi doctor` found.
#pragma once

#include <string>

#include <absl/status/status.h>

#include "services/cli/check/rules.h"
#include "services/cli/command/context.h"
#include "services/cli/view/rows.h"

namespace pingyi::cli {

// A row for everything that was checked, well or not. Not thread-safe. Add… and Finish() tell
// whether the output could be written.
class DoctorReport {
 public:
  explicit DoctorReport(Context& context);

  // `check` is a stable word: service, audit, round, policy, run, release, config, schema, tls.
  absl::Status AddFine(const std::string& check, const std::string& resource, const Label& text);
  absl::Status AddFault(const std::string& check, const std::string& resource, const Label& text);
  // Not wrong yet, but it will be: no matter for the exit code.
  absl::Status AddWarning(const std::string& check, const std::string& resource, const Label& text);
  // A row for each fault; `fine` if there is none.
  absl::Status Add(const std::string& check, const std::string& resource, const Faults& faults,
                   const Label& fine);
  // A call that failed: what it was to show could not be checked.
  absl::Status AddError(const std::string& check, const std::string& resource,
                        const absl::Status& error);

  // Sets the exit code of the command if there was a fault.
  absl::Status Finish();

 private:
  // `word` stands for the verdict in every language where scripts read it.
  absl::Status AddRow(const Label& verdict, const char* word, const std::string& check,
                      const std::string& resource, const Label& text);

  Context& context_;
  RowPrinter rows_;
  bool faulty_ = false;
};

}  // namespace pingyi::cli
