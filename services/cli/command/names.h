// Resource names from what the operator types.
#pragma once

#include <string>
#include <string_view>

namespace pingyi::cli {

// "rounds/r1" for "r1" and for "rounds/r1".
std::string NameIn(std::string_view collection, std::string_view id_or_name);

// "cycles/c1/reports/r1" for ("cycles/c1", "reports", "r1"), and for a full name that one itself.
std::string NameBelow(std::string_view parent, std::string_view collection,
                      std::string_view id_or_name);

// The last segment.
std::string IdOf(std::string_view name);

}  // namespace pingyi::cli
