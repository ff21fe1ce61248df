// Rounds and their subjects: what is kept of them and how it changes.
//
// What every method owes its callers:
// - Thread safe; may be called from several processes on one database.
// - Each change is one transaction: look the request up, check state and version, write, append to
//   the audit trail, record the request. Either all of it is committed or nothing.
// - A request seen before answers with the resource as it is now and changes nothing;
//   REQUEST_ID_REUSED (ALREADY_EXISTS) if the id came with other content.
// - NOT_FOUND RESOURCE_NOT_FOUND for a round that is not there; ABORTED ETAG_MISMATCH for an
// outdated
//   version; FAILED_PRECONDITION for the wrong state with the reasons of lifecycle.h. Errors of the
//   database are passed on as services/base/sql/transaction.h lists them.
// - Lists are read by keyset and in a fixed number of statements, whatever their length.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <absl/functional/function_ref.h>
#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "services/appraisal/domain/ballot_rules.h"
#include "services/appraisal/domain/round.h"
#include "services/base/clock/clock.h"
#include "services/base/ledger/audit.h"
#include "services/base/ledger/requests.h"
#include "services/base/sql/database.h"

namespace pingyi::appraisal {

// Who asks for a change, with which request, and until when it may take.
struct ChangeContext {
  std::string actor;
  std::string trace_id;
  ledger::RequestKey request;  // without request_id nothing is looked up or recorded
  absl::Time deadline;
};

// A change of a round's state.
struct RoundChange {
  std::string round_id;
  std::optional<int64_t> expected_version;  // none: any
  std::string reason;                       // for the audit trail
};

struct RoundFilter {
  std::vector<RoundState> states;  // empty: all
  std::string cycle;               // empty: all
  std::string after_id;            // rounds behind this one; empty: from the beginning
};

struct SubjectFilter {
  std::string subject_type;    // empty: all
  int32_t after_position = 0;  // subjects behind this one
};

// What closing the due rounds came to.
struct DueRounds {
  struct Failure {
    std::string round_id;
    absl::Status status;
  };
  std::vector<std::string> closed;  // ids of those that this call closed, sealed or not
  std::vector<Failure> failures;    // those that could not be closed, or closed but not sealed
};

struct ImportOutcome {
  int64_t created = 0;
  int64_t total = 0;
};

// Changes a draft's configuration. May be called several times, each time with the stored one.
using EditSpec = absl::FunctionRef<absl::Status(RoundSpec&)>;

class RoundStore {
 public:
  virtual ~RoundStore() = default;

  // Creates a draft. The caller has validated it. ALREADY_EXISTS RESOURCE_EXISTS if the id is
  // taken.
  virtual absl::StatusOr<Round> CreateRound(const ChangeContext& context, std::string_view round_id,
                                            const RoundSpec& spec) = 0;

  // A closed round is sealed first if that was left undone (tally_store.h).
  virtual absl::StatusOr<Round> GetRound(absl::Time deadline, std::string_view round_id) = 0;

  // At most `limit` rounds by id. Closed rounds are sealed first; one for which that fails is
  // listed without its tally_digest.
  virtual absl::StatusOr<std::vector<Round>> ListRounds(absl::Time deadline,
                                                        const RoundFilter& filter, int limit) = 0;

  // Lets `edit` change the stored configuration of a draft, and validates the outcome. An outcome
  // equal to what was there changes nothing.
  virtual absl::StatusOr<Round> UpdateRound(const ChangeContext& context, std::string_view round_id,
                                            std::optional<int64_t> expected_version,
                                            EditSpec edit) = 0;

  // Checks that nothing is missing, freezes and opens.
  virtual absl::StatusOr<Round> OpenRound(const ChangeContext& context,
                                          const RoundChange& change) = 0;
  virtual absl::StatusOr<Round> ExtendRound(const ChangeContext& context, const RoundChange& change,
                                            absl::Time new_close_time) = 0;

  // Closes and seals. When it answers OK no ballot gets in and the tally is stored. A closed round
  // comes back unchanged. If it fails halfway the round may be closed; whoever asks next seals it.
  virtual absl::StatusOr<Round> CloseRound(const ChangeContext& context,
                                           const RoundChange& change) = 0;

  // Closes and seals every open round whose close_time has passed, and seals what was left
  // unsealed. A round for which that fails does not keep the others open: it is among the failures.
  // An error means that it cannot be told which rounds are due. The request id is not used.
  virtual absl::StatusOr<DueRounds> CloseDueRounds(const ChangeContext& context) = 0;

  // `change.reason` is kept with the round.
  virtual absl::StatusOr<Round> VoidRound(const ChangeContext& context,
                                          const RoundChange& change) = 0;

  // Puts subjects on the ballot of a draft, all or none (subjects.h has the rules). Gives those
  // that were asked for as they are stored, in the same order. The caller has validated them.
  virtual absl::StatusOr<std::vector<Subject>> AddSubjects(const ChangeContext& context,
                                                           std::string_view round_id,
                                                           std::span<const Subject> subjects) = 0;

  // As AddSubjects, leaving those alone whose id is there already. ABORTED STORAGE_CONFLICT if the
  // round does not name `cycle`, which the subjects come from, any more.
  virtual absl::StatusOr<ImportOutcome> ImportSubjects(const ChangeContext& context,
                                                       std::string_view round_id,
                                                       std::string_view cycle,
                                                       std::span<const Subject> subjects) = 0;

  // What the same request to ImportSubjects did before, if it did: subjects are read from another
  // service, which a repetition does not need.
  virtual absl::StatusOr<std::optional<ImportOutcome>> FindImport(const ChangeContext& context,
                                                                  std::string_view round_id) = 0;

  // At most `limit` subjects by position.
  virtual absl::StatusOr<std::vector<Subject>> ListSubjects(absl::Time deadline,
                                                            std::string_view round_id,
                                                            const SubjectFilter& filter,
                                                            int limit) = 0;

  virtual absl::Status DeleteSubject(const ChangeContext& context, std::string_view round_id,
                                     std::string_view subject_id) = 0;

  // The frozen form and rules. They never change after opening, so callers keep them.
  // FAILED_PRECONDITION ROUND_NOT_OPEN for a draft (or a round voided as one).
  virtual absl::StatusOr<std::shared_ptr<const BallotRules>> LoadRules(
      absl::Time deadline, std::string_view round_id) = 0;

  // At most `limit` entries of the audit trail, oldest first.
  virtual absl::StatusOr<std::vector<ledger::AuditRecord>> ListAudit(
      absl::Time deadline, const ledger::AuditFilter& filter, int limit) = 0;
};

// A store in `database`, which has the schema of schema.h. Both references must outlive it.
std::unique_ptr<RoundStore> NewRoundStore(sql::Database& database, const Clock& clock);

}  // namespace pingyi::appraisal
