// pingyi doctor, against services whose answers are right but for one thing.
#include <sys/stat.h>

#include <cstdlib>
#include <string>

#include <fmt/format.h>

#include "services/base/testing/certificates/authority.h"
#include "services/cli/check/digest.h"
#include "services/cli/command/run_command_test.h"

namespace pingyi::cli::test {
namespace {

using pingyi::test::Authority;
using pingyi::test::Issued;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kRound[] = "rounds/r1";
constexpr char kPolicy[] = "policies/p/versions/1";
constexpr char kRun[] = "rounds/r1/runs/x";

common::v1::AuditEntry EntryOf(const std::string& action, const std::string& resource,
                               int64_t seconds) {
  common::v1::AuditEntry entry;
  entry.mutable_time()->set_seconds(seconds);
  entry.set_actor("somebody");
  entry.set_action(action);
  entry.set_resource(resource);
  return entry;
}

// A closed round of one subject, one group, one criterion of two grades and two ballots; its
// policy, its run, its release; all with the digests they must have.
class DoctorTest : public RunCommandTest {
 protected:
  void SetUp() override {
    MakePolicy();
    MakeRound();
    MakeTally();
    MakeResults();
    fakes_.report.audit = {EntryOf("cycle.create", "cycles/c1", 5)};
    fakes_.appraisal.audit = {EntryOf("round.open", kRound, 10),
                              EntryOf("round.close", kRound, 20)};
    fakes_.result.audit = {EntryOf("release.create", "rounds/r1/releases/1", 30)};
    Publish();
  }

  void MakePolicy() {
    auto& policy = fakes_.result.policies.emplace_back();
    policy.set_name(kPolicy);
    policy.set_mark_combination(result::v1::COMBINATION_MEAN);
    policy.set_digest(*PolicyDigest(policy));
  }

  void MakeRound() {
    round_.set_name(kRound);
    round_.set_state(appraisal::v1::Round::STATE_CLOSED);
    round_.set_subject_count(1);
    round_.mutable_opened_time()->set_seconds(10);
    round_.add_voter_groups()->set_key("a");
    auto& graded = *round_.mutable_ballot_form()->add_criteria()->mutable_graded();
    graded.add_grades();
    graded.add_grades();
    round_.mutable_scoring_policy()->set_name(kPolicy);
    round_.mutable_scoring_policy()->set_digest(fakes_.result.policies[0].digest());
    auto& subject = fakes_.appraisal.subjects.emplace_back();
    subject.set_name("rounds/r1/subjects/s1");
    subject.set_position(1);
    FrozenDigest digest(round_);
    digest.Add(subject);
    round_.set_frozen_digest(digest.Finish());
  }

  void MakeTally() {
    auto& turnout = fakes_.appraisal.turnout;
    auto& group = *turnout.add_groups();
    group.set_group("a");
    group.set_expected(3);
    group.set_issued(2);
    group.set_valid(2);
    group.set_returned(2);
    *turnout.mutable_total() = group;
    auto& tallies = fakes_.appraisal.tallies;
    *tallies.mutable_groups() = turnout.groups();
    auto& tally = *tallies.add_tallies();
    tally.set_subject("rounds/r1/subjects/s1");
    tally.set_position(1);
    auto& cell = *tally.add_cells();
    cell.add_marks(0);
    cell.add_counts(2);
    tallies.set_salt("5a17");
    TallyDigest digest(kRound, tallies.groups(), tallies.salt());
    digest.Add(tally);
    round_.set_tally_digest(digest.Finish());
    tallies.set_tally_digest(round_.tally_digest());
  }

