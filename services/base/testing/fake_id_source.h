// Identifiers that are the same in every run.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>

#include "services/base/clock/id_source.h"

namespace pingyi::test {

// Thread-safe. The bytes look random and never repeat, but depend on the seed and the number of
// calls alone.
class FakeIdSource : public IdSource {
 public:
  explicit FakeIdSource(std::string seed = "test") : seed_(std::move(seed)) {}
  std::string RandomBytes(size_t count) override;

 private:
  const std::string seed_;
  std::mutex mutex_;
  uint64_t calls_ = 0;
};

}  // namespace pingyi::test
