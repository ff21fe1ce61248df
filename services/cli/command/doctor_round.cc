#include "services/cli/command/doctor_round.h"

#include <map>
#include <utility>

#include <fmt/format.h>

#include "services/cli/check/digest.h"
#include "services/cli/check/rules.h"
#include "services/cli/view/suppression.h"

namespace pingyi::cli {
namespace {

using appraisal::v1::GetTurnoutRequest;
using appraisal::v1::ListSubjectsRequest;
using appraisal::v1::ListSubjectsResponse;
using appraisal::v1::ListTalliesRequest;
using appraisal::v1::ListTalliesResponse;
using appraisal::v1::Round;
using appraisal::v1::Subject;
using appraisal::v1::SubjectTally;
using appraisal::v1::Turnout;
using result::v1::AggregationRun;
using result::v1::GetScoringPolicyRequest;
using result::v1::ListAggregationRunsRequest;
using result::v1::ListAggregationRunsResponse;
using result::v1::ListReleasesRequest;
using result::v1::ListReleasesResponse;
using result::v1::ListSubjectResultsRequest;
using result::v1::ListSubjectResultsResponse;
using result::v1::Release;
using result::v1::SubjectResult;
using AppraisalStub = appraisal::v1::AppraisalService::StubInterface;
using ResultStub = result::v1::ResultService::StubInterface;

void Append(Faults more, Faults& faults) {
  faults.insert(faults.end(), std::make_move_iterator(more.begin()),
                std::make_move_iterator(more.end()));
}

// Adds what was found; the error if nothing could be.
absl::Status Take(absl::StatusOr<Faults> found, Faults& faults) {
  if (!found.ok()) return found.status();
  Append(*std::move(found), faults);
  return absl::OkStatus();
}

Label RoundText(const Round& round, const Turnout& turnout) {
  const int64_t ballots = turnout.total().returned();
  if (round.state() == Round::STATE_CLOSED) {
    return {
        fmt::format("已关闭，{} 个对象，{} 张票，摘要均重算相符", round.subject_count(), ballots),
        fmt::format("closed: {} subjects, {} ballots; digests recomputed", round.subject_count(),
                    ballots)};
  }
  const bool open = round.state() == Round::STATE_OPEN;
  return {fmt::format("{}，{} 个对象，{} 张票", open ? "进行中" : "已作废", round.subject_count(),
                      ballots),
          fmt::format("{}: {} subjects, {} ballots; frozen digest recomputed",
                      open ? "open" : "void", round.subject_count(), ballots)};
}

Label RunText(const AggregationRun& run, bool suppressed) {
  const int count = run.subject_count();
  if (suppressed) {
    return {fmt::format("{} 个结果；有不予显示的部分，摘要未重算，应以审计用发布包验证", count),
            fmt::format("{} results; some figures are suppressed, so the digest is not recomputed: "
                        "verify the auditor's bundle",
                        count)};
  }
  return {fmt::format("{} 个结果，摘要重算相符", count),
          fmt::format("{} results; digest recomputed", count)};
}

}  // namespace

RoundExamination::RoundExamination(Context& context, DoctorReport& report,
                                   const AuditedChanges* audited, bool results)
    : report_(report),
      audited_(audited),
      results_(results),
      appraisal_(context.session),
      result_(context.session) {}

absl::Status RoundExamination::Examine(const Round& round) {
  if (round.state() == Round::STATE_DRAFT) return absl::OkStatus();
  if (auto s = ExamineBallots(round); !s.ok()) return s;
  // Nothing of a void round counts, so nothing of it is to be compared.
  if (!results_ || round.state() != Round::STATE_CLOSED) return absl::OkStatus();
  return ExamineResults(round);
}

absl::Status RoundExamination::ExamineBallots(const Round& round) {
  salt_.clear();
  GetTurnoutRequest request;
  request.set_name(round.name());
  const absl::StatusOr<Turnout> turnout = appraisal_.Call(&AppraisalStub::GetTurnout, request);
  if (!turnout.ok()) return report_.AddError("round", round.name(), turnout.status());
  Faults faults = TurnoutFaults(*turnout);
  Append(AuditFaults(round), faults);
  // A round that was voided as a draft was never frozen.
  absl::Status read;
  if (!round.frozen_digest().empty()) read = Take(FrozenFaults(round), faults);
  if (read.ok() && round.state() == Round::STATE_CLOSED) {
    read = Take(TallyFaults(round, *turnout), faults);
  }
  if (!read.ok()) return report_.AddError("round", round.name(), read);
  return report_.Add("round", round.name(), faults, RoundText(round, *turnout));
}

absl::StatusOr<Faults> RoundExamination::FrozenFaults(const Round& round) const {
  FrozenDigest digest(round);
  int count = 0;
  ListSubjectsRequest request;
  request.set_parent(round.name());
  const absl::Status listed =
      appraisal_.ListAll(&AppraisalStub::ListSubjects, request, &ListSubjectsResponse::subjects,
                         [&](const Subject& subject) {
                           digest.Add(subject);
                           ++count;
                           return absl::OkStatus();
                         });
  if (!listed.ok()) return listed;
  Faults faults;
  if (count != round.subject_count()) {
    faults.push_back(
        {fmt::format("列出 {} 个对象，轮次有 {} 个", count, round.subject_count()),
         fmt::format("{} subjects are listed, the round has {}", count, round.subject_count())});
  }
  CompareDigests({"冻结摘要（重算）", "the frozen digest, recomputed"}, digest.Finish(),
                 round.frozen_digest(), faults);
  return faults;
}

absl::StatusOr<Faults> RoundExamination::TallyFaults(const Round& round, const Turnout& turnout) {
  std::optional<TallyRules> rules;
  std::optional<TallyDigest> digest;
  Faults faults;
  ListTalliesRequest request;
  request.set_parent(round.name());
  const absl::Status listed = appraisal_.ListPages<ListTalliesRequest, ListTalliesResponse>(
      &AppraisalStub::ListTallies, request, [&](const ListTalliesResponse& page) {
        if (!rules) {
          rules.emplace(round, page.groups());
          rules->CompareWith(turnout);
          salt_ = page.salt();
          digest.emplace(round.name(), page.groups(), salt_);
          CompareDigests({"计票摘要", "the tally's digest"}, page.tally_digest(),
                         round.tally_digest(), faults);
        }
        for (const SubjectTally& tally : page.tallies()) {
          rules->Add(tally);
          digest->Add(tally);
        }
        return absl::OkStatus();
      });
  if (!listed.ok()) return listed;
  Append(rules->Finish(), faults);
  CompareDigests({"计票摘要（重算）", "the tally digest, recomputed"}, digest->Finish(),
                 round.tally_digest(), faults);
  return faults;
}

bool RoundExamination::IsAudited(const std::string& action, const std::string& resource) const {
  return audited_ == nullptr || audited_->contains(fmt::format("{} {}", action, resource));
}

Faults RoundExamination::AuditFaults(const Round& round) const {
  Faults faults;
  const auto expect = [&](const std::string& action) {
    if (IsAudited(action, round.name())) return;
    faults.push_back({"审计记录中没有 " + action, "the audit trail has no " + action});
  };
  if (round.has_opened_time()) expect("round.open");
  if (round.state() == Round::STATE_CLOSED) expect("round.close");
  if (round.state() == Round::STATE_VOID) expect("round.void");
  return faults;
}

absl::Status RoundExamination::ExamineResults(const Round& round) {
  const std::string& policy = round.scoring_policy().name();
  const absl::StatusOr<Faults> policy_faults = PolicyFaults(round);
  if (!policy_faults.ok()) {
    if (auto s = report_.AddError("policy", policy, policy_faults.status()); !s.ok()) return s;
  } else if (!policy_faults->empty()) {
    if (auto s = report_.Add("policy", policy, *policy_faults, {}); !s.ok()) return s;
  }
  std::map<std::string, AggregationRun> runs;
  ListAggregationRunsRequest request;
  request.set_parent(round.name());
  const absl::Status listed = result_.ListAll(&ResultStub::ListAggregationRuns, request,
                                              &ListAggregationRunsResponse::aggregation_runs,
                                              [&](const AggregationRun& run) {
                                                if (run.state() == AggregationRun::STATE_SUCCEEDED)
                                                  runs[run.name()] = run;
                                                return absl::OkStatus();
                                              });
  if (!listed.ok()) return report_.AddError("run", round.name(), listed);
  for (const auto& [name, run] : runs) {
    bool suppressed = false;
    absl::StatusOr<Faults> faults = ResultFaults(run, suppressed);
    if (!faults.ok()) {
      if (auto s = report_.AddError("run", name, faults.status()); !s.ok()) return s;
      continue;
    }
    Append(RunFaults(round, run), *faults);
    auto s = report_.Add("run", name, *faults, RunText(run, suppressed));
    if (!s.ok()) return s;
  }
  return ExamineReleases(round.name(), runs);
}

absl::StatusOr<Faults> RoundExamination::PolicyFaults(const Round& round) const {
  GetScoringPolicyRequest request;
  request.set_name(round.scoring_policy().name());
  const auto policy = result_.Call(&ResultStub::GetScoringPolicy, request);
  if (!policy.ok()) return policy.status();
  const absl::StatusOr<std::string> digest = PolicyDigest(*policy);
  if (!digest.ok()) return digest.status();
  Faults faults;
  CompareDigests({"办法摘要（重算）", "the policy's digest, recomputed"}, *digest, policy->digest(),
                 faults);
  CompareDigests({"办法摘要", "the policy's digest"}, policy->digest(),
                 round.scoring_policy().digest(), faults);
  return faults;
}

absl::StatusOr<Faults> RoundExamination::ResultFaults(const AggregationRun& run,
                                                      bool& suppressed) const {
  ResultDigest digest(run, salt_);
  int count = 0;
  ListSubjectResultsRequest request;
  request.set_parent(run.name());
  const absl::Status listed = result_.ListAll(&ResultStub::ListSubjectResults, request,
                                              &ListSubjectResultsResponse::subject_results,
                                              [&](const SubjectResult& result) {
                                                digest.Add(result);
                                                suppressed = suppressed || HasSuppressed(result);
                                                ++count;
                                                return absl::OkStatus();
                                              });
  if (!listed.ok()) return listed;
  result::v1::ListLeaderboardRowsRequest boards;
  boards.set_parent(run.name());
  const absl::Status rows =
      result_.ListAll(&ResultStub::ListLeaderboardRows, boards,
                      &result::v1::ListLeaderboardRowsResponse::leaderboard_rows,
                      [&](const result::v1::LeaderboardRow& row) {
                        digest.Add(row);
                        return absl::OkStatus();
                      });
  if (!rows.ok()) return rows;
  Faults faults;
  if (count != run.subject_count()) {
    faults.push_back({fmt::format("列出 {} 个结果，应有 {} 个", count, run.subject_count()),
                      fmt::format("{} results instead of {}", count, run.subject_count())});
  }
  if (suppressed) return faults;
  CompareDigests({"结果摘要（重算）", "the result digest, recomputed"}, digest.Finish(),
                 run.result_digest(), faults);
  return faults;
}

absl::Status RoundExamination::ExamineReleases(const std::string& round,
                                               const std::map<std::string, AggregationRun>& runs) {
  google::protobuf::RepeatedPtrField<Release> releases;
  Faults unaudited;
  ListReleasesRequest request;
  request.set_parent(round);
  const absl::Status listed = result_.ListAll(
      &ResultStub::ListReleases, request, &ListReleasesResponse::releases,
      [&](const Release& release) {
        *releases.Add() = release;
        if (!IsAudited("release.create", release.name())) {
          unaudited.push_back({release.name() + "：审计记录中没有 release.create",
                               release.name() + ": the audit trail has no release.create"});
        }
        return absl::OkStatus();
      });
  if (!listed.ok()) return report_.AddError("release", round, listed);
  Faults faults = ReleaseFaults(releases, runs);
  Append(std::move(unaudited), faults);
  if (releases.empty()) return absl::OkStatus();
  return report_.Add(
      "release", round, faults,
      {fmt::format("{} 次发布，编号连续，摘要重算相符", releases.size()),
       fmt::format("{} releases, numbered without a gap; digests recomputed", releases.size())});
}

}  // namespace pingyi::cli
