#include "services/base/rpc/certificate_watch.h"

#include <string>
#include <utility>

#include "services/base/telemetry/log.h"

namespace pingyi::rpc {
namespace {

constexpr absl::Duration kTellAgain = absl::Hours(24);

void Tell(const TlsFinding& finding) {
  const std::string text(finding.status.message());
  if (finding.kind == TlsFinding::Kind::kEndsSoon) {
    telemetry::Log(telemetry::Level::kWarn, "a certificate ends soon", {{"text", text}});
  } else {
    telemetry::Log(telemetry::Level::kError, "a file of TLS is faulty", {{"text", text}});
  }
}

}  // namespace

CertificateJournal::CertificateJournal(config::TlsFiles files) : files_(std::move(files)) {}

void CertificateJournal::Look(absl::Time now) {
  std::vector<TlsFinding> findings = ExamineTlsFiles(files_, now);
  if (findings == told_ && now < told_at_ + kTellAgain) return;
  if (findings.empty() && !told_.empty()) {
    telemetry::Log(telemetry::Level::kInfo, "the files of TLS are in order again");
  }
  for (const TlsFinding& finding : findings) Tell(finding);
  told_ = std::move(findings);
  told_at_ = now;
}

CertificateWatch::CertificateWatch(config::TlsFiles files, const Clock& clock,
                                   absl::Duration interval)
    : journal_(std::move(files)), clock_(clock), interval_(interval), thread_([this] { Run(); }) {}

CertificateWatch::~CertificateWatch() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void CertificateWatch::Run() {
  std::unique_lock lock(mutex_);
  do {
    lock.unlock();
    journal_.Look(clock_.Now());
    lock.lock();
  } while (
      !wake_.wait_for(lock, absl::ToChronoNanoseconds(interval_), [this] { return stopped_; }));
}

}  // namespace pingyi::rpc
