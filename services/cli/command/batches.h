// Many entries in as few calls as the contract allows.
#pragma once

#include <algorithm>

#include <absl/functional/function_ref.h>
#include <absl/status/status.h>
#include <google/protobuf/repeated_ptr_field.h>

#include "services/cli/view/progress.h"

namespace pingyi::cli {

// Most entries of one batch call.
inline constexpr int kBatchSize = 1000;

// Calls `send` with the entries in batches, in order, until one fails, and shows how far it is.
template <typename Item>
absl::Status InBatches(
    const google::protobuf::RepeatedPtrField<Item>& items, Progress&& progress,
    absl::FunctionRef<absl::Status(const google::protobuf::RepeatedPtrField<Item>&)> send) {
  for (int begin = 0; begin < items.size(); begin += kBatchSize) {
    const int end = std::min(begin + kBatchSize, items.size());
    const google::protobuf::RepeatedPtrField<Item> batch(items.begin() + begin,
                                                         items.begin() + end);
    if (absl::Status sent = send(batch); !sent.ok()) return sent;
    progress.Add(batch.size());
  }
  return absl::OkStatus();
}

}  // namespace pingyi::cli
