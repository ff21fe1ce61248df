#include "services/base/rpc/health.h"

#include <algorithm>
#include <exception>
#include <utility>

#include <absl/time/clock.h>

#include "services/base/telemetry/log.h"

namespace pingyi::rpc {
namespace {

// A database under load may take this long to answer and still be healthy.
constexpr absl::Duration kLeastPatience = absl::Seconds(2);

}  // namespace

HealthMonitor::HealthMonitor(grpc::HealthCheckServiceInterface& health,
                             std::vector<std::string> names, HealthCheck check,
                             absl::Duration interval)
    : health_(health), names_(std::move(names)), check_(std::move(check)), interval_(interval) {
  Tell(false);
  thread_ = std::thread([this] { Run(); });
}

HealthMonitor::~HealthMonitor() {
  Stop();
  thread_.join();
}

void HealthMonitor::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    Tell(false);
  }
  wake_.notify_all();
}

void HealthMonitor::Tell(bool serving) {
  health_.SetServingStatus("", serving);
  for (const std::string& name : names_) health_.SetServingStatus(name, serving);
}

absl::Status HealthMonitor::Ask() const {
  try {
    return check_(absl::Now() + std::max(interval_, kLeastPatience));
  } catch (const std::exception& error) {
    return absl::InternalError(error.what());
  }
}

void HealthMonitor::Run() {
  std::unique_lock lock(mutex_);
  bool first = true;
  while (!stopped_) {
    lock.unlock();
    const absl::Status status = Ask();
    lock.lock();
    if (stopped_) return;
    if (first || status.ok() != serving_) {
      first = false;
      serving_ = status.ok();
      Tell(serving_);
      const std::string text = status.ToString();
      telemetry::Log(serving_ ? telemetry::Level::kInfo : telemetry::Level::kError, "health",
                     {{"serving", serving_}, {"check", text}});
    }
    wake_.wait_for(lock, absl::ToChronoNanoseconds(interval_), [this] { return stopped_; });
  }
}

}  // namespace pingyi::rpc
