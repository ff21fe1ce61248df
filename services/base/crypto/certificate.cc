#include "services/base/crypto/certificate.h"

#include <ctime>
#include <limits>
#include <memory>
#include <new>
#include <utility>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

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

absl::StatusOr<std::vector<Certificate>> AllOf(std::string_view pem) {
  const Bio bio = Open(pem);
  ERR_clear_error();
  std::vector<Certificate> all;
  for (;;) {
    Certificate next(PEM_read_bio_X509(bio.get(), nullptr, NoPassphrase, nullptr), X509_free);
    if (next == nullptr) break;
    all.push_back(std::move(next));
  }
  const bool at_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  ERR_clear_error();
  if (all.empty()) {
    return absl::InvalidArgumentError("holds no certificate in PEM (BEGIN CERTIFICATE)");
  }
  if (!at_end) return absl::InvalidArgumentError("holds a certificate that cannot be read");
  return all;
}

absl::StatusOr<absl::Time> TimeOf(const ASN1_TIME* text) {
  tm parts{};
  if (ASN1_TIME_to_tm(text, &parts) != 1) {
    ERR_clear_error();
    return absl::InvalidArgumentError("has a certificate whose period cannot be read");
  }
  return absl::FromTM(parts, absl::UTCTimeZone());
}

absl::StatusOr<Validity> ValidityOf(const X509* certificate) {
  const absl::StatusOr<absl::Time> from = TimeOf(X509_get0_notBefore(certificate));
  if (!from.ok()) return from.status();
  const absl::StatusOr<absl::Time> until = TimeOf(X509_get0_notAfter(certificate));
  if (!until.ok()) return until.status();
  return Validity{*from, *until};
}

bool IsAuthority(const X509* certificate) {
  return X509_NAME_cmp(X509_get_subject_name(certificate), X509_get_issuer_name(certificate)) == 0;
}

// Of several, such as one and its renewal, the one that ends last; null if there is none.
X509* IssuerOf(X509* subject, const std::vector<Certificate>& all) {
  X509* issuer = nullptr;
  for (const Certificate& one : all) {
    if (IsAuthority(one.get()) || X509_check_issued(one.get(), subject) != X509_V_OK) continue;
    if (issuer == nullptr ||
        ASN1_TIME_compare(X509_get0_notAfter(issuer), X509_get0_notAfter(one.get())) < 0) {
      issuer = one.get();
    }
  }
  ERR_clear_error();
  return issuer;
}

}  // namespace

absl::StatusOr<std::vector<Validity>> ValiditiesOf(std::string_view pem) {
  const absl::StatusOr<std::vector<Certificate>> all = AllOf(pem);
  if (!all.ok()) return all.status();
  std::vector<Validity> validities;
  for (const Certificate& certificate : *all) {
    const absl::StatusOr<Validity> validity = ValidityOf(certificate.get());
    if (!validity.ok()) return validity.status();
    validities.push_back(*validity);
  }
  return validities;
}

absl::StatusOr<std::vector<Validity>> ValiditiesOfChain(std::string_view pem) {
  const absl::StatusOr<std::vector<Certificate>> all = AllOf(pem);
  if (!all.ok()) return all.status();
  std::vector<Validity> chain;
  // No longer than the text: authorities may have signed each other.
  for (X509* next = all->front().get(); next != nullptr && chain.size() < all->size();
       next = IssuerOf(next, *all)) {
    const absl::StatusOr<Validity> validity = ValidityOf(next);
    if (!validity.ok()) return validity.status();
    chain.push_back(*validity);
  }
  return chain;
}

absl::Status CheckKeyFits(std::string_view certificate_pem, std::string_view key_pem) {
  const absl::StatusOr<std::vector<Certificate>> all = AllOf(certificate_pem);
  if (!all.ok()) return all.status();
  const Bio bio = Open(key_pem);
  const Key key(PEM_read_bio_PrivateKey(bio.get(), nullptr, NoPassphrase, nullptr), EVP_PKEY_free);
  ERR_clear_error();
  if (key == nullptr) {
    return absl::InvalidArgumentError(
        "holds no private key in PEM (BEGIN PRIVATE KEY) without a passphrase");
  }
  const bool fits = X509_check_private_key(all->front().get(), key.get()) == 1;
  ERR_clear_error();
  return fits ? absl::OkStatus() : absl::InvalidArgumentError("is not the key of the certificate");
}

}  // namespace pingyi::crypto
