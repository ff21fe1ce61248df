#include "services/base/crypto/signature.h"

#include <limits>
#include <stdexcept>
#include <utility>

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "services/base/crypto/encoding.h"
#include "services/base/crypto/hash.h"

namespace pingyi::crypto {
namespace {

using Key = std::shared_ptr<evp_pkey_st>;
using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

void Require(bool success, const char* what) {
  if (success) return;
  ERR_clear_error();
  throw std::runtime_error(std::string("OpenSSL failed in ") + what);
}

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

Key Owned(EVP_PKEY* key) { return {key, EVP_PKEY_free}; }

// A passphrase is never asked for: a service has nobody to answer.
int NoPassphrase(char*, int, int, void*) { return -1; }

// Reads one key by one of OpenSSL's readers; nullptr unless it is of Ed25519 and all there is.
template <typename Reader>
Key ReadKey(std::string_view pem, Reader reader) {
  if (pem.size() > static_cast<size_t>(std::numeric_limits<int>::max())) return nullptr;
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
  Require(bio != nullptr, "BIO_new_mem_buf");
  Key key = Owned(reader(bio.get(), nullptr, NoPassphrase, nullptr));
  ERR_clear_error();
  if (key == nullptr || EVP_PKEY_id(key.get()) != EVP_PKEY_ED25519) return nullptr;
  if (BIO_pending(bio.get()) != 0) return nullptr;
  return key;
}

std::string ContentOf(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<size_t>(size)};
}

std::string PublicDer(EVP_PKEY* key) {
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(key, &der);
  Require(size > 0, "i2d_PUBKEY");
  std::string bytes(reinterpret_cast<const char*>(der), static_cast<size_t>(size));
  OPENSSL_free(der);
  return bytes;
}

// The same key without its secret.
Key PublicPartOf(EVP_PKEY* key) {
  const std::string der = PublicDer(key);
  const unsigned char* at = Bytes(der);
  Key part = Owned(d2i_PUBKEY(nullptr, &at, static_cast<long>(der.size())));
  Require(part != nullptr, "d2i_PUBKEY");
  return part;
}

DigestContext NewContext() {
  DigestContext context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  Require(context != nullptr, "EVP_MD_CTX_new");
  return context;
}

}  // namespace

PublicKey::PublicKey(Key key) : key_(std::move(key)), id_(Hex(Sha256(PublicDer(key_.get())))) {}

absl::StatusOr<PublicKey> PublicKey::FromPem(std::string_view pem) {
  Key key = ReadKey(pem, PEM_read_bio_PUBKEY);
  if (key == nullptr) {
    return absl::InvalidArgumentError("is not one Ed25519 public key in PEM (BEGIN PUBLIC KEY)");
  }
  return PublicKey(std::move(key));
}

std::string PublicKey::ToPem() const {
  const Bio bio(BIO_new(BIO_s_mem()), BIO_free);
  Require(bio != nullptr && PEM_write_bio_PUBKEY(bio.get(), key_.get()) == 1,
          "PEM_write_bio_PUBKEY");
  return ContentOf(bio.get());
}

bool PublicKey::Verifies(std::string_view bytes, std::string_view signature) const {
  if (signature.size() != kSignatureBytes) return false;
  const DigestContext context = NewContext();
  Require(EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key_.get()) == 1,
          "EVP_DigestVerifyInit");
  const int result = EVP_DigestVerify(context.get(), Bytes(signature), signature.size(),
                                      Bytes(bytes), bytes.size());
  ERR_clear_error();
  return result == 1;
}

SigningKey::SigningKey(Key key) : key_(std::move(key)), public_key_(PublicPartOf(key_.get())) {}

absl::StatusOr<SigningKey> SigningKey::FromPem(std::string_view pem) {
  Key key = ReadKey(pem, PEM_read_bio_PrivateKey);
  if (key == nullptr) {
    return absl::InvalidArgumentError(
        "is not one Ed25519 private key in PEM (PKCS#8, BEGIN PRIVATE KEY) without a passphrase");
  }
  return SigningKey(std::move(key));
}

SigningKey SigningKey::Generate() {
  EVP_PKEY* key = EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
  Require(key != nullptr, "EVP_PKEY_Q_keygen");
  return SigningKey(Owned(key));
}

std::string SigningKey::ToPem() const {
  // Memory of this kind is wiped when it is freed.
  const Bio bio(BIO_new(BIO_s_secmem()), BIO_free);
  Require(bio != nullptr && PEM_write_bio_PKCS8PrivateKey(bio.get(), key_.get(), nullptr, nullptr,
                                                          0, nullptr, nullptr) == 1,
          "PEM_write_bio_PKCS8PrivateKey");
  return ContentOf(bio.get());
}

std::string SigningKey::Sign(std::string_view bytes) const {
  const DigestContext context = NewContext();
  Require(EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_.get()) == 1,
          "EVP_DigestSignInit");
  std::string signature(kSignatureBytes, '\0');
  size_t size = signature.size();
  Require(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                         Bytes(bytes), bytes.size()) == 1 &&
              size == kSignatureBytes,
          "EVP_DigestSign");
  return signature;
}

void Wipe(std::string& secret) {
  OPENSSL_cleanse(secret.data(), secret.size());
  secret.clear();
}

}  // namespace pingyi::crypto
