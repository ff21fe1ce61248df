// The options that every command has.
#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <absl/status/status.h>

#include "services/base/config/transport.h"
#include "services/cli/call/session.h"
#include "services/cli/view/output.h"

namespace pingyi::cli {

// The language that --lang names, wherever it stands, else that of the environment (LC_ALL,
// LC_MESSAGES, LANG): needed before the command line is parsed, because the help is in it.
Language LanguageOf(const std::vector<std::string>& arguments);

class GlobalOptions {
 public:
  GlobalOptions(CLI::App& app, Language language);

  // To be called after parsing: what CLI11 cannot check.
  absl::Status Check();

  const Settings& settings() const { return settings_; }
  Format format() const { return format_; }
  Language language() const { return language_; }

 private:
  void AddServices(CLI::App& app);
  void AddTransport(CLI::App& app);
  absl::Status CheckTransport();

  Language language_;
  std::string language_text_;
  Format format_ = Format::kTable;
  std::string timeout_;
  config::TlsFiles tls_;
  Settings settings_;
};

}  // namespace pingyi::cli
