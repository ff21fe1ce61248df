// Asks a server for its health.
#pragma once

#include <memory>
#include <string>
#include <thread>

#include <grpc/health/v1/health_service.grpc.pb.h>
#include <grpcpp/grpcpp.h>

namespace pingyi::test {

class Health {
 public:
  explicit Health(const std::string& address)
      : stub_(grpc::health::v1::Health::NewStub(
            grpc::CreateChannel(address, grpc::InsecureChannelCredentials()))) {}

  // The name of the state, or the text of the error.
  std::string Check(const std::string& service) {
    grpc::ClientContext context;
    grpc::health::v1::HealthCheckRequest request;
    request.set_service(service);
    grpc::health::v1::HealthCheckResponse response;
    const grpc::Status status = stub_->Check(&context, request, &response);
    if (!status.ok()) return status.error_message();
    return grpc::health::v1::HealthCheckResponse::ServingStatus_Name(response.status());
  }

  // Returns once the state is this one; the test's own time limit ends a wait in vain.
  void WaitFor(const std::string& service, const std::string& state) {
    while (Check(service) != state) std::this_thread::yield();
  }

  // Opens a watch, which stays open as long as this object, and reads the present state from it.
  void OpenWatch(const std::string& service) {
    grpc::health::v1::HealthCheckRequest request;
    request.set_service(service);
    watch_ = stub_->Watch(&watch_context_, request);
    grpc::health::v1::HealthCheckResponse response;
    watch_->Read(&response);
  }

 private:
  std::unique_ptr<grpc::health::v1::Health::Stub> stub_;
  grpc::ClientContext watch_context_;
  std::unique_ptr<grpc::ClientReader<grpc::health::v1::HealthCheckResponse>> watch_;
};

}  // namespace pingyi::test
