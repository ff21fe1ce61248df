// Policies, results, releases and what can never change.
#include <algorithm>
#include <atomic>
#include <thread>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "services/base/testing/status_matchers.h"
#include "services/result/store/conformance_fixture.h"

namespace pingyi::result {
namespace {

using ::pingyi::test::HasReason;
using ::pingyi::test::StatusIs;
using ::testing::AllOf;
using ::testing::ElementsAre;

class StoreConformanceTest : public StoreConformance {
 protected:
  absl::StatusOr<PolicyVersion> Create(const std::string& policy, const std::string& digest,
                                       const Change& change) {
    return store().CreatePolicy(deadline(),
                                {.policy = policy,
                                 .digest = digest,
                                 .display_name = "办法",
                                 .rules = std::string("\0rules", 6)},
                                change);
  }
  absl::StatusOr<Release> MakeRelease(const std::string& round, const std::string& run,
                                      const Change& change) {
    return store().CreateRelease(
        deadline(), round, run, {.note = "公示"}, change,
        [](Release& release) { release.digest = fmt::format("digest of {}", release.number); });
  }
  absl::Status Execute(sql::Sql statement) {
    return backend_->database().Write(
        deadline(), [&](sql::Transaction& tx) { return tx.Execute(statement).status(); });
  }
};
INSTANTIATE_TEST_SUITE_P(Backends, StoreConformanceTest, Backends(), BackendName);

class StoreTriggers : public StoreConformanceTest {};
INSTANTIATE_TEST_SUITE_P(Backends, StoreTriggers, BackendsWithTriggers(), BackendName);

TEST_P(StoreConformanceTest, VersionsOfAPolicyCountUp) {
  ASSERT_OK_AND_ASSIGN(const PolicyVersion first, Create("p", "d1", ByActor()));
  EXPECT_EQ(first.version, 1);
  EXPECT_EQ(first.create_time, clock_.Now());
  ASSERT_OK_AND_ASSIGN(const PolicyVersion second, Create("p", "d2", ByActor()));
  EXPECT_EQ(second.version, 2);
  ASSERT_OK_AND_ASSIGN(const PolicyVersion other, Create("q", "d1", ByActor()));
  EXPECT_EQ(other.version, 1);
  ASSERT_OK_AND_ASSIGN(const PolicyVersion read, store().GetPolicy(deadline(), {"p", 1}));
  EXPECT_EQ(read.digest, "d1");
  EXPECT_EQ(read.rules, std::string("\0rules", 6));
  EXPECT_EQ(read.display_name, "办法");
  EXPECT_THAT(store().GetPolicy(deadline(), {"p", 3}),
              AllOf(StatusIs(absl::StatusCode::kNotFound), HasReason("RESOURCE_NOT_FOUND")));
}

TEST_P(StoreConformanceTest, NewestVersionWithTheSameDigestIsGivenBack) {
  ASSERT_OK(Create("p", "d1", ByActor()));
  ASSERT_OK_AND_ASSIGN(const PolicyVersion same, Create("p", "d1", ByActor()));
  EXPECT_EQ(same.version, 1);
  EXPECT_THAT(AuditedActions(), ElementsAre("policy.create"));
  ASSERT_OK(Create("p", "d2", ByActor()));
  // Going back to earlier rules is a change like any other.
  ASSERT_OK_AND_ASSIGN(const PolicyVersion back, Create("p", "d1", ByActor()));
  EXPECT_EQ(back.version, 3);
}

TEST_P(StoreConformanceTest, RepeatedPolicyRequestGivesTheSameVersion) {
  ASSERT_OK(Create("p", "d1", ByActor("id-1")));
  ASSERT_OK(Create("p", "d2", ByActor("id-2")));
  ASSERT_OK_AND_ASSIGN(const PolicyVersion repeated, Create("p", "d1", ByActor("id-1")));
  EXPECT_EQ(repeated.version, 1);
  EXPECT_THAT(Create("p", "d9", ByActor("id-1", "other content")), HasReason("REQUEST_ID_REUSED"));
  EXPECT_EQ(CountRows("SELECT COUNT(*) FROM policy_versions"), 2);
}

TEST_P(StoreConformanceTest, PoliciesCreatedAtOnceAreNumberedWithoutGaps) {
  constexpr int kCallers = 8;
  ResultStore* const stores[] = {&store(), &backend_->OtherProcess()};
  std::vector<std::thread> callers;
  callers.reserve(kCallers);
  for (int i = 0; i < kCallers; ++i) {
    callers.emplace_back([&, i] {
      EXPECT_OK(stores[i % 2]->CreatePolicy(
          deadline(), {.policy = "p", .digest = fmt::format("d{}", i)}, ByActor()));
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(CountRows("SELECT MAX(version) FROM policy_versions"), kCallers);
  EXPECT_EQ(CountRows("SELECT COUNT(*) FROM policy_versions"), kCallers);
}

TEST_P(StoreConformanceTest, ListsPoliciesByKey) {
  for (const char* policy : {"q", "p"}) {
    for (const char* digest : {"d1", "d2"}) ASSERT_OK(Create(policy, digest, ByActor()));
  }
  const auto names = [&](const std::string& policy, std::optional<PolicyKey> after, int limit) {
    std::vector<std::string> found;
    const auto listed = store().ListPolicies(deadline(), policy, after, limit, kNoCap);
    EXPECT_TRUE(listed.ok()) << listed.status();
    for (const PolicyVersion& version : *listed) {
      found.push_back(fmt::format("{}{}", version.policy, version.version));
    }
    return found;
  };
  EXPECT_THAT(names("", {}, 10), ElementsAre("p1", "p2", "q1", "q2"));
  EXPECT_THAT(names("", PolicyKey{"p", 1}, 2), ElementsAre("p2", "q1"));
  EXPECT_THAT(names("q", {}, 10), ElementsAre("q1", "q2"));
  EXPECT_THAT(names("q", PolicyKey{"q", 2}, 10), ElementsAre());
}

TEST_P(StoreConformanceTest, NoMorePoliciesAreReadThanFitAndOneAfterThem) {
  for (int i = 0; i < 8; ++i) {
    PolicyVersion policy{.policy = "p", .digest = fmt::format("d{}", i), .display_name = "办法"};
    policy.rules = std::string(i == 2 ? 5000 : 1000, 'x');
    ASSERT_OK(store().CreatePolicy(deadline(), policy, ByActor()));
  }
  const auto count = [&](int64_t after, int limit, size_t max_bytes) {
    const auto listed =
        store().ListPolicies(deadline(), "p", PolicyKey{"p", after}, limit, max_bytes);
    EXPECT_TRUE(listed.ok()) << listed.status();
    return listed->size();
  };
  EXPECT_EQ(count(0, 100, 2500), 3U) << "two fit";
  EXPECT_EQ(count(2, 100, 2500), 2U) << "one that is too large, and one after it";
  EXPECT_EQ(count(3, 100, 2500), 3U);
  EXPECT_EQ(count(3, 2, 2500), 2U) << "the limit holds too";
  EXPECT_EQ(count(3, 100, 1 << 20), 5U);
  EXPECT_EQ(count(8, 100, 2500), 0U);
}

TEST_P(StoreConformanceTest, ResultsComeBackByRankThenPosition) {
  Succeed("r1", "x", 5);
  ASSERT_OK_AND_ASSIGN(const ResultPage page,
                       store().ListResults(deadline(), "r1", "x", {}, 10, kNoCap));
  EXPECT_FALSE(page.more);
  EXPECT_EQ(page.shape, MakeResults(5).shape);
  std::vector<std::string> subjects;
  for (const StoredResult& result : page.results) subjects.push_back(result.subject);
  EXPECT_THAT(subjects, ElementsAre("s2", "s1", "s4", "s3", "s5"));
  EXPECT_EQ(page.results[1], MakeResults(5).results[0]);
}

TEST_P(StoreConformanceTest, ResultPagesEndAtLimitOrBytes) {
  Succeed("r1", "x", 5);
  ASSERT_OK_AND_ASSIGN(const ResultPage two,
                       store().ListResults(deadline(), "r1", "x", {}, 2, kNoCap));
  EXPECT_EQ(two.results.size(), 2);
  EXPECT_TRUE(two.more);
  const StoredResult& last = two.results.back();
  ASSERT_OK_AND_ASSIGN(
      const ResultPage rest,
      store().ListResults(deadline(), "r1", "x", ResultKey{last.rank, last.position}, 3, kNoCap));
  EXPECT_EQ(rest.results.size(), 3);
  EXPECT_EQ(rest.results.front().subject, "s4");
  EXPECT_FALSE(rest.more);
  ASSERT_OK_AND_ASSIGN(const ResultPage one, store().ListResults(deadline(), "r1", "x", {}, 10, 1));
  EXPECT_EQ(one.results.size(), 1);
  EXPECT_TRUE(one.more);
}

TEST_P(StoreConformanceTest, ResultsAreListedByPositionFromAnyOnAndAreWhole) {
  Succeed("r1", "x", 5);
  Succeed("r2", "y", 3);
  ASSERT_OK_AND_ASSIGN(const ResultPage all,
                       store().ListResultsByPosition(deadline(), "r1", "x", 0, 5, kNoCap));
  EXPECT_FALSE(all.more);
  EXPECT_EQ(all.shape, MakeResults(5).shape);
  std::vector<StoredResult> expected = MakeResults(5).results;  // the last one is at position 1
  std::reverse(expected.begin(), expected.end());
  EXPECT_EQ(all.results, expected);

  ASSERT_OK_AND_ASSIGN(const ResultPage two,
                       store().ListResultsByPosition(deadline(), "r1", "x", 1, 2, kNoCap));
  EXPECT_TRUE(two.more);
  EXPECT_EQ(two.results, std::vector<StoredResult>(expected.begin() + 1, expected.begin() + 3));
  ASSERT_OK_AND_ASSIGN(const ResultPage one,
                       store().ListResultsByPosition(deadline(), "r1", "x", 3, 10, 1));
  EXPECT_TRUE(one.more) << "ends by bytes";
  EXPECT_EQ(one.results, std::vector<StoredResult>(expected.begin() + 3, expected.begin() + 4));
  ASSERT_OK_AND_ASSIGN(const ResultPage none,
                       store().ListResultsByPosition(deadline(), "r1", "x", 5, 10, kNoCap));
  EXPECT_TRUE(none.results.empty());
  EXPECT_FALSE(none.more);

  ASSERT_OK(Begin("r3", "z"));
  EXPECT_THAT(store().ListResultsByPosition(deadline(), "r3", "z", 0, 1, kNoCap),
              HasReason("RUN_NOT_SUCCEEDED"));
  EXPECT_THAT(store().ListResultsByPosition(deadline(), "r2", "x", 0, 1, kNoCap),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST_P(StoreConformanceTest, OneResultIsFoundBySubject) {
  Succeed("r1", "x");
  ASSERT_OK_AND_ASSIGN(const ShapedResult found, store().GetResult(deadline(), "r1", "x", "s3"));
  EXPECT_EQ(found.result, MakeResults(3).results[2]);
  EXPECT_EQ(found.shape.groups, (std::vector<std::string>{"a", "b"}));
  EXPECT_THAT(store().GetResult(deadline(), "r1", "x", "s4"),
              StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(store().GetResult(deadline(), "r1", "y", "s1"),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST_P(StoreConformanceTest, ReleaseRepeatsItsRun) {
  Succeed("r1", "x");
  ASSERT_OK_AND_ASSIGN(const Release release, MakeRelease("r1", "x", ByActor("id-1")));
  EXPECT_EQ(release.number, 1);
  EXPECT_EQ(release.digest, "digest of 1");
  ASSERT_OK_AND_ASSIGN(const Release read, store().GetRelease(deadline(), {"r1", 1}));
  EXPECT_EQ(read.run, "x");
  EXPECT_EQ(read.result_digest, "digest");
  EXPECT_EQ(read.inputs.policy.policy, "p");
  EXPECT_EQ(read.inputs.frozen_digest, "frozen digest");
  EXPECT_EQ(read.note, "公示");
  EXPECT_EQ(read.releaser, "auditor");
  EXPECT_EQ(read.create_time, clock_.Now());
  EXPECT_EQ(read.subject_count, 3);
  EXPECT_THAT(store().GetRelease(deadline(), {"r1", 2}), StatusIs(absl::StatusCode::kNotFound));
  ASSERT_OK_AND_ASSIGN(const Release repeated, MakeRelease("r1", "x", ByActor("id-1")));
  EXPECT_EQ(repeated.number, 1);
  EXPECT_THAT(MakeRelease("r1", "x", ByActor("id-2")),
              AllOf(StatusIs(absl::StatusCode::kAlreadyExists), HasReason("ALREADY_RELEASED")));
}

TEST_P(StoreConformanceTest, ASignatureIsKeptByteForByte) {
  Succeed("r1", "x");
  const std::string signature = std::string(62, '\xff') + std::string("\0 ", 2);
  ASSERT_OK(store().CreateRelease(deadline(), "r1", "x", {}, ByActor(), [&](Release& release) {
    release.digest = "d";
    release.key_id = std::string(64, 'a');
    release.signature = signature;
  }));
  ASSERT_OK_AND_ASSIGN(const Release read, store().GetRelease(deadline(), {"r1", 1}));
  EXPECT_EQ(read.key_id, std::string(64, 'a'));
  EXPECT_EQ(read.signature, signature);
}

TEST_P(StoreConformanceTest, AReleaseHasAKeyAndASignatureOrNeither) {
  Succeed("r1", "x");
  for (const auto& [key, size] : {std::pair{"", 64}, {"a", 0}, {"a", 63}}) {
    EXPECT_FALSE(store()
                     .CreateRelease(deadline(), "r1", "x", {}, ByActor(),
                                    [&](Release& release) {
                                      release.key_id = key;
                                      release.signature = std::string(size, 's');
                                    })
                     .ok())
        << key << size;
  }
  ASSERT_OK_AND_ASSIGN(const Release unsigned_release, MakeRelease("r1", "x", ByActor()));
  EXPECT_EQ(unsigned_release.key_id, "");
  EXPECT_EQ(unsigned_release.signature, "");
}

TEST_P(StoreConformanceTest, OnlySucceededRunsAreReleased) {
  ASSERT_OK(Begin("r1", "x"));
  EXPECT_THAT(
      MakeRelease("r1", "x", ByActor()),
      AllOf(StatusIs(absl::StatusCode::kFailedPrecondition), HasReason("RUN_NOT_SUCCEEDED")));
  EXPECT_THAT(MakeRelease("r1", "y", ByActor()), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_EQ(CountRows("SELECT COUNT(*) FROM releases"), 0);
}

TEST_P(StoreConformanceTest, OfManyReleasesAtOnceOneIsMade) {
  constexpr int kCallers = 8;
  Succeed("r1", "x");
  ResultStore* const stores[] = {&store(), &backend_->OtherProcess()};
  std::atomic<int> made = 0;
  std::atomic<int> refused = 0;
  std::vector<std::thread> callers;
  callers.reserve(kCallers);
  for (int i = 0; i < kCallers; ++i) {
    callers.emplace_back([&, i] {
      const absl::StatusOr<Release> release = stores[i % 2]->CreateRelease(
          deadline(), "r1", "x", {}, ByActor(), [](Release& sealed) { sealed.digest = "digest"; });
      if (release.ok()) ++made;
      if (absl::IsAlreadyExists(release.status())) ++refused;
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(made, 1);
  EXPECT_EQ(refused, kCallers - 1);
}

TEST_P(StoreConformanceTest, ListsReleasesByKey) {
  for (const char* round : {"r2", "r1", "r3"}) {
    Succeed(round, fmt::format("run of {}", round));
    ASSERT_OK(MakeRelease(round, fmt::format("run of {}", round), ByActor()));
  }
  const auto rounds = [&](const std::string& round, std::optional<ReleaseKey> after, int limit) {
    std::vector<std::string> found;
    const auto listed = store().ListReleases(deadline(), round, after, limit, kNoCap);
    EXPECT_TRUE(listed.ok()) << listed.status();
    for (const Release& release : listed->releases) found.push_back(release.round);
    if (listed->more) found.emplace_back("more");
    return found;
  };
  EXPECT_THAT(rounds("", {}, 2), ElementsAre("r1", "r2", "more"));
  EXPECT_THAT(rounds("", ReleaseKey{"r2", 1}, 2), ElementsAre("r3"));
  EXPECT_THAT(rounds("r2", {}, 9), ElementsAre("r2"));
}

TEST_P(StoreTriggers, WhatIsPublishedNeverChanges) {
  ASSERT_OK(Create("p", "d1", ByActor()));
  Succeed("r1", "x");
  ASSERT_OK(MakeRelease("r1", "x", ByActor()));
  static constexpr sql::Sql kForbidden[] = {
      "UPDATE policy_versions SET digest = 'other'",
      "DELETE FROM policy_versions",
      "UPDATE aggregation_runs SET result_digest = 'other'",
      "UPDATE aggregation_runs SET state = 1",
      "DELETE FROM aggregation_runs",
      "UPDATE subject_results SET place = 9",
      "DELETE FROM subject_results",
      "INSERT INTO subject_results (run, place, position, subject, display_name, shared_place, "
      "grade, grade_title, total_exact, total_rounded, scores) "
      "VALUES ('x', 9, 9, 's9', '', 0, '', '', '1', '1', '')",
      "UPDATE releases SET note = 'other'",
      "UPDATE releases SET key_id = ''",
      "UPDATE releases SET signature = x''",
      "DELETE FROM releases",
      "INSERT INTO releases SELECT round, 3, run, policy, policy_version, policy_digest, "
      "frozen_digest, tally_digest, result_digest, digest, note, releaser, created_us, "
      "subject_count, key_id, signature FROM releases",
      "UPDATE audit_entries SET actor = 'other'",
      "DELETE FROM audit_entries"};
  for (const sql::Sql statement : kForbidden) {
    EXPECT_THAT(Execute(statement), StatusIs(absl::StatusCode::kFailedPrecondition))
        << statement.text();
  }
}

TEST_P(StoreConformanceTest, AuditTellsWhoDidWhat) {
  ASSERT_OK(Create("p", "d1", ByActor()));
  ASSERT_OK_AND_ASSIGN(const auto records, store().ListAudit(deadline(), {"policies/p"}, 10));
  ASSERT_EQ(records.size(), 1);
  EXPECT_EQ(records[0].entry.actor, "auditor");
  EXPECT_EQ(records[0].entry.trace_id, "trace");
  EXPECT_EQ(records[0].entry.action, "policy.create");
  EXPECT_EQ(records[0].entry.resource, "policies/p/versions/1");
  EXPECT_EQ(records[0].entry.time_us, absl::ToUnixMicros(clock_.Now()));
}

}  // namespace
}  // namespace pingyi::result
