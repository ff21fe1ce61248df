// What the service answers about rounds in which something rests on few ballots.
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/status/error.h"
#include "services/base/testing/status_matchers.h"
#include "services/result/rpc/service_fixture.h"

namespace pingyi::result {
namespace {

using ::pingyi::test::HasReason;
using ::pingyi::test::HasViolation;
using ::pingyi::test::IsOk;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// How often "good" (100) and "fair" (70) were given by group a and by group b.
struct Marks {
  std::pair<int64_t, int64_t> a;
  std::pair<int64_t, int64_t> b;
};

class DisclosuresTest : public ServiceTest {
 protected:
  // A closed round with secret ballots whose subjects s1, s2, … have these marks, aggregated.
  std::string AddSecretRound(const std::vector<Marks>& subjects, int min_shown = 0) {
    return AddSecretRound(subjects, min_shown, ExamplePolicy());
  }
  std::string AddSecretRound(const std::vector<Marks>& subjects, int min_shown,
                             v1::ScoringPolicy policy) {
    policy.set_min_shown_ballots(min_shown);
    FakeAppraisal::Entry entry = ExampleRound("r1", CreatePolicy(policy));
    entry.round.secret = true;
    entry.subjects.clear();
    entry.tally.subjects.clear();
    entry.tally.groups = {{.valid = 40, .spoiled = 0}, {.valid = 40, .spoiled = 0}};
    for (size_t i = 0; i < subjects.size(); ++i) {
      const std::string id = "s" + std::to_string(i + 1);
      entry.subjects.push_back({id, "第" + id});
      SubjectTally& tally = entry.tally.subjects.emplace_back();
      tally.subject = id;
      tally.position = static_cast<int32_t>(i + 1);
      AddCell(0, subjects[i].a, tally);
      AddCell(1, subjects[i].b, tally);
    }
    entry.round.tally_digest = TallyDigest(entry.round.facts, entry.tally);
    appraisal_.rounds["r1"] = std::move(entry);
    const absl::StatusOr<v1::AggregationRun> run = Aggregate("r1");
    EXPECT_THAT(run, IsOk());
    return run.ok() ? run->name() : "";
  }

  // One of three may be 优秀, and the committee decides at the edge.
  static v1::ScoringPolicy CommitteePolicy() {
    v1::ScoringPolicy policy = ExamplePolicy();
    v1::GradeQuota* quota = policy.add_grade_quotas();
    quota->set_grade("excellent");
    quota->set_pool(v1::GradeQuota::POOL_ALL_SUBJECTS);
    quota->set_share("1/3");
    quota->set_rounding(v1::Rounding::MODE_DOWN);
    quota->set_tie(v1::GradeQuota::TIE_COMMITTEE);
    return policy;
  }

  static void AddCell(int32_t group, std::pair<int64_t, int64_t> marks, SubjectTally& tally) {
    TallyCell& cell = tally.cells.emplace_back();
    cell.group_index = group;
    if (marks.first > 0) cell.marks.push_back({0, marks.first});
    if (marks.second > 0) cell.marks.push_back({1, marks.second});
  }

