// What the result service keeps, as its store hands it out. Ids are the last segments of resource
// names.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <absl/time/time.h>

#include "services/base/ledger/requests.h"

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
};

struct ReleaseKey {
  std::string round = {};
  int64_t number = 0;
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

struct StoredResult {
  std::string subject = {};
  std::string display_name = {};
  int64_t position = 0;
  int64_t rank = 0;
  bool shared_rank = false;
  std::string grade = {};
  std::string grade_title = {};
  NumberText total = {};
  std::vector<GroupScore> groups = {};  // in the round's order, as their criteria

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
