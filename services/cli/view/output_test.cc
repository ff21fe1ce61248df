#include "services/cli/view/output.h"

#include <cerrno>
#include <sstream>

#include <gtest/gtest.h>

#include "pingyi/appraisal/v1/round.pb.h"

namespace pingyi::cli {
namespace {

// A stream whose reader has gone, or whose disk is full.
class FailingBuffer : public std::streambuf {
 public:
  explicit FailingBuffer(int error) : error_(error) {}

 protected:
  int overflow(int) override {
    errno = error_;
    return traits_type::eof();
  }

 private:
  int error_;
};

absl::Status WriteTo(int error) {
  FailingBuffer buffer(error);
  std::ostream stream(&buffer);
  Output out(stream, Format::kTable, {});
  return out.Write("text");
}

TEST(OutputTest, ClosedPipeIsCancelledAndFullDiskIsAnError) {
  EXPECT_EQ(WriteTo(EPIPE).code(), absl::StatusCode::kCancelled);
  EXPECT_EQ(WriteTo(ENOSPC).code(), absl::StatusCode::kInvalidArgument);
}

TEST(OutputTest, TitlesAreForPeopleOnly) {
  std::ostringstream table;
  std::ostringstream csv;
  EXPECT_TRUE(Output(table, Format::kTable, {}).Title("结果").ok());
  EXPECT_TRUE(Output(csv, Format::kCsv, {}).Title("结果").ok());
  EXPECT_EQ(table.str(), "结果\n");
  EXPECT_EQ(csv.str(), "");
}

TEST(OutputTest, JsonShowsEveryFieldAndChineseAsItIs) {
  appraisal::v1::Subject subject;
  subject.set_display_name("张三");
  EXPECT_EQ(
      MessageJson(subject, false),
      R"({"name":"","displayName":"张三","unit":"","subjectType":"","position":0,"report":""})");
}

}  // namespace
}  // namespace pingyi::cli
