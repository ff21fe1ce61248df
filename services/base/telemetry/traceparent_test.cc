#include "services/base/telemetry/traceparent.h"

#include <gtest/gtest.h>

#include "services/base/testing/fake_id_source.h"

namespace pingyi::telemetry {
namespace {

constexpr char kHeader[] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

TEST(TraceparentTest, ReadsAndWritesTheStandardsExample) {
  const std::optional<Traceparent> trace = ParseTraceparent(kHeader);
  ASSERT_TRUE(trace);
  EXPECT_EQ(trace->trace_id, "4bf92f3577b34da6a3ce929d0e0e4736");
  EXPECT_EQ(trace->span_id, "00f067aa0ba902b7");
  EXPECT_EQ(trace->flags, "01");
  EXPECT_EQ(FormatTraceparent(*trace), kHeader);
}

TEST(TraceparentTest, AcceptsFieldsOfLaterVersions) {
  const std::string rest = std::string(kHeader).substr(2);
  EXPECT_TRUE(ParseTraceparent("01" + rest));
  EXPECT_TRUE(ParseTraceparent("01" + rest + "-more"));
  EXPECT_FALSE(ParseTraceparent("01" + rest + "more"));
}

TEST(TraceparentTest, IgnoresBrokenHeaders) {
  const std::string good = kHeader;
  for (const std::string& bad : {
           std::string(),
           std::string("00"),
           good + "-more",
           good.substr(0, 54),
           "ff" + good.substr(2),
           std::string("00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01"),
           std::string("00-00000000000000000000000000000000-00f067aa0ba902b7-01"),
           std::string("00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01"),
           std::string("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0x"),
           std::string("00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
       }) {
    EXPECT_FALSE(ParseTraceparent(bad)) << bad;
  }
}

TEST(TraceparentTest, AChildKeepsTheTraceAndGetsItsOwnSpan) {
  test::FakeIdSource ids;
  const Traceparent parent = *ParseTraceparent(kHeader);
  const Traceparent child = ChildOf(parent, ids);
  EXPECT_EQ(child.trace_id, parent.trace_id);
  EXPECT_NE(child.span_id, parent.span_id);
  EXPECT_EQ(child.flags, "01");
  EXPECT_EQ(ParseTraceparent(FormatTraceparent(child)), child);
}

TEST(TraceparentTest, ANewTraceIsValidAndNotSampled) {
  test::FakeIdSource ids;
  const Traceparent trace = NewTrace(ids);
  EXPECT_EQ(ParseTraceparent(FormatTraceparent(trace)), trace);
  EXPECT_EQ(trace.flags, "00");
}

}  // namespace
}  // namespace pingyi::telemetry
