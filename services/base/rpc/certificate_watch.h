// Tells in the log, in good time, what becomes of the files of TLS while a service runs.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include <absl/time/time.h>

#include "services/base/clock/clock.h"
#include "services/base/config/transport.h"
#include "services/base/rpc/tls_files.h"

namespace pingyi::rpc {

// What stands in the log of the findings. Not thread-safe.
class CertificateJournal {
 public:
  explicit CertificateJournal(config::TlsFiles files);

  // Looks at the files and logs every finding, as a warning or, if it is a fault, as an error: when
  // they have changed, and once a day while there are any. One line says that none is left.
  void Look(absl::Time now);

 private:
  const config::TlsFiles files_;
  std::vector<TlsFinding> told_;
  absl::Time told_at_ = absl::InfinitePast();
};

// Looks at once and then at every interval, on a thread of its own, until it is destroyed.
class CertificateWatch {
 public:
  // `clock` outlives the watch.
  explicit CertificateWatch(config::TlsFiles files, const Clock& clock = SystemClock(),
                            absl::Duration interval = absl::Seconds(10));
  ~CertificateWatch();
  CertificateWatch(const CertificateWatch&) = delete;
  CertificateWatch& operator=(const CertificateWatch&) = delete;

 private:
  void Run();

  CertificateJournal journal_;
  const Clock& clock_;
  const absl::Duration interval_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopped_ = false;
  std::thread thread_;
};

}  // namespace pingyi::rpc
