// Requests about the figures of components, checked and taken apart. Each function gives
// INVALID_ARGUMENT with every fault of the request.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <absl/status/statusor.h>

#include "pingyi/result/v1/result_service.pb.h"
#include "services/result/domain/component_figures.h"
#include "services/result/rpc/validate.h"

namespace pingyi::result {

// "rounds/{round}/components/{component}".
struct ComponentPath {
  std::string round;
  std::string component;
};

// nullopt for a text of another form.
std::optional<ComponentPath> ParseComponentName(std::string_view name);

struct SetFiguresArgs {
  ComponentPath path;
  ComponentFigures figures;
  std::optional<RunPath> source_run;
};

// The figures themselves are checked against their component (component_figures.h).
absl::StatusOr<SetFiguresArgs> Validate(const v1::SetComponentFiguresRequest& request);
absl::StatusOr<ListArgs<std::string, std::string>> Validate(
    const v1::ListComponentFiguresRequest& request);
absl::StatusOr<ListArgs<ComponentPath, std::string>> Validate(
    const v1::ListSubjectFiguresRequest& request);

}  // namespace pingyi::result
