#include "services/base/clock/id_source.h"

#include <algorithm>
#include <cstddef>

#include "services/base/crypto/encoding.h"
#include "services/base/crypto/hash.h"

namespace pingyi {
namespace {

// Random bytes in store: the generator takes as long for a few as for many. Each is given out once,
// and forgotten with that.
class Store {
 public:
  static constexpr size_t kMost = 64;  // at once

  std::string Take(size_t count) {
    if (bytes_.size() < count) bytes_ = crypto::RandomBytes(16 * kMost);
    const auto first = bytes_.end() - static_cast<std::ptrdiff_t>(count);
    std::string taken(first, bytes_.end());
    std::fill(first, bytes_.end(), '\0');
    bytes_.erase(first, bytes_.end());
    return taken;
  }

 private:
  std::string bytes_;
};

class SecureIdSource final : public IdSource {
 public:
  std::string RandomBytes(size_t count) override {
    if (count > Store::kMost) return crypto::RandomBytes(count);
    thread_local Store store;
    return store.Take(count);
  }
};

}  // namespace

std::string IdSource::NewId() { return crypto::Base32(RandomBytes(16)); }

IdSource& SystemIdSource() {
  static SecureIdSource source;
  return source;
}

}  // namespace pingyi
