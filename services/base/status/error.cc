#include "services/base/status/error.h"

#include <charconv>
#include <optional>
#include <utility>

#include <absl/strings/cord.h>

#include "services/base/status/reason.h"

namespace pingyi {
namespace {

// Names the payload of an absl::Status that holds the encoded ErrorDetails.
constexpr char kPayload[] = "pingyi/error-details";

// The encoding is a sequence of strings, each as "<length>:<bytes>": the reason, the number of
// violations, three strings a violation, then key and value of each metadata entry up to the end.
// It never leaves the process.
void Append(std::string& out, std::string_view value) {
  out += std::to_string(value.size());
  out += ':';
  out += value;
}

// Takes the next string off the front of `in`; nullopt when it is not one.
std::optional<std::string> Take(std::string_view& in) {
  size_t length = 0;
  const auto [end, error] = std::from_chars(in.data(), in.data() + in.size(), length);
  const size_t head = static_cast<size_t>(end - in.data());
  if (error != std::errc() || head >= in.size() || in[head] != ':') return std::nullopt;
  in.remove_prefix(head + 1);
  if (length > in.size()) return std::nullopt;
  std::string value(in.substr(0, length));
  in.remove_prefix(length);
  return value;
}

std::string Encode(const ErrorDetails& details) {
  std::string out;
  Append(out, details.reason);
  Append(out, std::to_string(details.violations.size()));
  for (const FieldViolation& violation : details.violations) {
    Append(out, violation.field);
    Append(out, violation.description);
    Append(out, violation.reason);
  }
  for (const auto& [key, value] : details.metadata) {
    Append(out, key);
    Append(out, value);
  }
  return out;
}

std::optional<ErrorDetails> Decode(std::string_view in) {
  ErrorDetails details;
  std::optional<std::string> reason = Take(in);
  const std::optional<std::string> count_text = Take(in);
  if (!reason || !count_text) return std::nullopt;
  details.reason = *std::move(reason);
  size_t count = 0;
  std::from_chars(count_text->data(), count_text->data() + count_text->size(), count);
  for (size_t i = 0; i < count; ++i) {
    std::optional<std::string> field = Take(in);
    std::optional<std::string> description = Take(in);
    std::optional<std::string> why = Take(in);
    if (!field || !description || !why) return std::nullopt;
    details.violations.push_back({*std::move(field), *std::move(description), *std::move(why)});
  }
  while (!in.empty()) {
    std::optional<std::string> key = Take(in);
    std::optional<std::string> value = Take(in);
    if (!key || !value) return std::nullopt;
    details.metadata.emplace(*std::move(key), *std::move(value));
  }
  return details;
}

}  // namespace

absl::Status MakeError(absl::StatusCode code, std::string_view message,
                       const ErrorDetails& details) {
  // An error must never turn into success because of a wrong code at the place that made it.
  if (code == absl::StatusCode::kOk) code = absl::StatusCode::kInternal;
  absl::Status status(code, std::string(message));
  status.SetPayload(kPayload, absl::Cord(Encode(details)));
  return status;
}

absl::Status MakeError(absl::StatusCode code, std::string_view reason, std::string_view message) {
  return MakeError(code, message, ErrorDetails{std::string(reason), {}, {}});
}

absl::Status InvalidFields(std::vector<FieldViolation> violations) {
  if (violations.empty()) return absl::OkStatus();
  const FieldViolation& first = violations.front();
  std::string message = first.field + ": " + first.description;
  if (violations.size() > 1) {
    message += " (and " + std::to_string(violations.size() - 1) + " more)";
  }
  ErrorDetails details{std::string(reason::kInvalidField), {}, {}};
  for (const FieldViolation& violation : violations) {
    if (violation.reason.empty()) continue;
    details.reason = violation.reason;
    break;
  }
  details.violations = std::move(violations);
  return MakeError(absl::StatusCode::kInvalidArgument, message, details);
}

ErrorDetails DetailsOf(const absl::Status& status) {
  const auto payload = status.GetPayload(kPayload);
  if (!payload) return {};
  return Decode(static_cast<std::string>(*payload)).value_or(ErrorDetails{});
}

}  // namespace pingyi
