// Identifiers and tokens: random, so that neither order nor number can be read from them.
#pragma once

#include <cstddef>
#include <string>

namespace pingyi {

// Thread-safe. Tests use test::FakeIdSource, whose sequence is the same in every run.
class IdSource {
 public:
  virtual ~IdSource() = default;

  // `count` random bytes.
  virtual std::string RandomBytes(size_t count) = 0;

  // 128 random bits as 26 characters of lower-case Crockford base 32: fit for resource names.
  std::string NewId();
};

// The secure generator of the operating system.
IdSource& SystemIdSource();

}  // namespace pingyi
