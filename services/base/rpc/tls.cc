#include "services/base/rpc/tls.h"

#include <string>

#include <absl/time/clock.h>
#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_credentials_options.h>

#include "services/base/rpc/tls_files.h"

namespace pingyi::rpc {
namespace {

using config::TlsFiles;
using grpc::experimental::FileWatcherCertificateProvider;

constexpr unsigned kLookSeconds = 1;

// gRPC itself would tell of a wrong file at the first connection, and in its log alone.
absl::Status Check(const TlsFiles& files, const std::string& authorities) {
  const TlsFiles used = {files.certificate, files.key, authorities, authorities};
  for (const TlsFinding& finding : ExamineTlsFiles(used, absl::Now())) {
    if (finding.kind == TlsFinding::Kind::kFault) return finding.status;
  }
  return absl::OkStatus();
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
  if (absl::Status status = Check(files, files.client_ca); !status.ok()) return status;
  grpc::experimental::TlsServerCredentialsOptions options(Watch(files, files.client_ca));
  options.watch_root_certs();
  options.watch_identity_key_cert_pairs();
  options.set_cert_request_type(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  return grpc::experimental::TlsServerCredentials(options);
}

absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> MakeTlsChannelCredentials(
    const TlsFiles& files) {
  if (absl::Status status = Check(files, files.ca); !status.ok()) return status;
  grpc::experimental::TlsChannelCredentialsOptions options;
  options.set_certificate_provider(Watch(files, files.ca));
  options.watch_root_certs();
  options.watch_identity_key_cert_pairs();
  return grpc::experimental::TlsCredentials(options);
}

}  // namespace pingyi::rpc
