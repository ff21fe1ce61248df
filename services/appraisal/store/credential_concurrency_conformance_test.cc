// Issuing, using and revoking credentials from two processes at once. On one server they meet at
// locks, on two nodes of a cluster (tests/chaos) at the rows that both write.
#include <array>
#include <atomic>
#include <latch>
#include <thread>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/appraisal/domain/reason.h"
#include "services/appraisal/store/concurrency_conformance.h"
#include "services/base/testing/at_once.h"

namespace pingyi::appraisal {
namespace {

using pingyi::test::AtOnce;
using pingyi::test::HasReason;
using test::SampleSpec;

class CredentialConcurrency : public ConcurrencyConformance {
 protected:
  // What came of casting with all credentials of a batch and of revoking it.
  static void ExpectUsedOrRevoked(const absl::StatusOr<CastOutcomes>& outcomes,
                                  const absl::Status& revoked) {
    ASSERT_OK(outcomes);
    for (const auto& outcome : *outcomes) {
      EXPECT_NE(outcome.ok(), revoked.ok()) << outcome.status() << revoked;
      if (!outcome.ok()) {
        EXPECT_THAT(outcome, HasReason(reason::kCredentialRevoked));
      }
    }
    if (!revoked.ok()) {
      EXPECT_THAT(revoked, HasReason(reason::kCredentialsInUse));
    }
  }
};

INSTANTIATE_TEST_SUITE_P(Backends, CredentialConcurrency, testing::ValuesIn(Backends()),
                         BackendName);

TEST_P(CredentialConcurrency, NoMoreCredentialsThanVotersAreIssuedAtOnce) {
  MakeOpen();
  const int64_t expected = TurnoutOf(1).expected;
  std::array<CredentialBatch, 8> batches;
  for (CredentialBatch& batch : batches) {
    batch = {
        "r1", ids_.NewId(), "b", {{ids_.RandomBytes(32), "", ""}, {ids_.RandomBytes(32), "", ""}}};
  }
  std::atomic<int> issued = 0;
  AtOnce(8, [&](int i) {
    const absl::Status status =
        BoxOf(i).IssueCredentials(Context(), batches[static_cast<size_t>(i)]);
    if (status.ok()) {
      ++issued;
    } else {
      EXPECT_THAT(status, HasReason(reason::kCredentialsExceedExpected));
    }
  });
  EXPECT_EQ(issued, expected / 2);
  EXPECT_EQ(TurnoutOf(1).issued, expected / 2 * 2);
}

TEST_P(CredentialConcurrency, ACredentialIsUsedOrRevoked) {
  MakeOpen();
  std::vector<std::vector<PreparedCast>> batches;
  // Alone and with others ballots go different ways, and once their credentials are kept in memory.
  const auto issue_on = [&](int to) {
    for (int i = static_cast<int>(batches.size()); i < to; ++i) {
      batches.push_back(IssueAndPrepare(fmt::format("batch{}", i), i % 2 == 0 ? 1 : 3));
    }
  };
  issue_on(20);
  ASSERT_OK(box_->CastBatch(Soon(), IssueAndPrepare("others", 2)));  // has the box keep those
  issue_on(30);
  for (int i = 0; i < 30; ++i) {
    const std::string batch = fmt::format("batch{}", i);
    const std::vector<PreparedCast>& casts = batches[static_cast<size_t>(i)];
    absl::StatusOr<CastOutcomes> outcomes;
    absl::Status revoked;
    AtOnce(2, [&](int side) {
      if (side == 0) {
        outcomes = box_->CastBatch(Soon(), casts);
      } else {
        revoked = other_box_->RevokeCredentials(Context(), "r1", batch, "lost").status();
      }
    });
    ExpectUsedOrRevoked(outcomes, revoked);
  }
  EXPECT_EQ(TurnoutOf(0).issued, TurnoutOf(0).valid);
}

// Casts that begin while a revocation is under way wait for it, and then see it. On another node of
// a cluster nothing waits, and it can be the revocation that finds the credentials used.
TEST_P(CredentialConcurrency, ACastSeesTheRevocationItWaitedFor) {
  struct Case {
    int ballots;
    bool kept;  // in memory, by the box they are cast into
  };
  for (const auto& [ballots, kept] : {Case{1, false}, Case{5, false}, Case{5, true}}) {
    const std::string round = fmt::format("r{}-{}", ballots, kept);
    MakeOpen(SampleSpec(), round);
    const std::vector<PreparedCast> casts = IssueAndPrepare("batch", ballots, round);
    const std::vector<PreparedCast> others = IssueAndPrepare("others", 2, round);
    ASSERT_OK((kept ? other_box_ : box_)->CastBatch(Soon(), others));
    StoppingDatabase stopping(db());
    std::thread casting;
    std::latch begun(1);
    absl::StatusOr<CastOutcomes> outcomes;
    stopping.before_commit = [&] {
      if (casting.joinable()) return;  // run again
      casting = std::thread([&] {
        begun.count_down();
        outcomes = other_box_->CastBatch(Soon(), casts);
      });
      // Nothing tells that somebody waits in the database. Mostly this one will, and if not, what
      // is expected is the same.
      begun.wait();
    };
    const auto stopping_box = NewBallotBox(stopping, clock_, ids_);
    const absl::Status revoked =
        stopping_box->RevokeCredentials(Context(), round, "batch", "lost").status();
    casting.join();
    EXPECT_TRUE(revoked.ok() || test_database_->has_other_node()) << revoked;
    ExpectUsedOrRevoked(outcomes, revoked);
    EXPECT_EQ(TurnoutOf(0, round).valid, revoked.ok() ? 2 : ballots + 2);
  }
}

TEST_P(CredentialConcurrency, ABatchRevokedTwiceAtOnceIsTakenBackOnce) {
  MakeOpen();
  Issue(3);
  for (int i = 0; i < 10; ++i) {
    const std::string batch = fmt::format("batch{}", i);
    IssueAndPrepare(batch, 2);
    AtOnce(2, [&](int side) {
      ASSERT_OK_AND_ASSIGN(const int64_t count,
                           BoxOf(side).RevokeCredentials(Context(), "r1", batch, "lost"));
      EXPECT_EQ(count, 2);
    });
  }
  EXPECT_EQ(TurnoutOf(0).issued, 3);
}

}  // namespace
}  // namespace pingyi::appraisal
