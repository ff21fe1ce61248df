// What the result service keeps, as its store hands it out. Ids are the last segments of resource
// names.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <absl/time/time.h>

#include "services/base/ledger/requests.h"
#include "services/result/domain/difference.h"
#include "services/result/store/figures_records.h"
#include "services/result/store/subject_records.h"
#include "services/result/store/workflow_records.h"

namespace pingyi::result {

// Who changes something, when, and under which request id: what every change leaves behind.
struct Change {
  absl::Time now = {};  // of the service's clock: leases are measured by it
  std::string actor = {};
  std::string trace_id = {};
  ledger::RequestKey request = {};  // with an empty id the change is not protected against repeats
};

// A version of a policy. The rules are opaque to the store and never change.
struct PolicyVersion {
  std::string policy = {};
  int64_t version = 0;  // from 1 within the policy
  std::string digest = {};
  std::string display_name = {};
  std::string rules = {};  // serialised
  absl::Time create_time = {};
};

struct PolicyKey {
  std::string policy = {};
  int64_t version = 0;
};

// Stored as numbers: a value never changes its meaning.
enum class RunState { kRunning = 1, kSucceeded = 2, kFailed = 3 };
enum class RunStage { kReading = 1, kComputing = 2, kStoring = 3, kDone = 4 };

// What a run rests on, once it has been read.
struct RunInputs {
  PolicyKey policy = {};
  std::string policy_digest = {};
  std::string frozen_digest = {};
  std::string tally_digest = {};
  std::string inputs_digest = {};  // empty: nothing was recorded beside the tally
};

// The computation of one round's results.
struct RunRecord {
  std::string round = {};
  std::string run = {};
  RunState state = RunState::kRunning;
  RunStage stage = RunStage::kReading;  // where it is, or was when it failed
  int64_t attempt = 0;  // how often it was begun: each beginning fences off the ones before it
  int32_t subjects_done = 0;
  int32_t subject_count = 0;
  RunInputs inputs = {};
  std::string result_digest = {};         // empty unless succeeded
  std::optional<std::string> error = {};  // serialised, present if failed
  absl::Time start_time = {};
  std::optional<absl::Time> end_time = {};      // absent while running
  std::optional<absl::Time> lease_expiry = {};  // present while running
};

// The right to write to a run; lost as soon as another worker begins it again.
struct RunLease {
  std::string round = {};
  std::string run = {};
  int64_t attempt = 0;
};

struct RunProgress {
  RunStage stage = RunStage::kReading;
  int32_t subjects_done = 0;
  int32_t subject_count = 0;
  std::optional<RunInputs> inputs = {};  // kept as they were if absent
};

// A numbered publication of a run's results.
struct Release {
  std::string round = {};
  int64_t number = 0;  // from 1 within the round, without gaps
  std::string run = {};
  RunInputs inputs = {};
  std::string result_digest = {};
  std::string digest = {};
  std::string note = {};
  std::string releaser = {};
  absl::Time create_time = {};
  int32_t subject_count = 0;
  std::string key_id = {};     // of the key that signed it; empty: not signed
  std::string signature = {};  // bytes, likewise
  std::optional<Publicity> publicity = {};
  std::vector<GradeDecision> decisions = {};  // by number, as they were then
  int64_t amends = 0;                         // number of the release before; 0: none
  std::string amended_digest = {};
  std::vector<SettledObjection> settled = {};
  bool figures = true;  // whether changes tell totals and places; else these are empty and 0
  std::vector<ResultDifference> changes = {};  // against the release it amends; subjects by id
  // Where it stands now; nothing of it is stored with the release.
  int64_t amended_by = 0;           // number of the release that amends it; 0: none
  bool objections_pending = false;  // to it or to one before it: open, or upheld and not settled
};

// What a caller gives of a release.
struct ReleaseDraft {
  std::string note = {};
  std::optional<Publicity> publicity = {};
  int64_t amends = 0;  // 0: it is the round's first
  std::vector<ObjectionKey> settled = {};
  bool figures = true;  // whether changes are to tell totals and places
};

struct ReleaseKey {
  std::string round = {};
  int64_t number = 0;
};

struct ReleasePage {
  std::vector<Release> releases = {};
  bool more = false;
};

// A number as it is shown: exact in lowest terms, and rounded by the policy.
struct NumberText {
  std::string exact = {};
  std::string rounded = {};

  bool operator==(const NumberText&) const = default;
};

struct CriterionScore {
  std::optional<NumberText> score = {};  // absent if nobody marked it
  int64_t mark_count = 0;
  int64_t abstention_count = 0;

  bool operator==(const CriterionScore&) const = default;
};

struct GroupScore {
  std::optional<NumberText> score = {};  // absent if the group gave no mark
  std::vector<CriterionScore> criteria = {};

  bool operator==(const GroupScore&) const = default;
};

// What a component of the policy is for a subject.
struct ComponentScoreText {
  std::string component = {};                   // key
  std::optional<NumberText> score = {};         // absent if it is missing
  std::optional<NumberText> contribution = {};  // absent if it was left out

  bool operator==(const ComponentScoreText&) const = default;
};

struct StoredResult {
  std::string subject = {};
  std::string display_name = {};
  int64_t position = 0;
  int64_t rank = 0;  // 0: without a place, behind all others
  bool shared_rank = false;
  std::string grade = {};
  std::string grade_title = {};
  NumberText total = {};
  std::vector<GroupScore> groups = {};              // in the round's order, as their criteria
  std::vector<ComponentScoreText> components = {};  // in the policy's order
  std::string exclusion = {};                       // kind; empty: none
  std::string exclusion_title = {};
  std::string undecided_grade = {};  // that a tie leaves to the committee; empty: none

  bool operator==(const StoredResult&) const = default;
};

// The keys that the scores of every result of a run belong to, in the round's order.
struct ResultShape {
  std::vector<std::string> groups = {};
  std::vector<std::string> criteria = {};

  bool operator==(const ResultShape&) const = default;
};

// All that a run computed.
struct RunResults {
  ResultShape shape = {};
  std::vector<StoredResult> results = {};
  std::string digest = {};
  // Of the figures they were computed from, by component.
  std::map<std::string, std::string> figures_digests = {};
  // Kinds by subject, as they were computed with.
  std::map<std::string, std::string> exclusions = {};
  std::vector<StoredBoardRow> board_rows = {};  // in their order
};

// The order in which results are shown.
struct ResultKey {
  int64_t rank = 0;
  int64_t position = 0;
};

struct ResultPage {
  ResultShape shape = {};
  std::vector<StoredResult> results = {};
  bool more = false;  // whether the run has results behind these
};

struct ShapedResult {
  ResultShape shape = {};
  StoredResult result = {};
};

}  // namespace pingyi::result
