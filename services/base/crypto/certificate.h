// What can be told of a certificate before anybody meets it: X.509 in PEM, as files hold it.
#pragma once

#include <string_view>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

namespace pingyi::crypto {

struct Validity {
  absl::Time from;
  absl::Time until;
};

// Of every certificate of the text, in its order; at least one. For both functions:
// INVALID_ARGUMENT if there is none, or one that cannot be read.
absl::StatusOr<std::vector<Validity>> ValiditiesOf(std::string_view pem);

// Of the first certificate, which is the holder's own, and of those in the text that lead from it
// to its authority, in this order. An authority itself is not among them: it counts as far as the
// other side believes it.
absl::StatusOr<std::vector<Validity>> ValiditiesOfChain(std::string_view pem);

// Whether the private key belongs to the first certificate. INVALID_ARGUMENT if it does not, has a
// passphrase, or if either text is none of its kind. Messages never hold what was read.
absl::Status CheckKeyFits(std::string_view certificate_pem, std::string_view key_pem);

}  // namespace pingyi::crypto
