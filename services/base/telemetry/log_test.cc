#include "services/base/telemetry/log.h"

#include <string>
#include <thread>
#include <vector>

#include <absl/time/clock.h>
#include <gmock/gmock.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

namespace pingyi::telemetry {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;

class LogTest : public ::testing::Test {
 protected:
  ~LogTest() override { SetLog(Level::kInfo, Format::kJson); }

  std::vector<std::string> lines_;
  ScopedLogSink sink_{[this](std::string_view line) { lines_.emplace_back(line); }};
};

// What a log reader makes of a line: its texts by key. Fails the test when it is not valid JSON. By
// reflection, because the library's maps look different to code that a sanitizer instruments.
std::map<std::string, std::string> TextsOf(const std::string& line) {
  google::protobuf::Struct object;
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(line, &object).ok()) << line;
  const auto* fields = object.GetDescriptor()->FindFieldByName("fields");
  std::map<std::string, std::string> texts;
  for (int i = 0; i < object.GetReflection()->FieldSize(object, fields); ++i) {
    const google::protobuf::Message& entry =
        object.GetReflection()->GetRepeatedMessage(object, fields, i);
    const google::protobuf::Reflection& reflection = *entry.GetReflection();
    const auto& value = static_cast<const google::protobuf::Value&>(
        reflection.GetMessage(entry, entry.GetDescriptor()->map_value()));
    texts[reflection.GetString(entry, entry.GetDescriptor()->map_key())] = value.string_value();
  }
  return texts;
}

TEST_F(LogTest, OneJsonObjectALine) {
  const std::string text = "rounds/r1";
  Log(Level::kWarn, "hello",
      {{"round", text}, {"n", 42}, {"big", size_t{7}}, {"on", true}, {"c", "x"}});
  ASSERT_EQ(lines_.size(), 1u);
  EXPECT_THAT(
      lines_[0],
      MatchesRegex(R"(\{"time":"[0-9]+-[0-9]+-[0-9]+T[0-9:]+\.[0-9]+Z","level":"warn",.*)"));
  EXPECT_THAT(
      lines_[0],
      EndsWith(R"("message":"hello","round":"rounds/r1","n":42,"big":7,"on":true,"c":"x"})"));
}

TEST_F(LogTest, TheTimeIsThatOfTheLine) {
  // Over the end of a second at least.
  const absl::Time begin = absl::Now();
  while (absl::Now() < begin + absl::Milliseconds(1100)) {
    const absl::Time before = absl::Now();
    Log(Level::kInfo, "x");
    absl::Time written;
    std::string error;
    ASSERT_TRUE(absl::ParseTime(absl::RFC3339_full, lines_.back().substr(9, 27), &written, &error))
        << lines_.back() << error;
    EXPECT_GE(written, before - absl::Microseconds(1));
    EXPECT_LE(written, absl::Now());
    lines_.clear();
  }
}

TEST_F(LogTest, NothingAClientSendsBreaksTheLine) {
  Log(Level::kInfo, "a\"}\n{\"b", {{"k\"\n", "\xff\n\x01,\"level\":\"error\""}});
  ASSERT_EQ(lines_.size(), 1u);
  EXPECT_THAT(lines_[0], ::testing::Not(HasSubstr("\n")));
  const std::map<std::string, std::string> texts = TextsOf(lines_[0]);
  EXPECT_EQ(texts.at("level"), "info");
  EXPECT_EQ(texts.at("message"), "a\"}\n{\"b");
  EXPECT_EQ(texts.at("k\"\n"), "\uFFFD\n\x01,\"level\":\"error\"");
}

TEST_F(LogTest, LinesBelowTheLevelAreNotWritten) {
  Log(Level::kDebug, "hidden by default");
  SetLog(Level::kError, Format::kJson);
  Log(Level::kWarn, "hidden");
  EXPECT_THAT(lines_, IsEmpty());
  Log(Level::kError, "shown");
  EXPECT_EQ(lines_.size(), 1u);
}

TEST_F(LogTest, TextForPeople) {
  SetLog(Level::kInfo, Format::kText);
  Log(Level::kInfo, "listening", {{"address", "127.0.0.1:1"}, {"port", 1}});
  EXPECT_THAT(lines_, ElementsAre(EndsWith(R"( info  "listening" address="127.0.0.1:1" port=1)")));
}

TEST_F(LogTest, ThreadsDoNotMixLines) {
  std::vector<std::thread> threads;
  threads.reserve(4);
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([] {
      for (int k = 0; k < 100; ++k) Log(Level::kInfo, "line", {{"k", k}});
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(lines_.size(), 400u);
  for (const std::string& line : lines_) EXPECT_THAT(line, EndsWith("}"));
}

TEST(LogToStderrTest, WritesOneLine) {
  ::testing::internal::CaptureStderr();
  Log(Level::kInfo, "to stderr {} %s", {{"a", 1}});
  const std::string text = ::testing::internal::GetCapturedStderr();
  EXPECT_THAT(text, EndsWith("\"message\":\"to stderr {} %s\",\"a\":1}\n"));
}

TEST(LogNamesTest, LevelsAndFormats) {
  EXPECT_EQ(LevelOf("debug"), Level::kDebug);
  EXPECT_EQ(LevelOf("info"), Level::kInfo);
  EXPECT_EQ(LevelOf("warn"), Level::kWarn);
  EXPECT_EQ(LevelOf("error"), Level::kError);
  EXPECT_EQ(LevelOf("loud"), Level::kInfo);
  EXPECT_EQ(FormatOf("text"), Format::kText);
  EXPECT_EQ(FormatOf("json"), Format::kJson);
}

}  // namespace
}  // namespace pingyi::telemetry
