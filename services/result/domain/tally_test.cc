#include "services/result/domain/tally.h"

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/crypto/encoding.h"
#include "services/base/crypto/hash.h"
#include "services/base/testing/status_matchers.h"
#include "services/result/domain/testing.h"

namespace pingyi::result {
namespace {

using ::pingyi::test::HasReason;
using ::pingyi::test::IsOk;
using ::pingyi::test::StatusIs;
using test::Cell;
using ::testing::HasSubstr;

RoundFacts SmallFacts() {
  return test::Facts({{"de", "1"}, {"neng", "1"}}, {{"a", "1"}, {"b", "1"}}, test::FourGrades());
}

Tally SmallTally() {
  Tally tally = test::TallyOf(
      {5, 3},
      {{"s1", 1, {Cell(0, 0, {{0, 3}, {1, 2}}), Cell(0, 1, {{2, 4}}, 1), Cell(1, 1, {}, 2)}},
       {"s2", 2, {}}});
  tally.groups[1].spoiled = 1;
  return tally;
}

// The lines by hand, from the comment on pingyi.appraisal.v1.SubjectTally.
TEST(TallyDigestTest, IsAsTheContractStates) {
  const std::string lines =
      "pingyi-tally-v1\n"
      "round rounds/r1\n"
      "group a 5 0\n"
      "group b 3 1\n"
      "subject s1\n"
      "cell 0 0 0 0:3 1:2\n"
      "cell 0 1 1 2:4\n"
      "cell 1 1 2\n"
      "subject s2\n";
  EXPECT_EQ(TallyDigest(SmallFacts(), SmallTally()), crypto::Hex(crypto::Sha256(lines)));
}

TEST(TallyDigestTest, DoesNotDependOnTheOrderOnceSorted) {
  Tally tally = SmallTally();
  std::swap(tally.subjects[0], tally.subjects[1]);
  std::swap(tally.subjects[1].cells[0], tally.subjects[1].cells[2]);
  std::swap(tally.subjects[1].cells[2].marks[0], tally.subjects[1].cells[2].marks[1]);
  tally.subjects[1].cells.push_back(Cell(1, 0, {}));  // holds nothing: the same as no cell
  SortTally(tally);
  EXPECT_EQ(TallyDigest(SmallFacts(), tally), TallyDigest(SmallFacts(), SmallTally()));
}

TEST(TallyDigestTest, HashesALargeTallyInPieces) {
  Tally tally = test::TallyOf({9, 9}, {});
  std::string lines = "pingyi-tally-v1\nround rounds/r1\ngroup a 9 0\ngroup b 9 0\n";
  for (int32_t i = 1; i <= 9000; ++i) {
    tally.subjects.push_back({"s" + std::to_string(i), i, {Cell(1, 0, {{3, 9}})}});
    lines += "subject s" + std::to_string(i) + "\ncell 1 0 0 3:9\n";
  }
  EXPECT_EQ(TallyDigest(SmallFacts(), tally), crypto::Hex(crypto::Sha256(lines)));
}

TEST(TallyDigestTest, AnotherDigestIsDataLoss) {
  const std::string digest = TallyDigest(SmallFacts(), SmallTally());
  EXPECT_THAT(CheckTallyDigest(SmallFacts(), SmallTally(), digest), IsOk());
  Tally changed = SmallTally();
  changed.subjects[0].cells[0].marks[0].count = 4;
  const absl::Status status = CheckTallyDigest(SmallFacts(), changed, digest);
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(status, HasReason("TALLY_DIGEST_MISMATCH"));
}

absl::Status Check(Tally tally) {
  std::vector<FieldViolation> violations;
  const auto form = Form::Read(SmallFacts(), violations);
  SortTally(tally);
  return CheckTally(*form, tally);
}

TEST(CheckTallyTest, AcceptsATallyOfTheRound) { EXPECT_THAT(Check(SmallTally()), IsOk()); }

TEST(CheckTallyTest, RefusesWhatCannotBeOne) {
  using T = Tally;
  const auto cell = [](T& t) -> TallyCell& { return t.subjects[0].cells[0]; };
  const std::vector<std::pair<std::function<void(T&)>, std::string>> faults = {
      {[](T& t) { t.groups.pop_back(); }, "numbers of groups differ"},
      {[](T& t) { t.groups[0].spoiled = -1; }, "ballots is negative"},
      {[&](T& t) { cell(t).group_index = 2; }, "group index is out of range"},
      {[&](T& t) { cell(t).group_index = -1; }, "group index is out of range"},
      {[&](T& t) { cell(t).criterion_index = 2; }, "criterion index is out of range"},
      {[&](T& t) { cell(t).criterion_index = -1; }, "criterion index is out of range"},
      {[&](T& t) { cell(t).marks[1].mark = 4; }, "off the scale"},
      {[&](T& t) { cell(t).marks[0].mark = -1; }, "off the scale"},
      {[&](T& t) { cell(t).marks[1].mark = 0; }, "mark is counted twice"},
      {[&](T& t) { cell(t).marks[1].count = 0; }, "count is not positive"},
      {[&](T& t) { cell(t).marks[1].count = 3; }, "more marks than the group has valid ballots"},
      {[&](T& t) { cell(t).marks[1].count = INT64_MAX; }, "more marks than"},
      {[&](T& t) { cell(t).abstentions = 1; }, "more marks than"},
      {[&](T& t) { cell(t).abstentions = -1; }, "abstentions is negative"},
      {[](T& t) { t.subjects[0].cells[2].abstentions = 4; }, "more marks than"},
      {[](T& t) { t.subjects[0].cells[1].criterion_index = 0; }, "cell appears twice"},
      {[](T& t) { t.subjects[1].subject = "s1"; }, "subject appears twice"},
      {[](T& t) { t.subjects[1].subject = "s 2"; }, "with blanks"},
      {[](T& t) { t.subjects[1].subject = ""; }, "no id"},
      {[](T& t) { t.subjects[1].position = 1; }, "position appears twice"},
  };
  for (const auto& [spoil, text] : faults) {
    Tally tally = SmallTally();
    spoil(tally);
    const absl::Status status = Check(std::move(tally));
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kInternal)) << text;
    EXPECT_THAT(std::string(status.message()), HasSubstr(text));
  }
}

}  // namespace
}  // namespace pingyi::result
