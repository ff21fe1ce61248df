// Whether the files of TLS serve, and for how long yet: one judgement for the start of a service,
// for its log while it runs and for `pingyi doctor`.
#pragma once

#include <vector>

#include <absl/status/status.h>
#include <absl/time/time.h>

#include "services/base/config/transport.h"

namespace pingyi::rpc {

// How long before its end a certificate is told of.
inline constexpr absl::Duration kEndsSoon = absl::Hours(24 * 30);

struct TlsFinding {
  enum class Kind {
    kEndsSoon,
    kFault,  // new connections are refused, or somebody can read the key
  };
  Kind kind;
  // Never OK, its codes as in tls.h. The message begins with the file, never holds what was read,
  // and stays the same as long as the file does and no certificate begins or ends.
  absl::Status status;

  friend bool operator==(const TlsFinding&, const TlsFinding&) = default;
};

// Looks at the own certificate and those that lead from it to its authority, at the key, and at the
// authorities, of which any one that is valid will do; `client_ca` may be empty. Empty: all is well
// at `now` and within kEndsSoon.
std::vector<TlsFinding> ExamineTlsFiles(const config::TlsFiles& files, absl::Time now);

}  // namespace pingyi::rpc
