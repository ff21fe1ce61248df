// The program pingyi-migrate: shows, checks and applies the changes of a service's schema. On a
// database server it is run by somebody who may change the schema; the service itself may not.
#pragma once

#include <iosfwd>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "services/base/sql/migrator.h"

namespace pingyi::migrate {

// A service by its name on the command line, with the changes that make its schema.
struct ServiceSchema {
  std::string_view name;
  std::span<const sql::Migration> migrations;
};

// What the program tells scripts; stable, and described in --help.
enum class ExitCode {
  kOk = 0,
  kBadInput = 1,     // the command line, the configuration or a file it names; user refused
  kRefused = 2,      // verify: not the schema of this program; apply: newer or of other texts
  kUnavailable = 5,  // the database did not answer in time; the same command may be repeated
  kInternal = 6,     // a fault of the program
};

// Runs one command line, without the program's name.
ExitCode Run(std::vector<std::string> arguments, std::span<const ServiceSchema> services,
             std::ostream& out, std::ostream& err);

}  // namespace pingyi::migrate
