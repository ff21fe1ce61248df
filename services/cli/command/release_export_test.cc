// Reports from the command line; what is in them is tested in services/export, what they look like
// in tests/export.
#include "services/cli/command/release_export.h"

#include "pingyi/bundle/v1/bundle.pb.h"
#include "services/bundle/bundle_text.h"
#include "services/cli/command/release_pdf.h"
#include "services/cli/command/run_command_test.h"

namespace pingyi::cli::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class ReleaseExportTest : public RunCommandTest {
 protected:
  // The file of a bundle in which one subject has this total.
  std::string BundleFile(const std::string& name, const std::string& total) {
    bundle::v1::ReleaseBundle bundle;
    bundle.set_format(bundle::kFormat);
    bundle.mutable_release()->set_name("rounds/r1/releases/1");
    bundle.mutable_release()->set_number(1);
    bundle.mutable_release()->set_digest("d1");
    bundle.mutable_release()->mutable_create_time()->set_seconds(1'769'850'000);
    bundle.mutable_round()->set_name("rounds/r1");
    bundle.mutable_round()->set_display_name("年度评议");
    bundle.mutable_policy()->mutable_rounding()->set_digits(1);
    auto& subject = *bundle.add_subjects();
    subject.set_name("rounds/r1/subjects/s1");
    auto& result = *bundle.add_results();
    result.set_subject(subject.name());
    result.set_display_name("张三");
    result.set_rank(1);
    result.mutable_total()->set_exact(total);
    result.mutable_total()->set_rounded(total);
    for (const char* key : boards_) {
      auto& board = *bundle.mutable_policy()->add_leaderboards();
      board.set_key(key);
      board.set_title("总榜");
      board.mutable_total();
      auto& row = *bundle.add_leaderboard_rows();
      row.set_leaderboard(key);
      row.set_rank(1);
      row.set_subject(subject.name());
      row.set_display_name("张三");
      *row.mutable_score() = result.total();
    }
    return File(name, bundle::BundleText(bundle));
  }

  std::vector<const char*> boards_;  // keys of leaderboards
  Ran Export(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"release", "export"});
    return Run(std::move(arguments));
  }
};

TEST_F(ReleaseExportTest, BundleNeedsNoService) {
  address_ = "127.0.0.1:1";
  const std::string bundle = BundleFile("b.json", "90.5");
  for (const char* format : {"html", "csv", "json", "xlsx"}) {
    const std::string out = Path(std::string("report.") + format);
    const Ran ran = Export({"--bundle", bundle, "--format", format, "--out", out});
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_THAT(ran.err, HasSubstr("release digest d1"));
  }
  EXPECT_THAT(Content(Path("report.html")), StartsWith("<!DOCTYPE html>"));
  EXPECT_THAT(Content(Path("report.csv")), HasSubstr("1,no,s1,张三,,,90.5,90.5,"));
  EXPECT_THAT(Content(Path("report.json")), HasSubstr("\"rounded\": \"90.5\""));
  EXPECT_THAT(Content(Path("report.xlsx")), StartsWith("PK"));
}

TEST_F(ReleaseExportTest, EachBoardIsAFileBesideTheResultsInCsv) {
  boards_ = {"units", "work_2"};
  const std::string bundle = BundleFile("b.json", "90.5");
  const Ran ran = Export({"--bundle", bundle, "--format", "csv", "--bom", "--out", Path("r.csv")});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.err, HasSubstr("r.board-units.csv"));
  EXPECT_THAT(Content(Path("r.board-units.csv")),
              StartsWith("\xEF\xBB\xBFsection,rank,shared_rank,subject,"));
  EXPECT_THAT(Content(Path("r.board-work_2.csv")), HasSubstr("\r\n,1,no,s1,张三,90.5,90.5,\r\n"));
  Export({"--bundle", bundle, "--format", "json", "--out", Path("j.json")});
  EXPECT_FALSE(std::filesystem::exists(Path("j.board-units.json")));
  EXPECT_THAT(Content(Path("j.json")), HasSubstr("\"key\": \"work_2\""));
}

TEST_F(ReleaseExportTest, WhereOneFileCannotBeWrittenNoneIs) {
  boards_ = {"units", "work"};
  const std::string bundle = BundleFile("b.json", "90.5");
  File("r.board-work.csv", "precious");
  const Ran ran = Export({"--bundle", bundle, "--format", "csv", "--out", Path("r.csv")});
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_THAT(ran.err, HasSubstr("r.board-work.csv: exists already"));
  EXPECT_EQ(Content(Path("r.board-work.csv")), "precious");
  EXPECT_FALSE(std::filesystem::exists(Path("r.csv")));
  EXPECT_FALSE(std::filesystem::exists(Path("r.board-units.csv")));
}

