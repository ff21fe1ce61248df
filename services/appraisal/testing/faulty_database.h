// A database that fails where a test says so.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <absl/status/status.h>
#include <absl/time/time.h>

#include "services/base/sql/database.h"

namespace pingyi::appraisal {

// Passes everything on to another database, which must outlive it. Not thread-safe.
class FaultyDatabase : public sql::Database {
 public:
  explicit FaultyDatabase(sql::Database& inner) : inner_(inner) {}

  // Each step is "read", "write", "wrote" (committed, the answer still to come) or "forget"; a step
  // for which `fault` gives an error ends with it.
  std::function<absl::Status(std::string_view step)> fault;
  std::vector<std::string> steps;
  std::vector<absl::Time> deadlines;  // of each step

  const sql::Dialect& dialect() const override { return inner_.dialect(); }
  absl::Status Read(absl::Time deadline, sql::TransactionFn fn) override;
  absl::Status Write(absl::Time deadline, sql::TransactionFn fn) override;
  absl::Status Ping(absl::Time deadline) override { return inner_.Ping(deadline); }
  absl::Status ForgetHistory(absl::Time deadline) override;

 private:
  absl::Status Step(std::string_view step, absl::Time deadline);

  sql::Database& inner_;
};

}  // namespace pingyi::appraisal
