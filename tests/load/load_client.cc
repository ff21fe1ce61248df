#include "tests/load/load_client.h"

#include <algorithm>
#include <atomic>
#include <chrono>

#include <absl/synchronization/blocking_counter.h>
#include <grpcpp/grpcpp.h>

namespace pingyi::load {
namespace {

using pingyi::appraisal::v1::CastBallotRequest;
using pingyi::appraisal::v1::CastBallotResponse;
using Clock = std::chrono::steady_clock;

struct Run {
  const std::vector<CastBallotRequest>& requests;
  std::vector<double> milliseconds;
  std::atomic<size_t> next = 0;
  std::atomic<int64_t> failed = 0;
  absl::BlockingCounter callers;
};

// One caller: begins its next call when the last one was answered.
class Caller {
 public:
  Caller(Run& run, Stub& stub) : run_(run), stub_(stub) {}

  void Begin() {
    mine_ = run_.next++;
    if (mine_ >= run_.requests.size()) {
      run_.callers.DecrementCount();
      return;
    }
    context_ = std::make_unique<grpc::ClientContext>();
    begun_ = Clock::now();
    stub_.async()->CastBallot(context_.get(), &run_.requests[mine_], &response_,
                              [this](const grpc::Status& status) { End(status); });
  }

 private:
  void End(const grpc::Status& status) {
    run_.milliseconds[mine_] =
        std::chrono::duration<double, std::milli>(Clock::now() - begun_).count();
    if (!status.ok()) ++run_.failed;
    Begin();
  }

  Run& run_;
  Stub& stub_;
  size_t mine_ = 0;
  Clock::time_point begun_;
  std::unique_ptr<grpc::ClientContext> context_;
  CastBallotResponse response_;
};

double Quantile(const std::vector<double>& sorted, double share) {
  return sorted.empty() ? 0 : sorted[static_cast<size_t>(share * (sorted.size() - 1))];
}

}  // namespace

std::vector<std::unique_ptr<Stub>> Connect(const std::string& address, int channels) {
  std::vector<std::unique_ptr<Stub>> stubs;
  stubs.reserve(channels);
  for (int i = 0; i < channels; ++i) {
    grpc::ChannelArguments arguments;
    arguments.SetInt("pingyi.load.channel", i);
    stubs.push_back(pingyi::appraisal::v1::AppraisalService::NewStub(
        grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments)));
  }
  return stubs;
}

Figures CastAll(const std::vector<std::unique_ptr<Stub>>& stubs, int callers,
                const std::vector<CastBallotRequest>& requests) {
  Run run{requests, std::vector<double>(requests.size()), 0, 0, absl::BlockingCounter(callers)};
  std::vector<std::unique_ptr<Caller>> all;
  all.reserve(callers);
  for (int i = 0; i < callers; ++i) {
    all.push_back(std::make_unique<Caller>(run, *stubs[i % stubs.size()]));
  }
  const Clock::time_point begun = Clock::now();
  for (const auto& caller : all) caller->Begin();
  run.callers.Wait();
  const double seconds = std::chrono::duration<double>(Clock::now() - begun).count();
  std::sort(run.milliseconds.begin(), run.milliseconds.end());
  return {static_cast<double>(requests.size() - run.failed) / seconds,
          Quantile(run.milliseconds, 0.5), Quantile(run.milliseconds, 0.99), run.failed};
}

}  // namespace pingyi::load
