// Checks of what the requests of this service have in common.
#pragma once

#include <cstddef>
#include <string_view>

#include "services/base/rpc/request_checks.h"

namespace pingyi::result {

class RequestChecks : public rpc::RequestChecks<> {
 public:
  // From `least` to `most` characters, not bytes.
  void Text(std::string_view field, std::string_view text, size_t least, size_t most);
  // Empty, or 64 lower-case hexadecimal digits.
  void Digest(std::string_view field, std::string_view digest);
};

}  // namespace pingyi::result
