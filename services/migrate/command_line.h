// What the command line of pingyi-migrate asks for.
#pragma once

#include <iosfwd>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "services/migrate/program.h"

namespace pingyi::migrate {

enum class Verb { kApply, kStatus, kVerify };
enum class Format { kTable, kJson };

struct CommandLine {
  Verb verb;
  const ServiceSchema* service;
  std::string config;         // the service's own configuration file
  std::string user;           // instead of the configuration's; empty: that one
  std::string password_file;  // of `user`; empty: none
  Format format = Format::kTable;
};

// The command line, or the code to end with: after --help, --version, or a mistake that was printed
// to `err`.
std::variant<CommandLine, ExitCode> ParseCommandLine(std::vector<std::string> arguments,
                                                     std::span<const ServiceSchema> services,
                                                     std::ostream& out, std::ostream& err);

}  // namespace pingyi::migrate
