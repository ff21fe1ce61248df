// The tables of AppraisalService.
#pragma once

#include <span>

#include "services/base/sql/migrator.h"

namespace pingyi::appraisal {

std::span<const sql::Migration> Migrations();

}  // namespace pingyi::appraisal
