// Checks of what the requests of this service have in common.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <absl/time/time.h>
#include <google/protobuf/field_mask.pb.h>
#include <google/protobuf/timestamp.pb.h>

#include "services/base/rpc/request_checks.h"
#include "services/report/domain/names.h"

namespace pingyi::report {

inline constexpr size_t kMaxTitle = 200;
inline constexpr size_t kMaxComment = 2000;

class RequestChecks : public rpc::RequestChecks<> {
 public:
  // The ids in a name of the form; empty after a fault.
  std::string TemplateName(std::string_view field, const std::string& name);
  std::string CycleName(std::string_view field, const std::string& name);
  ChildName ReportName(std::string_view field, const std::string& name);
  ChildName ReporterName(std::string_view field, const std::string& name);
  // The id of a reporter of this cycle.
  std::string ReporterOf(const std::string& cycle, std::string_view field, const std::string& name);
  // Empty, which asks the service to make one, or an id.
  void NewId(std::string_view field, const std::string& id);
  void Key(std::string_view field, const std::string& key);

  // Up to `most` characters, not bytes; where it is required, not only white space.
  void Text(std::string_view field, const std::string& text, size_t most, bool required);
  // No more entries than `most`, and none missing where some are required.
  void Count(std::string_view field, int count, int most, bool required);
  void Date(std::string_view field, const std::string& date);
  // The time; the epoch after a fault.
  absl::Time Time(std::string_view field, const google::protobuf::Timestamp& time);
  // A number of an enumeration that is not its zero.
  void Enum(std::string_view field, int value, bool is_valid, bool required);

  // Which of `fields` a mask asks for: all when it is empty or "*".
  std::vector<std::string> Mask(const google::protobuf::FieldMask& mask,
                                const std::vector<std::string>& fields);
};

}  // namespace pingyi::report
