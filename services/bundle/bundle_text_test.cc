#include "services/bundle/bundle_text.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/testing/status_matchers.h"

namespace pingyi::bundle {
namespace {

using ::pingyi::test::StatusIs;
using ::testing::HasSubstr;

v1::ReleaseBundle Example() {
  v1::ReleaseBundle bundle;
  bundle.set_format(kFormat);
  bundle.mutable_release()->set_name("rounds/r1/releases/1");
  bundle.mutable_release()->set_note("公示\n\"五\"个\\工作日");
  bundle.mutable_release()->set_signature(std::string("\0\xff", 2));
  bundle.mutable_release()->mutable_create_time()->set_seconds(1'700'000'000);
  bundle.mutable_release()->mutable_create_time()->set_nanos(1000);
  bundle.mutable_round()->set_anonymity(appraisal::v1::ANONYMITY_ANONYMOUS);
  auto& limit = *bundle.mutable_round()->mutable_validity_rules()->add_mark_limits();
  limit.set_max_count(0);
  bundle.add_ballots()->set_valid(int64_t{1} << 60);
  auto& tally = *bundle.add_tallies();
  tally.set_position(1);
  tally.add_cells()->add_marks(0);
  bundle.add_tallies()->set_position(2);
  return bundle;
}

// The form is a contract: what others wrote must be read for ever.
constexpr char kExample[] =
    "{\n\"format\": \"pingyi-bundle-v1\",\n"
    "\"release\": {\"name\":\"rounds/r1/releases/1\","
    "\"note\":\"公示\\u000a\\\"五\\\"个\\\\工作日\","
    "\"create_time\":\"2023-11-14T22:13:20.000001Z\",\"signature\":\"AP8=\"},\n"
    "\"round\": {\"validity_rules\":{\"mark_limits\":[{\"max_count\":0}]},"
    "\"anonymity\":\"ANONYMITY_ANONYMOUS\"},\n"
    "\"ballots\": [\n{\"valid\":\"1152921504606846976\"}\n],\n"
    "\"tallies\": [\n{\"position\":1,\"cells\":[{\"marks\":[0]}]},\n{\"position\":2}\n]\n}\n";

TEST(BundleTextTest, IsTheFormOfTheContract) { EXPECT_EQ(BundleText(Example()), kExample); }

TEST(BundleTextTest, ComesBackAsItWas) {
  ASSERT_OK_AND_ASSIGN(const v1::ReleaseBundle read, ReadBundle(kExample));
  EXPECT_EQ(read.SerializeAsString(), Example().SerializeAsString());
}

std::string Replaced(const std::string& from, const std::string& to) {
  std::string text = kExample;
  const size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(BundleTextTest, EveryOtherSpellingIsRefused) {
  const std::string text = kExample;
  const std::string others[] = {
      "",
      "{",
      "null",
      "[]",
      text + "\n",
      text + text,
      " " + text,
      "\xef\xbb\xbf" + text,
      text.substr(0, text.size() - 1),
      text.substr(0, text.size() / 2),
      Replaced("\": \"ping", "\":\"ping"),
      Replaced("公示", "\\u516c\\u793a"),
      Replaced("\\u000a", "\\n"),
      Replaced("\\u000a", "\\u000A"),
      Replaced("AP8=", "AP8"),
      Replaced(".000001Z", ".000001000Z"),
      Replaced("\"1152921504606846976\"", "1152921504606846976"),
      Replaced("\"max_count\":0", "\"maxCount\":0"),
      Replaced("\"max_count\":0", "\"max_count\":0,\"max_count\":0"),
      Replaced("\"max_count\":0", "\"max_count\":0.0"),
      Replaced("\"max_count\":0", "\"max_count\":0,\"nobody\":1"),
      Replaced("\"ANONYMITY_ANONYMOUS\"", "2"),
      Replaced("pingyi-bundle-v1", "pingyi-bundle-v2"),
  };
  for (const std::string& other : others) {
    EXPECT_THAT(ReadBundle(other), StatusIs(absl::StatusCode::kInvalidArgument)) << other;
  }
}

TEST(BundleTextTest, HugeNumbersAreRefused) {
  for (const char* number : {"9223372036854775808", "1e400", "-1e400", "1152921504606846976.5",
                             "99999999999999999999999999999999999999"}) {
    EXPECT_FALSE(ReadBundle(Replaced("1152921504606846976", number)).ok()) << number;
    EXPECT_FALSE(ReadBundle(Replaced("\"position\":1", std::string("\"position\":") + number)).ok())
        << number;
  }
}

TEST(BundleTextTest, WhatIsNotUtf8IsRefused) {
  for (const char* bytes : {"\xff", "\xc0\x80", "\xed\xa0\x80", "\xe5\x85"}) {
    EXPECT_THAT(std::string(ReadBundle(Replaced("公示", bytes)).status().message()),
                HasSubstr("UTF-8"));
  }
}

TEST(BundleTextTest, DeepNestingIsRefusedBeforeItIsParsed) {
  for (const char* open : {"[", "{\"a\":"}) {
    std::string deep;
    for (int i = 0; i < 1'000'000; ++i) deep += open;
    EXPECT_THAT(std::string(ReadBundle(deep).status().message()), HasSubstr("nested too deeply"));
  }
}

TEST(BundleTextTest, WhatWouldTakeTooMuchMemoryIsRefusedBeforeItIsParsed) {
  std::string objects = "{\"tallies\":[";
  for (size_t i = 0; i <= kMaxObjects; ++i) objects += "{},";
  EXPECT_THAT(std::string(ReadBundle(objects).status().message()), HasSubstr("too many"));
  std::string values = "{\"tallies\":[";
  for (size_t i = 0; i <= kMaxValues; ++i) values += "0,";
  EXPECT_THAT(std::string(ReadBundle(values).status().message()), HasSubstr("too many"));
  EXPECT_THAT(std::string(ReadBundle(std::string(kMaxBytes + 1, ' ')).status().message()),
              HasSubstr("larger"));
}

TEST(BundleTextTest, HoldsNothingThatIsNotSigned) {
  v1::ReleaseBundle bundle = Example();
  bundle.mutable_round()->set_state(appraisal::v1::Round::STATE_CLOSED);
  bundle.mutable_round()->set_etag("e");
  bundle.mutable_policy()->set_name("p");
  bundle.mutable_policy()->set_display_name("d");
  EXPECT_THAT(std::string(ReadBundle(BundleText(bundle)).status().message()),
              HasSubstr("vouches for"));
  KeepWhatIsSigned(bundle);
  EXPECT_EQ(bundle.policy().name(), "p");
  EXPECT_OK(ReadBundle(BundleText(bundle)));
}

// Where a release stands, what a calendar is called, and of the release before all that its digest
// does not cover: each is refused where it stands, and removed.
TEST(BundleTextTest, HoldsOfAnAmendmentOnlyWhatTheDigestsCover) {
  const auto expect_removed = [](const char* what, auto add) {
    v1::ReleaseBundle bundle = Example();
    bundle.mutable_calendar()->set_name("c");
    bundle.mutable_amended_release()->set_digest("d");
    const std::string kept = BundleText(bundle);
    add(bundle);
    EXPECT_FALSE(ReadBundle(BundleText(bundle)).ok()) << what;
    KeepWhatIsSigned(bundle);
    EXPECT_EQ(BundleText(bundle), kept) << what;
    EXPECT_OK(ReadBundle(kept));
  };
  using B = v1::ReleaseBundle&;
  expect_removed("state",
                 [](B b) { b.mutable_release()->set_state(result::v1::Release::STATE_FINAL); });
  expect_removed("title", [](B b) { b.mutable_calendar()->set_display_name("t"); });
  expect_removed("time", [](B b) { b.mutable_calendar()->mutable_create_time()->set_seconds(1); });
  expect_removed("run", [](B b) { b.mutable_amended_release()->set_run("r"); });
  expect_removed("key", [](B b) { b.mutable_amended_release()->set_key_id("k"); });
  expect_removed("signature", [](B b) { b.mutable_amended_release()->set_signature("s"); });
  expect_removed("releaser", [](B b) { b.mutable_amended_release()->set_releaser("r"); });
  expect_removed("subjects", [](B b) { b.mutable_amended_release()->set_subject_count(1); });
}

}  // namespace
}  // namespace pingyi::bundle
