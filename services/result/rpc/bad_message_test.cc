// What is no request at all, for every method: too large, not UTF-8, not a message.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/testing/rpc/bad_requests.h"
#include "services/base/testing/status_matchers.h"
#include "services/result/rpc/service_fixture.h"

namespace pingyi::result {
namespace {

using ::google::protobuf::MethodDescriptor;
using ::pingyi::test::HasReason;
using ::pingyi::test::StatusIs;
using ::testing::AllOf;

constexpr char kService[] = "pingyi.result.v1.ResultService";

class BadMessageTest : public ServiceTest,
                       public ::testing::WithParamInterface<const MethodDescriptor*> {
 protected:
  absl::Status Send(const std::string& bytes) {
    return test::CallWithBytes(server_.channel(), *GetParam(), bytes);
  }
};

INSTANTIATE_TEST_SUITE_P(Methods, BadMessageTest, ::testing::ValuesIn(test::UnaryMethods(kService)),
                         [](const auto& info) { return info.param->name(); });

TEST_P(BadMessageTest, TooLargeIsRefusedByTheLimit) {
  // Field 15 is in no request: nothing but the size is wrong.
  const std::string large =
      "\x7a" + std::string("\x80\x80\xc0\x02", 4) + std::string(size_t{5} << 20, 'x');
  EXPECT_THAT(Send(large), StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(Send("\xff"), StatusIs(absl::StatusCode::kInvalidArgument)) << "it goes on serving";
}

TEST_P(BadMessageTest, BytesThatAreNoMessageAreRefused) {
  for (const std::string& bytes : {std::string("\xff"),
                                   std::string("\x0a\x05"
                                               "ab"),
                                   std::string("\x0b"), std::string(20, '\xff')}) {
    EXPECT_THAT(Send(bytes),
                AllOf(StatusIs(absl::StatusCode::kInvalidArgument), HasReason("INVALID_FIELD")));
  }
}

TEST_P(BadMessageTest, MalformedTextIsRefusedInEveryField) {
  // A lone continuation byte, a text cut short, an overlong form, a surrogate.
  for (const char* text : {"\x80", "\xe8\xaf", "\xc0\xaf", "\xed\xa0\x80"}) {
    for (const auto& [field, bytes] : test::EachTextField(*GetParam(), text)) {
      EXPECT_THAT(Send(bytes),
                  AllOf(StatusIs(absl::StatusCode::kInvalidArgument), HasReason("MALFORMED_UTF8")))
          << field;
    }
  }
}

// Whatever the text is for, a hundred thousand characters are too many or of no use; never a fault
// of the service.
TEST_P(BadMessageTest, EndlessTextIsRefusedInEveryField) {
  for (const auto& [field, bytes] : test::EachTextField(*GetParam(), std::string(100'000, 'a'))) {
    EXPECT_THAT(Send(bytes), StatusIs(absl::StatusCode::kInvalidArgument)) << field;
  }
}

}  // namespace
}  // namespace pingyi::result
