#include "services/base/ledger/requests.h"

#include <atomic>
#include <thread>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "services/base/ledger/schema.h"
#include "services/base/sql/testing/temp_database.h"
#include "services/base/status/error.h"

namespace pingyi::ledger {
namespace {

const sql::Migration kSchema{1, "create the ledger", {kSqliteSchema}};

const RequestKey kKey{.request_id = "6f9619ff-8b86-d011-b42d-00cf4fc964ff",
                      .method = "CreateCycle",
                      .digest = std::string("\0\xff digest", 9)};

class RequestsTest : public ::testing::Test {
 protected:
  absl::StatusOr<std::optional<std::string>> Find(const RequestKey& key) {
    absl::StatusOr<std::optional<std::string>> found;
    database_
        ->Read(sql::Soon(),
               [&](sql::Transaction& transaction) {
                 found = FindRequest(transaction, key);
                 return absl::OkStatus();
               })
        .IgnoreError();
    return found;
  }
  absl::Status Record(const RequestKey& key, std::string_view resource) {
    return database_->Write(sql::Soon(), [&](sql::Transaction& transaction) {
      return RecordRequest(transaction, key, resource, 1);
    });
  }

  sql::TempDatabase database_{{&kSchema, 1}};
};

TEST_F(RequestsTest, FindsWhatWasRecorded) {
  EXPECT_EQ(*Find(kKey), std::nullopt);
  ASSERT_TRUE(Record(kKey, "cycles/c1").ok());
  EXPECT_EQ(*Find(kKey), "cycles/c1");
}

TEST_F(RequestsTest, TheIdWithAnotherMethodOrContentIsRefused) {
  ASSERT_TRUE(Record(kKey, "cycles/c1").ok());
  RequestKey other_method = kKey;
  other_method.method = "CloseCycle";
  RequestKey other_content = kKey;
  other_content.digest = std::string("\0\xff digesT", 9);
  for (const RequestKey& key : {other_method, other_content}) {
    const absl::Status status = Find(key).status();
    EXPECT_TRUE(absl::IsAlreadyExists(status));
    EXPECT_EQ(DetailsOf(status).reason, "REQUEST_ID_REUSED");
  }
}

TEST_F(RequestsTest, WithoutAnIdNothingIsRememberedAndNothingCollides) {
  RequestKey without = kKey;
  without.request_id.clear();
  EXPECT_TRUE(Record(without, "cycles/c1").ok());
  EXPECT_TRUE(Record(without, "cycles/c2").ok());
  EXPECT_EQ(*Find(without), std::nullopt);
  EXPECT_EQ(sql::QueryInt64(*database_, "SELECT count(*) FROM request_ids"), 0);
}

TEST_F(RequestsTest, RecordingTwiceIsAskedToTryAgain) {
  ASSERT_TRUE(Record(kKey, "cycles/c1").ok());
  EXPECT_TRUE(absl::IsAborted(Record(kKey, "cycles/c2")));
  EXPECT_EQ(*Find(kKey), "cycles/c1");
}

TEST_F(RequestsTest, TheSameRequestFromManyThreadsIsDoneOnce) {
  std::atomic<int> done = 0;
  std::vector<std::thread> threads;
  threads.reserve(8);
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&, i] {
      EXPECT_TRUE(database_
                      ->Write(sql::Soon(),
                              [&](sql::Transaction& transaction) {
                                auto earlier = FindRequest(transaction, kKey);
                                if (!earlier.ok() || earlier->has_value()) return earlier.status();
                                ++done;
                                return RecordRequest(transaction, kKey,
                                                     fmt::format("cycles/c{}", i), i);
                              })
                      .ok());
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(done, 1);
}

}  // namespace
}  // namespace pingyi::ledger
