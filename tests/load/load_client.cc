#include "tests/load/load_client.h"

#include <algorithm>

namespace pingyi::load {
namespace {

double Quantile(const std::vector<double>& sorted, double share) {
  return sorted.empty()
             ? 0
             : sorted[static_cast<size_t>(share * static_cast<double>(sorted.size() - 1))];
}

}  // namespace

Figures Summarize(std::vector<double> milliseconds, double seconds, int64_t failed) {
  std::sort(milliseconds.begin(), milliseconds.end());
  const auto answered = static_cast<double>(milliseconds.size()) - static_cast<double>(failed);
  return {answered / seconds, Quantile(milliseconds, 0.5), Quantile(milliseconds, 0.99), failed};
}

Figures Medians(std::span<const Figures> figures) {
  const auto median = [figures](double Figures::*figure) {
    std::vector<double> values;
    values.reserve(figures.size());
    for (const Figures& one : figures) values.push_back(one.*figure);
    std::sort(values.begin(), values.end());
    return Quantile(values, 0.5);
  };
  Figures medians = {median(&Figures::per_second), median(&Figures::p50_ms),
                     median(&Figures::p99_ms)};
  for (const Figures& one : figures) medians.failed += one.failed;
  return medians;
}

Stubs Connect(const std::string& address, int channels,
              std::shared_ptr<grpc::ChannelCredentials> credentials) {
  if (credentials == nullptr) credentials = grpc::InsecureChannelCredentials();
  Stubs stubs;
  stubs.reserve(channels);
  for (int i = 0; i < channels; ++i) {
    grpc::ChannelArguments arguments;
    arguments.SetInt("pingyi.load.channel", i);
    stubs.push_back(pingyi::appraisal::v1::AppraisalService::NewStub(
        grpc::CreateCustomChannel(address, credentials, arguments)));
  }
  return stubs;
}

}  // namespace pingyi::load
