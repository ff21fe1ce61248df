#include "services/base/rpc/tls.h"

#include <string>

#include <absl/time/clock.h>
#include <fmt/format.h>
#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_credentials_options.h>

#include "services/base/config/secret_file.h"
#include "services/base/crypto/certificate.h"
#include "services/base/crypto/signature.h"

namespace pingyi::rpc {
namespace {

using config::TlsFiles;
using grpc::experimental::FileWatcherCertificateProvider;

constexpr unsigned kLookSeconds = 1;

absl::Status In(const std::string& path, const absl::Status& status) {
  return {status.code(), fmt::format("{}: {}", path, std::string(status.message()))};
}

absl::Status CheckAuthorities(const std::string& path) {
  const absl::StatusOr<std::string> pem = config::ReadCertificateFile(path);
  if (!pem.ok()) return pem.status();
  const absl::StatusOr<crypto::Validity> validity = crypto::ValidityOf(*pem);
  return validity.ok() ? absl::OkStatus() : In(path, validity.status());
}

absl::Status CheckPeriod(const std::string& path, const crypto::Validity& validity) {
  const absl::Time now = absl::Now();
  if (now > validity.until) {
    return absl::FailedPreconditionError(
        fmt::format("{}: the certificate expired at {}", path, absl::FormatTime(validity.until)));
  }
  if (now < validity.from) {
    return absl::FailedPreconditionError(fmt::format("{}: the certificate is not valid before {}",
                                                     path, absl::FormatTime(validity.from)));
  }
  return absl::OkStatus();
}

// gRPC itself would tell of a wrong file at the first connection, and in its log alone.
absl::Status CheckIdentity(const TlsFiles& files) {
  const absl::StatusOr<std::string> certificate = config::ReadCertificateFile(files.certificate);
  if (!certificate.ok()) return certificate.status();
  const absl::StatusOr<crypto::Validity> validity = crypto::ValidityOf(*certificate);
  if (!validity.ok()) return In(files.certificate, validity.status());
  if (absl::Status status = CheckPeriod(files.certificate, *validity); !status.ok()) return status;
  absl::StatusOr<std::string> key = config::ReadTlsKeyFile(files.key);
  if (!key.ok()) return key.status();
  const absl::Status fits = crypto::CheckKeyFits(*certificate, *key);
  crypto::Wipe(*key);
  return fits.ok() ? fits : In(files.key, fits);
}

// The own certificate, and the authorities of the other side.
std::shared_ptr<FileWatcherCertificateProvider> Watch(const TlsFiles& files,
                                                      const std::string& authorities) {
  return std::make_shared<FileWatcherCertificateProvider>(files.key, files.certificate, authorities,
                                                          kLookSeconds);
}

}  // namespace

absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> MakeTlsServerCredentials(
    const TlsFiles& files) {
  if (absl::Status status = CheckIdentity(files); !status.ok()) return status;
  if (absl::Status status = CheckAuthorities(files.client_ca); !status.ok()) return status;
  grpc::experimental::TlsServerCredentialsOptions options(Watch(files, files.client_ca));
  options.watch_root_certs();
  options.watch_identity_key_cert_pairs();
  options.set_cert_request_type(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  return grpc::experimental::TlsServerCredentials(options);
}

absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> MakeTlsChannelCredentials(
    const TlsFiles& files) {
  if (absl::Status status = CheckIdentity(files); !status.ok()) return status;
  if (absl::Status status = CheckAuthorities(files.ca); !status.ok()) return status;
  grpc::experimental::TlsChannelCredentialsOptions options;
  options.set_certificate_provider(Watch(files, files.ca));
  options.watch_root_certs();
  options.watch_identity_key_cert_pairs();
  return grpc::experimental::TlsCredentials(options);
}

}  // namespace pingyi::rpc
