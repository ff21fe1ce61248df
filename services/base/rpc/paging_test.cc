#include "services/base/rpc/paging.h"

#include <echo_service.pb.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/testing/status_matchers.h"

namespace pingyi::rpc {
namespace {

using test::HasReason;
using test::HasViolation;
using test::StatusIs;
using test::v1::EchoRequest;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

EchoRequest ListRequest(std::string filter, std::string token = "") {
  EchoRequest request;
  request.set_text(std::move(filter));
  request.set_page_token(std::move(token));
  return request;
}

auto IsBadToken() {
  return AllOf(StatusIs(absl::StatusCode::kInvalidArgument), HasReason("INVALID_PAGE_TOKEN"),
               HasViolation("page_token"));
}

TEST(PageSizeTest, DefaultsAndLimits) {
  EXPECT_EQ(*PageSize(0), 50);
  EXPECT_EQ(*PageSize(1), 1);
  EXPECT_EQ(*PageSize(1000), 1000);
  EXPECT_EQ(*PageSize(1001), 1000);
  EXPECT_EQ(*PageSize(INT32_MAX), 1000);
  EXPECT_THAT(PageSize(-1), AllOf(StatusIs(absl::StatusCode::kInvalidArgument),
                                  HasReason("INVALID_FIELD"), HasViolation("page_size")));
}

TEST(PageTokenTest, TheFirstPageHasNoKey) {
  ASSERT_OK_AND_ASSIGN(const auto key, DecodePageToken(ListRequest("a"), 2));
  EXPECT_THAT(key, IsEmpty());
}

TEST(PageTokenTest, AKeyComesBackAsItWas) {
  const std::vector<std::string> parts = {"cycles/2024", std::string("\0:12:\xff", 6), ""};
  const std::string token = EncodePageToken(parts, ListRequest("a"));
  EXPECT_EQ(
      token.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"),
      std::string::npos);
  ASSERT_OK_AND_ASSIGN(const auto key, DecodePageToken(ListRequest("a", token), 3));
  EXPECT_EQ(key, parts);
}

TEST(PageTokenTest, PageSizeAndTokenMayChange) {
  const std::string token = EncodePageToken({"k"}, ListRequest("a", "token of the page before"));
  EchoRequest next = ListRequest("a", token);
  next.set_page_size(7);
  ASSERT_OK_AND_ASSIGN(const auto key, DecodePageToken(next, 1));
  EXPECT_THAT(key, ElementsAre("k"));
}

TEST(PageTokenTest, ATokenOfAnotherRequestIsRefused) {
  const std::string token = EncodePageToken({"k"}, ListRequest("a"));
  EXPECT_THAT(DecodePageToken(ListRequest("b", token), 1), IsBadToken());
}

TEST(PageTokenTest, TokensThatWereNeverGivenOutAreRefused) {
  const std::string token = EncodePageToken({"k", "l"}, ListRequest("a"));
  for (const std::string& bad :
       {std::string("x"), std::string("????"), token.substr(0, token.size() - 2), token + "AAAA",
        token.substr(0, 11), std::string("评")}) {
    EXPECT_THAT(DecodePageToken(ListRequest("a", bad), 2), IsBadToken()) << bad;
  }
  EXPECT_THAT(DecodePageToken(ListRequest("a", token), 1), IsBadToken()) << "one part too many";
  EXPECT_THAT(DecodePageToken(ListRequest("a", token), 3), IsBadToken()) << "one part too few";
}

}  // namespace
}  // namespace pingyi::rpc
