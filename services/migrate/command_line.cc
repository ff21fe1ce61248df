#include "services/migrate/command_line.h"

#include <algorithm>
#include <map>
#include <utility>

#include <CLI/CLI.hpp>

namespace pingyi::migrate {
namespace {

constexpr char kFooter[] =
    "The database is the one that the section \"data\" of FILE names; FILE is the service's own\n"
    "configuration, and its other keys are ignored. On a server, --user names somebody who may\n"
    "change the schema, which the service's own user may not.\n"
    "\n"
    "Exit codes:\n"
    "  0  done; verify: the schema is as this program knows it; status: it could be read\n"
    "  1  wrong usage, configuration, password or user\n"
    "  2  refused: verify found the schema pending, newer or made by other texts; apply found it\n"
    "     newer or made by other texts, and changed nothing\n"
    "  5  the database did not answer in time; the same command may be repeated\n"
    "  6  internal fault; what was applied before it stays, and apply goes on from there\n";

std::vector<std::string> NamesOf(std::span<const ServiceSchema> services) {
  std::vector<std::string> names;
  names.reserve(services.size());
  for (const ServiceSchema& service : services) names.emplace_back(service.name);
  return names;
}

}  // namespace

std::variant<CommandLine, ExitCode> ParseCommandLine(std::vector<std::string> arguments,
                                                     std::span<const ServiceSchema> services,
                                                     std::ostream& out, std::ostream& err) {
  CommandLine line{};
  std::string service;
  CLI::App app("pingyi-migrate: the schemas of Pingyi's databases (评议)", "pingyi-migrate");
  app.footer(kFooter);
  app.add_option("--service", service, "Whose schema")
      ->required()
      ->check(CLI::IsMember(NamesOf(services)));
  app.add_option("--config", line.config, "The service's configuration file")->required();
  CLI::Option* user = app.add_option("--user", line.user, "A user who may change the schema");
  app.add_option("--password-file", line.password_file,
                 "The file with that user's password; none where a socket tells who it is")
      ->needs(user);
  const std::map<std::string, Format> formats = {{"table", Format::kTable},
                                                 {"json", Format::kJson}};
  app.add_option("--output", line.format, "table (default) or json")
      ->transform(CLI::CheckedTransformer(formats))
      ->type_name("FORMAT");
  app.set_version_flag("--version", "pingyi-migrate " PINGYI_VERSION);
  app.require_subcommand(1);
  app.fallthrough();
  const std::pair<CLI::App*, Verb> verbs[] = {
      {app.add_subcommand("apply", "Brings the schema to the newest version"), Verb::kApply},
      {app.add_subcommand("status", "Shows every change, applied or not"), Verb::kStatus},
      {app.add_subcommand("verify", "Tells whether the schema is the newest"), Verb::kVerify}};
  std::ranges::reverse(arguments);  // as CLI11 wants them
  try {
    app.parse(std::move(arguments));
  } catch (const CLI::ParseError& error) {
    return app.exit(error, out, err) == 0 ? ExitCode::kOk : ExitCode::kBadInput;
  }
  for (const auto& [command, verb] : verbs) {
    if (command->parsed()) line.verb = verb;
  }
  line.service = &*std::ranges::find(services, service, &ServiceSchema::name);
  return line;
}

}  // namespace pingyi::migrate
