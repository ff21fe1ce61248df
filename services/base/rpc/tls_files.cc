#include "services/base/rpc/tls_files.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include <absl/status/statusor.h>
#include <fmt/format.h>

#include "services/base/config/secret_file.h"
#include "services/base/crypto/certificate.h"
#include "services/base/crypto/signature.h"

namespace pingyi::rpc {
namespace {

using config::TlsFiles;
using crypto::Validity;
using Kind = TlsFinding::Kind;

// From when and until when there is a valid one among them.
Validity UnionOf(const std::vector<Validity>& all, absl::Time now) {
  Validity any{absl::InfiniteFuture(), absl::InfinitePast()};
  for (const Validity& one : all) {
    any.until = std::max(any.until, one.until);
    if (one.until >= now) any.from = std::min(any.from, one.from);
  }
  return any;
}

class Examination {
 public:
  explicit Examination(absl::Time now) : now_(now) {}

  void Identity(const TlsFiles& files) {
    const absl::StatusOr<std::string> pem = config::ReadCertificateFile(files.certificate);
    if (!pem.ok()) return Fault(pem.status());
    const absl::StatusOr<std::vector<Validity>> chain = crypto::ValiditiesOfChain(*pem);
    if (!chain.ok()) return FaultIn(files.certificate, chain.status());
    std::string_view whose = "the certificate";
    for (const Validity& validity : *chain) {
      Period(files.certificate, whose, validity);
      whose = "an intermediate certificate";
    }
    Key(files.key, *pem);
  }

  void Authorities(const std::string& path) {
    const absl::StatusOr<std::string> pem = config::ReadCertificateFile(path);
    if (!pem.ok()) return Fault(pem.status());
    const absl::StatusOr<std::vector<Validity>> all = crypto::ValiditiesOf(*pem);
    if (!all.ok()) return FaultIn(path, all.status());
    Period(path, "the last of the authorities", UnionOf(*all, now_));
  }

  std::vector<TlsFinding> Finish() && { return std::move(findings_); }

 private:
  void Key(const std::string& path, const std::string& certificate) {
    absl::StatusOr<std::string> key = config::ReadTlsKeyFile(path);
    if (!key.ok()) return Fault(key.status());
    const absl::Status fits = crypto::CheckKeyFits(certificate, *key);
    crypto::Wipe(*key);
    if (!fits.ok()) FaultIn(path, fits);
  }

  void Period(const std::string& path, std::string_view whose, const Validity& validity) {
    if (now_ > validity.until) {
      Note(Kind::kFault, path, whose, "expired at", validity.until);
    } else if (now_ < validity.from) {
      Note(Kind::kFault, path, whose, "is not valid before", validity.from);
    } else if (now_ + kEndsSoon > validity.until) {
      Note(Kind::kEndsSoon, path, whose, "ends at", validity.until);
    }
  }

  void Note(Kind kind, const std::string& path, std::string_view whose, std::string_view what,
            absl::Time when) {
    findings_.push_back({kind, absl::FailedPreconditionError(fmt::format(
                                   "{}: {} {} {}", path, whose, what, absl::FormatTime(when)))});
  }
  // The message names the file.
  void Fault(const absl::Status& status) { findings_.push_back({Kind::kFault, status}); }
  void FaultIn(const std::string& path, const absl::Status& status) {
    Fault({status.code(), fmt::format("{}: {}", path, std::string(status.message()))});
  }

  const absl::Time now_;
  std::vector<TlsFinding> findings_;
};

}  // namespace

std::vector<TlsFinding> ExamineTlsFiles(const TlsFiles& files, absl::Time now) {
  Examination examination(now);
  examination.Identity(files);
  examination.Authorities(files.ca);
  if (!files.client_ca.empty() && files.client_ca != files.ca) {
    examination.Authorities(files.client_ca);
  }
  return std::move(examination).Finish();
}

}  // namespace pingyi::rpc
