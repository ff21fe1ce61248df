// The three services as real processes, with stubs to call them, on the storage that ctest chose
// (see storage.h).
#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include <grpcpp/grpcpp.h>

#include "pingyi/appraisal/v1/appraisal_service.grpc.pb.h"
#include "pingyi/report/v1/report_service.grpc.pb.h"
#include "pingyi/result/v1/result_service.grpc.pb.h"
#include "services/base/testing/temp_dir.h"
#include "tests/integration/process.h"
#include "tests/integration/storage.h"

namespace pingyi::test {

enum class Service { kReport = 0, kAppraisal = 1, kResult = 2 };

struct SuiteOptions {
  // Added to the configuration of every service, e.g. a short interval of health checks.
  std::string config = "";
  // Added to that of the result service, e.g. a short lease.
  std::string result_config = "";
  // Directory of a MariaDB server of the test's own, to be used whatever ctest chose.
  std::string server = "";
};

// Fails the test (by gtest's expectations) when a service does not start.
class Suite {
 public:
  explicit Suite(SuiteOptions options = {});

  // Kills the process with SIGKILL and starts it again on the same port and data.
  void KillAndRestart(Service service);
  void Kill(Service service);
  void Start(Service service);
  Process& process(Service service) { return *processes_.at(static_cast<size_t>(service)); }

  // Starts one more process of the service on the same database, with the same callees, and gives
  // its address. With `data`, its configuration has that section "data" instead.
  std::string AddReplica(Service service, const std::string& data = "");

  pingyi::report::v1::ReportService::Stub& report() { return *report_; }
  pingyi::appraisal::v1::AppraisalService::Stub& appraisal() { return *appraisal_; }
  pingyi::result::v1::ResultService::Stub& result() { return *result_; }
  // Channel of its own each time, as a second client would have.
  std::unique_ptr<pingyi::appraisal::v1::AppraisalService::Stub> NewAppraisalStub() const;
  std::unique_ptr<pingyi::result::v1::ResultService::Stub> NewResultStub() const;
  // The same to another address, e.g. of a replica.
  static std::unique_ptr<pingyi::appraisal::v1::AppraisalService::Stub> AppraisalStubTo(
      const std::string& address);
  static std::unique_ptr<pingyi::result::v1::ResultService::Stub> ResultStubTo(
      const std::string& address);

  std::string address(Service service) const;
  // Path of a service's file ("report.db", "appraisal.log").
  std::string File(const std::string& name) const { return dir_.File(name); }
  // The section "data" of a service's configuration.
  std::string DataOf(Service service) const;

 private:
  // Writes FILE.yaml for a process that listens on the port.
  void WriteConfig(Service service, const std::string& file, int port,
                   const std::string& data) const;
  // What a caller of the service takes as target: its address, or all of its replicas.
  std::string TargetOf(Service service) const;
  // Starts a process with FILE.yaml and gives its port; 0 if it did not start.
  int StartProcess(Service service, const std::string& file, std::unique_ptr<Process>& process);

  TempDir dir_;
  const SuiteOptions options_;
  const ServiceStorage storage_;  // ends after the processes
  std::array<int, 3> ports_ = {0, 0, 0};
  struct Replica {
    Service service;
    std::string address;
    std::unique_ptr<Process> process;
  };
  std::vector<Replica> replicas_;
  std::array<std::unique_ptr<Process>, 3> processes_;
  std::unique_ptr<pingyi::report::v1::ReportService::Stub> report_;
  std::unique_ptr<pingyi::appraisal::v1::AppraisalService::Stub> appraisal_;
  std::unique_ptr<pingyi::result::v1::ResultService::Stub> result_;
};

// A random UUID for a request id.
std::string NewRequestId();

}  // namespace pingyi::test
