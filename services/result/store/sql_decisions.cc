#include "services/result/store/sql_decisions.h"

#include <utility>

#include <fmt/format.h>

#include "services/base/ledger/requests.h"
#include "services/base/sql/time.h"
#include "services/base/status/error.h"
#include "services/result/domain/reason.h"
#include "services/result/store/change.h"
#include "services/result/store/resource_names.h"
#include "services/result/store/sql_runs.h"

namespace pingyi::result {
namespace {

// The last column is the newest decision on the same subject.
constexpr sql::Sql kSelect =
    "SELECT d.number, d.subject, d.grade, d.grade_title, d.computed_grade, d.reason, d.decider, "
    "d.recorder, d.created_us, w.reason, w.withdrawer, w.withdrawn_us, (SELECT MAX(later.number) "
    "FROM grade_decisions later WHERE later.run = d.run AND later.subject = d.subject) "
    "FROM grade_decisions d LEFT JOIN decision_withdrawals w ON w.run = d.run AND w.number = "
    "d.number WHERE d.run = ?";

// The columns that never change.
GradeDecision ReadFacts(const sql::Row& row, const std::string& round, const std::string& run) {
  return {.key = {.round = round, .run = run, .number = row.Int64(0)},
          .subject = std::string(row.Text(1)),
          .grade = std::string(row.Text(2)),
          .grade_title = std::string(row.Text(3)),
          .computed_grade = std::string(row.Text(4)),
          .reason = std::string(row.Text(5)),
          .decider = std::string(row.Text(6)),
          .recorder = std::string(row.Text(7)),
          .create_time = sql::FromMicros(row.Int64(8))};
}

GradeDecision ReadDecision(const sql::Row& row, const std::string& round, const std::string& run) {
  GradeDecision decision = ReadFacts(row, round, run);
  if (const auto withdrawn = row.OptionalInt64(11)) {
    decision.withdraw_reason = std::string(row.Text(9));
    decision.withdrawer = std::string(row.Text(10));
    decision.withdraw_time = sql::FromMicros(*withdrawn);
    decision.state = DecisionState::kWithdrawn;
  } else if (row.Int64(12) != decision.key.number) {
    decision.state = DecisionState::kSuperseded;
  }
  return decision;
}

absl::StatusOr<std::vector<GradeDecision>> Load(sql::Transaction& transaction,
                                                const sql::Statement& query,
                                                const std::string& round, const std::string& run) {
  std::vector<GradeDecision> decisions;
  absl::Status status = transaction.Query(query, [&](const sql::Row& row) {
    decisions.push_back(ReadDecision(row, round, run));
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return decisions;
}

absl::StatusOr<GradeDecision> LoadDecision(sql::Transaction& transaction, const DecisionKey& key) {
  sql::Statement query(kSelect, key.run);
  query.Add("AND d.number = ?", key.number);
  absl::StatusOr<std::vector<GradeDecision>> found = Load(transaction, query, key.round, key.run);
  if (!found.ok()) return found.status();
  if (found->empty()) return NotFound(NameOf(key));
  return std::move(found->front());
}

// The computed grade of a subject of the run.
absl::StatusOr<std::string> ComputedGrade(sql::Transaction& transaction,
                                          const GradeDecision& decision) {
  std::string grade;
  absl::StatusOr<bool> found =
      transaction.QueryOne("SELECT grade FROM subject_results WHERE run = ? AND subject = ?",
                           {decision.key.run, decision.subject}, [&](const sql::Row& row) {
                             grade = std::string(row.Text(0));
                             return absl::OkStatus();
                           });
  if (!found.ok()) return found.status();
  if (*found) return grade;
  return NotFound(RunName(decision.key.round, decision.key.run) + "/results/" + decision.subject);
}

absl::StatusOr<int64_t> NextNumber(sql::Transaction& transaction, const std::string& run) {
  int64_t next = 1;
  absl::StatusOr<bool> found =
      transaction.QueryOne("SELECT COALESCE(MAX(number), 0) + 1 FROM grade_decisions WHERE run = ?",
                           {run}, [&](const sql::Row& row) {
                             next = row.Int64(0);
                             return absl::OkStatus();
                           });
  if (!found.ok()) return found.status();
  return next;
}

absl::Status Store(sql::Transaction& transaction, const GradeDecision& decision) {
  return transaction
      .Execute(
          "INSERT INTO grade_decisions (run, number, subject, grade, grade_title, computed_grade, "
          "reason, decider, recorder, created_us) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
          {decision.key.run, decision.key.number, decision.subject, decision.grade,
           decision.grade_title, decision.computed_grade, decision.reason, decision.decider,
           decision.recorder, sql::ToMicros(decision.create_time)})
      .status();
}

}  // namespace

absl::StatusOr<GradeDecision> InsertDecision(sql::Transaction& transaction,
                                             const GradeDecision& decision, bool show_computed,
                                             const Change& change) {
  const int64_t now_us = sql::ToMicros(change.now);
  absl::StatusOr<std::optional<std::string>> earlier =
      ledger::ClaimRequest(transaction, change.request, now_us);
  if (!earlier.ok()) return earlier.status();
  GradeDecision next = decision;
  if (earlier->has_value()) {
    next.key.number = LastNumberOf(**earlier);
    return LoadDecision(transaction, next.key);
  }
  absl::StatusOr<RunRecord> run = LockSucceededRun(transaction, next.key.round, next.key.run);
  if (!run.ok()) return run.status();
  absl::StatusOr<std::string> computed = ComputedGrade(transaction, next);
  if (!computed.ok()) return computed.status();
  absl::StatusOr<int64_t> number = NextNumber(transaction, next.key.run);
  if (!number.ok()) return number.status();
  next.key.number = *number;
  next.computed_grade = show_computed ? *std::move(computed) : "";
  next.recorder = change.actor;
  next.create_time = sql::FromMicros(now_us);
  const std::string name = NameOf(next.key);
  absl::Status status = Store(transaction, next);
  if (status.ok()) {
    status = Audit(transaction, change, "decision.create", name,
                   fmt::format("{}: {}, decided by {}: {}", next.subject, next.grade, next.decider,
                               next.reason));
  }
  if (status.ok()) status = ledger::SettleRequest(transaction, change.request, name);
  if (!status.ok()) return status;
  return LoadDecision(transaction, next.key);
}

absl::StatusOr<std::optional<GradeDecision>> LoadDecisionOf(sql::Transaction& transaction,
                                                            const std::string& round,
                                                            const std::string& run,
                                                            const ledger::RequestKey& request) {
  absl::StatusOr<std::optional<std::string>> earlier = ledger::FindRequest(transaction, request);
  if (!earlier.ok()) return earlier.status();
  if (!earlier->has_value()) return std::nullopt;
  absl::StatusOr<GradeDecision> decision =
      LoadDecision(transaction, {.round = round, .run = run, .number = LastNumberOf(**earlier)});
  if (!decision.ok()) return decision.status();
  return *std::move(decision);
}

absl::StatusOr<GradeDecision> WithdrawDecision(sql::Transaction& transaction,
                                               const DecisionKey& key, const std::string& reason,
                                               const Change& change) {
  const int64_t now_us = sql::ToMicros(change.now);
  absl::StatusOr<std::optional<std::string>> earlier =
      ledger::ClaimRequest(transaction, change.request, now_us);
  if (!earlier.ok()) return earlier.status();
  if (earlier->has_value()) return LoadDecision(transaction, key);
  absl::StatusOr<RunRecord> run = LockSucceededRun(transaction, key.round, key.run);
  if (!run.ok()) return run.status();
  absl::StatusOr<GradeDecision> decision = LoadDecision(transaction, key);
  if (!decision.ok()) return decision.status();
  if (decision->state != DecisionState::kInForce) {
    return MakeError(absl::StatusCode::kFailedPrecondition, reason::kDecisionNotInForce,
                     "the decision was withdrawn, or a later one took its place");
  }
  absl::Status status =
      transaction
          .Execute(
              "INSERT INTO decision_withdrawals (run, number, reason, withdrawer, withdrawn_us) "
              "VALUES (?, ?, ?, ?, ?)",
              {key.run, key.number, reason, change.actor, now_us})
          .status();
  if (status.ok()) status = Audit(transaction, change, "decision.withdraw", NameOf(key), reason);
  if (status.ok()) status = ledger::SettleRequest(transaction, change.request, NameOf(key));
  if (!status.ok()) return status;
  return LoadDecision(transaction, key);
}

absl::StatusOr<std::vector<GradeDecision>> LoadDecisions(sql::Transaction& transaction,
                                                         const std::string& round,
                                                         const std::string& run, int64_t after,
                                                         int limit) {
  absl::StatusOr<RunRecord> known = LoadRun(transaction, round, run);
  if (!known.ok()) return known.status();
  sql::Statement query(kSelect, run);
  query.Add("AND d.number > ? ORDER BY d.number LIMIT ?", after, limit);
  return Load(transaction, query, round, run);
}

absl::StatusOr<std::vector<GradeDecision>> LoadDecisionsInForce(sql::Transaction& transaction,
                                                                const std::string& round,
                                                                const std::string& run) {
  sql::Statement query(kSelect, run);
  query.Add("ORDER BY d.number");
  absl::StatusOr<std::vector<GradeDecision>> all = Load(transaction, query, round, run);
  if (!all.ok()) return all.status();
  std::erase_if(*all, [](const GradeDecision& decision) {
    return decision.state != DecisionState::kInForce;
  });
  return all;
}

absl::StatusOr<ReleasedDecisions> LoadReleasedDecisions(sql::Transaction& transaction,
                                                        const std::vector<sql::Value>& rounds) {
  sql::Statement query(
      "SELECT d.number, d.subject, d.grade, d.grade_title, d.computed_grade, d.reason, d.decider, "
      "d.recorder, d.created_us, d.run, r.round, r.number FROM release_decisions r JOIN "
      "grade_decisions d ON d.run = r.run AND d.number = r.decision WHERE r.round IN");
  query.AddList(rounds).Add("ORDER BY r.round, r.number, d.number");
  ReleasedDecisions decisions;
  absl::Status status = transaction.Query(query, [&](const sql::Row& row) {
    const std::string round(row.Text(10));
    decisions[{round, row.Int64(11)}].push_back(ReadFacts(row, round, std::string(row.Text(9))));
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return decisions;
}

}  // namespace pingyi::result
