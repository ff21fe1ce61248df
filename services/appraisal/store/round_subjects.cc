#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "services/appraisal/domain/lifecycle.h"
#include "services/appraisal/domain/reason.h"
#include "services/appraisal/domain/text_map.h"
#include "services/appraisal/store/change.h"
#include "services/appraisal/store/round_table.h"
#include "services/appraisal/store/sql_round_store.h"
#include "services/base/ledger/requests.h"
#include "services/base/status/error.h"
#include "services/base/status/reason.h"

namespace pingyi::appraisal {

absl::StatusOr<ImportOutcome> SqlRoundStore::InsertNewSubjects(
    sql::Transaction& tx, const ChangeContext& context, std::string_view round_id,
    std::span<const Subject> subjects, OnExisting on_existing, absl::Time now) {
  absl::StatusOr<Round> round = LoadRound(tx, round_id, RowLock::kForUpdate);
  if (!round.ok()) return round.status();
  if (absl::Status status = CheckDraft(round->state); !status.ok()) return status;
  absl::StatusOr<std::vector<Subject>> existing = SelectSubjects(tx, round_id);
  if (!existing.ok()) return existing.status();
  absl::StatusOr<std::vector<Subject>> added = NewSubjects(*existing, subjects, on_existing);
  if (!added.ok()) return added.status();
  const auto created = static_cast<int64_t>(added->size());
  if (created > 0) {
    round->subject_count += created;
    absl::Status status = InsertSubjects(tx, round_id, *added);
    if (status.ok()) {
      status = Save(tx, context, *round, now,
                    {on_existing == OnExisting::kKeep ? "subjects.import" : "subjects.create",
                     fmt::format("{} subjects", created)});
    }
    if (!status.ok()) return status;
  }
  return ImportOutcome{created, round->subject_count};
}

absl::StatusOr<std::vector<Subject>> SqlRoundStore::AddSubjects(const ChangeContext& context,
                                                                std::string_view round_id,
                                                                std::span<const Subject> subjects) {
  std::vector<Subject> stored;
  const auto read = [&](sql::Transaction& tx) -> absl::Status {
    absl::StatusOr<std::vector<Subject>> all = SelectSubjects(tx, round_id);
    if (!all.ok()) return all.status();
    TextViewMap<const Subject*> by_id;
    for (const Subject& subject : *all) by_id.emplace(subject.id, &subject);
    stored.clear();
    for (const Subject& subject : subjects) {
      // A repetition leaves out what was taken off the ballot since.
      if (const auto found = by_id.find(subject.id); found != by_id.end()) {
        stored.push_back(*found->second);
      }
    }
    return absl::OkStatus();
  };
  const auto add = [&](sql::Transaction& tx, absl::Time now) -> absl::StatusOr<std::string> {
    absl::StatusOr<ImportOutcome> outcome =
        InsertNewSubjects(tx, context, round_id, subjects, OnExisting::kMustBeEqual, now);
    if (!outcome.ok()) return outcome.status();
    if (absl::Status status = read(tx); !status.ok()) return status;
    return RoundName(round_id);
  };
  const auto repeat = [&](sql::Transaction& tx, std::string_view) { return read(tx); };
  if (absl::Status status = RunChange(database_, clock_, context, add, repeat); !status.ok()) {
    return status;
  }
  return stored;
}

namespace {

// What a request to import did before. How many were new is no property of the round, so that is
// what is recorded.
absl::StatusOr<ImportOutcome> ImportedBefore(sql::Transaction& tx, std::string_view round_id,
                                             std::string_view recorded) {
  absl::StatusOr<Round> round = LoadRound(tx, round_id);
  if (!round.ok()) return round.status();
  ImportOutcome outcome{0, round->subject_count};
  std::from_chars(recorded.data(), recorded.data() + recorded.size(), outcome.created);
  return outcome;
}

absl::Status CheckCycle(sql::Transaction& tx, std::string_view round_id, std::string_view cycle) {
  absl::StatusOr<Round> round = LoadRound(tx, round_id, RowLock::kForUpdate);
  if (!round.ok()) return round.status();
  if (absl::Status status = CheckDraft(round->state); !status.ok()) return status;
  if (round->spec.cycle == cycle) return absl::OkStatus();
  return MakeError(absl::StatusCode::kAborted, pingyi::reason::kStorageConflict,
                   "the round's cycle was changed while its subjects were read: try again");
}

}  // namespace

absl::StatusOr<ImportOutcome> SqlRoundStore::ImportSubjects(const ChangeContext& context,
                                                            std::string_view round_id,
                                                            std::string_view cycle,
                                                            std::span<const Subject> subjects) {
  ImportOutcome outcome;
  const auto import = [&](sql::Transaction& tx, absl::Time now) -> absl::StatusOr<std::string> {
    if (absl::Status status = CheckCycle(tx, round_id, cycle); !status.ok()) return status;
    auto made = InsertNewSubjects(tx, context, round_id, subjects, OnExisting::kKeep, now);
    if (!made.ok()) return made.status();
    outcome = *made;
    return std::to_string(outcome.created);
  };
  const auto repeat = [&](sql::Transaction& tx, std::string_view recorded) -> absl::Status {
    absl::StatusOr<ImportOutcome> earlier = ImportedBefore(tx, round_id, recorded);
    if (earlier.ok()) outcome = *earlier;
    return earlier.status();
  };
  if (absl::Status status = RunChange(database_, clock_, context, import, repeat); !status.ok()) {
    return status;
  }
  return outcome;
}

absl::StatusOr<std::optional<ImportOutcome>> SqlRoundStore::FindImport(const ChangeContext& context,
                                                                       std::string_view round_id) {
  std::optional<ImportOutcome> outcome;
  const absl::Status status =
      database_.Read(context.deadline, [&](sql::Transaction& tx) -> absl::Status {
        outcome.reset();
        const auto recorded = ledger::FindRequest(tx, context.request);
        if (!recorded.ok() || !recorded->has_value()) return recorded.status();
        const absl::StatusOr<ImportOutcome> earlier = ImportedBefore(tx, round_id, **recorded);
        if (earlier.ok()) outcome = *earlier;
        return earlier.status();
      });
  if (!status.ok()) return status;
  return outcome;
}

absl::StatusOr<std::vector<Subject>> SqlRoundStore::ListSubjects(absl::Time deadline,
                                                                 std::string_view round_id,
                                                                 const SubjectFilter& filter,
                                                                 int limit) {
  std::vector<Subject> subjects;
  absl::Status status = database_.Read(deadline, [&](sql::Transaction& tx) {
    absl::StatusOr<std::vector<Subject>> found = SelectSubjects(tx, round_id, filter, limit);
    if (!found.ok()) return found.status();
    subjects = *std::move(found);
    if (!subjects.empty()) return absl::OkStatus();
    return LoadRound(tx, round_id).status();  // tells an empty list from a round that is not there
  });
  if (!status.ok()) return status;
  return subjects;
}

absl::Status SqlRoundStore::DeleteSubject(const ChangeContext& context, std::string_view round_id,
                                          std::string_view subject_id) {
  const auto remove = [&](sql::Transaction& tx, Round& round, absl::Time) -> ChangeResult {
    if (absl::Status status = CheckDraft(round.state); !status.ok()) return status;
    absl::StatusOr<bool> found = DeleteSubjectRow(tx, round_id, subject_id);
    if (!found.ok()) return found.status();
    if (!*found) {
      return MakeError(absl::StatusCode::kNotFound, reason::kResourceNotFound,
                       "the round has no such subject");
    }
    --round.subject_count;
    return Entry{"subject.delete", std::string(subject_id)};
  };
  return ChangeRound(context, round_id, remove).status();
}

}  // namespace pingyi::appraisal
