// The tables of the result service.
#pragma once

#include <span>

#include "services/base/sql/migrator.h"

namespace pingyi::result {

std::span<const sql::Migration> Migrations();

}  // namespace pingyi::result
