// Credentials, ballots and what may be told about them.
//
// What every method owes its callers, besides what round_store.h says of all stores:
// - One credential yields at most one ballot, whatever the retries, races, processes and crashes.
// - A cast answered OK is durable and counted exactly once; a refused one leaves its credential as
// it
//   was.
// - In an anonymous round no row ties a ballot to a credential, a voter, a time or an order:
// ballots
//   lie under random ids, and a spent credential keeps a commitment that only the token opens
//   (credential.h).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "services/appraisal/domain/ballot.h"
#include "services/appraisal/domain/ballot_rules.h"
#include "services/appraisal/domain/tally.h"
#include "services/appraisal/store/round_store.h"
#include "services/base/clock/clock.h"
#include "services/base/clock/id_source.h"
#include "services/base/sql/database.h"

namespace pingyi::appraisal {

struct NewCredential {
  std::string hash;         // CredentialHash of its token
  std::string voter;        // in a named round
  std::string own_subject;  // id; empty: none
};

struct CredentialBatch {
  std::string round_id;
  std::string batch_id;  // made by the caller, fresh for every call
  std::string group;     // key
  std::vector<NewCredential> credentials;
};

// One ballot on its way into the box: all that can be worked out without the database.
struct PreparedCast {
  std::shared_ptr<const BallotRules> rules;  // of the round it is cast in
  std::string credential_hash;
  std::string commitment;
  std::string receipt;
  ReadableBallot ballot;
};

struct CastReceipt {
  std::string receipt;
  bool spoiled = false;
};

using CastOutcomes = std::vector<absl::StatusOr<CastReceipt>>;

struct GroupTurnout {
  std::string group;  // key
  int64_t expected = 0;
  int64_t issued = 0;
  int64_t valid = 0;
  int64_t spoiled = 0;

  int64_t returned() const { return valid + spoiled; }
};

struct Turnout {
  RoundState state = RoundState::kDraft;
  std::vector<GroupTurnout> groups;  // in the round's order
  absl::Time read_time;
};

struct SubjectTally {
  std::string subject_id;
  int32_t position = 0;
  TallyCells cells;
  // Ballots left out by their totals, by group; empty: none.
  std::vector<int64_t> left_out = {};
};

struct TallyPage {
  std::vector<SubjectTally> subjects;  // by position
  bool more = false;                   // whether the last one is not the round's last
  std::vector<GroupBallots> groups;
  std::string salt = {};  // of the seal
  std::string digest = {};
};

struct NamedBallot {
  std::string id;  // 26 characters
  uint32_t group = 0;
  std::string voter;
  bool spoiled = false;
  std::string packed;  // as PackBallot made it; empty if spoiled
};

class BallotBox {
 public:
  virtual ~BallotBox() = default;

  // Keeps the hashes of credentials that were made for one group of an open round. ALREADY_EXISTS
  // CREDENTIALS_ALREADY_ISSUED with metadata "batch" if the request did so before: tokens are shown
  // once. FAILED_PRECONDITION CREDENTIALS_EXCEED_EXPECTED. INVALID_ARGUMENT with violations
  // ("holders[i].voter", "holders[i].own_subject", "group") for holders that do not fit the round.
  virtual absl::Status IssueCredentials(const ChangeContext& context,
                                        const CredentialBatch& batch) = 0;

  // Makes a batch useless and gives the number of its credentials; the same again is OK.
  // FAILED_PRECONDITION CREDENTIALS_IN_USE once one of them was used; ROUND_NOT_OPEN, VOTING_ENDED
  // or ROUND_VOID once the round takes no ballots any more.
  virtual absl::StatusOr<int64_t> RevokeCredentials(const ChangeContext& context,
                                                    std::string_view round_id,
                                                    std::string_view batch_id,
                                                    std::string_view reason) = 0;

  // Casts everything that is waiting, of whatever rounds, in one transaction, and gives one outcome
  // a cast, in order. One that is refused fails alone. An error instead of outcomes means that the
  // transaction failed and none was cast – but for UNAVAILABLE, after which all of them may have
  // been (the connection was lost in the commit); the same casts again are safe then as always,
  // because of 1. ABORTED if other processes got in between again and again, or until the deadline.
  // In this order:
  //  1. the credential was used for the same ballot (also earlier in this batch): the same receipt,
  //     whatever has become of the round; for another one: ALREADY_EXISTS CREDENTIAL_USED;
  //  2. no such credential in this round, or revoked: PERMISSION_DENIED;
  //  3. the round does not take ballots now: FAILED_PRECONDITION (CheckVoting);
  //  4. the ballot breaks a rule: INVALID_ARGUMENT, or it is counted as spoiled (JudgeBallot).
  virtual absl::StatusOr<CastOutcomes> CastBatch(absl::Time deadline,
                                                 std::span<const PreparedCast> casts) = 0;

  // Counts of a round in any state.
  virtual absl::StatusOr<Turnout> GetTurnout(absl::Time deadline, std::string_view round_id) = 0;

  // The sealed tally behind `after_position`: at most `limit` subjects, and no more once their
  // packed cells exceed `max_bytes`, but at least one. Seals a closed round if that was left
  // undone.
  virtual absl::StatusOr<TallyPage> ListTallies(absl::Time deadline, std::string_view round_id,
                                                int32_t after_position, int limit,
                                                int64_t max_bytes) = 0;

  // Ballots of a closed named round by their random ids, behind `after_id`. FAILED_PRECONDITION
  // ROUND_NOT_CLOSED, ROUND_ANONYMOUS.
  virtual absl::StatusOr<std::vector<NamedBallot>> ListNamedBallots(absl::Time deadline,
                                                                    std::string_view round_id,
                                                                    std::string_view after_id,
                                                                    int limit) = 0;
};

// A box in `database`, which has the schema of schema.h. All references must outlive it.
std::unique_ptr<BallotBox> NewBallotBox(sql::Database& database, const Clock& clock, IdSource& ids);

}  // namespace pingyi::appraisal
