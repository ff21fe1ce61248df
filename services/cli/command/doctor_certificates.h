// The files of mutual TLS, as `pingyi doctor` looks at them.
#pragma once

#include <string>

#include <absl/status/status.h>

#include "services/base/config/transport.h"
#include "services/cli/command/doctor_report.h"

namespace pingyi::cli {

// A row for each finding, or one that says there is none.
absl::Status CheckCertificates(DoctorReport& report, const std::string& resource,
                               const config::TlsFiles& files);

// The same for the files that a service's configuration names; nothing if it has no section tls.
absl::Status CheckCertificatesOf(DoctorReport& report, const std::string& config);

}  // namespace pingyi::cli
