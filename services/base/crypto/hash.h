// Hashes, keyed hashes and randomness, all from OpenSSL. Results are raw bytes in a std::string;
// encoding.h makes text of them. Thread-safe. A failure inside OpenSSL throws std::runtime_error:
// there is no sensible way on from it.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace pingyi::crypto {

// The 32 bytes of SHA-256.
std::string Sha256(std::string_view bytes);

// The 32 bytes of HMAC-SHA-256.
std::string HmacSha256(std::string_view key, std::string_view bytes);

// `count` bytes from the operating system's secure generator.
std::string RandomBytes(size_t count);

// Compares in a time that depends on the lengths alone: for secrets, so that an answer's delay
// tells nothing.
bool ConstantTimeEquals(std::string_view a, std::string_view b);

// SHA-256 over input that comes in pieces.
class Sha256Stream {
 public:
  Sha256Stream();
  ~Sha256Stream();
  Sha256Stream(const Sha256Stream&) = delete;
  Sha256Stream& operator=(const Sha256Stream&) = delete;

  void Update(std::string_view bytes);
  // The digest of all that was given; the stream must not be used after it.
  std::string Finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace pingyi::crypto
