// Checks of what the requests of all services have in common. Each notes a fault if the field is
// wrong, so that a caller learns all that is wrong at once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <absl/strings/numbers.h>
#include <fmt/format.h>
#include <google/protobuf/message.h>

#include "services/base/rpc/paging.h"
#include "services/base/rpc/request.h"
#include "services/base/status/field_faults.h"
#include "services/base/status/reason.h"

namespace pingyi::rpc {

// `Base` is FieldFaults or adds a domain's own checks to it.
template <typename Base = FieldFaults>
class RequestChecks : public Base {
 public:
  // Gives what `parsed` holds; nullopt is the fault of a name that does not have the form.
  template <typename T>
  T Name(std::string_view field, std::string_view name, std::optional<T> parsed,
         std::string_view form) {
    if (!parsed) BadName(field, name, form);
    return std::move(parsed).value_or(T());
  }

  void RequestId(std::string_view request_id) { Absorb(CheckRequestId(request_id)); }

  // The number of items a List request wants.
  int PageSize(int32_t requested) {
    const absl::StatusOr<int> size = rpc::PageSize(requested);
    Absorb(size.status());
    return size.value_or(kDefaultPageSize);
  }

  // The key the page begins behind, in `parts` parts; nullopt for the first page.
  std::optional<std::vector<std::string>> PageToken(const google::protobuf::Message& request,
                                                    size_t parts) {
    absl::StatusOr<std::vector<std::string>> key = DecodePageToken(request, parts);
    Absorb(key.status());
    if (!key.ok() || key->empty()) return std::nullopt;
    return *std::move(key);
  }

  // A part of such a key that is a number, `least` or more.
  template <typename Number = int64_t>
  Number PagePart(const std::string& part, Number least = std::numeric_limits<Number>::min()) {
    Number number = 0;
    if (absl::SimpleAtoi(part, &number) && number >= least) return number;
    this->Fault("page_token", reason::kInvalidPageToken, "must be a token given out for this list");
    return 0;
  }

 protected:
  void BadName(std::string_view field, std::string_view name, std::string_view form) {
    this->Fault(
        field, name.empty() ? reason::kRequiredFieldMissing : reason::kInvalidResourceName,
        fmt::format("must have the form {}, each id being 1 to 63 characters of a-z, 0-9 and -",
                    form));
  }

 private:
  // The faults that a helper of this library found.
  void Absorb(const absl::Status& status) { this->Add(DetailsOf(status).violations); }
};

}  // namespace pingyi::rpc
