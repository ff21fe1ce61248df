// The one RoundStore there is, over any sql::Database. Its methods lie in three files:
// round_store.cc (the pattern of a change, reading), round_lifecycle.cc (what becomes of a round)
// and round_subjects.cc.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <absl/functional/function_ref.h>
#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "services/appraisal/domain/subjects.h"
#include "services/appraisal/store/round_store.h"
#include "services/base/clock/clock.h"
#include "services/base/sql/database.h"

namespace pingyi::appraisal {

// What is entered into the audit trail about a change.
struct Entry {
  std::string action;
  std::string detail;
};

// Changes a loaded round in place; without an entry nothing was changed.
using ChangeResult = absl::StatusOr<std::optional<Entry>>;
using ChangeRoundFn =
    absl::FunctionRef<ChangeResult(sql::Transaction&, Round& round, absl::Time now)>;

class SqlRoundStore : public RoundStore {
 public:
  SqlRoundStore(sql::Database& database, const Clock& clock) : database_(database), clock_(clock) {}

  absl::StatusOr<Round> CreateRound(const ChangeContext& context, std::string_view round_id,
                                    const RoundSpec& spec) override;
  absl::StatusOr<Round> GetRound(absl::Time deadline, std::string_view round_id) override;
  absl::StatusOr<std::vector<Round>> ListRounds(absl::Time deadline, const RoundFilter& filter,
                                                int limit) override;
  absl::StatusOr<Round> UpdateRound(const ChangeContext& context, std::string_view round_id,
                                    std::optional<int64_t> expected_version,
                                    EditSpec edit) override;
  absl::StatusOr<Round> OpenRound(const ChangeContext& context, const RoundChange& change) override;
  absl::StatusOr<Round> ExtendRound(const ChangeContext& context, const RoundChange& change,
                                    absl::Time new_close_time) override;
  absl::StatusOr<Round> CloseRound(const ChangeContext& context,
                                   const RoundChange& change) override;
  absl::StatusOr<DueRounds> CloseDueRounds(const ChangeContext& context) override;
  absl::StatusOr<Round> VoidRound(const ChangeContext& context, const RoundChange& change) override;
  absl::StatusOr<std::vector<Subject>> AddSubjects(const ChangeContext& context,
                                                   std::string_view round_id,
                                                   std::span<const Subject> subjects) override;
  absl::StatusOr<ImportOutcome> ImportSubjects(const ChangeContext& context,
                                               std::string_view round_id, std::string_view cycle,
                                               std::span<const Subject> subjects) override;
  absl::StatusOr<std::optional<ImportOutcome>> FindImport(const ChangeContext& context,
                                                          std::string_view round_id) override;
  absl::StatusOr<std::vector<Subject>> ListSubjects(absl::Time deadline, std::string_view round_id,
                                                    const SubjectFilter& filter,
                                                    int limit) override;
  absl::Status DeleteSubject(const ChangeContext& context, std::string_view round_id,
                             std::string_view subject_id) override;
  absl::StatusOr<std::shared_ptr<const BallotRules>> LoadRules(absl::Time deadline,
                                                               std::string_view round_id) override;
  absl::StatusOr<std::vector<ledger::AuditRecord>> ListAudit(absl::Time deadline,
                                                             const ledger::AuditFilter& filter,
                                                             int limit) override;

 private:
  // The pattern of every change to one round. Gives the round as it is stored afterwards.
  absl::StatusOr<Round> ChangeRound(const ChangeContext& context, std::string_view round_id,
                                    ChangeRoundFn change);
  // Writes a changed round, one version on, with its entry.
  static absl::Status Save(sql::Transaction& tx, const ChangeContext& context, Round& round,
                           absl::Time now, const Entry& entry);
  // Puts those of `subjects` that are new on the ballot and gives the numbers of them.
  static absl::StatusOr<ImportOutcome> InsertNewSubjects(sql::Transaction& tx,
                                                         const ChangeContext& context,
                                                         std::string_view round_id,
                                                         std::span<const Subject> subjects,
                                                         OnExisting on_existing, absl::Time now);
  absl::StatusOr<Round> ReadRound(absl::Time deadline, std::string_view round_id);

  sql::Database& database_;
  const Clock& clock_;
};

}  // namespace pingyi::appraisal
