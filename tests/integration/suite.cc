#include "tests/integration/suite.h"

#include <array>
#include <atomic>
#include <csignal>
#include <fstream>
#include <random>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace pingyi::test {
namespace {

constexpr std::array<std::string_view, 3> kNames = {"report", "appraisal", "result"};

std::string_view NameOf(Service service) { return kNames.at(static_cast<size_t>(service)); }

// A channel that is no other's: gRPC would share connections between channels with equal arguments.
std::shared_ptr<grpc::Channel> NewChannel(const std::string& address) {
  static std::atomic<int> count = 0;
  grpc::ChannelArguments arguments;
  arguments.SetInt("pingyi.test.channel", ++count);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 50);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 200);
  return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
}

}  // namespace

Suite::Suite(SuiteOptions options)
    : options_(std::move(options)),
      storage_(dir_.path().string(), OnMysql() || !options_.server.empty(),
               OnMysql() && options_.server.empty() ? MariadbDir() : options_.server) {
  for (const Service service : {Service::kReport, Service::kAppraisal, Service::kResult}) {
    Start(service);
  }
  report_ = pingyi::report::v1::ReportService::NewStub(NewChannel(address(Service::kReport)));
  appraisal_ = NewAppraisalStub();
  result_ = NewResultStub();
}

std::unique_ptr<pingyi::appraisal::v1::AppraisalService::Stub> Suite::NewAppraisalStub() const {
  return AppraisalStubTo(address(Service::kAppraisal));
}

std::unique_ptr<pingyi::result::v1::ResultService::Stub> Suite::NewResultStub() const {
  return ResultStubTo(address(Service::kResult));
}

std::unique_ptr<pingyi::appraisal::v1::AppraisalService::Stub> Suite::AppraisalStubTo(
    const std::string& address) {
  return pingyi::appraisal::v1::AppraisalService::NewStub(NewChannel(address));
}

std::unique_ptr<pingyi::result::v1::ResultService::Stub> Suite::ResultStubTo(
    const std::string& address) {
  return pingyi::result::v1::ResultService::NewStub(NewChannel(address));
}

std::string Suite::address(Service service) const {
  return fmt::format("127.0.0.1:{}", ports_.at(static_cast<size_t>(service)));
}

std::string Suite::DataOf(Service service) const { return storage_.DataOf(NameOf(service)); }

void Suite::WriteConfig(Service service, const std::string& file, int port,
                        const std::string& data) const {
  std::ofstream config(File(file + ".yaml"));
  config << fmt::format("listen: 127.0.0.1:{}\n", port) << data << options_.config;
  if (service == Service::kAppraisal) {
    config << fmt::format("report_service: {{target: \"{}\"}}\n", TargetOf(Service::kReport));
  }
  if (service == Service::kResult) {
    config << fmt::format("appraisal_service: {{target: \"{}\"}}\n", TargetOf(Service::kAppraisal))
           << options_.result_config;
  }
}

int Suite::StartProcess(Service service, const std::string& file,
                        std::unique_ptr<Process>& process) {
  process = std::make_unique<Process>(fmt::format("{}/pingyi-{}", BinDir(), NameOf(service)),
                                      std::vector<std::string>{"--config", File(file + ".yaml")},
                                      File(file + ".log"), "listening on ");
  EXPECT_TRUE(process->ready()) << file << " did not start: " << ContentOf(File(file + ".log"));
  const std::string& line = process->ready_line();
  return process->ready() ? std::stoi(line.substr(line.rfind(':') + 1)) : 0;
}

void Suite::Start(Service service) {
  const std::string name(NameOf(service));
  int& port = ports_.at(static_cast<size_t>(service));
  WriteConfig(service, name, port, DataOf(service));
  port = StartProcess(service, name, processes_.at(static_cast<size_t>(service)));
}

std::string Suite::AddReplica(Service service, const std::string& data) {
  const std::string name = fmt::format("{}-replica-{}", NameOf(service), replicas_.size() + 1);
  WriteConfig(service, name, 0, data.empty() ? DataOf(service) : data);
  Replica replica{service, "", nullptr};
  replica.address = fmt::format("127.0.0.1:{}", StartProcess(service, name, replica.process));
  return replicas_.emplace_back(std::move(replica)).address;
}

std::string Suite::TargetOf(Service service) const {
  std::string target = address(service);
  for (const Replica& replica : replicas_) {
    if (replica.service == service) target += "," + replica.address;
  }
  return "ipv4:" + target;
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
