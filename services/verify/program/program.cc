#include "services/verify/program/program.h"

#include <fstream>
#include <string_view>

#include <CLI/CLI.hpp>
#include <absl/status/statusor.h>
#include <fmt/ostream.h>

#include "services/base/crypto/signature.h"
#include "services/base/status/utf8.h"
#include "services/bundle/bundle_text.h"
#include "services/verify/verify.h"

namespace pingyi::verify {
namespace {

constexpr char kHelp[] =
    "Exit codes: 0 the bundle is accepted, 1 it is refused, 2 nothing was checked (command line, "
    "unreadable file or key)";
constexpr size_t kMaxKeyBytes = 4096;
constexpr size_t kMaxLineBytes = 1000;

struct Options {
  std::string bundle;
  std::vector<std::string> keys;
  std::string language;
};

// All of a file; no more than one byte beyond the limit is ever read.
absl::StatusOr<std::string> ReadFile(const std::string& path, size_t limit) {
  std::ifstream in(path, std::ios::binary);
  std::string text;
  char buffer[65536];
  while (text.size() <= limit && (in.read(buffer, sizeof buffer), in.gcount() > 0)) {
    text.append(buffer, static_cast<size_t>(in.gcount()));
  }
  if (in.bad() || !in.eof()) {
    if (text.size() > limit) return text;
    return absl::NotFoundError(fmt::format("{}: cannot be read", path));
  }
  return text;
}

absl::StatusOr<std::vector<crypto::PublicKey>> ReadKeys(const std::vector<std::string>& paths) {
  std::vector<crypto::PublicKey> keys;
  for (const std::string& path : paths) {
    const absl::StatusOr<std::string> pem = ReadFile(path, kMaxKeyBytes);
    if (!pem.ok()) return pem.status();
    absl::StatusOr<crypto::PublicKey> key = crypto::PublicKey::FromPem(*pem);
    if (!key.ok()) {
      return absl::InvalidArgumentError(
          fmt::format("{}: {}", path, std::string(key.status().message())));
    }
    keys.push_back(*std::move(key));
  }
  return keys;
}

// Texts come from a file that may be hostile: nothing of it may steer a terminal or flood it. The
// control characters from U+0080 on are the bytes C2 80 to C2 9F.
std::string Printable(std::string_view text) {
  std::string line(CutUtf8(text, kMaxLineBytes));
  for (size_t i = 0; i < line.size(); ++i) {
    const auto byte = static_cast<unsigned char>(line[i]);
    const bool second = i > 0 && line[i - 1] == '\xc2' && byte < 0xa0;
    if (second) line[i - 1] = '?';
    if (second || byte < 0x20 || byte == 0x7f) line[i] = '?';
  }
  if (line.size() < text.size()) line += "...";
  return line;
}

class Printer {
 public:
  Printer(bool zh, std::ostream& out) : zh_(zh), out_(out) {}

  const std::string& In(const Text& text) const { return zh_ ? text.zh : text.en; }

  void Print(const bundle::v1::ReleaseBundle& bundle, const Verdict& verdict) const {
    fmt::print(out_, "{}\n", Printable(bundle.release().name()));
    if (bundle.confidential()) {
      fmt::print(out_, "{}\n",
                 In({"仅供审计，不得公开", "for the auditor alone, not for publication"}));
    }
    size_t holding = 0;
    for (const Check& check : verdict.checks) {
      holding += check.holds() ? 1 : 0;
      const Text mark = check.holds() ? Text{"通过", "ok"}
                        : check.done  ? Text{"不符", "FAILED"}
                                      : Text{"未做", "not done"};
      fmt::print(out_, "  [{}] {}\n", In(mark), In(check.what));
      for (const Text& finding : check.findings) {
        fmt::print(out_, "      {}\n", Printable(In(finding)));
      }
    }
    if (verdict.accepted()) PrintWorkflow(bundle.release());
    const std::string numbers = fmt::format("{}/{}", holding, verdict.checks.size());
    const std::string values = fmt::format("{}/{}", verdict.equal, verdict.values);
    const std::string end =
        verdict.accepted() ? In({"验证通过", "ACCEPTED"}) : In({"验证不通过", "REFUSED"});
    fmt::print(out_, "{}\n",
               zh_ ? fmt::format("{}：{} 项检查成立，{} 个结果数值一致", end, numbers, values)
                   : fmt::format("{}: {} checks hold, {} values of the results are equal", end,
                                 numbers, values));
  }

 private:
  // What beside the computed results is released and was checked.
  void PrintWorkflow(const result::v1::Release& release) const {
    const auto print = [this](const Text& text) {
      fmt::print(out_, "  {}\n", Printable(In(text)));
    };
    if (release.has_publicity()) {
      const auto& publicity = release.publicity();
      print({fmt::format("公示：{} 至 {}", publicity.start_date(), publicity.end_date()),
             fmt::format("publicity: {} to {}", publicity.start_date(), publicity.end_date())});
    }
    for (const auto& one : release.decisions()) {
      const std::string what =
          fmt::format("{}: {} → {} ({}: {})", one.subject(), one.computed_grade(), one.grade(),
                      one.decider(), one.reason());
      print({"委员会决定：" + what, "committee decision: " + what});
    }
    if (release.amends().empty()) return;
    print({"更正 " + release.amends(), "amends " + release.amends()});
    for (const auto& change : release.changes()) {
      const std::string what =
          fmt::format("{} {}: {} → {}", change.subject(), change.display_name(), change.old_grade(),
                      change.new_grade());
      print({"变化：" + what, "change: " + what});
    }
  }

  const bool zh_;
  std::ostream& out_;
};

int Run(const Options& options, std::ostream& out, std::ostream& err) {
  const Printer printer(options.language == "zh", out);
  const auto keys = ReadKeys(options.keys);
  const auto text = ReadFile(options.bundle, bundle::kMaxBytes);
  for (const absl::Status& status : {keys.status(), text.status()}) {
    if (status.ok()) continue;
    fmt::print(err, "pingyi-verify: {}\n", std::string(status.message()));
    return kNotChecked;
  }
  const auto bundle = bundle::ReadBundle(*text);
  if (!bundle.ok()) {
    fmt::print(out, "{}: {}\n", printer.In({"验证不通过", "REFUSED"}),
               Printable(std::string(bundle.status().message())));
    return kRefused;
  }
  const Verdict verdict = Verify(*bundle, *keys);
  printer.Print(*bundle, verdict);
  return verdict.accepted() ? kAccepted : kRefused;
}

}  // namespace

int RunProgram(const std::vector<std::string>& arguments, const std::string& language,
               std::ostream& out, std::ostream& err) {
  Options options;
  options.language = language;
  CLI::App app(
      "Recomputes a released result from its bundle and checks digests and signature, "
      "without any service / 离线验证发布包",
      "pingyi-verify");
  app.footer(kHelp);
  app.add_option("--bundle,bundle", options.bundle, "The bundle / 发布包")->required();
  app.add_option("--key", options.keys,
                 "A public key of the institution (PEM), had from it and not from the bundle; may "
                 "be given several times / 发布单位的公钥")
      ->required()
      ->take_all();
  app.add_option("--lang", options.language, "zh or en")->check(CLI::IsMember({"zh", "en"}));
  try {
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::ParseError& error) {
    return app.exit(error, out, err) == 0 ? kAccepted : kNotChecked;
  }
  try {
    return Run(options, out, err);
  } catch (const std::exception& error) {
    fmt::print(err, "pingyi-verify: {}\n", error.what());
    return kNotChecked;
  }
}

}  // namespace pingyi::verify
