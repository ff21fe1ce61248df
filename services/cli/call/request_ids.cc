#include "services/cli/call/request_ids.h"

#include <utility>

#include <fmt/format.h>

#include "services/base/crypto/encoding.h"
#include "services/base/crypto/hash.h"

namespace pingyi::cli {

std::string UuidOf(std::string_view bytes, int version) {
  std::string bits(bytes.substr(0, 16));
  bits[6] = static_cast<char>((static_cast<unsigned char>(bits[6]) & 0x0F) | version << 4);
  bits[8] = static_cast<char>((static_cast<unsigned char>(bits[8]) & 0x3F) | 0x80);
  std::string text = crypto::Hex(bits);
  for (const size_t dash : {8, 13, 18, 23}) text.insert(dash, 1, '-');
  return text;
}

RequestIds::RequestIds(std::string given, IdSource& ids)
    : first_(given.empty() ? UuidOf(ids.RandomBytes(16), 4) : std::move(given)) {}

std::string RequestIds::Next() {
  const int index = count_++;
  if (index == 0) return first_;
  return UuidOf(crypto::Sha256(fmt::format("pingyi-cli-step-v1\n{}\n{}", first_, index)), 8);
}

}  // namespace pingyi::cli
