// Whole numbers as 1 to 5 (or 10) bytes: seven bits a byte, the lowest first, the top bit set on
// all but the last.
#pragma once

#include <concepts>
#include <limits>
#include <string>
#include <string_view>

namespace pingyi::appraisal {

template <std::unsigned_integral T>
void AppendVarint(std::string& out, T number) {
  while (number >= 0x80) {
    out += static_cast<char>((number & 0x7F) | 0x80);
    number >>= 7;
  }
  out += static_cast<char>(number);
}

// Takes a number off the front of `in`. false for bytes that AppendVarint does not write: cut off,
// too large, or longer than needed. `in` is then of no use.
template <std::unsigned_integral T>
bool TakeVarint(std::string_view& in, T& number) {
  number = 0;
  for (int shift = 0; !in.empty() && shift < std::numeric_limits<T>::digits; shift += 7) {
    const auto byte = static_cast<unsigned char>(in.front());
    in.remove_prefix(1);
    const T bits = byte & 0x7FU;
    if ((static_cast<T>(bits << shift) >> shift) != bits) return false;
    number |= static_cast<T>(bits << shift);
    if (byte < 0x80) return byte != 0 || shift == 0;
  }
  return false;
}

}  // namespace pingyi::appraisal
