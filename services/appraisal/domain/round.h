// A round of a democratic appraisal as plain data. What may be in it says validation.h, what may
// become of it lifecycle.h. Numbers stay in the text they were given in, since that text is what is
// frozen and hashed; number.h reads them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <absl/time/time.h>

namespace pingyi::appraisal {

inline constexpr size_t kMaxSubjects = 10'000;

// Values are those of pingyi.appraisal.v1.Round.State and are stored.
enum class RoundState { kDraft = 1, kOpen = 2, kClosed = 3, kVoid = 4 };

// "DRAFT", "OPEN", "CLOSED", "VOID".
std::string_view StateName(RoundState state);

// Values are those of pingyi.appraisal.v1.Anonymity and are stored.
enum class Anonymity { kUnspecified = 0, kNamed = 1, kAnonymous = 2 };

struct Grade {
  std::string key;
  std::string title;
  std::string points;  // number, not negative

  bool operator==(const Grade&) const = default;
};

// A choice of grades, best first. The level of a mark is its index here.
struct GradedScale {
  std::vector<Grade> grades;

  bool operator==(const GradedScale&) const = default;
};

// Numbers from min to max. The level of a mark is the number of steps above min.
struct NumericScale {
  std::string min;   // decimal
  std::string max;   // decimal
  std::string step;  // decimal

  bool operator==(const NumericScale&) const = default;
};

struct Criterion {
  std::string key;
  std::string title;
  std::string weight;  // positive number
  std::variant<std::monostate, GradedScale, NumericScale> scale;

  bool operator==(const Criterion&) const = default;
};

struct VoterGroup {
  std::string key;
  std::string title;
  std::string weight;  // positive number
  int64_t expected_voters = 0;

  bool operator==(const VoterGroup&) const = default;
};

// At most `int32_t` subjects, or at most a percentage (decimal text) of the subjects the voter may
// rate, rounded down.
using Limit = std::variant<std::monostate, int32_t, std::string>;

struct MarkLimit {
  std::string criterion;  // empty: each criterion that has the mark, by itself
  std::string mark;
  Limit limit;

  bool operator==(const MarkLimit&) const = default;
};

enum class BreachEffect { kRefuse = 1, kCountAsSpoiled = 2 };

struct ValidityRules {
  bool require_all_criteria = false;
  bool require_all_subjects = false;
  bool allow_abstention = false;
  bool forbid_self = false;
  std::vector<MarkLimit> mark_limits;
  BreachEffect breach_effect = BreachEffect::kRefuse;

  bool operator==(const ValidityRules&) const = default;
};

struct ScoringPolicyReference {
  std::string name;    // "policies/{policy}/versions/{version}"
  std::string digest;  // 64 hex digits

  bool operator==(const ScoringPolicyReference&) const = default;
};

// How a share of ballots becomes a whole number. Values are those of the contract.
enum class ShareRounding { kUnspecified = 0, kHalfUp = 1, kHalfEven = 2, kDown = 3, kUp = 4 };

struct DroppedShare {
  std::string share;  // number above 0 and below 1/2
  ShareRounding rounding = ShareRounding::kUnspecified;

  bool operator==(const DroppedShare&) const = default;
};

// Among which ballots extremes are looked for. Values are those of the contract.
enum class ExtremesScope { kUnspecified = 0, kGroup = 1, kAllGroups = 2 };

// Which ballots sealing leaves out by their totals; ballot_extremes.h says how.
struct BallotExtremes {
  std::variant<std::monostate, int32_t, DroppedShare> drop;  // at either end
  int64_t min_ballots = 0;                                   // nothing is left out of fewer
  ExtremesScope scope = ExtremesScope::kUnspecified;

  bool operator==(const BallotExtremes&) const = default;
};

// What the organiser decides while the round is a draft. Opening freezes all of it but close_time.
struct RoundSpec {
  std::string display_name;
  std::string cycle;  // "cycles/{cycle}" or empty
  std::vector<Criterion> criteria;
  std::vector<VoterGroup> groups;
  ValidityRules rules;
  Anonymity anonymity = Anonymity::kUnspecified;
  std::optional<absl::Time> open_time;
  std::optional<absl::Time> close_time;
  std::optional<ScoringPolicyReference> policy;
  std::optional<BallotExtremes> extremes = {};

  bool operator==(const RoundSpec&) const = default;
};

// A round as it is stored.
struct Round {
  std::string id;
  RoundSpec spec;
  RoundState state = RoundState::kDraft;
  std::string frozen_digest;  // 64 hex digits once opened
  std::string tally_digest;   // 64 hex digits once sealed
  int64_t subject_count = 0;
  absl::Time create_time;
  absl::Time update_time;
  std::optional<absl::Time> opened_time;
  std::optional<absl::Time> closed_time;
  std::string void_reason;
  int64_t version = 0;  // raised by every change, ballots apart; the etag is made of it

  bool operator==(const Round&) const = default;
};

// Who or what is rated. Its index (of own_subject, packed ballots and tallies) is its rank by
// position, from 0.
struct Subject {
  std::string id;
  std::string display_name;
  std::string unit;
  std::string subject_type;
  int32_t position = 0;  // 1 to 10,000; 0 on creation: after the ones before
  std::string report;    // "cycles/{cycle}/reports/{report}" or empty

  bool operator==(const Subject&) const = default;
};

// "rounds/{id}".
std::string RoundName(std::string_view round_id);

// "rounds/{id}/credentialBatches/{batch}".
std::string BatchName(std::string_view round_id, std::string_view batch_id);

}  // namespace pingyi::appraisal
