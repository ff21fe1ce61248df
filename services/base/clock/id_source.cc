#include "services/base/clock/id_source.h"

#include "services/base/crypto/encoding.h"
#include "services/base/crypto/hash.h"

namespace pingyi {
namespace {

class SecureIdSource final : public IdSource {
 public:
  std::string RandomBytes(size_t count) override { return crypto::RandomBytes(count); }
};

}  // namespace

std::string IdSource::NewId() { return crypto::Base32(RandomBytes(16)); }

IdSource& SystemIdSource() {
  static SecureIdSource source;
  return source;
}

}  // namespace pingyi
