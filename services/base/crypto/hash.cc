#include "services/base/crypto/hash.h"

#include <limits>
#include <stdexcept>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

namespace pingyi::crypto {
namespace {

constexpr size_t kSha256Bytes = 32;

void Require(bool success, const char* what) {
  if (!success) throw std::runtime_error(std::string("OpenSSL failed in ") + what);
}

unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

std::string Sha256(std::string_view bytes) {
  Sha256Stream stream;
  stream.Update(bytes);
  return stream.Finish();
}

std::string HmacSha256(std::string_view key, std::string_view bytes) {
  // OpenSSL takes a null key for "the key of the last time", so an empty one must point somewhere.
  const char* key_data = key.empty() ? "" : key.data();
  std::string digest(kSha256Bytes, '\0');
  unsigned int length = 0;
  Require(HMAC(EVP_sha256(), key_data, static_cast<int>(key.size()), Bytes(bytes), bytes.size(),
               Bytes(digest), &length) != nullptr,
          "HMAC");
  return digest;
}

std::string RandomBytes(size_t count) {
  Require(count <= std::numeric_limits<int>::max(), "RAND_bytes: too many bytes");
  std::string bytes(count, '\0');
  Require(RAND_bytes(Bytes(bytes), static_cast<int>(count)) == 1, "RAND_bytes");
  return bytes;
}

bool ConstantTimeEquals(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

struct Sha256Stream::State {
  State() : context(EVP_MD_CTX_new()) {
    Require(context != nullptr, "EVP_MD_CTX_new");
    if (EVP_DigestInit_ex(context, EVP_sha256(), nullptr) != 1) {
      EVP_MD_CTX_free(context);
      Require(false, "EVP_DigestInit_ex");
    }
  }
  ~State() { EVP_MD_CTX_free(context); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  EVP_MD_CTX* const context;
};

Sha256Stream::Sha256Stream() : state_(std::make_unique<State>()) {}
Sha256Stream::~Sha256Stream() = default;

void Sha256Stream::Update(std::string_view bytes) {
  Require(EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()) == 1, "EVP_DigestUpdate");
}

std::string Sha256Stream::Finish() {
  std::string digest(kSha256Bytes, '\0');
  Require(EVP_DigestFinal_ex(state_->context, Bytes(digest), nullptr) == 1, "EVP_DigestFinal_ex");
  return digest;
}

}  // namespace pingyi::crypto
