// An answered objection and the bytes of it that are hashed, as the comment on
// pingyi.result.v1.Objection states them.
#pragma once

#include <cstdint>
#include <string>

namespace pingyi::result {

// Names are full resource names.
struct ObjectionFacts {
  std::string name;
  std::string subject;
  std::string text;
  std::string objector;
  std::string filer;
  int64_t file_time_us = 0;
  bool upheld = false;
  std::string answer;
  std::string answerer;
  int64_t answer_time_us = 0;
};

// 64 hex digits.
std::string ObjectionDigest(const ObjectionFacts& objection);

}  // namespace pingyi::result
