// What is no request at all, for every method.
#include <gtest/gtest.h>

#include "services/appraisal/rpc/service_fixture.h"
#include "services/base/testing/rpc/bad_requests.h"

namespace pingyi::appraisal {
namespace {

class BadMessageTest
    : public ServiceTest,
      public ::testing::WithParamInterface<const google::protobuf::MethodDescriptor*> {};

INSTANTIATE_TEST_SUITE_P(
    Methods, BadMessageTest,
    ::testing::ValuesIn(test::UnaryMethods("pingyi.appraisal.v1.AppraisalService")),
    [](const auto& info) { return info.param->name(); });

TEST_P(BadMessageTest, IsRefused) {
  test::ExpectBadMessagesRefused(server_.channel(), *GetParam());
}

}  // namespace
}  // namespace pingyi::appraisal
