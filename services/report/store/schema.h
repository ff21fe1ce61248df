// The tables of the report service.
#pragma once

#include <span>

#include "services/base/sql/migrator.h"

namespace pingyi::report {

std::span<const sql::Migration> Migrations();

}  // namespace pingyi::report
