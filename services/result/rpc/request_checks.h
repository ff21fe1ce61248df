// Checks of what requests have in common. Each notes a fault if the field is wrong, so that a
// caller learns all that is wrong at once.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <google/protobuf/message.h>

#include "services/base/status/error.h"
#include "services/base/status/reason.h"

namespace pingyi::result {

class RequestChecks {
 public:
  void Fault(std::string_view field, std::string_view reason, std::string_view description);
  void Add(std::vector<FieldViolation> violations);

  // Gives what `parsed` holds; nullopt is the fault of a name that does not have the form.
  template <typename T>
  T Name(std::string_view field, std::string_view name, std::optional<T> parsed,
         std::string_view form) {
    if (!parsed) BadName(field, name, form);
    return std::move(parsed).value_or(T());
  }

  // From `least` to `most` characters, not bytes.
  void Text(std::string_view field, std::string_view text, size_t least, size_t most);
  // Empty, or 64 lower-case hexadecimal digits.
  void Digest(std::string_view field, std::string_view digest);
  void RequestId(std::string_view request_id);

  // The number of items a List request wants.
  int PageSize(int32_t requested);
  // The key the page begins behind, in `parts` parts; nullopt for the first page.
  std::optional<std::vector<std::string>> PageToken(const google::protobuf::Message& request,
                                                    size_t parts);
  // A part of such a key that is a number.
  int64_t Number(const std::string& part);

  // INVALID_ARGUMENT with every fault, or OK.
  absl::Status Finish() { return InvalidFields(std::move(violations_)); }
  // The same, or `value` if there is no fault.
  template <typename T>
  absl::StatusOr<T> Finish(T value) {
    if (absl::Status status = Finish(); !status.ok()) return status;
    return value;
  }

 private:
  void BadName(std::string_view field, std::string_view name, std::string_view form);

  std::vector<FieldViolation> violations_;
};

}  // namespace pingyi::result
