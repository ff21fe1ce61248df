// A ballot cast in a single statement, from the beginning of its transaction to the commit, meets
// another writer. Whether the database notices it between the changes or at the commit: the whole
// transaction is repeated, and the ballot counts once. On one server the two meet at locks; on two
// nodes of a cluster (tests/chaos) one of them is undone by what the other has committed.
#include <array>
#include <functional>
#include <thread>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/appraisal/store/conformance.h"
#include "services/base/sql/testing/temp_database.h"
#include "services/base/testing/at_once.h"

namespace pingyi::appraisal {
namespace {

using pingyi::test::AtOnce;
using test::SameMarks;
using testing::ElementsAre;

Backend Mysql() { return Backends().back(); }

class LoneCastConflict : public StoreConformance {
 protected:
  // A place to cast at: a database, and what is done with it.
  struct Place {
    explicit Place(sql::Database& database, LoneCastConflict& test)
        : watched(database), box(NewBallotBox(watched, test.clock_, test.ids_)) {}

    FaultyDatabase watched;
    std::unique_ptr<BallotBox> box;
  };

  LoneCastConflict() {
    MakeOpen();
    const std::vector<std::string> tokens = Issue(2, "b");
    for (size_t i = 0; i < 2; ++i) {
      // Has the box see the round. A query waits on a node for what was done on another.
      sql::QueryInt64(*databases_.at(i), "SELECT COUNT(*) FROM credentials");
      EXPECT_OK(Cast(Prepare(tokens[i], good_, "q0"), places_.at(i).box.get()));
    }
  }

  // Casts at once, and not by the long way, which would be another write.
  void CastAtOnce(const PreparedCast& cast, Place& place) {
    place.watched.steps.clear();
    const absl::StatusOr<CastReceipt> receipt = Cast(cast, place.box.get());
    ASSERT_OK(receipt);
    EXPECT_EQ(receipt->receipt, cast.receipt);
    EXPECT_THAT(place.watched.steps, ElementsAre("write", "wrote"));
  }

  // Returns once somebody holds a lock on the round, on the first node: a cast that has begun.
  void AwaitLockOnRound() {
    absl::Status status;
    while (!absl::IsAborted(status)) {
      status = db().Write(absl::Now() + absl::Milliseconds(100), [](sql::Transaction& tx) {
        return tx.Query("SELECT version FROM rounds WHERE round_id = 'r1' FOR UPDATE NOWAIT", {},
                        [](const sql::Row&) { return absl::OkStatus(); });
      });
    }
  }

  // Changes the round at the first or the other node, and nothing that a ballot looks at.
  static absl::Status TouchRound(sql::Transaction& tx) {
    return tx.Execute("UPDATE rounds SET version = version + 1 WHERE round_id = 'r1'").status();
  }

  // Holds the counts of the group while `body` runs, which must not run twice.
  void WithTurnoutHeld(const std::function<absl::Status(sql::Transaction&)>& body) {
    int runs = 0;
    EXPECT_OK(db().Write(Soon(), [&](sql::Transaction& tx) -> absl::Status {
      if (++runs > 1) return absl::InternalError("the holder was undone, and not the cast");
      // Many changes: of two in each other's way the one that has done less is undone.
      std::vector<sql::Value> cells;
      for (int i = 0; i < 200; ++i) {
        cells.insert(cells.end(), {fmt::format("heavy{}", i), "M", sql::Blob{"d"}, "r", 1});
      }
      absl::Status status =
          tx.InsertRows("request_ids (request_id, method, digest, resource, time_us)", 5, cells)
              .status();
      if (!status.ok()) return status;
      status =
          tx.Query("SELECT valid FROM turnout WHERE round_id = 'r1' AND group_no = 0 FOR UPDATE",
                   {}, [](const sql::Row&) { return absl::OkStatus(); });
      return status.ok() ? body(tx) : status;
    }));
  }

  static int64_t Counter(sql::Database& database, std::string_view name) {
    return sql::QueryInt64(database,
                           "SELECT CAST(COALESCE(MAX(variable_value), '0') AS INTEGER) FROM "
                           "information_schema.global_status WHERE variable_name = ?",
                           {name});
  }
  bool OnCluster() { return Counter(db(), "WSREP_CLUSTER_SIZE") > 1; }
  // How often a node has undone what was in the way of another node's commit.
  int64_t Undone(sql::Database& database) { return Counter(database, "WSREP_LOCAL_BF_ABORTS"); }
  int64_t RefusedAtCommit() {
    return Counter(db(), "WSREP_LOCAL_CERT_FAILURES") +
           Counter(*other_, "WSREP_LOCAL_CERT_FAILURES");
  }

