#include "services/base/testing/fake_id_source.h"

#include <fmt/format.h>

#include "services/base/crypto/hash.h"

namespace pingyi::test {

std::string FakeIdSource::RandomBytes(size_t count) {
  uint64_t call = 0;
  {
    const std::lock_guard lock(mutex_);
    call = calls_++;
  }
  std::string bytes;
  for (int block = 0; bytes.size() < count; ++block) {
    bytes += crypto::Sha256(fmt::format("{}/{}/{}", seed_, call, block));
  }
  bytes.resize(count);
  return bytes;
}

}  // namespace pingyi::test
