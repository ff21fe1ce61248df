// The three services as three real processes on SQLite, with stubs to call them.
#pragma once

#include <array>
#include <memory>
#include <string>

#include <grpcpp/grpcpp.h>

#include "pingyi/appraisal/v1/appraisal_service.grpc.pb.h"
#include "pingyi/report/v1/report_service.grpc.pb.h"
#include "pingyi/result/v1/result_service.grpc.pb.h"
#include "services/base/testing/temp_dir.h"
#include "tests/integration/process.h"

namespace pingyi::test {

enum class Service { kReport = 0, kAppraisal = 1, kResult = 2 };

// Fails the test (by gtest's expectations) when a service does not start.
class Suite {
 public:
  // `result_config` is added to the configuration of the result service, e.g. a short lease.
  explicit Suite(const std::string& result_config = "");

  // Kills the process with SIGKILL and starts it again on the same port and data.
  void KillAndRestart(Service service);
  void Kill(Service service);
  void Start(Service service);
  Process& process(Service service) { return *processes_.at(static_cast<size_t>(service)); }

  pingyi::report::v1::ReportService::Stub& report() { return *report_; }
  pingyi::appraisal::v1::AppraisalService::Stub& appraisal() { return *appraisal_; }
  pingyi::result::v1::ResultService::Stub& result() { return *result_; }
  // Channel of its own each time, as a second client would have.
  std::unique_ptr<pingyi::appraisal::v1::AppraisalService::Stub> NewAppraisalStub() const;
  std::unique_ptr<pingyi::result::v1::ResultService::Stub> NewResultStub() const;

  std::string address(Service service) const;
  // Path of a service's file ("report.db", "appraisal.log").
  std::string File(const std::string& name) const { return dir_.File(name); }

 private:
  void WriteConfig(Service service) const;

  TempDir dir_;
  const std::string result_config_;
  std::array<int, 3> ports_ = {0, 0, 0};
  std::array<std::unique_ptr<Process>, 3> processes_;
  std::unique_ptr<pingyi::report::v1::ReportService::Stub> report_;
  std::unique_ptr<pingyi::appraisal::v1::AppraisalService::Stub> appraisal_;
  std::unique_ptr<pingyi::result::v1::ResultService::Stub> result_;
};

// Directory of the programs under test and of the source tree, as ctest gives them.
std::string BinDir();
std::string SourceDir();

// A random UUID for a request id.
std::string NewRequestId();

}  // namespace pingyi::test
