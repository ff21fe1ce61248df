// A closed-loop load generator: so many callers, each with one call in flight, until all calls are
// done.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <latch>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <grpcpp/grpcpp.h>

#include "pingyi/appraisal/v1/appraisal_service.grpc.pb.h"

namespace pingyi::load {

struct Figures {
  double per_second = 0;  // answers that were OK
  double p50_ms = 0;
  double p99_ms = 0;
  int64_t failed = 0;
};

// From the milliseconds that each call took, and the seconds of all.
Figures Summarize(std::vector<double> milliseconds, double seconds, int64_t failed);

// The median of each figure; failures are added up. Not of nothing.
Figures Medians(std::span<const Figures> figures);

using Stub = pingyi::appraisal::v1::AppraisalService::Stub;
using Stubs = std::vector<std::unique_ptr<Stub>>;

// `channels` stubs, each on a connection of its own, in plain text unless credentials are given.
Stubs Connect(const std::string& address, int channels,
              std::shared_ptr<grpc::ChannelCredentials> credentials = nullptr);

// Begins one call through gRPC's callback client.
template <typename Request, typename Response>
using Send = void (*)(Stub&, grpc::ClientContext*, const Request*, Response*,
                      std::function<void(grpc::Status)>);

template <typename Request, typename Response>
class Load {
 public:
  Load(const Stubs& stubs, std::span<const Request> requests, Send<Request, Response> send)
      : stubs_(stubs), requests_(requests), send_(send), milliseconds_(requests.size()) {}

  // Sends every request once, `callers` at a time.
  Figures Run(int callers) {
    std::latch busy(callers);
    std::vector<std::unique_ptr<Caller>> all;
    all.reserve(callers);
    for (int i = 0; i < callers; ++i) {
      all.push_back(std::make_unique<Caller>(*this, *stubs_[i % stubs_.size()], busy));
    }
    const Clock::time_point begun = Clock::now();
    for (const auto& caller : all) caller->Begin();
    busy.wait();
    return Summarize(milliseconds_, std::chrono::duration<double>(Clock::now() - begun).count(),
                     failed_);
  }

 private:
  using Clock = std::chrono::steady_clock;

  // Begins its next call when the last one was answered.
  class Caller {
   public:
    Caller(Load& load, Stub& stub, std::latch& busy) : load_(load), stub_(stub), busy_(busy) {}

    void Begin() {
      mine_ = load_.next_++;
      if (mine_ >= load_.requests_.size()) {
        busy_.count_down();
        return;
      }
      context_ = std::make_unique<grpc::ClientContext>();
      begun_ = Clock::now();
      load_.send_(stub_, context_.get(), &load_.requests_[mine_], &response_,
                  [this](const grpc::Status& status) { End(status); });
    }

   private:
    void End(const grpc::Status& status) {
      load_.milliseconds_[mine_] =
          std::chrono::duration<double, std::milli>(Clock::now() - begun_).count();
      if (!status.ok()) ++load_.failed_;
      Begin();
    }

    Load& load_;
    Stub& stub_;
    std::latch& busy_;
    size_t mine_ = 0;
    Clock::time_point begun_;
    std::unique_ptr<grpc::ClientContext> context_;
    Response response_;
  };

  const Stubs& stubs_;
  const std::span<const Request> requests_;
  const Send<Request, Response> send_;
  std::vector<double> milliseconds_;
  std::atomic<size_t> next_ = 0;
  std::atomic<int64_t> failed_ = 0;
};

}  // namespace pingyi::load
