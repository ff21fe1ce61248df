#include "services/base/crypto/hash.h"

#include <algorithm>
#include <array>
#include <limits>
#include <stdexcept>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

namespace pingyi::crypto {
namespace {

constexpr size_t kSha256Bytes = 32;
constexpr size_t kSha256BlockBytes = 64;

void Require(bool success, const char* what) {
  if (!success) throw std::runtime_error(std::string("OpenSSL failed in ") + what);
}

unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

// Looked up once: OpenSSL otherwise searches its providers for every digest, which takes longer
// than the digest of a ballot.
const EVP_MD* Sha256Algorithm() {
  static EVP_MD* const kAlgorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  Require(kAlgorithm != nullptr, "EVP_MD_fetch");
  return kAlgorithm;
}

// One context a thread, used for one digest after the other.
class DigestContext {
 public:
  DigestContext() : context_(EVP_MD_CTX_new()) { Require(context_ != nullptr, "EVP_MD_CTX_new"); }
  ~DigestContext() { EVP_MD_CTX_free(context_); }
  DigestContext(const DigestContext&) = delete;
  DigestContext& operator=(const DigestContext&) = delete;

  // The digest of both, one after the other.
  void Digest(std::string_view first, std::string_view second, unsigned char* digest) {
    Require(EVP_DigestInit_ex2(context_, Sha256Algorithm(), nullptr) == 1, "EVP_DigestInit_ex2");
    Require(EVP_DigestUpdate(context_, first.data(), first.size()) == 1, "EVP_DigestUpdate");
    Require(EVP_DigestUpdate(context_, second.data(), second.size()) == 1, "EVP_DigestUpdate");
    Require(EVP_DigestFinal_ex(context_, digest, nullptr) == 1, "EVP_DigestFinal_ex");
  }

  static DigestContext& OfThread() {
    thread_local DigestContext context;
    return context;
  }

 private:
  EVP_MD_CTX* const context_;
};

}  // namespace

std::string Sha256(std::string_view bytes) {
  std::string digest(kSha256Bytes, '\0');
  DigestContext::OfThread().Digest(bytes, "", Bytes(digest));
  return digest;
}

// As RFC 2104 has it. OpenSSL's own takes several times as long to set itself up as to digest a
// ballot.
std::string HmacSha256(std::string_view key, std::string_view bytes) {
  DigestContext& context = DigestContext::OfThread();
  std::array<char, kSha256BlockBytes> pad{};
  const std::string_view padded(pad.data(), pad.size());
  if (key.size() > pad.size()) {
    context.Digest(key, "", reinterpret_cast<unsigned char*>(pad.data()));
  } else {
    std::ranges::copy(key, pad.begin());
  }
  for (char& c : pad) c = static_cast<char>(c ^ 0x36);
  std::string digest(kSha256Bytes, '\0');
  context.Digest(padded, bytes, Bytes(digest));
  for (char& c : pad) c = static_cast<char>(c ^ 0x36 ^ 0x5c);
  context.Digest(padded, digest, Bytes(digest));
  OPENSSL_cleanse(pad.data(), pad.size());  // it is the key
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
    if (EVP_DigestInit_ex2(context, Sha256Algorithm(), nullptr) != 1) {
      EVP_MD_CTX_free(context);
      Require(false, "EVP_DigestInit_ex2");
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
