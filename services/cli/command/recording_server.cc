#include "services/cli/command/recording_server.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace pingyi::cli::test {

// Reads the one request, writes the empty answer, ends; deletes itself.
class RecordingServer::Reactor : public grpc::ServerGenericBidiReactor {
 public:
  Reactor(RecordingServer& server, std::string path) : server_(server), path_(std::move(path)) {
    StartRead(&request_);
  }

  void OnReadDone(bool ok) override {
    if (!ok) {
      Finish(grpc::Status(grpc::StatusCode::INTERNAL, "no request"));
      return;
    }
    server_.Record(path_, request_);
    const grpc::Slice nothing("");
    answer_ = grpc::ByteBuffer(&nothing, 1);
    StartWriteAndFinish(&answer_, grpc::WriteOptions(), grpc::Status::OK);
  }
  void OnDone() override { delete this; }

 private:
  RecordingServer& server_;
  const std::string path_;
  grpc::ByteBuffer request_;
  grpc::ByteBuffer answer_;
};

RecordingServer::RecordingServer() {
  int port = 0;
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.RegisterCallbackGenericService(this);
  server_ = builder.BuildAndStart();
  address_ = fmt::format("127.0.0.1:{}", port);
}

RecordingServer::~RecordingServer() { server_->Shutdown(); }

std::vector<RecordedCall> RecordingServer::TakeCalls() {
  const std::lock_guard lock(mutex_);
  return std::exchange(calls_, {});
}

grpc::ServerGenericBidiReactor* RecordingServer::CreateReactor(
    grpc::GenericCallbackServerContext* context) {
  return new Reactor(*this, context->method());
}

void RecordingServer::Record(const std::string& path, const grpc::ByteBuffer& request) {
  grpc::Slice bytes;
  if (!request.DumpToSingleSlice(&bytes).ok()) return;
  std::string method = path.substr(1);
  std::ranges::replace(method, '/', '.');
  const std::lock_guard lock(mutex_);
  calls_.push_back(
      {std::move(method), std::string(reinterpret_cast<const char*>(bytes.begin()), bytes.size())});
}

}  // namespace pingyi::cli::test
