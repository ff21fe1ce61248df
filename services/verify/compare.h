// Two messages, value by value.
#pragma once

#include <cstdint>
#include <string>

#include <google/protobuf/message.h>

#include "services/verify/finding.h"

namespace pingyi::verify {

struct Comparison {
  int64_t values = 0;    // compared
  int64_t equal = 0;     // of them
  Findings differences;  // the first kMaxFindings
};

// Compares every value of two messages of one type; `path` is where they stand.
void Compare(const std::string& path, const google::protobuf::Message& expected,
             const google::protobuf::Message& found, Comparison& comparison);

}  // namespace pingyi::verify
