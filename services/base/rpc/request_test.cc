#include "services/base/rpc/request.h"

#include <echo_service.pb.h>

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/status/version.h"
#include "services/base/testing/status_matchers.h"

namespace pingyi::rpc {
namespace {

using test::HasReason;
using test::HasViolation;
using test::StatusIs;
using test::v1::EchoRequest;
using ::testing::AllOf;

TEST(CheckRequestIdTest, EmptyOrAUuid) {
  for (const char* good :
       {"", "1b4e28ba-2fa1-41d2-883f-0016d3cca427", "1B4E28BA-2FA1-41D2-883F-0016D3CCA427",
        "00000000-0000-0000-0000-000000000000"}) {
    EXPECT_OK(CheckRequestId(good)) << good;
  }
}

TEST(CheckRequestIdTest, AnythingElseIsRefused) {
  for (const char* bad :
       {"1", "1b4e28ba2fa141d2883f0016d3cca427", "{1b4e28ba-2fa1-41d2-883f-0016d3cca427}",
        "1b4e28ba-2fa1-41d2-883f-0016d3cca42g", "1b4e28ba-2fa1-41d2-883f-0016d3cca4270",
        "1b4e28ba_2fa1_41d2_883f_0016d3cca427", "1b4e28b-a2fa1-41d2-883f-0016d3cca427"}) {
    EXPECT_THAT(CheckRequestId(bad),
                AllOf(StatusIs(absl::StatusCode::kInvalidArgument), HasReason("INVALID_REQUEST_ID"),
                      HasViolation("request_id")))
        << bad;
  }
}

EchoRequest Request(const std::string& id) {
  EchoRequest request;
  request.set_text("text");
  request.set_request_id(id);
  for (int i = 0; i < 50; ++i) (*request.mutable_labels())[std::to_string(i)] = "v";
  return request;
}

TEST(RequestDigestTest, IgnoresTheRequestIdAlone) {
  EXPECT_EQ(RequestDigest(Request("a")), RequestDigest(Request("b")));
  EXPECT_EQ(RequestDigest(Request("a")).size(), 32u);
  EXPECT_NE(RequestDigest(Request("a"), {}), RequestDigest(Request("b"), {}));
  EchoRequest other = Request("a");
  other.set_text("other");
  EXPECT_NE(RequestDigest(Request("a")), RequestDigest(other));
  other = Request("a");
  (*other.mutable_labels())["7"] = "w";
  EXPECT_NE(RequestDigest(Request("a")), RequestDigest(other));
}

TEST(RequestDigestTest, TheOrderOfAMapDoesNotMatter) {
  EchoRequest backwards = Request("a");
  backwards.mutable_labels()->clear();
  for (int i = 49; i >= 0; --i) (*backwards.mutable_labels())[std::to_string(i)] = "v";
  EXPECT_EQ(RequestDigest(Request("a")), RequestDigest(backwards));
}

TEST(RequestDigestTest, TheTypeMatters) {
  EchoRequest echo;
  echo.set_text("same");
  test::v1::WatchRequest watch;
  watch.set_text("same");
  EXPECT_EQ(echo.SerializeAsString(), watch.SerializeAsString());
  EXPECT_NE(RequestDigest(echo), RequestDigest(watch));
}

TEST(EtagTest, GivesTheVersionBack) {
  for (const int64_t version : {int64_t{0}, int64_t{1}, int64_t{1} << 40, INT64_MAX}) {
    EXPECT_EQ(ExpectedVersion(Etag(version)), version);
  }
  EXPECT_NE(Etag(1), Etag(2));
}

TEST(EtagTest, AnEmptyOneExpectsNothing) { EXPECT_EQ(ExpectedVersion(""), std::nullopt); }

TEST(EtagTest, OneNeverGivenOutMatchesNoVersion) {
  for (const char* bad :
       {"v", "1", "v-1", "v01", "v1 ", " v1", "w1", "v99999999999999999999", "*"}) {
    EXPECT_THAT(CheckVersion(ExpectedVersion(bad), 1), HasReason("ETAG_MISMATCH")) << bad;
  }
}

}  // namespace
}  // namespace pingyi::rpc
