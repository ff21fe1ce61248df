#include "services/cli/command/menu.h"

namespace pingyi::cli {

void Flags::Round(std::string& value) {
  Required("--round,round", value, {"评议轮次", "The round"});
}

void Flags::Cycle(std::string& value) {
  Required("--cycle,cycle", value, {"考核周期", "The cycle"});
}

void Flags::File(std::string& value) {
  Required("--file,-f", value,
           {"YAML 或 JSON 文件（- 为标准输入）", "YAML or JSON file (- for standard input)"});
}

void Flags::Id(std::string& value) {
  Optional("--id", value, {"编号；不给则由服务生成", "The id; made by the service if not given"});
}

void Flags::Etag(std::string& value) {
  Optional("--etag", value, {"只在版本未变时执行", "Act only if this is still the version"});
}

void Flags::Reason(std::string& value, bool required) {
  Optional("--reason", value, {"理由（记入审计）", "Why; goes into the audit trail"})
      ->required(required);
}

Noun Menu::AddNoun(const std::string& name, const Label& help) {
  CLI::App* noun = root_.add_subcommand(name, help.In(language_));
  noun->require_subcommand(1)->fallthrough();
  return Noun(*noun, name + ' ', choice_, language_);
}

}  // namespace pingyi::cli
