// Secrets, such as the password of a database, are kept in files of their own, never in a flag or
// in the configuration.
#pragma once

#include <string>

#include <absl/status/statusor.h>

namespace pingyi::config {

// The one line a file holds, without the line's end. FAILED_PRECONDITION, and nothing is read, if
// anybody but the file's owner and group has any right to it: a secret that every user of the
// machine can read is none, and a warning about it would stand unread in a log. NOT_FOUND if it
// cannot be opened; INVALID_ARGUMENT if it is no file, empty, has more than one line or 4096 bytes.
// Messages never hold what was read.
absl::StatusOr<std::string> ReadSecretFile(const std::string& path);

// All of a file that holds a private key. As above, but stricter: FAILED_PRECONDITION if anybody
// but the file's owner has any right to it, and any number of lines up to 4096 bytes.
absl::StatusOr<std::string> ReadPrivateKeyFile(const std::string& path);

// The same of the private key of a TLS certificate: owner and group may have rights, because
// certificates often belong to those who look after the machine; at most 64 KiB.
absl::StatusOr<std::string> ReadTlsKeyFile(const std::string& path);

// All of a file that holds certificates, which are no secret: whoever may have rights to it; at
// most 4 MiB. Errors as above.
absl::StatusOr<std::string> ReadCertificateFile(const std::string& path);

}  // namespace pingyi::config
