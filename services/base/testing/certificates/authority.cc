#include "services/base/testing/certificates/authority.h"

#include <cstdio>
#include <cstdlib>

#include <absl/time/clock.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

namespace pingyi::test {
namespace {

using Key = std::shared_ptr<EVP_PKEY>;
using Certificate = std::shared_ptr<X509>;
using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;

void Require(bool success, const char* what) {
  if (success) return;
  std::fprintf(stderr, "OpenSSL failed in %s\n", what);
  std::abort();
}

Key NewKey() {
  Key key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  Require(key != nullptr, "EVP_EC_gen");
  return key;
}

std::string ContentOf(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<size_t>(size)};
}

std::string PemOf(X509* certificate) {
  const Bio bio(BIO_new(BIO_s_mem()), BIO_free);
  Require(PEM_write_bio_X509(bio.get(), certificate) == 1, "PEM_write_bio_X509");
  return ContentOf(bio.get());
}

std::string PemOf(EVP_PKEY* key) {
  const Bio bio(BIO_new(BIO_s_mem()), BIO_free);
  Require(PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1,
          "PEM_write_bio_PrivateKey");
  return ContentOf(bio.get());
}

void SetName(X509_NAME* subject, const std::string& name) {
  Require(X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                                     reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1,
                                     0) == 1,
          "X509_NAME_add_entry_by_txt");
}

void AddExtension(X509* certificate, int nid, const std::string& value) {
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, nid, value.c_str());
  Require(extension != nullptr && X509_add_ext(certificate, extension, -1) == 1, "X509_add_ext");
  X509_EXTENSION_free(extension);
}

// All but issuer, extensions and signature.
Certificate NewCertificate(const std::string& name, EVP_PKEY* key, absl::Duration from,
                           absl::Duration until) {
  Certificate certificate(X509_new(), X509_free);
  Require(certificate != nullptr && X509_set_version(certificate.get(), X509_VERSION_3) == 1,
          "X509_new");
  uint64_t serial = 0;
  Require(RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) == 1, "RAND_bytes");
  Require(ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate.get()), serial) == 1,
          "ASN1_INTEGER_set_uint64");
  const absl::Time now = absl::Now();
  ASN1_TIME_set(X509_getm_notBefore(certificate.get()), absl::ToTimeT(now + from));
  ASN1_TIME_set(X509_getm_notAfter(certificate.get()), absl::ToTimeT(now + until));
  SetName(X509_get_subject_name(certificate.get()), name);
  Require(X509_set_pubkey(certificate.get(), key) == 1, "X509_set_pubkey");
  return certificate;
}

void Sign(X509* certificate, EVP_PKEY* key) {
  Require(X509_sign(certificate, key, EVP_sha256()) > 0, "X509_sign");
}

}  // namespace

Authority::Authority(const std::string& name, absl::Duration until, const Authority* issuer)
    : key_(NewKey()), certificate_(NewCertificate(name, key_.get(), -absl::Hours(24), until)) {
  if (issuer == nullptr) issuer = this;
  X509* certificate = certificate_.get();
  X509_set_issuer_name(certificate, X509_get_subject_name(issuer->certificate_.get()));
  AddExtension(certificate, NID_basic_constraints, "critical,CA:TRUE");
  AddExtension(certificate, NID_key_usage, "critical,keyCertSign");
  Sign(certificate, issuer->key_.get());
  pem_ = PemOf(certificate);
}

Issued Authority::Issue(const std::string& name, const CertificateOptions& options) const {
  const Key key = NewKey();
  const Certificate certificate = NewCertificate(name, key.get(), options.from, options.until);
  X509_set_issuer_name(certificate.get(), X509_get_subject_name(certificate_.get()));
  if (!options.names.empty()) {
    AddExtension(certificate.get(), NID_subject_alt_name, options.names);
  }
  if (!options.usage.empty()) AddExtension(certificate.get(), NID_ext_key_usage, options.usage);
  Sign(certificate.get(), key_.get());
  return {PemOf(certificate.get()), PemOf(key.get())};
}

}  // namespace pingyi::test
