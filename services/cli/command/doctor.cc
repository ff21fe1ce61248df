// pingyi doctor: what must hold, checked from outside.
#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include <absl/strings/ascii.h>
#include <absl/strings/str_replace.h>
#include <fmt/format.h>
#include <grpc/health/v1/health_service.grpc.pb.h>

#include "services/cli/command/commands.h"
#include "services/cli/command/doctor_audit.h"
#include "services/cli/command/doctor_certificates.h"
#include "services/cli/command/doctor_report.h"
#include "services/cli/command/doctor_round.h"
#include "services/cli/command/names.h"
#include "services/cli/io/run_program.h"

namespace pingyi::cli {
namespace {

using appraisal::v1::AppraisalService;
using appraisal::v1::GetRoundRequest;
using appraisal::v1::ListRoundsRequest;
using appraisal::v1::ListRoundsResponse;
using appraisal::v1::Round;
using grpc::health::v1::Health;
using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;
using Stub = AppraisalService::StubInterface;

struct ServiceName {
  const char* word;
  const char* contract;  // with its version: health is asked by this name
};
constexpr std::array<ServiceName, 3> kServices = {
    {{"report", "pingyi.report.v1.ReportService"},
     {"appraisal", "pingyi.appraisal.v1.AppraisalService"},
     {"result", "pingyi.result.v1.ResultService"}}};

struct Options {
  std::string round;
  std::vector<std::string> configs;  // "report=/etc/pingyi/report.yaml"
};

absl::StatusOr<HealthCheckResponse> AskHealth(Context& context, const std::string& contract) {
  auto channel = context.session.ChannelTo(contract);
  if (!channel.ok()) return channel.status();
  HealthCheckRequest request;
  request.set_service(contract);
  HealthCheckResponse response;
  const auto call = context.session.NewContext(kUsualTimeout);
  const grpc::Status status = Health::NewStub(*channel)->Check(call.get(), request, &response);
  if (!status.ok()) return rpc::FromGrpc(status);
  return response;
}

// Whether the service can be asked further.
absl::Status CheckService(Context& context, DoctorReport& report, const ServiceName& service,
                          bool& serving) {
  const std::string address = context.session.AddressOf(service.contract);
  const auto health = AskHealth(context, service.contract);
  serving = health.ok() && health->status() == HealthCheckResponse::SERVING;
  if (serving) {
    return report.AddFine("service", service.word,
                          {fmt::format("{} 在 {} 提供服务", service.contract, address),
                           fmt::format("serves {} at {}", service.contract, address)});
  }
  if (health.ok()) {
    return report.AddFault(
        "service", service.word,
        {fmt::format("{}：在运行，但不提供服务（数据库不可用？）", address),
         fmt::format("{}: runs but does not serve (is its database away?)", address)});
  }
  if (absl::IsNotFound(health.status())) {
    return report.AddFault("service", service.word,
                           {fmt::format("{}：不提供 {}", address, service.contract),
                            fmt::format("{}: does not know {}", address, service.contract)});
  }
  return report.AddError("service", service.word, health.status());
}

absl::Status ExamineRounds(Context& context, const Options& options, RoundExamination& rounds) {
  const Client<AppraisalService> client(context.session);
  if (!options.round.empty()) {
    GetRoundRequest request;
    request.set_name(NameIn("rounds", options.round));
    const absl::StatusOr<Round> round = client.Call(&Stub::GetRound, request);
    return round.ok() ? rounds.Examine(*round) : round.status();
  }
  ListRoundsRequest request;
  return client.ListAll(&Stub::ListRounds, request, &ListRoundsResponse::rounds,
                        [&](const Round& round) { return rounds.Examine(round); });
}

// One line of what a program printed.
std::string OneLine(const std::string& output) {
  return absl::StrReplaceAll(std::string(absl::StripAsciiWhitespace(output)), {{"\n", "; "}});
}

absl::Status CheckByProgram(DoctorReport& report, const std::string& check, const std::string& file,
                            const std::string& program, const std::vector<std::string>& arguments) {
  const absl::StatusOr<ProgramEnd> end = RunProgram(program, arguments);
  if (!end.ok()) return report.AddError(check, file, end.status());
  if (end->exit_code == 0) {
    return report.AddFine(check, file, {program + "：无误", "no fault found by " + program});
  }
  const std::string text = OneLine(end->output);
  return report.AddFault(check, file, {program + "：" + text, program + ": " + text});
}

absl::Status CheckConfig(DoctorReport& report, const std::string& config) {
  const size_t equals = config.find('=');
  const std::string service = config.substr(0, equals);
  const std::string file = equals == std::string::npos ? "" : config.substr(equals + 1);
  const bool known =
      std::ranges::any_of(kServices, [&](const ServiceName& name) { return service == name.word; });
  if (!known || file.empty()) {
    return absl::InvalidArgumentError(
        fmt::format("--config: \"{}\" is not report=FILE, appraisal=FILE or result=FILE", config));
  }
  auto s = CheckByProgram(report, "config", file, "pingyi-" + service,
                          {"--config", file, "--check_config"});
  if (!s.ok()) return s;
  if (s = CheckCertificatesOf(report, file); !s.ok()) return s;
  return CheckByProgram(report, "schema", file, "pingyi-migrate",
                        {"--service", service, "--config", file, "verify"});
}

absl::Status Examine(Context& context, const Options& options) {
  DoctorReport report(context);
  for (const std::string& config : options.configs) {
    if (auto s = CheckConfig(report, config); !s.ok()) return s;
  }
  if (const auto& tls = context.session.transport().tls; tls) {
    if (auto s = CheckCertificates(report, "pingyi", *tls); !s.ok()) return s;
  }
  std::array<bool, kServices.size()> serving{};
  for (size_t i = 0; i < kServices.size(); ++i) {
    if (auto s = CheckService(context, report, kServices[i], serving[i]); !s.ok()) return s;
  }
  AuditedChanges audited;
  bool all_audited = true;
  for (size_t i = 0; i < kServices.size(); ++i) {
    bool readable = false;
    if (serving[i]) {
      auto s = CheckAudit(context, report, kServices[i].word, audited, readable);
      if (!s.ok()) return s;
    }
    all_audited = all_audited && readable;
  }
  if (serving[1]) {
    RoundExamination rounds(context, report, all_audited ? &audited : nullptr, serving[2]);
    const absl::Status examined = ExamineRounds(context, options, rounds);
    if (!examined.ok()) {
      if (auto s = report.AddError("round", options.round, examined); !s.ok()) return s;
    }
  }
  if (options.configs.empty()) {
    context.Note(
        {"配置与数据库结构从这里看不到：请加 --config report=文件 等，或运行 "
         "pingyi-report --check_config 和 pingyi-migrate verify",
         "Configurations and schemas cannot be seen from here: give --config report=FILE "
         "and so on, or run pingyi-report --check_config and pingyi-migrate verify"});
  }
  return report.Finish();
}

}  // namespace

void AddDoctorCommand(Menu& menu) {
  menu.AddVerb<Options>(
      "doctor",
      {"体检：服务、审计、各轮的票数与摘要是否无误",
       "Check services, audit trails, and counts and digests of every round"},
      [](Flags& flags, Options& options) {
        flags.Optional("--round", options.round,
                       {"只查此轮；默认全部", "This round alone; all by default"});
        flags.Optional("--config", options.configs,
                       {"服务=配置文件，可多次：也查配置、证书与数据库结构",
                        "SERVICE=FILE, also several times: checks that configuration, its "
                        "certificates and the schema of its database too"});
      },
      Examine);
}

}  // namespace pingyi::cli
