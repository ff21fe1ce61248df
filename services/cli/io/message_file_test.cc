#include "services/cli/io/message_file.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "pingyi/appraisal/v1/ballot.pb.h"
#include "pingyi/appraisal/v1/round.pb.h"
#include "pingyi/report/v1/report.pb.h"

namespace pingyi::cli {
namespace {

using appraisal::v1::Round;
using ::testing::HasSubstr;

std::string ErrorOf(const std::string& text, const std::string& path = "round.yaml") {
  Round round;
  return std::string(ParseMessage(text, path, &round).message());
}

constexpr char kRound[] = R"(
display_name: 2026年度民主评议
ballot_form:
  criteria:
    - key: yes          # a boolean for YAML, a text here
      title: 德
      weight: 40
      graded:
        grades:
          - {key: a, title: 优秀, points: 100}
          - {key: b, title: "称职", points: 1e2}
    - {key: neng, title: 能, weight: 1/3, numeric: {min: 0, max: 100, step: 0.50}}
voterGroups:
  - {key: a, title: A票, weight: 040, expected_voters: 12}
validity_rules:
  require_all_criteria: true
  mark_limits: {mark: a, max_percent: 20}
anonymity: anonymous
close_time: 2026-12-31T18:00:00+08:00
open_time:
)";

TEST(MessageFileTest, DescriptorDecidesTheTypesOfScalars) {
  Round round;
  const absl::Status status = ParseMessage(kRound, "round.yaml", &round);
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(round.display_name(), "2026年度民主评议");
  EXPECT_EQ(round.ballot_form().criteria(0).key(), "yes");
  EXPECT_EQ(round.ballot_form().criteria(0).weight(), "40");
  EXPECT_EQ(round.ballot_form().criteria(0).graded().grades(1).points(), "1e2");
  EXPECT_EQ(round.ballot_form().criteria(1).numeric().step(), "0.50");
  EXPECT_EQ(round.voter_groups(0).weight(), "040");
  EXPECT_EQ(round.voter_groups(0).expected_voters(), 12);
  EXPECT_TRUE(round.validity_rules().require_all_criteria());
  EXPECT_EQ(round.validity_rules().mark_limits(0).max_percent(), "20") << "a list of one";
  EXPECT_EQ(round.anonymity(), appraisal::v1::ANONYMITY_ANONYMOUS);
  EXPECT_EQ(round.close_time().seconds(), 1798711200);
  EXPECT_FALSE(round.has_open_time()) << "an empty value is an absent field";
}

TEST(MessageFileTest, UnknownFieldIsRefusedWithLineFieldAndChoice) {
  const std::string error = ErrorOf("display_name: x\nvoter_groups:\n  - key: a\n    wieght: 40\n");
  EXPECT_THAT(error, HasSubstr("round.yaml:4: voter_groups[0]: no field \"wieght\""));
  EXPECT_THAT(error, HasSubstr("weight"));
}

TEST(MessageFileTest, WrongShapesAreRefusedWithLineAndField) {
  EXPECT_THAT(
      ErrorOf("voter_groups:\n- expected_voters: many\n"),
      HasSubstr("round.yaml:2: voter_groups[0].expected_voters: \"many\" is not a whole number"));
  EXPECT_THAT(ErrorOf("validity_rules: {forbid_self: on}"), HasSubstr("neither true nor false"));
  EXPECT_THAT(ErrorOf("ballot_form: [1]"), HasSubstr("ballot_form: must hold fields"));
  EXPECT_THAT(ErrorOf("display_name: {a: 1}"), HasSubstr("display_name: must be a text"));
  EXPECT_THAT(ErrorOf("anonymity: secret"), HasSubstr("\"secret\" is none of named, anonymous"));
  EXPECT_THAT(ErrorOf("close_time: 2026-12-31"),
              HasSubstr("close_time: \"2026-12-31\" is not a time"));
  EXPECT_THAT(ErrorOf("just text"), HasSubstr("must hold fields"));
}

TEST(MessageFileTest, FieldGivenTwiceIsRefused) {
  EXPECT_THAT(ErrorOf("display_name: a\ndisplay_name: b\n"),
              HasSubstr("display_name: given twice"));
  EXPECT_THAT(ErrorOf("display_name: a\ndisplayName: b\n"), HasSubstr("display_name: given twice"));
}

TEST(MessageFileTest, BrokenYamlNamesTheLine) {
  EXPECT_THAT(ErrorOf("display_name: a\nvoter_groups: [\n"), HasSubstr("round.yaml:"));
  EXPECT_THAT(ErrorOf(""), HasSubstr("must hold one document"));
  EXPECT_THAT(ErrorOf("a: 1\n---\nb: 2\n"), HasSubstr("not 2"));
}

TEST(MessageFileTest, BothSidesOfAOneofAreRefused) {
  EXPECT_THAT(ErrorOf("ballot_form: {criteria: [{key: a, graded: {}, numeric: {}}]}"),
              HasSubstr("oneof"));
}

TEST(MessageFileTest, JsonIsReadAsProtoJson) {
  Round round;
  ASSERT_TRUE(
      ParseMessage(R"({"displayName": "x", "voterGroups": [{"key": "a"}]})", "r.json", &round)
          .ok());
  EXPECT_EQ(round.voter_groups(0).key(), "a");
  EXPECT_THAT(ErrorOf(R"({"displayName": "x", "nmae": "y"})", "r.json"), HasSubstr("nmae"));
}

TEST(MessageFileTest, LongChineseTextSurvives) {
  report::v1::Report report;
  const absl::Status status = ParseMessage(
      "sections:\n- key: a\n  text: |\n    （一）抓党建“三会一课”。\n    C:\\path\t\"quoted\"\n",
      "r.yaml", &report);
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(report.sections(0).text(), "（一）抓党建“三会一课”。\nC:\\path\t\"quoted\"\n");
}

TEST(MessageFileTest, MissingAndGbkFilesAreErrorsThatNameThem) {
  Round round;
  EXPECT_THAT(std::string(ReadMessage("/nowhere/r.yaml", &round).message()),
              HasSubstr("/nowhere/r.yaml: No such"));
  const std::string path =
      (std::filesystem::temp_directory_path() / fmt::format("gbk-{}.yaml", getpid())).string();
  std::ofstream(path) << "display_name: a\nvoid_reason: \xD3\xC5\n";
  EXPECT_THAT(std::string(ReadMessage(path, &round).message()), HasSubstr(":2: not UTF-8"));
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace pingyi::cli