  void MakeResults() {
    auto& run = fakes_.result.runs.emplace_back();
    run.set_name(kRun);
    run.set_state(result::v1::AggregationRun::STATE_SUCCEEDED);
    run.set_subject_count(1);
    run.set_policy(kPolicy);
    run.set_policy_digest(round_.scoring_policy().digest());
    run.set_frozen_digest(round_.frozen_digest());
    run.set_tally_digest(round_.tally_digest());
    auto& result = fakes_.result.results.emplace_back();
    result.set_subject("rounds/r1/subjects/s1");
    result.set_rank(1);
    ResultDigest digest(run, fakes_.appraisal.tallies.salt());
    digest.Add(result);
    run.set_result_digest(digest.Finish());
    auto& release = fakes_.result.releases.emplace_back();
    release.set_name("rounds/r1/releases/1");
    release.set_number(1);
    release.set_run(kRun);
    release.set_result_digest(run.result_digest());
    release.set_tally_digest(run.tally_digest());
    release.set_frozen_digest(run.frozen_digest());
    release.set_policy_digest(run.policy_digest());
    release.set_digest(ReleaseDigest(release));
  }

  // Makes the round what the service lists and shows.
  void Publish() {
    fakes_.appraisal.round = round_;
    fakes_.appraisal.round_pages.assign(1, {});
    *fakes_.appraisal.round_pages[0].add_rounds() = round_;
  }

  // Expects exactly one fault, with this text.
  void ExpectFault(const std::string& text) {
    const Ran ran = Run({"doctor", "--output", "csv"});
    EXPECT_EQ(ran.exit_code, 2) << ran.out << ran.err;
    EXPECT_THAT(ran.out, HasSubstr(text));
    size_t faults = 0;
    for (size_t at = ran.out.find("\nfault,"); at != std::string::npos;
         at = ran.out.find("\nfault,", at + 1)) {
      ++faults;
    }
    EXPECT_EQ(faults, 1U) << ran.out;
  }

