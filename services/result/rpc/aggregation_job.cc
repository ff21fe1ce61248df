#include "services/result/rpc/aggregation_job.h"

#include <unordered_map>
#include <utility>
#include <vector>

#include <absl/time/clock.h>

#include "services/base/status/error.h"
#include "services/result/domain/aggregate.h"
#include "services/result/domain/canonical.h"
#include "services/result/domain/reason.h"
#include "services/result/rpc/convert.h"
#include "services/result/rpc/round_inputs.h"

namespace pingyi::result {
namespace {

// For noting a failure after the call's own time is up.
constexpr absl::Duration kNoteDeadline = absl::Seconds(5);

bool IsLeaseLost(const absl::Status& status) {
  return absl::IsAborted(status) && DetailsOf(status).reason == reason::kAggregationRunning;
}

std::string ReasonOf(const absl::Status& error) {
  std::string reason = DetailsOf(error).reason;
  return reason.empty() ? absl::StatusCodeToString(error.code()) : reason;
}

// The subjects' names for people, by their ids.
using Names = std::unordered_map<std::string, std::string>;

// A row of a board, as it is shown.
StoredBoardRow ToRow(const PolicyRules& rules, const LeaderboardSection& section,
                     const LeaderboardRow& row, const std::string& display_name) {
  StoredBoardRow stored{.leaderboard = rules.leaderboards[section.board].key,
                        .section = section.name,
                        .rank = row.rank,
                        .shared_rank = row.shared_rank,
                        .subject = row.id,
                        .display_name = display_name,
                        .suppression = static_cast<int32_t>(row.suppression)};
  if (row.score) {
    stored.score_exact = row.rounded_only ? "" : row.score->ToString();
    stored.score_rounded = RoundedText(*row.score, rules.rounding);
  }
  return stored;
}

absl::StatusOr<RunResults> WriteOut(const RoundInputs& inputs, const Aggregation& aggregation,
                                    const Names& names, const std::string& salt) {
  const RoundResults& results = aggregation.results;
  RunResults out{.digest = ResultDigest(inputs.round.facts, inputs.round.tally_digest, inputs.rules,
                                        inputs.round.policy_digest, results,
                                        {.salt = salt,
                                         .inputs_digest = InputsDigest(inputs.inputs),
                                         .leaderboards = aggregation.leaderboards})};
  for (const VoterGroup& group : inputs.round.facts.groups) out.shape.groups.push_back(group.key);
  for (const Criterion& criterion : inputs.round.facts.criteria) {
    out.shape.criteria.push_back(criterion.key);
  }
  for (const ComponentFigures& figures : inputs.inputs.components) {
    out.figures_digests.emplace(figures.component, FiguresDigest(figures));
  }
  for (const Exclusion& exclusion : inputs.inputs.exclusions) {
    out.exclusions.emplace(exclusion.subject, exclusion.kind);
  }
  out.results.reserve(results.size());
  for (const SubjectResult& result : results) {
    const auto name = names.find(result.subject);
    if (name == names.end()) {
      return absl::InternalError("the tally has a subject that the round does not list");
    }
    out.results.push_back(ToStored(result, name->second, inputs.rules));
  }
  for (const LeaderboardSection& section : aggregation.leaderboards) {
    for (const LeaderboardRow& row : section.rows) {
      // Every subject of a board is one of the results.
      out.board_rows.push_back(ToRow(inputs.rules, section, row, names.at(row.id)));
    }
  }
  return out;
}

}  // namespace

absl::StatusOr<RunRecord> AggregationJob::Aggregate(const rpc::CallContext& call,
                                                    const std::string& round,
                                                    const std::string& expected_policy_digest,
                                                    const ledger::RequestKey& request) {
  if (absl::Status status = CheckKnown(call, round); !status.ok()) return status;
  return AggregateKnown(call, round, expected_policy_digest, request);
}

absl::StatusOr<RunRecord> AggregationJob::AggregateKnown(const rpc::CallContext& call,
                                                         const std::string& round,
                                                         const std::string& expected_policy_digest,
                                                         const ledger::RequestKey& request) {
  absl::StatusOr<RunRecord> run =
      store_.BeginRun(call.deadline, round, ids_.NewId(), lease_, MakeChange(call, request));
  if (!run.ok()) return run;
  if (run->state == RunState::kSucceeded) {
    absl::Status status = CheckPolicyDigest(expected_policy_digest, run->inputs.policy_digest);
    if (!status.ok()) return status;
    return run;
  }
  const RunLease lease{.round = run->round, .run = run->run, .attempt = run->attempt};
  absl::StatusOr<RunRecord> done = Work(call, lease, expected_policy_digest, request);
  return done.ok() ? done : Fail(call, lease, done.status());
}

// Anybody can mistype a name: a round has a run only once it was seen.
absl::Status AggregationJob::CheckKnown(const rpc::CallContext& call, const std::string& round) {
  absl::StatusOr<std::vector<RunRecord>> runs =
      store_.ListRuns(call.deadline, round, std::nullopt, "", 1);
  if (!runs.ok()) return runs.status();
  if (!runs->empty()) return absl::OkStatus();
  return client_.GetRound(call, round).status();
}

absl::StatusOr<RunRecord> AggregationJob::Work(const rpc::CallContext& call, const RunLease& lease,
                                               const std::string& expected_policy_digest,
                                               const ledger::RequestKey& request) {
  RunProgress progress;
  absl::Time noted = clock_.Now();
  // Called for each page; a note now and then is enough to keep the lease.
  const auto reading = [&](size_t read) {
    progress.subjects_done = static_cast<int32_t>(read);
    if (clock_.Now() - noted < lease_ / 4) return CheckAwaited(call);
    noted = clock_.Now();
    return Note(call, lease, progress);
  };
  absl::StatusOr<RoundInputs> inputs =
      ReadInputs(store_, client_, call, lease.round, expected_policy_digest, reading);
  if (!inputs.ok()) return inputs.status();
  absl::StatusOr<std::vector<AppraisedSubject>> subjects = std::move(inputs->subjects);
  if (subjects->empty()) subjects = client_.ListSubjects(call, lease.round, reading);
  if (!subjects.ok()) return subjects.status();

  progress = {.stage = RunStage::kComputing,
              .subjects_done = 0,
              .subject_count = static_cast<int32_t>(inputs->tally.subjects.size()),
              .inputs = inputs->Names()};
  if (absl::Status status = Note(call, lease, progress); !status.ok()) return status;
  const std::string salt = inputs->tally.salt;
  absl::StatusOr<Aggregation> results = AggregateWithBoards(
      inputs->rules, inputs->round.facts, std::move(inputs->tally), inputs->inputs,
      DisclosureOf(inputs->rules, inputs->round.facts, inputs->round.secret));
  if (!results.ok()) return results.status();
  Names names;
  for (AppraisedSubject& subject : *subjects) {
    names.emplace(std::move(subject.id), std::move(subject.display_name));
  }
  absl::StatusOr<RunResults> out = WriteOut(*inputs, *results, names, salt);
  if (!out.ok()) return out.status();

  progress.stage = RunStage::kStoring;
  progress.inputs = std::nullopt;
  if (absl::Status status = Note(call, lease, progress); !status.ok()) return status;
  return store_.StoreResults(call.deadline, lease, *out, MakeChange(call, request));
}

absl::Status AggregationJob::Note(const rpc::CallContext& call, const RunLease& lease,
                                  const RunProgress& progress) {
  if (absl::Status status = CheckAwaited(call); !status.ok()) return status;
  return store_.RecordProgress(call.deadline, lease, progress, clock_.Now(), lease_);
}

absl::StatusOr<RunRecord> AggregationJob::Fail(const rpc::CallContext& call, const RunLease& lease,
                                               const absl::Status& error) {
  const absl::Time deadline = absl::Now() + kNoteDeadline;
  bool lost = IsLeaseLost(error);
  if (!lost) {
    const std::string bytes = ToStatusProto(error, call.trace.trace_id).SerializeAsString();
    lost = IsLeaseLost(
        store_.FailRun(deadline, lease, bytes, ReasonOf(error), MakeChange(call, {})).status());
  }
  // Whoever took over may have succeeded; so may this call, if its commit went unanswered.
  if (lost) {
    absl::StatusOr<RunRecord> run = store_.GetRun(deadline, lease.round, lease.run);
    if (run.ok() && run->state == RunState::kSucceeded) return run;
  }
  return error;
}

Change AggregationJob::MakeChange(const rpc::CallContext& call,
                                  const ledger::RequestKey& request) const {
  return {.now = clock_.Now(),
          .actor = call.actor,
          .trace_id = call.trace.trace_id,
          .request = request};
}

}  // namespace pingyi::result
