#include "services/base/config/rights.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/testing/status_matchers.h"

namespace pingyi::config {
namespace {

using ::testing::ElementsAre;
using ::testing::Eq;
using ::testing::Optional;
using ::testing::Pair;

const std::vector<std::string> kMethods = {"GetCycle", "GetReport", "ListReports", "CloseCycle"};

class RightsTest : public ::testing::Test {
 protected:
  // Reads the text; `problems_` is what is wrong with it.
  std::optional<Rights> Read(const std::string& text, bool tls = true) {
    auto document = Document::Parse(text, "t.yaml");
    EXPECT_OK(document);
    Section root = document->Root();
    TransportConfig transport;
    if (tls) transport.tls.emplace();
    auto rights = ReadRights(root, transport, kMethods);
    problems_ = std::string(document->Finish().message());
    return rights;
  }

  std::string problems_;
};

TEST_F(RightsTest, WithoutTheKeyEverybodyMayCallEverything) {
  EXPECT_EQ(Read("", false), std::nullopt);
  EXPECT_EQ(problems_, "");
}

TEST_F(RightsTest, AnEntryGivesItsMethodsToItsCallers) {
  EXPECT_THAT(Read("rights:\n  readers: {callers: [a, b], methods: [GetCycle, ListReports]}\n"),
              Optional(ElementsAre(Pair("GetCycle", ElementsAre("a", "b")),
                                   Pair("ListReports", ElementsAre("a", "b")))));
  EXPECT_EQ(problems_, "");
}

TEST_F(RightsTest, AStarStandsForTheRestOfAName) {
  EXPECT_THAT(
      Read("rights:\n"
           "  readers: {callers: [a], methods: [\"Get*\"]}\n"
           "  clerks: {callers: [b], methods: [\"*\"]}\n"),
      Optional(ElementsAre(
          Pair("CloseCycle", ElementsAre("b")), Pair("GetCycle", ElementsAre("a", "b")),
          Pair("GetReport", ElementsAre("a", "b")), Pair("ListReports", ElementsAre("b")))));
  EXPECT_EQ(problems_, "");
}

TEST_F(RightsTest, AMethodThatTheServiceDoesNotHaveIsAProblem) {
  Read("rights:\n  readers:\n    callers: [a]\n    methods: [Get, \"Cast*\", \"G*t\"]\n");
  const std::string rest = "\"; a name may end in *, which stands for any letters";
  const std::string here = "t.yaml:4: rights.readers.methods: the service has no method \"";
  EXPECT_EQ(problems_,
            here + "Get" + rest + "\n" + here + "Cast*" + rest + "\n" + here + "G*t" + rest);
}

TEST_F(RightsTest, AnEntryNamesSomebodyAndSomething) {
  Read("rights:\n  readers: {}\n  clerks: {callers: [\"\"], methods: [\"*\"]}\n");
  EXPECT_EQ(problems_,
            "t.yaml:2: rights.readers.callers: must list names of certificates\n"
            "t.yaml:2: rights.readers.methods: must list methods, such as [GetRound]\n"
            "t.yaml:3: rights.clerks.callers: must list names of certificates");
}

TEST_F(RightsTest, AnEmptySectionLetsNobodyIn) {
  EXPECT_THAT(Read("rights: {}\n"), Optional(Eq(Rights())));
  EXPECT_EQ(problems_, "t.yaml:1: rights: lets nobody call: leave it out, or name callers");
}

TEST_F(RightsTest, WithoutTlsNobodyHasAName) {
  Read("rights:\n  readers: {callers: [a], methods: [GetCycle]}\n", false);
  EXPECT_EQ(problems_, "t.yaml:1: rights: needs a section tls: without it callers have no names");
}

TEST_F(RightsTest, AnEntryHasNoOtherKeys) {
  Read("rights:\n  readers: {callers: [a], methods: [GetCycle], except: [b]}\n");
  EXPECT_EQ(problems_, "t.yaml:2: rights.readers.except: is not a known key");
}

}  // namespace
}  // namespace pingyi::config
