#include "services/appraisal/store/round_table.h"

#include <algorithm>
#include <string>
#include <utility>

#include "services/appraisal/domain/canonical.h"
#include "services/appraisal/domain/reason.h"
#include "services/base/sql/time.h"
#include "services/base/status/error.h"

namespace pingyi::appraisal {
namespace {

constexpr sql::Sql kSelectRound =
    "SELECT round_id, version, state, spec, open_time_us, close_time_us, subject_count, "
    "frozen_digest, tally_digest, create_time_us, update_time_us, opened_time_us, closed_time_us, "
    "void_reason FROM rounds";

// Room for so many subjects is made at once, if so many are asked for.
constexpr int kUsualPage = 256;

std::optional<absl::Time> OptionalTime(const sql::Row& row, int column) {
  const std::optional<int64_t> micros = row.OptionalInt64(column);
  if (!micros) return std::nullopt;
  return sql::FromMicros(*micros);
}

sql::Value OptionalMicros(const std::optional<absl::Time>& time) {
  return time ? sql::Value(sql::ToMicros(*time)) : sql::Value();
}

absl::StatusOr<Round> ReadRound(const sql::Row& row) {
  absl::StatusOr<RoundSpec> spec = ParseSpecText(row.Text(3));
  if (!spec.ok()) return spec.status();
  Round round;
  round.id = row.Text(0);
  round.version = row.Int64(1);
  round.state = static_cast<RoundState>(row.Int64(2));
  round.spec = *std::move(spec);
  round.spec.open_time = OptionalTime(row, 4);
  round.spec.close_time = OptionalTime(row, 5);
  round.subject_count = row.Int64(6);
  round.frozen_digest = row.Text(7);
  round.tally_digest = row.Text(8);
  round.create_time = sql::FromMicros(row.Int64(9));
  round.update_time = sql::FromMicros(row.Int64(10));
  round.opened_time = OptionalTime(row, 11);
  round.closed_time = OptionalTime(row, 12);
  round.void_reason = row.Text(13);
  return round;
}

absl::StatusOr<std::vector<Round>> QueryRounds(sql::Transaction& tx, const sql::Statement& query) {
  std::vector<Round> rounds;
  absl::Status status = tx.Query(query, [&](const sql::Row& row) {
    absl::StatusOr<Round> round = ReadRound(row);
    if (!round.ok()) return round.status();
    rounds.push_back(*std::move(round));
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return rounds;
}

}  // namespace

absl::Status RoundNotFound() {
  return MakeError(absl::StatusCode::kNotFound, reason::kResourceNotFound,
                   "there is no such round");
}

absl::StatusOr<Round> LoadRound(sql::Transaction& transaction, std::string_view round_id,
                                RowLock lock) {
  sql::Statement query(kSelectRound);
  query.Add("WHERE round_id = ?", round_id);
  if (lock == RowLock::kForUpdate) query.Add(transaction.dialect().for_update);
  absl::StatusOr<std::vector<Round>> rounds = QueryRounds(transaction, query);
  if (!rounds.ok()) return rounds.status();
  if (rounds->empty()) return RoundNotFound();
  return std::move(rounds->front());
}

// There and back, since a row that is not changed is not written.
absl::Status TouchRound(sql::Transaction& transaction, std::string_view round_id) {
  for (const int step : {1, -1}) {
    absl::Status status =
        transaction
            .Execute("UPDATE rounds SET version = version + ? WHERE round_id = ?", {step, round_id})
            .status();
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Round>> SelectRounds(sql::Transaction& transaction,
                                                const RoundFilter& filter, int limit) {
  sql::Statement query(kSelectRound);
  query.Add("WHERE round_id > ?", filter.after_id);
  if (!filter.cycle.empty()) query.Add("AND cycle = ?", filter.cycle);
  if (!filter.states.empty()) {
    std::vector<sql::Value> states;
    for (const RoundState state : filter.states) states.emplace_back(static_cast<int>(state));
    query.Add("AND state IN").AddList(states);
  }
  query.Add("ORDER BY round_id LIMIT ?", limit);
  return QueryRounds(transaction, query);
}

absl::StatusOr<std::vector<std::string>> SelectDueRounds(sql::Transaction& transaction,
                                                         absl::Time now) {
  std::vector<std::string> ids;
  absl::Status status = transaction.Query(
      "SELECT round_id FROM rounds WHERE (state = ? AND close_time_us <= ?) OR (state = ? AND "
      "tally_digest = '') ORDER BY round_id",
      {static_cast<int>(RoundState::kOpen), sql::ToMicros(now),
       static_cast<int>(RoundState::kClosed)},
      [&](const sql::Row& row) {
        ids.emplace_back(row.Text(0));
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return ids;
}

absl::Status InsertRound(sql::Transaction& transaction, const Round& round) {
  return transaction
      .Execute(
          "INSERT INTO rounds (round_id, version, state, cycle, anonymity, spec, open_time_us, "
          "close_time_us, subject_count, frozen_digest, tally_digest, create_time_us, "
          "update_time_us, void_reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
          {round.id, round.version, static_cast<int>(round.state), round.spec.cycle,
           static_cast<int>(round.spec.anonymity), SpecText(round.spec),
           OptionalMicros(round.spec.open_time), OptionalMicros(round.spec.close_time),
           round.subject_count, round.frozen_digest, round.tally_digest,
           sql::ToMicros(round.create_time), sql::ToMicros(round.update_time), round.void_reason})
      .status();
}

absl::Status UpdateRoundRow(sql::Transaction& transaction, const Round& round) {
  return transaction
      .Execute(
          "UPDATE rounds SET version = ?, state = ?, close_time_us = ?, subject_count = ?, "
          "frozen_digest = ?, update_time_us = ?, opened_time_us = ?, closed_time_us = ?, "
          "void_reason = ? WHERE round_id = ?",
          {round.version, static_cast<int>(round.state), OptionalMicros(round.spec.close_time),
           round.subject_count, round.frozen_digest, sql::ToMicros(round.update_time),
           OptionalMicros(round.opened_time), OptionalMicros(round.closed_time), round.void_reason,
           round.id})
      .status();
}

absl::Status UpdateSpec(sql::Transaction& transaction, const Round& round) {
  return transaction
      .Execute(
          "UPDATE rounds SET cycle = ?, anonymity = ?, spec = ?, open_time_us = ? WHERE round_id = "
          "?",
          {round.spec.cycle, static_cast<int>(round.spec.anonymity), SpecText(round.spec),
           OptionalMicros(round.spec.open_time), round.id})
      .status();
}

absl::StatusOr<std::vector<Subject>> SelectSubjects(sql::Transaction& transaction,
                                                    std::string_view round_id,
                                                    const SubjectFilter& filter,
                                                    std::optional<int> limit) {
  sql::Statement query(
      "SELECT subject_id, display_name, unit, subject_type, position, report FROM subjects WHERE "
      "round_id = ? AND position > ?",
      round_id, filter.after_position);
  if (!filter.subject_type.empty()) query.Add("AND subject_type = ?", filter.subject_type);
  query.Add("ORDER BY position");
  if (limit) query.Add("LIMIT ?", *limit);
  std::vector<Subject> subjects;
  if (limit) subjects.reserve(static_cast<size_t>(std::clamp(*limit, 0, kUsualPage)));
  absl::Status status = transaction.Query(query, [&](const sql::Row& row) {
    subjects.push_back({.id = std::string(row.Text(0)),
                        .display_name = std::string(row.Text(1)),
                        .unit = std::string(row.Text(2)),
                        .subject_type = std::string(row.Text(3)),
                        .position = static_cast<int32_t>(row.Int64(4)),
                        .report = std::string(row.Text(5))});
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return subjects;
}

absl::Status InsertSubjects(sql::Transaction& transaction, std::string_view round_id,
                            std::span<const Subject> subjects) {
  std::vector<sql::Value> cells;
  cells.reserve(subjects.size() * 7);
  for (const Subject& subject : subjects) {
    cells.insert(cells.end(), {round_id, subject.id, subject.position, subject.display_name,
                               subject.unit, subject.subject_type, subject.report});
  }
  return transaction
      .InsertRows(
          "subjects (round_id, subject_id, position, display_name, unit, subject_type, report)", 7,
          cells)
      .status();
}

absl::StatusOr<bool> DeleteSubjectRow(sql::Transaction& transaction, std::string_view round_id,
                                      std::string_view subject_id) {
  absl::StatusOr<int64_t> count = transaction.Execute(
      "DELETE FROM subjects WHERE round_id = ? AND subject_id = ?", {round_id, subject_id});
  if (!count.ok()) return count.status();
  return *count > 0;
}

}  // namespace pingyi::appraisal
