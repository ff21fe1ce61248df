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
#include <absl/time/time.h>
#include <google/protobuf/field_mask.pb.h>
#include <google/protobuf/message.h>
#include <google/protobuf/timestamp.pb.h>

#include "services/base/status/error.h"
#include "services/base/status/reason.h"
#include "services/report/domain/names.h"

namespace pingyi::report {

inline constexpr size_t kMaxTitle = 200;
inline constexpr size_t kMaxComment = 2000;

class RequestChecks {
 public:
  void Fault(std::string field, std::string_view reason, std::string description);
  void Add(std::vector<FieldViolation> violations);

  // The ids in a name of the form; empty after a fault.
  std::string TemplateName(std::string field, const std::string& name);
  std::string CycleName(std::string field, const std::string& name);
  ChildName ReportName(std::string field, const std::string& name);
  ChildName ReporterName(std::string field, const std::string& name);
  // The id of a reporter of this cycle.
  std::string ReporterOf(const std::string& cycle, std::string field, const std::string& name);
  // Empty, which asks the service to make one, or an id.
  void NewId(std::string field, const std::string& id);
  void Key(std::string field, const std::string& key);

  // Up to `most` characters, not bytes; where it is required, not only white space.
  void Text(std::string field, const std::string& text, size_t most, bool required);
  // No more entries than `most`, and none missing where some are required.
  void Count(std::string field, int count, int most, bool required);
  void Date(std::string field, const std::string& date);
  // The time; the epoch after a fault.
  absl::Time Time(std::string field, const google::protobuf::Timestamp& time);
  // A number of an enumeration that is not its zero.
  void Enum(std::string field, int value, bool is_valid, bool required);
  void RequestId(const std::string& request_id);

  // Which of `fields` a mask asks for: all when it is empty or "*".
  std::vector<std::string> Mask(const google::protobuf::FieldMask& mask,
                                const std::vector<std::string>& fields);

  // The number of items a List request wants.
  int PageSize(int32_t requested);
  // The key the page begins behind, in `parts` parts; nullopt for the first page.
  std::optional<std::vector<std::string>> PageToken(const google::protobuf::Message& request,
                                                    size_t parts);
  // A part of such a key that is a number.
  int64_t Number(const std::string& part);

  bool ok() const { return violations_.empty(); }
  // INVALID_ARGUMENT with every fault, or `value` if there is none.
  template <typename T>
  absl::StatusOr<T> Finish(T value) {
    if (absl::Status status = InvalidFields(std::move(violations_)); !status.ok()) return status;
    return value;
  }

 private:
  void BadName(std::string field, const std::string& name, std::string_view form);

  std::vector<FieldViolation> violations_;
};

}  // namespace pingyi::report