  appraisal::v1::Round round_;
};

TEST_F(DoctorTest, WhatIsRightIsToldAsRight) {
  const Ran ran = Run({"doctor"});
  EXPECT_EQ(ran.exit_code, 0) << ran.out << ran.err;
  EXPECT_THAT(ran.out,
              AllOf(HasSubstr("serves pingyi.result.v1.ResultService at " + address_),
                    HasSubstr("closed: 1 subjects, 2 ballots; digests recomputed"),
                    HasSubstr("1 results; digest recomputed"),
                    HasSubstr("1 releases, numbered without a gap"), Not(HasSubstr("FAULT"))));
  EXPECT_THAT(ran.err, HasSubstr("pingyi-migrate verify"));
}

TEST_F(DoctorTest, InChineseAndOfOneRound) {
  const Ran ran = Run({"doctor", "--round", "r1"}, "zh");
  EXPECT_EQ(ran.exit_code, 0) << ran.out << ran.err;
  EXPECT_THAT(ran.out, AllOf(HasSubstr("正常"), HasSubstr("已关闭，1 个对象，2 张票")));
  EXPECT_TRUE(fakes_.appraisal.list_requests.empty());
}

TEST_F(DoctorTest, JsonForPrograms) {
  fakes_.appraisal.turnout.mutable_groups(0)->set_issued(1);
  fakes_.appraisal.turnout.mutable_total()->set_issued(1);
  const Ran ran = Run({"doctor", "--output", "json"}, "zh");
  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_THAT(ran.out, AllOf(HasSubstr(R"("verdict")"), HasSubstr(R"("fault")"),
                             HasSubstr(R"("ok")"), HasSubstr("rounds/r1")));
}

TEST_F(DoctorTest, ATallyThatWasChangedIsFound) {
  auto& cell = *fakes_.appraisal.tallies.mutable_tallies(0)->mutable_cells(0);
  cell.set_marks(0, 1);
  ExpectFault("the tally digest, recomputed: ");
}

TEST_F(DoctorTest, ATallyUnlikeTheTurnoutIsFound) {
  fakes_.appraisal.turnout.mutable_groups(0)->set_spoiled(0);
  for (auto* group :
       {fakes_.appraisal.turnout.mutable_groups(0), fakes_.appraisal.turnout.mutable_total()}) {
    group->set_valid(1);
    group->set_returned(1);
  }
  ExpectFault("the tally holds 2 valid ballots, the turnout 1");
}

TEST_F(DoctorTest, ARoundThatWasChangedAfterOpeningIsFound) {
  fakes_.appraisal.subjects[0].set_display_name("another");
  ExpectFault("the frozen digest, recomputed: ");
}

TEST_F(DoctorTest, APolicyThatWasChangedIsFound) {
  fakes_.result.policies[0].set_mark_combination(result::v1::COMBINATION_SUM);
  ExpectFault("the policy's digest, recomputed: ");
}

TEST_F(DoctorTest, ARunOfAnotherTallyIsFound) {
  auto& run = fakes_.result.runs[0];
  run.set_frozen_digest("f");
  ResultDigest digest(run, fakes_.appraisal.tallies.salt());
  digest.Add(fakes_.result.results[0]);
  run.set_result_digest(digest.Finish());
  fakes_.result.releases.clear();
  ExpectFault("the run's frozen digest: f instead of ");
}

TEST_F(DoctorTest, AResultThatWasChangedIsFound) {
  fakes_.result.results[0].set_grade("excellent");
  ExpectFault("the result digest, recomputed: ");
}

TEST_F(DoctorTest, ResultsOfWhichSomethingIsSuppressedAreLeftToTheAuditor) {
  fakes_.result.results[0].add_groups()->set_suppression(result::v1::SUPPRESSION_SMALL);
  const Ran ran = Run({"doctor"});
  EXPECT_EQ(ran.exit_code, 0) << ran.out << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("verify the auditor's bundle"));
}

TEST_F(DoctorTest, AReleaseThatWasChangedIsFound) {
  fakes_.result.releases[0].set_note("changed afterwards");
  ExpectFault("the release's digest: ");
}

TEST_F(DoctorTest, AChangeWithoutATraceIsFound) {
  fakes_.appraisal.audit.pop_back();
  ExpectFault("the audit trail has no round.close");
}

TEST_F(DoctorTest, ATrailOutOfOrderIsFound) {
  fakes_.report.audit.push_back(EntryOf("cycle.close", "cycles/c1", 4));
  fakes_.report.audit.push_back(EntryOf("cycle.close", "", 6));
  const Ran ran = Run({"doctor"});
  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_THAT(ran.out,
              AllOf(HasSubstr("1 entries are older than the one before"),
                    HasSubstr("1 entries lack a time, an actor, an action or a resource")));
}

TEST_F(DoctorTest, DraftsAndWhatIsVoidHaveNoResult) {
  round_.set_state(appraisal::v1::Round::STATE_VOID);
  Publish();
  ExpectFault("the audit trail has no round.void");
  round_.set_state(appraisal::v1::Round::STATE_DRAFT);
  fakes_.appraisal.list_requests.clear();
  Publish();
  EXPECT_EQ(Run({"doctor"}).exit_code, 0);
}

TEST_F(DoctorTest, AServiceThatDoesNotServeIsToldAndNotAsked) {
  fakes_.SetServing("pingyi.result.v1.ResultService", false);
  ExpectFault("runs but does not serve");
}

TEST_F(DoctorTest, AServiceThatDoesNotAnswerIsTold) {
  address_ = "127.0.0.1:1";
  const Ran silent = Run({"doctor", "--timeout", "200ms"});
  EXPECT_EQ(silent.exit_code, 2);
  EXPECT_THAT(silent.out, HasSubstr("could not be checked"));
}

TEST_F(DoctorTest, AListThatCannotBeReadIsAFault) {
  fakes_.result.policies.clear();
  ExpectFault("could not be checked: NOT_FOUND: there is no such policy");
}

// With a pingyi-report that finds nothing, and the pingyi-migrate given.
class DoctorConfigTest : public DoctorTest {
 protected:
  Ran RunWithPrograms(const std::string& config, const std::string& migrate = "#!/bin/sh\n",
                      const std::string& language = "en") {
    const std::string report = File("pingyi-report", "#!/bin/sh\n");
    chmod(report.c_str(), 0755);
    chmod(File("pingyi-migrate", migrate).c_str(), 0755);
    const std::string path = std::getenv("PATH");
    setenv("PATH", (report.substr(0, report.rfind('/')) + ":" + path).c_str(), 1);
    Ran ran = Run({"doctor", "--config", "report=" + config}, language);
    setenv("PATH", path.c_str(), 1);
    return ran;
  }

