// Resource names of what is stored, as the audit trail, the request ids and the contract have them.
#pragma once

#include <string>
#include <string_view>

#include "services/result/store/records.h"

namespace pingyi::result {

std::string NameOf(const PolicyKey& key);
std::string RunName(std::string_view round, std::string_view run);
std::string FiguresName(std::string_view round, std::string_view component);
std::string NameOf(const ExclusionKey& key);
std::string NameOf(const ReleaseKey& key);
std::string NameOf(const DecisionKey& key);
std::string NameOf(const CalendarKey& key);
std::string NameOf(const ObjectionKey& key);

// The number at the end of a name that one of these gave.
int64_t LastNumberOf(std::string_view name);

}  // namespace pingyi::result
