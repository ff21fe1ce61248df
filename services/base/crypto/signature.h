// Signatures by Ed25519 (RFC 8032), from OpenSSL. Keys travel as PEM: a private one as PKCS#8
// ("BEGIN PRIVATE KEY"), a public one as SubjectPublicKeyInfo ("BEGIN PUBLIC KEY"), as
// `openssl genpkey -algorithm ed25519` and `openssl pkey -pubout` write them. No message ever holds
// a part of a key. A failure inside OpenSSL throws std::runtime_error. Keys are immutable, cheap to
// copy and may be shared between threads.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include <absl/status/statusor.h>

struct evp_pkey_st;

namespace pingyi::crypto {

inline constexpr size_t kSignatureBytes = 64;

class PublicKey {
 public:
  // INVALID_ARGUMENT for anything but one Ed25519 public key.
  static absl::StatusOr<PublicKey> FromPem(std::string_view pem);

  // Which key it is: SHA-256 in hex over its DER form, which anybody can have by
  //   openssl pkey -pubin -in FILE -outform DER | sha256sum
  const std::string& id() const { return id_; }
  std::string ToPem() const;
  // Whether this is the key's signature over exactly these bytes.
  bool Verifies(std::string_view bytes, std::string_view signature) const;

 private:
  friend class SigningKey;
  explicit PublicKey(std::shared_ptr<evp_pkey_st> key);

  std::shared_ptr<evp_pkey_st> key_;
  std::string id_;
};

class SigningKey {
 public:
  // INVALID_ARGUMENT for anything but one Ed25519 private key, and for one under a passphrase:
  // nobody is asked for it.
  static absl::StatusOr<SigningKey> FromPem(std::string_view pem);
  // A new key from the operating system's secure generator.
  static SigningKey Generate();

  const PublicKey& public_key() const { return public_key_; }
  // The secret itself, for the one file it is kept in.
  std::string ToPem() const;
  // kSignatureBytes; the same for the same bytes each time.
  std::string Sign(std::string_view bytes) const;

 private:
  explicit SigningKey(std::shared_ptr<evp_pkey_st> key);

  std::shared_ptr<evp_pkey_st> key_;
  PublicKey public_key_;
};

// Overwrites a secret in memory, so that nothing finds it there later.
void Wipe(std::string& secret);

}  // namespace pingyi::crypto
