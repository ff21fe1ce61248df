// Keeps what the server says of its health true.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <absl/status/status.h>
#include <absl/time/time.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>

namespace pingyi::rpc {

// OK when the service can do its work, e.g. a query was answered before the deadline.
using HealthCheck = std::function<absl::Status(absl::Time deadline)>;

// Asks the check at once and then at every interval, on a thread of its own, and tells gRPC's
// health service.
class HealthMonitor {
 public:
  // `names` are told besides "", the server as a whole. All are NOT_SERVING until the first check
  // has passed.
  HealthMonitor(grpc::HealthCheckServiceInterface& health, std::vector<std::string> names,
                HealthCheck check, absl::Duration interval);
  ~HealthMonitor();
  HealthMonitor(const HealthMonitor&) = delete;
  HealthMonitor& operator=(const HealthMonitor&) = delete;

  // NOT_SERVING for good.
  void Stop();

 private:
  void Run();
  void Tell(bool serving);
  absl::Status Ask() const;

  grpc::HealthCheckServiceInterface& health_;
  const std::vector<std::string> names_;
  const HealthCheck check_;
  const absl::Duration interval_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopped_ = false;
  bool serving_ = false;
  std::thread thread_;
};

}  // namespace pingyi::rpc
