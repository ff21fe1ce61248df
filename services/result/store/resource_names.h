// Resource names of what is stored, as the audit trail, the request ids and the contract have them.
#pragma once

#include <string>
#include <string_view>

#include "services/result/store/records.h"

namespace pingyi::result {

std::string NameOf(const PolicyKey& key);
std::string RunName(std::string_view round, std::string_view run);
std::string NameOf(const ReleaseKey& key);

}  // namespace pingyi::result
