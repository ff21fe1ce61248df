#include "services/cli/bulk/bulk_request_id.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pingyi::cli {
namespace {

constexpr char kToken[] = "0123456789abcdefghjkmnpqrs";

TEST(BulkRequestIdTest, IsFixedForEver) {
  // A change here would make a second run of an import begun with an older version a new vote
  // attempt instead of a repetition.
  EXPECT_EQ(BulkRequestId(kToken, "rounds/r1", "17"), "6fc74f41-6616-886c-b624-0cc7ac30a39c");
}

TEST(BulkRequestIdTest, IsAUuidThatDependsOnTokenRoundAndLabel) {
  const std::string id = BulkRequestId(kToken, "rounds/r1", "17");
  EXPECT_THAT(id, ::testing::MatchesRegex(
                      "[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
  EXPECT_NE(BulkRequestId(kToken, "rounds/r2", "17"), id);
  EXPECT_NE(BulkRequestId(kToken, "rounds/r1", "18"), id);
  EXPECT_NE(BulkRequestId("1123456789abcdefghjkmnpqrs", "rounds/r1", "17"), id);
}

TEST(BulkRequestIdTest, SpellingOfTheTokenDoesNotMatter) {
  EXPECT_EQ(BulkRequestId("0123-4567-89AB-CDEF-GHJK-MNPQ-RS", "rounds/r1", "17"),
            BulkRequestId(kToken, "rounds/r1", "17"));
}

}  // namespace
}  // namespace pingyi::cli