  std::vector<v1::SubjectResult> List(const std::string& run, int page_size = 50) {
    std::vector<v1::SubjectResult> results;
    v1::ListSubjectResultsRequest request;
    request.set_parent(run);
    request.set_page_size(page_size);
    do {
      v1::ListSubjectResultsResponse page;
      EXPECT_THAT(Call(&Stub::ListSubjectResults, request, &page), IsOk());
      results.insert(results.end(), page.subject_results().begin(), page.subject_results().end());
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    return results;
  }

  v1::Explanation Explained(const std::string& result) {
    v1::ExplainResultRequest request;
    request.set_name(result);
    v1::Explanation explanation;
    EXPECT_THAT(Call(&Stub::ExplainResult, request, &explanation), IsOk());
    return explanation;
  }

  v1::RaterStatistics Statistics(const std::string& run) {
    v1::GetRaterStatisticsRequest request;
    request.set_name(run);
    v1::RaterStatistics statistics;
    EXPECT_THAT(Call(&Stub::GetRaterStatistics, request, &statistics), IsOk());
    return statistics;
  }
};

std::vector<std::string> Subjects(const std::vector<v1::SubjectResult>& results) {
  std::vector<std::string> subjects;
  for (const v1::SubjectResult& result : results) {
    subjects.push_back(result.subject().substr(result.subject().rfind('/') + 1));
  }
  return subjects;
}

TEST_F(DisclosuresTest, ASmallGroupIsSuppressedWithTheOtherInEveryAnswer) {
  const std::string run = AddSecretRound({{{2, 1}, {7, 2}}});
  const std::vector<v1::SubjectResult> listed = List(run);
  ASSERT_EQ(listed.size(), 1);
  EXPECT_EQ(listed[0].total().rounded(), "91.33");
  EXPECT_EQ(listed[0].total().exact(), "");
  EXPECT_EQ(listed[0].rank(), 1);
  EXPECT_EQ(listed[0].grade(), "excellent");
  EXPECT_EQ(listed[0].groups(0).suppression(), v1::SUPPRESSION_SMALL);
  EXPECT_EQ(listed[0].groups(1).suppression(), v1::SUPPRESSION_COMPLEMENTARY);
  EXPECT_FALSE(listed[0].groups(0).has_score());
  EXPECT_FALSE(listed[0].groups(1).has_score());
  EXPECT_EQ(listed[0].groups(0).criteria(0).mark_count(), 0);

  v1::GetSubjectResultRequest get;
  get.set_name(listed[0].name());
  v1::SubjectResult got;
  ASSERT_THAT(Call(&Stub::GetSubjectResult, get, &got), IsOk());
  EXPECT_EQ(got.SerializeAsString(), listed[0].SerializeAsString());

  const v1::Explanation explained = Explained(listed[0].name());
  EXPECT_EQ(explained.result().SerializeAsString(), listed[0].SerializeAsString());
  const std::string text = explained.root().ShortDebugString();
  EXPECT_THAT(text, HasSubstr("KIND_SUPPRESSED"));
  EXPECT_THAT(text, HasSubstr("rests on fewer than 5 ballots"));
  EXPECT_THAT(text, Not(HasSubstr("KIND_CRITERION")));
  EXPECT_THAT(text, Not(HasSubstr("KIND_MARK")));
  EXPECT_THAT(text, Not(HasSubstr("274/3")));  // the exact total
}

TEST_F(DisclosuresTest, EnoughBallotsAreShownToTheCounts) {
  const std::string run = AddSecretRound({{{4, 1}, {7, 2}}});
  const std::vector<v1::SubjectResult> listed = List(run);
  EXPECT_EQ(listed.at(0).total().exact(), "1406/15");
  EXPECT_EQ(listed[0].groups(0).criteria(0).mark_count(), 5);
  EXPECT_THAT(Explained(listed[0].name()).root().ShortDebugString(), HasSubstr("KIND_MARK"));
}

TEST_F(DisclosuresTest, ThePolicysNumberCounts) {
  EXPECT_EQ(List(AddSecretRound({{{2, 1}, {7, 2}}}, 3)).at(0).groups(0).score().exact(), "90");
}

TEST_F(DisclosuresTest, SignedBallotsAreAllShownUnlessThePolicySaysOtherwise) {
  AddRound("r2");
  const auto run = Aggregate("r2");
  ASSERT_THAT(run, IsOk());
  EXPECT_EQ(List(run->name()).at(0).groups(1).criteria(0).mark_count(), 1);
}

TEST_F(DisclosuresTest, WithoutATotalThereAreNoPlacesAndTheOrderIsTheBallots) {
  // s1 has three ballots in all; s2 is behind s3.
  const std::string run = AddSecretRound({{{2, 0}, {1, 0}}, {{0, 9}, {0, 9}}, {{9, 0}, {9, 0}}});
  for (const int page_size : {1, 2, 50}) {
    const std::vector<v1::SubjectResult> listed = List(run, page_size);
    EXPECT_THAT(Subjects(listed), ElementsAre("s1", "s2", "s3"));
    EXPECT_EQ(listed[0].suppression(), v1::SUPPRESSION_SMALL);
    EXPECT_FALSE(listed[0].has_total());
    EXPECT_EQ(listed[0].grade(), "");
    for (const v1::SubjectResult& result : listed) EXPECT_EQ(result.rank(), 0);
    EXPECT_EQ(listed[1].total().exact(), "70");
  }
  EXPECT_EQ(Explained(run + "/results/s1").root().children_size(), 0);
  EXPECT_EQ(Explained(run + "/results/s2").root().kind(), v1::ExplanationNode::KIND_SUPPRESSED);
  EXPECT_EQ(Statistics(run).tie_bands_size(), 0);
}

TEST_F(DisclosuresTest, WhatIsShownOfARunIsRemembered) {
  const std::string run = AddSecretRound({{{2, 1}, {7, 2}}});
  const std::string first = List(run).at(0).SerializeAsString();
  appraisal_.down = MakeError(absl::StatusCode::kUnavailable, "UPSTREAM_UNAVAILABLE", "down");
  EXPECT_EQ(List(run).at(0).SerializeAsString(), first);
}

TEST_F(DisclosuresTest, WithoutKnowingWhetherBallotsAreSecretNothingIsShown) {
  const std::string run = AddSecretRound({{{2, 1}, {7, 2}}});
  appraisal_.down = MakeError(absl::StatusCode::kUnavailable, "UPSTREAM_UNAVAILABLE", "down");
  v1::ListSubjectResultsRequest request;
  request.set_parent(run);
  v1::ListSubjectResultsResponse page;
  EXPECT_THAT(Call(&Stub::ListSubjectResults, request, &page), HasReason("UPSTREAM_UNAVAILABLE"));
}

// s1 has three ballots in all and s2 eighteen; both have 100 points, and one may be 优秀.
TEST_F(DisclosuresTest, AnUndecidedTieNamesNobodyWhoseTotalIsHidden) {
  v1::ReleaseResultsRequest request;
  request.set_run(
      AddSecretRound({{{2, 0}, {1, 0}}, {{9, 0}, {9, 0}}, {{0, 9}, {0, 9}}}, 0, CommitteePolicy()));
  v1::Release release;
  const auto as = [&](const std::string& actor) {
    return rpc::FromGrpc(
        stub_->ReleaseResults(test::TestClientContext(actor).get(), request, &release));
  };
  const absl::Status refused = as("路人");
  EXPECT_THAT(refused, HasReason("TIE_UNDECIDED"));
  // Whom s2 shares the edge with is not hard to guess.
  EXPECT_THAT(DetailsOf(refused).violations, IsEmpty());
  EXPECT_EQ(DetailsOf(refused).metadata.at("unnamed_subjects"), "2");
  // Those who have to decide learn whose grade it is.
  const absl::Status leadership = as("审计员");
  EXPECT_THAT(leadership, HasViolation("rounds/r1/subjects/s1", "TIE_UNDECIDED"));
  EXPECT_THAT(leadership, HasViolation("rounds/r1/subjects/s2", "TIE_UNDECIDED"));
}

TEST_F(DisclosuresTest, AnUndecidedTieNamesThoseWhoseGradeIsShown) {
  v1::ReleaseResultsRequest request;
  request.set_run(
      AddSecretRound({{{9, 0}, {9, 0}}, {{9, 0}, {9, 0}}, {{0, 9}, {0, 9}}}, 0, CommitteePolicy()));
  v1::Release release;
  const absl::Status refused = rpc::FromGrpc(
      stub_->ReleaseResults(test::TestClientContext("路人").get(), request, &release));
  EXPECT_THAT(refused, HasViolation("rounds/r1/subjects/s1", "TIE_UNDECIDED"));
  EXPECT_THAT(refused, HasViolation("rounds/r1/subjects/s2", "TIE_UNDECIDED"));
  EXPECT_EQ(DetailsOf(refused).metadata.count("unnamed_subjects"), 0);
}

TEST_F(DisclosuresTest, StatisticsAreOfShownCellsAlone) {
  const v1::RaterStatistics statistics =
      Statistics(AddSecretRound({{{6, 4}, {10, 0}}, {{5, 5}, {1, 1}}}));
  ASSERT_EQ(statistics.groups_size(), 2);
  const v1::GroupStatistics& a = statistics.groups(0);
  // Of s2 group b is small, so group a is suppressed as well: s1 alone remains.
  EXPECT_EQ(a.group(), "a");
  EXPECT_EQ(a.returned(), 40);
  EXPECT_EQ(a.return_rate(), "");  // the round tells no number of voters
  EXPECT_EQ(a.cells(), 1);
  EXPECT_EQ(a.suppressed_cells(), 1);
  EXPECT_EQ(a.marks(), 10);
  EXPECT_EQ(a.top_share(), "0.6000");
  EXPECT_EQ(a.abstention_share(), "0.0000");
  EXPECT_EQ(a.spread(), "0.5164");  // root of 6 × 0.16 + 4 × 0.36 over 9
  EXPECT_EQ(a.straight_lined_share(), "");
  ASSERT_EQ(statistics.tie_bands_size(), 2);
  // s1: 0.6 × root of (9 × 0.5164² / 9 / 10) × 30 points; group b is of one mind.
  EXPECT_EQ(statistics.tie_bands(0).subject(), "rounds/r1/subjects/s1");
  EXPECT_EQ(statistics.tie_bands(0).standard_error(), "2.9394");
  EXPECT_EQ(statistics.tie_bands(0).first_rank(), 1);
  EXPECT_EQ(statistics.tie_bands(0).last_rank(), 1);
  EXPECT_EQ(statistics.tie_bands(1).suppression(), v1::SUPPRESSION_SMALL);
  EXPECT_EQ(statistics.tie_bands(1).standard_error(), "");
}

TEST_F(DisclosuresTest, StatisticsWantARunThatSucceeded) {
  v1::GetRaterStatisticsRequest request;
  request.set_name("rounds/r1");
  v1::RaterStatistics statistics;
  EXPECT_THAT(Call(&Stub::GetRaterStatistics, request, &statistics),
              HasReason("INVALID_RESOURCE_NAME"));
  request.set_name("rounds/r1/runs/x");
  EXPECT_THAT(Call(&Stub::GetRaterStatistics, request, &statistics),
              HasReason("RESOURCE_NOT_FOUND"));
}

}  // namespace
}  // namespace pingyi::result
