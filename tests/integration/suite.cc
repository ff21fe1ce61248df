#include "tests/integration/suite.h"

#include <array>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <random>
#include <string_view>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace pingyi::test {
namespace {

constexpr std::array<std::string_view, 3> kNames = {"report", "appraisal", "result"};

std::string_view NameOf(Service service) { return kNames.at(static_cast<size_t>(service)); }

std::string Environment(const char* name) {
  const char* value = std::getenv(name);
  EXPECT_NE(value, nullptr) << name << " is set by ctest; run this test through it";
  return value == nullptr ? "" : value;
}

// A channel that is no other's: gRPC would share connections between channels with equal arguments.
std::shared_ptr<grpc::Channel> NewChannel(const std::string& address) {
  static int count = 0;
  grpc::ChannelArguments arguments;
  arguments.SetInt("pingyi.test.channel", ++count);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 50);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 200);
  return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
}

}  // namespace

std::string BinDir() { return Environment("PINGYI_BIN"); }
std::string SourceDir() { return Environment("PINGYI_SOURCE"); }

Suite::Suite(const std::string& result_config) : result_config_(result_config) {
  for (const Service service : {Service::kReport, Service::kAppraisal, Service::kResult}) {
    Start(service);
  }
  report_ = pingyi::report::v1::ReportService::NewStub(NewChannel(address(Service::kReport)));
  appraisal_ = NewAppraisalStub();
  result_ = NewResultStub();
}

std::unique_ptr<pingyi::appraisal::v1::AppraisalService::Stub> Suite::NewAppraisalStub() const {
  return pingyi::appraisal::v1::AppraisalService::NewStub(NewChannel(address(Service::kAppraisal)));
}

std::unique_ptr<pingyi::result::v1::ResultService::Stub> Suite::NewResultStub() const {
  return pingyi::result::v1::ResultService::NewStub(NewChannel(address(Service::kResult)));
}

std::string Suite::address(Service service) const {
  return fmt::format("127.0.0.1:{}", ports_.at(static_cast<size_t>(service)));
}

void Suite::WriteConfig(Service service) const {
  const std::string_view name = NameOf(service);
  std::ofstream config(File(fmt::format("{}.yaml", name)));
  config << fmt::format("listen: {}\n", address(service))
         << fmt::format("data: {{backend: sqlite, path: \"{}\"}}\n",
                        File(fmt::format("{}.db", name)));
  if (service == Service::kAppraisal) {
    config << fmt::format("report_service: {{target: \"{}\"}}\n", address(Service::kReport));
  }
  if (service == Service::kResult) {
    config << fmt::format("appraisal_service: {{target: \"{}\"}}\n", address(Service::kAppraisal))
           << result_config_;
  }
}

void Suite::Start(Service service) {
  WriteConfig(service);
  const std::string_view name = NameOf(service);
  auto process = std::make_unique<Process>(
      fmt::format("{}/pingyi-{}", BinDir(), name),
      std::vector<std::string>{"--config", File(fmt::format("{}.yaml", name))},
      File(fmt::format("{}.log", name)), "listening on ");
  ASSERT_TRUE(process->ready()) << name << " did not start; see "
                                << File(fmt::format("{}.log", name));
  const std::string& line = process->ready_line();
  ports_.at(static_cast<size_t>(service)) = std::stoi(line.substr(line.rfind(':') + 1));
  processes_.at(static_cast<size_t>(service)) = std::move(process);
}

void Suite::Kill(Service service) { process(service).Signal(SIGKILL); }

void Suite::KillAndRestart(Service service) {
  Kill(service);
  Start(service);
}

std::string NewRequestId() {
  static std::random_device random;
  std::array<uint32_t, 4> words{};
  for (uint32_t& word : words) word = random();
  return fmt::format("{:08x}-{:04x}-4{:03x}-a{:03x}-{:04x}{:08x}", words[0], words[1] & 0xffff,
                     words[1] >> 20, words[2] & 0xfff, words[2] >> 16, words[3]);
}

}  // namespace pingyi::test
