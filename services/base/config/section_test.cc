#include "services/base/config/section.h"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/testing/status_matchers.h"
#include "services/base/testing/temp_dir.h"

namespace pingyi::config {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Document MustParse(std::string_view text) { return *Document::Parse(text, "test.yaml"); }

// What Finish() complains about after `read` has asked for what it knows.
template <typename Read>
std::string Problems(std::string_view text, Read read) {
  Document document = MustParse(text);
  read(document.Root());
  return static_cast<std::string>(document.Finish().message());
}

TEST(SectionTest, ReadsEveryType) {
  Document document = MustParse(R"(
listen: 127.0.0.1:7001
count: -3
on: true
off: false
wait: 1m30s
names: [甲, "b c"]
inner: {level: warn}
)");
  Section root = document.Root();
  EXPECT_EQ(root.String("listen"), "127.0.0.1:7001");
  EXPECT_EQ(root.Int("count", -10, 10), -3);
  EXPECT_TRUE(root.Bool("on"));
  EXPECT_FALSE(root.Bool("off", true));
  EXPECT_EQ(root.Duration("wait", absl::Seconds(1), absl::Hours(1)), absl::Seconds(90));
  EXPECT_THAT(root.Strings("names"), ElementsAre("甲", "b c"));
  EXPECT_EQ(root.Child("inner").OneOf("level", {"info", "warn"}), "warn");
  EXPECT_TRUE(root.Has("inner"));
  EXPECT_OK(document.Finish());
}

TEST(SectionTest, AbsentKeysGiveTheFallback) {
  Document document = MustParse("inner:\n");
  Section root = document.Root();
  EXPECT_EQ(root.String("a", "x"), "x");
  EXPECT_EQ(root.Int("b", 1, 9, 5), 5);
  EXPECT_TRUE(root.Bool("c", true));
  EXPECT_EQ(root.Duration("d", absl::Seconds(1), absl::Seconds(9), absl::Seconds(5)),
            absl::Seconds(5));
  EXPECT_THAT(root.Strings("e"), IsEmpty());
  EXPECT_EQ(root.Child("absent").Child("deeper").String("f", "y"), "y");
  EXPECT_EQ(root.Child("inner").String("g", "z"), "z");
  EXPECT_FALSE(root.Has("a"));
  EXPECT_OK(document.Finish());
}

TEST(SectionTest, ARequiredKeyIsMissedWithItsPath) {
  EXPECT_EQ(Problems("a: 1\ninner:\n  x: 1\n",
                     [](Section root) {
                       root.Int("a", 1, 1);
                       Section inner = root.Child("inner");
                       inner.Int("x", 1, 1);
                       inner.String("path");
                       root.String("listen");
                       root.Child("gone").Bool("on");
                     }),
            "test.yaml: gone.on: is required\n"
            "test.yaml:1: listen: is required\n"
            "test.yaml:2: inner.path: is required");
}

TEST(SectionTest, AnEmptyValueIsAbsent) {
  EXPECT_EQ(Problems("a:\nb: \"\"\n",
                     [](Section root) {
                       root.String("a");
                       root.String("b");
                     }),
            "test.yaml:1: a: is required\ntest.yaml:2: b: is required");
}

TEST(SectionTest, NumbersAreWholeAndInRange) {
  for (const char* bad : {"many", "1.5", "0", "11", "0x5", "5s", "99999999999999999999"}) {
    EXPECT_EQ(
        Problems(std::string("n: ") + bad, [](Section root) { root.Int("n", 1, 10, 5); }),
        std::string("test.yaml:1: n: must be a whole number from 1 to 10, not \"") + bad + '"');
  }
}

TEST(SectionTest, DurationsHaveAUnitAndARange) {
  for (const char* bad : {"30", "soon", "-1s", "2h", "inf"}) {
    EXPECT_THAT(
        Problems(std::string("d: ") + bad,
                 [](Section root) { root.Duration("d", absl::ZeroDuration(), absl::Hours(1)); }),
        HasSubstr("d: must be a duration such as \"30s\" from 0 to 1h, not"))
        << bad;
  }
}

TEST(SectionTest, BooleansAreTrueOrFalseAlone) {
  for (const char* bad : {"yes", "on", "True", "1"}) {
    EXPECT_THAT(Problems(std::string("b: ") + bad, [](Section root) { root.Bool("b"); }),
                HasSubstr("must be true or false"))
        << bad;
  }
}

TEST(SectionTest, WrongShapesAreProblems) {
  EXPECT_EQ(Problems("a: [1]\nb: word\nc: word\nd: [{x: 1}]\ne: word\n",
                     [](Section root) {
                       root.String("a");
                       root.Child("b");
                       root.Strings("c");
                       root.Strings("d");
                       root.OneOf("e", {"json", "text"});
                     }),
            "test.yaml:1: a: must be a single value\n"
            "test.yaml:2: b: must be a mapping of keys\n"
            "test.yaml:3: c: must be a list of strings\n"
            "test.yaml:4: d: must be a list of strings\n"
            "test.yaml:5: e: must be one of json, text, not \"word\"");
}

TEST(SectionTest, UnknownKeysAreProblemsOnEveryLevel) {
  EXPECT_EQ(Problems("listne: x\ninner:\n  level: info\n  colour: red\nother: {a: 1}\n",
                     [](Section root) { root.Child("inner").String("level"); }),
            "test.yaml:1: listne: is not a known key\n"
            "test.yaml:4: inner.colour: is not a known key\n"
            "test.yaml:5: other: is not a known key");
}

TEST(SectionTest, AKeyGivenTwiceIsAProblem) {
  EXPECT_EQ(Problems("a: 1\na: 2\n", [](Section root) { root.Int("a", 1, 2); }),
            "test.yaml:2: a: is given twice");
}

TEST(SectionTest, CallersAddProblemsOfTheirOwn) {
  EXPECT_EQ(Problems("min: 5\nmax: 3\n",
                     [](Section root) {
                       if (root.Int("min", 0, 9) > root.Int("max", 0, 9)) {
                         root.AddProblem("max", "must not be below min");
                       }
                     }),
            "test.yaml:2: max: must not be below min");
}

TEST(DocumentTest, RefusesWhatIsNoMapping) {
  for (const char* bad : {"- a\n- b\n", "word", "a: [1", "a: 1\n---\nb: 2\n", "&x {a: *x}"}) {
    const auto document = Document::Parse(bad, "test.yaml");
    EXPECT_THAT(document, test::StatusIs(absl::StatusCode::kInvalidArgument)) << bad;
    EXPECT_THAT(std::string(document.status().message()), HasSubstr("test.yaml")) << bad;
  }
}

TEST(DocumentTest, SyntaxErrorsTellTheLine) {
  EXPECT_THAT(std::string(Document::Parse("a: 1\nb: ]\n", "test.yaml").status().message()),
              HasSubstr("test.yaml:2:"));
}

TEST(DocumentTest, LoadsAFile) {
  const test::TempDir dir;
  std::ofstream(dir.File("a.yaml")) << "a: 1\n";
  ASSERT_OK_AND_ASSIGN(Document document, Document::Load(dir.File("a.yaml")));
  EXPECT_EQ(document.Root().Int("a", 1, 1), 1);
  EXPECT_OK(document.Finish());
}

TEST(DocumentTest, AnEmptyFileHasNoKeys) {
  const test::TempDir dir;
  std::ofstream(dir.File("a.yaml")).flush();
  ASSERT_OK_AND_ASSIGN(Document document, Document::Load(dir.File("a.yaml")));
  EXPECT_OK(document.Finish());
}

TEST(DocumentTest, AMissingFileIsNotFound) {
  const test::TempDir dir;
  EXPECT_THAT(Document::Load(dir.File("none.yaml")), test::StatusIs(absl::StatusCode::kNotFound));
}

}  // namespace
}  // namespace pingyi::config
