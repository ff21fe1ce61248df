#include "services/cli/command/doctor_certificates.h"

#include <vector>

#include <absl/time/clock.h>

#include "services/base/config/section.h"
#include "services/base/rpc/tls_files.h"

namespace pingyi::cli {
namespace {

constexpr char kCheck[] = "tls";

absl::Status AddFinding(DoctorReport& report, const std::string& resource,
                        const rpc::TlsFinding& finding) {
  const std::string text(finding.status.message());
  if (finding.kind == rpc::TlsFinding::Kind::kEndsSoon) {
    return report.AddWarning(kCheck, resource, {"证书即将到期：" + text, text});
  }
  return report.AddFault(kCheck, resource, {"证书或密钥有误：" + text, text});
}

}  // namespace

absl::Status CheckCertificates(DoctorReport& report, const std::string& resource,
                               const config::TlsFiles& files) {
  const std::vector<rpc::TlsFinding> findings = rpc::ExamineTlsFiles(files, absl::Now());
  for (const rpc::TlsFinding& finding : findings) {
    if (auto s = AddFinding(report, resource, finding); !s.ok()) return s;
  }
  if (!findings.empty()) return absl::OkStatus();
  return report.AddFine(
      kCheck, resource,
      {"证书与密钥相符，30 天内不到期", "certificates and key fit, and none ends within 30 days"});
}

absl::Status CheckCertificatesOf(DoctorReport& report, const std::string& config) {
  absl::StatusOr<config::Document> document = config::Document::Load(config);
  if (!document.ok()) return report.AddError(kCheck, config, document.status());
  config::Section root = document->Root();
  const config::TransportConfig transport = config::ReadTransport(root);
  if (absl::Status problems = document->FinishPart(); !problems.ok()) {
    return report.AddError(kCheck, config, problems);
  }
  return transport.tls ? CheckCertificates(report, config, *transport.tls) : absl::OkStatus();
}

}  // namespace pingyi::cli
