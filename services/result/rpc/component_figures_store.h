// The figures of components between the domain and the store, which keeps them as bytes.
#pragma once

#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "pingyi/result/v1/component.pb.h"
#include "services/result/domain/component_figures.h"
#include "services/result/store/result_store.h"

namespace pingyi::result {

// With their digest. Recorder and time are the store's.
StoredFigures ToStored(const std::string& round, const ComponentFigures& figures);

// The subjects' figures, and nothing else; DATA_LOSS if they cannot be read.
absl::StatusOr<v1::ComponentFigures> ParseStored(const StoredFigures& stored);

// The figures recorded for a round, for a computation: by component, each as the contract says.
// Errors of the store; DATA_LOSS if what is kept cannot be read.
absl::StatusOr<std::vector<ComponentFigures>> ReadFigures(ResultStore& store, absl::Time deadline,
                                                          const std::string& round);

}  // namespace pingyi::result