  // The configuration of a service whose certificate ends so many days from now.
  std::string ConfigWithTls(int days) {
    const Issued issued = authority_.Issue("report", {.until = days * absl::Hours(24)});
    const std::string key = File("key.pem", issued.key);
    chmod(key.c_str(), 0600);
    return File(
        "report.yaml",
        fmt::format("tls: {{certificate: {}, key: {}, ca: {}}}\nlisten: 127.0.0.1:1\n",
                    File("own.pem", issued.certificate), key, File("ca.pem", authority_.pem())));
  }

  const Authority authority_{"authority", absl::Hours(24 * 100)};
};

TEST_F(DoctorConfigTest, ConfigurationAndSchemaAreCheckedByTheirPrograms) {
  const Ran ran = RunWithPrograms(File("report.yaml", "listen: 127.0.0.1:1\n"),
                                  "#!/bin/sh\necho schema is; echo behind $2 >&2; exit 2\n");
  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_THAT(ran.out,
              AllOf(HasSubstr("no fault found by pingyi-report"),
                    HasSubstr("pingyi-migrate: schema is; behind report"), Not(HasSubstr("tls"))));
  EXPECT_EQ(Run({"doctor", "--config", "report.yaml"}).exit_code, 1);
  EXPECT_EQ(Run({"doctor", "--config", "cli=/etc/x"}).exit_code, 1);
}

TEST_F(DoctorConfigTest, CertificatesOfAConfigurationAreChecked) {
  const Ran fine = RunWithPrograms(ConfigWithTls(60));
  EXPECT_EQ(fine.exit_code, 0) << fine.out;
  EXPECT_THAT(fine.out, HasSubstr("certificates and key fit, and none ends within 30 days"));

  const Ran soon = RunWithPrograms(ConfigWithTls(20));
  EXPECT_EQ(soon.exit_code, 0) << "nothing is wrong yet";
  EXPECT_THAT(soon.out, AllOf(HasSubstr("WARNING"), HasSubstr("own.pem: the certificate ends at")));
  const Ran chinese = RunWithPrograms(ConfigWithTls(20), "#!/bin/sh\n", "zh");
  EXPECT_THAT(chinese.out, AllOf(HasSubstr("注意"), HasSubstr("证书即将到期")));

  const Ran expired = RunWithPrograms(ConfigWithTls(0));
  EXPECT_EQ(expired.exit_code, 2);
  EXPECT_THAT(expired.out,
              AllOf(HasSubstr("FAULT"), HasSubstr("own.pem: the certificate expired at")));
}

TEST_F(DoctorConfigTest, ATlsSectionThatCannotBeReadIsAFault) {
  for (const std::string& config :
       {File("report.yaml", "tls: {certificate: x}\n"), Path("missing.yaml")}) {
    const Ran ran = RunWithPrograms(config);
    EXPECT_EQ(ran.exit_code, 2);
    EXPECT_THAT(ran.out, HasSubstr("could not be checked"));
  }
}

TEST_F(DoctorConfigTest, TheOwnCertificateIsCheckedToo) {
  ConfigWithTls(20);
  const Ran ran = Run({"doctor", "--tls-ca", Path("ca.pem"), "--tls-certificate", Path("own.pem"),
                       "--tls-key", Path("key.pem"), "--timeout", "200ms", "--output", "csv"});
  EXPECT_THAT(ran.out, AllOf(HasSubstr("\nwarning,tls,pingyi,"),
                             HasSubstr("own.pem: the certificate ends at")));
}

}  // namespace
}  // namespace pingyi::cli::test
