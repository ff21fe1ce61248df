#include "services/cli/command/global_options.h"

#include <pwd.h>
#include <unistd.h>

#include <cstdlib>

#include <fmt/format.h>

#include "services/cli/view/label.h"

namespace pingyi::cli {
namespace {

struct ServiceOption {
  const char* option;
  const char* environment;
  const char* service;
  const char* address;
};

constexpr ServiceOption kServices[] = {
    {"--report-service", "PINGYI_REPORT_SERVICE", "pingyi.report.v1.ReportService",
     "127.0.0.1:7301"},
    {"--appraisal-service", "PINGYI_APPRAISAL_SERVICE", "pingyi.appraisal.v1.AppraisalService",
     "127.0.0.1:7302"},
    {"--result-service", "PINGYI_RESULT_SERVICE", "pingyi.result.v1.ResultService",
     "127.0.0.1:7303"},
};

Language EnvironmentLanguage() {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(name);
    if (value != nullptr && *value != '\0') {
      return std::string_view(value).starts_with("zh") ? Language::kZh : Language::kEn;
    }
  }
  return Language::kEn;
}

// Whom the audit trail names unless told otherwise.
std::string LoginName() {
  const passwd* entry = getpwuid(geteuid());
  return entry == nullptr ? "" : entry->pw_name;
}

}  // namespace

Language LanguageOf(const std::vector<std::string>& arguments) {
  for (size_t i = 0; i < arguments.size(); ++i) {
    std::string value;
    if (arguments[i].starts_with("--lang=")) value = arguments[i].substr(7);
    if (arguments[i] == "--lang" && i + 1 < arguments.size()) value = arguments[i + 1];
    if (!value.empty()) return value == "zh" ? Language::kZh : Language::kEn;
  }
  return EnvironmentLanguage();
}

GlobalOptions::GlobalOptions(CLI::App& app, Language language) : language_(language) {
  const auto help = [language](const char* zh, const char* en) {
    return Label{zh, en}.In(language);
  };
  app.add_option("--output,-o", format_,
                 help("输出：table、json、csv（csv 中的分数前有撇号，如 '3/4）",
                      "Output: table, json or csv, where a fraction has an apostrophe before it: "
                      "'3/4"))
      ->transform(CLI::CheckedTransformer(std::map<std::string, Format>{
          {"table", Format::kTable}, {"json", Format::kJson}, {"csv", Format::kCsv}}))
      ->option_text("FORMAT");
  app.add_option("--lang", language_text_,
                 help("语言：zh、en；默认取自环境",
                      "Language: zh or en; by default that of the environment"))
      ->check(CLI::IsMember({"zh", "en"}));
  app.add_option("--request_id,--request-id", settings_.request_id,
                 help("请求号（UUID）；同号重复执行不会做两次",
                      "A UUID: repeating a command with it does nothing twice"));
  app.add_option("--timeout", timeout_,
                 help("每次调用的时限，如 30s、5m", "How long a call may take, e.g. 30s or 5m"));
  settings_.actor = LoginName();
  app.add_option("--actor", settings_.actor,
                 help("以谁的名义（记入审计）", "Who acts; goes into the audit trail"))
      ->envname("PINGYI_ACTOR")
      ->capture_default_str();
  AddServices(app);
  AddTransport(app);
}

void GlobalOptions::AddServices(CLI::App& app) {
  for (const ServiceOption& entry : kServices) {
    std::string& address = settings_.addresses[entry.service];
    address = entry.address;
    app.add_option(entry.option, address, "host:port")
        ->envname(entry.environment)
        ->capture_default_str();
  }
}

// Paths alone: what is in the files never stands on a command line.
void GlobalOptions::AddTransport(CLI::App& app) {
  const auto add = [&](const char* option, const char* environment, std::string& value,
                       const Label& help) {
    app.add_option(option, value, help.In(language_))->envname(environment);
  };
  add("--tls-ca", "PINGYI_TLS_CA", tls_.ca,
      {"文件：签发各服务证书的机构（PEM）；与下两项一起启用双向 TLS",
       "File with the authorities of the services' certificates (PEM); with the next two: mutual "
       "TLS"});
  add("--tls-certificate", "PINGYI_TLS_CERTIFICATE", tls_.certificate,
      {"文件：自己的证书（PEM）", "File with one's own certificate (PEM)"});
  add("--tls-key", "PINGYI_TLS_KEY", tls_.key,
      {"文件：该证书的私钥（PEM）", "File with the key of that certificate (PEM)"});
  add("--tls-name", "PINGYI_TLS_NAME", settings_.tls_name,
      {"各服务证书上的名称；默认是地址中的主机名",
       "The name on the services' certificates; by default the host of each address"});
  app.add_flag("--plaintext", settings_.transport.plaintext,
               Label{"允许向别的机器明文传输（由服务网格等加密）",
                     "Plain text may leave this machine: a mesh encrypts it"}
                   .In(language_))
      ->envname("PINGYI_PLAINTEXT");
}

absl::Status GlobalOptions::CheckTransport() {
  const bool any = !tls_.ca.empty() || !tls_.certificate.empty() || !tls_.key.empty();
  if (!any) return absl::OkStatus();
  if (tls_.ca.empty() || tls_.certificate.empty() || tls_.key.empty()) {
    return absl::InvalidArgumentError(
        "mutual TLS needs all of --tls-ca, --tls-certificate and --tls-key");
  }
  if (settings_.transport.plaintext) {
    return absl::InvalidArgumentError("--plaintext contradicts --tls-ca: give one of the two");
  }
  settings_.transport.tls = tls_;
  return absl::OkStatus();
}

absl::Status GlobalOptions::Check() {
  if (absl::Status status = CheckTransport(); !status.ok()) return status;
  if (timeout_.empty()) return absl::OkStatus();
  absl::Duration timeout;
  if (!absl::ParseDuration(timeout_, &timeout) || timeout <= absl::ZeroDuration()) {
    return absl::InvalidArgumentError(
        fmt::format("--timeout: \"{}\" is not a duration such as 30s or 5m", timeout_));
  }
  settings_.timeout = timeout;
  return absl::OkStatus();
}

}  // namespace pingyi::cli
