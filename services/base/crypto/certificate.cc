#include "services/base/crypto/certificate.h"

#include <ctime>
#include <limits>
#include <memory>
#include <new>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

namespace pingyi::crypto {
namespace {

using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

// A passphrase is never asked for: a service has nobody to answer.
int NoPassphrase(char*, int, int, void*) { return -1; }

Bio Open(std::string_view text) {
  if (text.size() > static_cast<size_t>(std::numeric_limits<int>::max())) text = {};
  Bio bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), BIO_free);
  if (bio == nullptr) throw std::bad_alloc();
  return bio;
}

absl::StatusOr<Certificate> FirstOf(std::string_view pem) {
  const Bio bio = Open(pem);
  Certificate certificate(PEM_read_bio_X509(bio.get(), nullptr, NoPassphrase, nullptr), X509_free);
  ERR_clear_error();
  if (certificate == nullptr) {
    return absl::InvalidArgumentError("holds no certificate in PEM (BEGIN CERTIFICATE)");
  }
  return certificate;
}

absl::StatusOr<absl::Time> TimeOf(const ASN1_TIME* text) {
  tm parts{};
  if (ASN1_TIME_to_tm(text, &parts) != 1) {
    ERR_clear_error();
    return absl::InvalidArgumentError("has a certificate whose period cannot be read");
  }
  return absl::FromTM(parts, absl::UTCTimeZone());
}

}  // namespace

absl::StatusOr<Validity> ValidityOf(std::string_view pem) {
  const absl::StatusOr<Certificate> certificate = FirstOf(pem);
  if (!certificate.ok()) return certificate.status();
  const absl::StatusOr<absl::Time> from = TimeOf(X509_get0_notBefore(certificate->get()));
  if (!from.ok()) return from.status();
  const absl::StatusOr<absl::Time> until = TimeOf(X509_get0_notAfter(certificate->get()));
  if (!until.ok()) return until.status();
  return Validity{*from, *until};
}

absl::Status CheckKeyFits(std::string_view certificate_pem, std::string_view key_pem) {
  const absl::StatusOr<Certificate> certificate = FirstOf(certificate_pem);
  if (!certificate.ok()) return certificate.status();
  const Bio bio = Open(key_pem);
  const Key key(PEM_read_bio_PrivateKey(bio.get(), nullptr, NoPassphrase, nullptr), EVP_PKEY_free);
  ERR_clear_error();
  if (key == nullptr) {
    return absl::InvalidArgumentError(
        "holds no private key in PEM (BEGIN PRIVATE KEY) without a passphrase");
  }
  const bool fits = X509_check_private_key(certificate->get(), key.get()) == 1;
  ERR_clear_error();
  return fits ? absl::OkStatus() : absl::InvalidArgumentError("is not the key of the certificate");
}

}  // namespace pingyi::crypto
