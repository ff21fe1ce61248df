// What a release binds together, and the bytes of it that are hashed and signed, as the comments on
// pingyi.result.v1.Release state them.
#pragma once

#include <cstdint>
#include <string>

namespace pingyi::result {

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
};

// 64 hex digits.
std::string ReleaseDigest(const ReleaseFacts& release);

// The lines that the key of this id signs.
std::string SignedText(const ReleaseFacts& release, const std::string& key_id);

}  // namespace pingyi::result
