// What two processes may do to each other on one database, or on two nodes of a cluster: the stores
// of both, and a stop on the way.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "services/appraisal/domain/credential.h"
#include "services/appraisal/store/conformance.h"
#include "services/base/clock/id_source.h"

namespace pingyi::appraisal {

// Passes everything on, and stops on the way where a test wants.
class StoppingDatabase : public sql::Database {
 public:
  explicit StoppingDatabase(sql::Database& inner) : inner_(inner) {}

  std::function<void()> before_commit = [] {};
  std::function<void()> before_forgetting = [] {};

  const sql::Dialect& dialect() const override { return inner_.dialect(); }
  absl::Status Read(absl::Time deadline, sql::TransactionFn fn) override {
    return inner_.Read(deadline, fn);
  }
  absl::Status Write(absl::Time deadline, sql::TransactionFn fn) override {
    return inner_.Write(deadline, [&](sql::Transaction& tx) {
      absl::Status status = fn(tx);
      if (status.ok()) before_commit();
      return status;
    });
  }
  absl::Status Ping(absl::Time deadline) override { return inner_.Ping(deadline); }
  absl::Status ForgetHistory(absl::Time deadline) override {
    before_forgetting();
    return inner_.ForgetHistory(deadline);
  }

 private:
  sql::Database& inner_;
};

// Stops where ballots get their ids: the round is locked, and nothing is committed.
class StoppingIds : public IdSource {
 public:
  explicit StoppingIds(IdSource& inner) : inner_(inner) {}

  std::function<void()> before = [] {};

  std::string RandomBytes(size_t count) override {
    before();
    return inner_.RandomBytes(count);
  }

 private:
  IdSource& inner_;
};

class ConcurrencyConformance : public StoreConformance {
 protected:
  ConcurrencyConformance() : good_(test::SameMarks({"s1", "s2"}, "good", "80")) {}

  // The stores of two processes by turns.
  RoundStore& RoundsOf(int caller) { return caller % 2 == 0 ? *rounds_ : *other_rounds_; }
  BallotBox& BoxOf(int caller) { return caller % 2 == 0 ? *box_ : *other_box_; }

  // Issues a batch of credentials and prepares a ballot for each.
  std::vector<PreparedCast> IssueAndPrepare(const std::string& batch_id, int count,
                                            const std::string& round_id = "r1") {
    CredentialBatch batch{round_id, batch_id, "a", {}};
    std::vector<PreparedCast> casts;
    for (int i = 0; i < count; ++i) {
      const std::string token = ids_.RandomBytes(kTokenBytes);
      batch.credentials.push_back({CredentialHash(round_id, token), "", ""});
      casts.push_back(Prepare(token, good_, "q1", round_id));
    }
    EXPECT_OK(box_->IssueCredentials(Context(), batch));
    return casts;
  }

  const Ballot good_;
  const std::unique_ptr<sql::Database> other_ = test_database_->OpenAgain();
  const std::unique_ptr<RoundStore> other_rounds_ = NewRoundStore(*other_, clock_);
  const std::unique_ptr<BallotBox> other_box_ = NewBallotBox(*other_, clock_, ids_);
};

}  // namespace pingyi::appraisal
