// Exact numbers of the round: weights, points, scales and shares. None of them is ever floating
// point.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <boost/multiprecision/cpp_int.hpp>

namespace pingyi::appraisal {

using Rational = boost::multiprecision::cpp_rational;
using Integer = boost::multiprecision::cpp_int;

// The longest text of a number that is read.
inline constexpr size_t kMaxNumberLength = 40;

// A decimal such as "87.5", "-3" or "0.05": digits, at most one point with digits on both sides,
// and perhaps a minus sign. No exponent, no plus sign, no blanks. nullopt for anything else.
std::optional<Rational> ParseDecimal(std::string_view text);

// A decimal or a fraction of two whole numbers such as "1/3" with a positive denominator.
std::optional<Rational> ParseNumber(std::string_view text);

// The decimal of a number that has a finite one, without needless zeros ("87.5"); else the
// fraction.
std::string FormatNumber(const Rational& number);

}  // namespace pingyi::appraisal
