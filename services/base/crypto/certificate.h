// What can be told of a certificate before anybody meets it: X.509 in PEM, as files hold it.
#pragma once

#include <string_view>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

namespace pingyi::crypto {

struct Validity {
  absl::Time from;
  absl::Time until;
};

// Of the first certificate of the text, which is the holder's own; others may follow.
// INVALID_ARGUMENT if there is none.
absl::StatusOr<Validity> ValidityOf(std::string_view pem);

// Whether the private key belongs to the first certificate. INVALID_ARGUMENT if it does not, has a
// passphrase, or if either text is none of its kind. Messages never hold what was read.
absl::Status CheckKeyFits(std::string_view certificate_pem, std::string_view key_pem);

}  // namespace pingyi::crypto
