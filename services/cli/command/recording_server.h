// A server for every method there is: it keeps the call and answers with an empty message.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/grpcpp.h>

namespace pingyi::cli::test {

struct RecordedCall {
  std::string method;   // "pingyi.report.v1.ReportService.GetCycle"
  std::string request;  // as it came over the wire
};

// Thread-safe.
class RecordingServer : private grpc::CallbackGenericService {
 public:
  RecordingServer();
  ~RecordingServer() override;

  const std::string& address() const { return address_; }
  // The calls since the last time this was asked.
  std::vector<RecordedCall> TakeCalls();

 private:
  class Reactor;

  grpc::ServerGenericBidiReactor* CreateReactor(
      grpc::GenericCallbackServerContext* context) override;
  void Record(const std::string& path, const grpc::ByteBuffer& request);

  std::mutex mutex_;
  std::vector<RecordedCall> calls_;  // guarded by mutex_
  std::string address_;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace pingyi::cli::test
