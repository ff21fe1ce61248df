#include "services/appraisal/testing/faulty_database.h"

namespace pingyi::appraisal {

absl::Status FaultyDatabase::Step(std::string_view step, absl::Time deadline) {
  steps.emplace_back(step);
  deadlines.push_back(deadline);
  return fault ? fault(step) : absl::OkStatus();
}

absl::Status FaultyDatabase::Read(absl::Time deadline, sql::TransactionFn fn) {
  if (absl::Status status = Step("read", deadline); !status.ok()) return status;
  return inner_.Read(deadline, fn);
}

absl::Status FaultyDatabase::Write(absl::Time deadline, sql::TransactionFn fn) {
  if (absl::Status status = Step("write", deadline); !status.ok()) return status;
  if (absl::Status status = inner_.Write(deadline, fn); !status.ok()) return status;
  return Step("wrote", deadline);
}

absl::Status FaultyDatabase::ForgetHistory(absl::Time deadline) {
  if (absl::Status status = Step("forget", deadline); !status.ok()) return status;
  return inner_.ForgetHistory(deadline);
}

}  // namespace pingyi::appraisal
