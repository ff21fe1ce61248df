// Certificates for tests, made on the spot: none is kept in the tree, and none outlives its test.
#pragma once

#include <memory>
#include <string>

#include <absl/time/time.h>

struct evp_pkey_st;
struct x509_st;

namespace pingyi::test {

struct Issued {
  std::string certificate;  // PEM
  std::string key;          // PEM
};

struct CertificateOptions {
  // As openssl writes them: "DNS:localhost", "IP:127.0.0.1"; empty: none.
  std::string names = "DNS:localhost,IP:127.0.0.1";
  std::string usage{};                    // "serverAuth", "clientAuth"; empty: for anything
  absl::Duration from = -absl::Hours(1);  // from now
  absl::Duration until = absl::Hours(1);
};

// A certificate authority of its own. Aborts the test program where OpenSSL fails.
class Authority {
 public:
  // Signed by itself, or by another.
  explicit Authority(const std::string& name, absl::Duration until = absl::Hours(24),
                     const Authority* issuer = nullptr);

  const std::string& pem() const { return pem_; }
  Issued Issue(const std::string& name, const CertificateOptions& options = {}) const;

 private:
  std::shared_ptr<evp_pkey_st> key_;
  std::shared_ptr<x509_st> certificate_;
  std::string pem_;
};

}  // namespace pingyi::test
