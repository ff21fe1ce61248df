// The figures of components as the store hands them out.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <absl/time/time.h>

namespace pingyi::result {

// The figures of one component of a round. What they are is opaque to the store; they are final
// once the round's run has succeeded.
struct StoredFigures {
  std::string round = {};
  std::string component = {};  // key
  std::string source = {};
  std::string source_run = {};  // "rounds/{round}/runs/{run}"; empty: not of another round
  std::string source_result_digest = {};
  std::string recorder = {};
  absl::Time record_time = {};
  int32_t subject_count = 0;
  std::string digest = {};
  std::string figures = {};  // serialised; empty in a list of what there is
};

}  // namespace pingyi::result
