// How pingyi-migrate shows a schema.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "services/base/sql/migrator.h"

namespace pingyi::migrate {

// What is shown: all changes known to the program or the database, by version.
struct SchemaView {
  std::string_view service;
  std::string_view backend;
  std::vector<sql::MigrationStatus> migrations;
};

// "current", "pending", "changed" or "too new": the worst that is to be said of the whole.
std::string_view StateOf(const SchemaView& view);

// A table with a line a change and the state of the whole; ends in "\n".
std::string ToTable(const SchemaView& view);

// {"service": …, "backend": …, "state": …, "migrations": [{"version": 1, "name": …, "state": …,
// "applied_time": …}, …]} on one line; a change that is pending has no applied_time.
std::string ToJson(const SchemaView& view);

}  // namespace pingyi::migrate