TEST_F(ReleaseExportTest, AKeyFromAForeignBundleIsNoPath) {
  boards_ = {"../x"};
  const std::string bundle = BundleFile("b.json", "90.5");
  const Ran ran = Export({"--bundle", bundle, "--format", "csv", "--out", Path("r.csv")});
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_THAT(ran.err, HasSubstr("the key of a leaderboard"));
  EXPECT_FALSE(std::filesystem::exists(Path("r.csv")));
}

TEST(BoardPathTest, TheKeyGoesBeforeTheEnding) {
  EXPECT_EQ(BoardPath("d.x/r.csv", "units"), "d.x/r.board-units.csv");
  EXPECT_EQ(BoardPath("d.x/r", "units"), "d.x/r.board-units");
  EXPECT_EQ(BoardPath("d/.r", "u"), "d/.r.board-u");
}

TEST_F(ReleaseExportTest, ByteOrderMarkOnlyOnRequest) {
  const std::string bundle = BundleFile("b.json", "1");
  Export({"--bundle", bundle, "--format", "csv", "--out", Path("a.csv")});
  Export({"--bundle", bundle, "--format", "csv", "--bom", "--out", Path("b.csv")});
  EXPECT_THAT(Content(Path("a.csv")), StartsWith("rank,"));
  EXPECT_THAT(Content(Path("b.csv")), StartsWith("\xEF\xBB\xBFrank,"));
}

TEST_F(ReleaseExportTest, LanguagesAreThoseAskedFor) {
  const std::string bundle = BundleFile("b.json", "1");
  Export({"--bundle", bundle, "--format", "html", "--languages", "en", "--out", Path("en.html")});
  EXPECT_THAT(Content(Path("en.html")), Not(HasSubstr("概况")));
  Export({"--bundle", bundle, "--format", "html", "--out", Path("both.html")});
  EXPECT_THAT(Content(Path("both.html")), HasSubstr("概况"));
  EXPECT_THAT(Content(Path("both.html")), HasSubstr("Summary"));
}

TEST_F(ReleaseExportTest, ComparesWithAnEarlierBundle) {
  const std::string now = BundleFile("now.json", "90.5");
  const std::string before = BundleFile("before.json", "88");
  const Ran ran = Export(
      {"--bundle", now, "--compare-bundle", before, "--format", "json", "--out", Path("c.json")});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(Content(Path("c.json")), HasSubstr("\"difference\": \"2.5\""));
}

TEST_F(ReleaseExportTest, WhatCannotBeMeantIsRefusedAndNothingWritten) {
  const std::string bundle = BundleFile("b.json", "1");
  const std::string out = Path("out");
  const std::vector<std::vector<std::string>> lines = {
      {"--format", "csv", "--out", out},
      {"--round", "r1", "--format", "csv", "--out", out},
      {"--round", "r1", "--release", "1", "--bundle", bundle, "--format", "csv", "--out", out},
      {"--bundle", bundle, "--format", "doc", "--out", out},
      {"--bundle", bundle, "--format", "csv"},
      {"--bundle", bundle, "--languages", "fr", "--format", "csv", "--out", out},
      {"--bundle", bundle, "--compare", "r1", "--format", "csv", "--out", out},
      {"--bundle", bundle, "--compare", "r1/1", "--compare-bundle", bundle, "--format", "csv",
       "--out", out},
      {"--bundle", Path("missing"), "--format", "csv", "--out", out},
      {"--bundle", File("broken.json", "{}"), "--format", "csv", "--out", out},
      {"--bundle", bundle, "--format", "csv", "--out", File("there", "precious")}};
  for (size_t i = 0; i < lines.size(); ++i) EXPECT_EQ(Export(lines[i]).exit_code, 1) << i;
  EXPECT_EQ(Content(out), "");
  EXPECT_EQ(Content(Path("there")), "precious");
}

TEST(ReleasePdfTest, TimesAreReplacedInPlace) {
  const absl::Time time = absl::FromUnixSeconds(1'769'850'000);
  const std::string pdf =
      "x /CreationDate (D:20991231235959+00'00') /ModDate (D:20991231235959+00'00') y";
  EXPECT_EQ(WithPdfTimes(pdf, time),
            "x /CreationDate (D:20260131090000+00'00') /ModDate (D:20260131090000+00'00') y");
  EXPECT_EQ(WithPdfTimes("/ModDate (D:2099", time), "/ModDate (D:2099") << "cut short: left alone";
}

}  // namespace
}  // namespace pingyi::cli::test
