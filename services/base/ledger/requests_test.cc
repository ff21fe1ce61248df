#include "services/base/ledger/requests.h"

#include <array>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/ledger/schema.h"
#include "services/base/sql/testing/backends.h"
#include "services/base/sql/testing/temp_database.h"
#include "services/base/status/error.h"
#include "services/base/testing/at_once.h"

namespace pingyi::ledger {
namespace {

const sql::Migration kSchema{
    1, "create the ledger", {kSqliteSchema}, {kMysqlSchema, kMysqlWithoutTriggers}};

const RequestKey kKey{.request_id = "6f9619ff-8b86-d011-b42d-00cf4fc964ff",
                      .method = "CreateCycle",
                      .digest = std::string("\0\xff digest", 9)};

class RequestsTest : public sql::BackendTest {
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
  // Claims and settles in one transaction; gives what the claim gave.
  absl::StatusOr<std::optional<std::string>> Claim(const RequestKey& key,
                                                   std::string_view resource) {
    absl::StatusOr<std::optional<std::string>> earlier;
    absl::Status status = database_->Write(sql::Soon(), [&](sql::Transaction& transaction) {
      earlier = ClaimRequest(transaction, key, 1);
      if (!earlier.ok() || earlier->has_value()) return earlier.status();
      return SettleRequest(transaction, key, resource);
    });
    if (!status.ok()) return status;
    return earlier;
  }
  absl::Status Record(const RequestKey& key, std::string_view resource) {
    return database_->Write(sql::Soon(), [&](sql::Transaction& transaction) {
      return RecordRequest(transaction, key, resource, 1);
    });
  }

  sql::TempDatabase database_{{&kSchema, 1}, GetParam()};
};

PINGYI_ON_ALL_BACKENDS(RequestsTest);

TEST_P(RequestsTest, FindsWhatWasRecorded) {
  EXPECT_EQ(*Find(kKey), std::nullopt);
  ASSERT_TRUE(Record(kKey, "cycles/c1").ok());
  EXPECT_EQ(*Find(kKey), "cycles/c1");
}

TEST_P(RequestsTest, TheIdWithAnotherMethodOrContentIsRefused) {
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

TEST_P(RequestsTest, WithoutAnIdNothingIsRememberedAndNothingCollides) {
  RequestKey without = kKey;
  without.request_id.clear();
  EXPECT_TRUE(Record(without, "cycles/c1").ok());
  EXPECT_TRUE(Record(without, "cycles/c2").ok());
  EXPECT_EQ(*Find(without), std::nullopt);
  EXPECT_EQ(sql::QueryInt64(*database_, "SELECT count(*) FROM request_ids"), 0);
}

TEST_P(RequestsTest, AClaimedRequestIsKnownOnceItIsSettled) {
  ASSERT_TRUE(Claim(kKey, "cycles/c1").ok());
  EXPECT_EQ(*Find(kKey), "cycles/c1");
  EXPECT_EQ(*Claim(kKey, "cycles/c2"), "cycles/c1");
  EXPECT_EQ(*Find(kKey), "cycles/c1");
  RequestKey other_content = kKey;
  other_content.digest += "x";
  EXPECT_EQ(DetailsOf(Claim(other_content, "cycles/c2").status()).reason, "REQUEST_ID_REUSED");
}

TEST_P(RequestsTest, AClaimGoesWithItsTransaction) {
  EXPECT_TRUE(absl::IsCancelled(database_->Write(sql::Soon(), [&](sql::Transaction& transaction) {
    EXPECT_EQ(*ClaimRequest(transaction, kKey, 1), std::nullopt);
    return absl::CancelledError("the change failed");
  })));
  EXPECT_EQ(*Claim(kKey, "cycles/c1"), std::nullopt);
}

TEST_P(RequestsTest, OnlyWhatIsClaimedIsSettled) {
  EXPECT_TRUE(absl::IsInternal(database_->Write(sql::Soon(), [&](sql::Transaction& transaction) {
    return SettleRequest(transaction, kKey, "cycles/c1");
  })));
}

TEST_P(RequestsTest, RecordingTwiceIsAskedToTryAgain) {
  ASSERT_TRUE(Record(kKey, "cycles/c1").ok());
  EXPECT_TRUE(absl::IsAborted(Record(kKey, "cycles/c2")));
  EXPECT_EQ(*Find(kKey), "cycles/c1");
}

TEST_P(RequestsTest, TheSameRequestFromTwoProcessesIsDoneOnce) {
  const auto other_process = database_.OpenAgain();
  std::array<std::string, 8> heard;
  test::AtOnce(8, [&](int i) {
    sql::Database& mine = i % 2 == 0 ? *database_ : *other_process;
    const absl::Status status =
        mine.Write(sql::Soon(), [&](sql::Transaction& transaction) -> absl::Status {
          std::string& resource = heard[static_cast<size_t>(i)];
          resource = fmt::format("cycles/c{}", i);
          auto earlier = ClaimRequest(transaction, kKey, i);
          if (!earlier.ok()) return earlier.status();
          if (!earlier->has_value()) return SettleRequest(transaction, kKey, resource);
          resource = **earlier;
          return absl::OkStatus();
        });
    EXPECT_TRUE(status.ok()) << status;
  });
  EXPECT_THAT(heard, testing::Each(heard[0]));
  EXPECT_EQ(sql::QueryInt64(*database_, "SELECT count(*) FROM request_ids"), 1);
}

}  // namespace
}  // namespace pingyi::ledger
