// Decimal numbers as text, exactly.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pingyi::cli {

// The one spelling of a decimal: no "+", no zeros that mean nothing ("007.50" is "7.5", "-0" is
// "0"). Any other text is given back as it is.
std::string NormalDecimal(std::string_view text);

// start + step × count for decimals, with as many digits after the point as the longer of the two;
// nullopt when they are not decimals or the numbers leave 64 bits.
std::optional<std::string> DecimalStep(std::string_view start, std::string_view step,
                                       int64_t count);

// part / whole in percent with one digit, half up, e.g. "66.7%"; empty when whole is not positive.
std::string Percent(int64_t part, int64_t whole);

}  // namespace pingyi::cli
