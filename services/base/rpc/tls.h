// Mutual TLS, of version 1.2 at least: both sides show a certificate, and each checks the other's.
// The files are looked at every second; connections that are made afterwards use what they hold
// then. While a key does not fit its certificate, new connections are refused, and those that are
// open go on.
#pragma once

#include <memory>

#include <absl/status/statusor.h>
#include <grpcpp/grpcpp.h>

#include "services/base/config/transport.h"

namespace pingyi::rpc {

// Of a server: callers without a certificate of `client_ca` are refused. For both functions: an
// error names the file. NOT_FOUND if one cannot be read; FAILED_PRECONDITION if others than its
// owner and group have rights to the key, or the certificate or all authorities are not valid now;
// INVALID_ARGUMENT if a file holds something else, or the key is another certificate's.
absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> MakeTlsServerCredentials(
    const config::TlsFiles& files);

// Of a client: servers without a certificate of `ca`, made out to the name under which they are
// called, are refused.
absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> MakeTlsChannelCredentials(
    const config::TlsFiles& files);

}  // namespace pingyi::rpc
