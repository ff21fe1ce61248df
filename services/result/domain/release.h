// What a release binds together, and the bytes of it that are hashed and signed, as the comments on
// pingyi.result.v1.Release state them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "services/result/domain/difference.h"
#include "services/result/domain/working_days.h"

namespace pingyi::result {

struct PublicityFacts {
  std::string calendar;
  std::string calendar_digest;
  int32_t working_days = 0;
  std::string start_date;
  std::string end_date;
  int32_t answer_days = 0;
  DayKind answer_day_kind = DayKind::kUnspecified;
};

struct DecisionFacts {
  std::string name;
  std::string subject;
  std::string grade;
  std::string grade_title;
  std::string computed_grade;
  std::string reason;
  std::string decider;
  std::string recorder;
  int64_t create_time_us = 0;
};

struct SettledFacts {
  std::string objection;
  std::string digest;
};

// Names are full resource names, digests 64 hex digits.
struct ReleaseFacts {
  std::string name;
  std::string run;
  std::string result_digest;
  std::string frozen_digest;
  std::string tally_digest;
  std::string policy;
  std::string policy_digest;
  std::string note;
  std::string releaser;
  int64_t create_time_us = 0;
  int32_t subject_count = 0;
  // What follows need not be there: a release without it has the digest it always had.
  std::string inputs_digest = {};
  std::optional<PublicityFacts> publicity = {};
  std::vector<DecisionFacts> decisions = {};  // by number
  std::string amends = {};
  std::string amended_digest = {};
  std::vector<SettledFacts> settled = {};  // by name
  // In the order of the contract, their subjects by full name.
  std::vector<ResultDifference> changes = {};
};

// The lines. Each text of people is hashed, so that none can pass for a line of its own.
std::string ReleaseText(const ReleaseFacts& release);

// 64 hex digits.
std::string ReleaseDigest(const ReleaseFacts& release);

// The lines that the key of this id signs.
std::string SignedText(const ReleaseFacts& release, const std::string& key_id);

}  // namespace pingyi::result