  void ExpectCounted(int64_t ballots) {
    for (sql::Database* database : databases_) {
      const auto count = [&](sql::Sql query) { return sql::QueryInt64(*database, query); };
      EXPECT_EQ(count("SELECT valid FROM turnout WHERE group_no = 0"), ballots);
      EXPECT_EQ(count("SELECT COUNT(*) FROM ballots WHERE group_no = 0"), ballots);
      EXPECT_EQ(count("SELECT COUNT(*) FROM spent_credentials"), ballots + 2);
    }
    ASSERT_OK(rounds_->CloseRound(Context(), Change()));
    EXPECT_EQ(MarksCounted(), (ballots + 2) * 4);
  }

  const Ballot good_ = SameMarks({"s1", "s2"}, "good", "80");
  const std::unique_ptr<sql::Database> other_ = test_database_->OpenAgain();
  const std::array<sql::Database*, 2> databases_ = {&db(), other_.get()};
  std::array<Place, 2> places_ = {Place(db(), *this), Place(*other_, *this)};
};

INSTANTIATE_TEST_SUITE_P(Backends, LoneCastConflict, testing::Values(Mysql()), BackendName);

TEST_P(LoneCastConflict, ADeadlockBetweenItsChangesHasAllOfThemRepeated) {
  const PreparedCast cast = Prepare(Issue(1)[0], good_);
  const int64_t before = Counter(db(), "INNODB_DEADLOCKS");
  std::thread caster;
  WithTurnoutHeld([&](sql::Transaction& tx) {
    caster = std::thread([&] { CastAtOnce(cast, places_[0]); });
    AwaitLockOnRound();
    // The cast holds the round and wants the counts; here it is the other way round.
    return TouchRound(tx);
  });
  caster.join();
  EXPECT_GT(Counter(db(), "INNODB_DEADLOCKS"), before);
  ExpectCounted(1);
}

TEST_P(LoneCastConflict, WhatAnotherNodeCommitsBetweenItsChangesHasAllOfThemRepeated) {
  const PreparedCast cast = Prepare(Issue(1)[0], good_);
  const bool on_cluster = OnCluster();
  const int64_t before = Undone(db());
  std::thread caster;
  std::thread elsewhere;
  WithTurnoutHeld([&](sql::Transaction&) {
    caster = std::thread([&] { CastAtOnce(cast, places_[0]); });
    AwaitLockOnRound();
    elsewhere = std::thread([&] { EXPECT_OK(other_->Write(Soon(), TouchRound)); });
    // On one server it waits for the cast.
    while (on_cluster && Undone(db()) == before) std::this_thread::yield();
    return absl::OkStatus();
  });
  caster.join();
  elsewhere.join();
  ExpectCounted(1);
}

TEST_P(LoneCastConflict, CastsOnBothNodesAtOnceAllCountOnce) {
  constexpr int kEach = 40;
  constexpr int kMostTimes = 12;
  const bool on_cluster = OnCluster();
  const int64_t before = RefusedAtCommit();
  int64_t ballots = 0;
  // All change the counts of their group, but whether two commits cross is up to the network.
  for (int times = 0; times < kMostTimes && (times == 0 || on_cluster); ++times) {
    std::vector<PreparedCast> casts;
    for (const std::string& token : Issue(2 * kEach)) casts.push_back(Prepare(token, good_));
    sql::QueryInt64(*other_, "SELECT COUNT(*) FROM credentials");
    AtOnce(2, [&](int side) {
      for (int i = 0; i < kEach; ++i) {
        CastAtOnce(casts[static_cast<size_t>(side * kEach + i)],
                   places_.at(static_cast<size_t>(side)));
      }
    });
    ballots += static_cast<int64_t>(casts.size());
    if (RefusedAtCommit() > before) break;
  }
  if (on_cluster) {
    EXPECT_GT(RefusedAtCommit(), before) << "no two commits were in each other's way";
  }
  ExpectCounted(ballots);
}

}  // namespace
}  // namespace pingyi::appraisal
