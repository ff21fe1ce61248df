// The tables of the report service.
#pragma once

#include <span>

#include "services/base/sql/migrator.h"
#include "services/base/sql/statement.h"

namespace pingyi::report {

std::span<const sql::Migration> Migrations();

// What the service's own user of a database server must have no right to do: an UPDATE or a DELETE
// for each table to which deploy/mariadb/rights does not give it. None of them touches a row where
// it is allowed.
std::span<const sql::Sql> ForbiddenChanges();

}  // namespace pingyi::report
