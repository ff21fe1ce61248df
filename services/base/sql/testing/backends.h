// Runs a test case on every backend: what a test here says holds for all of them. A further backend
// is one more value here, in TempDatabase and in Migration.
#pragma once

#include <gtest/gtest.h>

#include "services/base/sql/dialect.h"
#include "services/base/sql/testing/temp_database.h"

namespace pingyi::sql {

// The fixture of a suite, with an empty database.
class BackendTest : public ::testing::TestWithParam<Backend> {};

inline std::string BackendName(const ::testing::TestParamInfo<Backend>& info) {
  return info.param == Backend::kSqlite ? "Sqlite" : "Mysql";
}

}  // namespace pingyi::sql

#define PINGYI_ON_ALL_BACKENDS(suite)                                                     \
  INSTANTIATE_TEST_SUITE_P(                                                               \
      All, suite,                                                                         \
      ::testing::Values(::pingyi::sql::Backend::kSqlite, ::pingyi::sql::Backend::kMysql), \
      ::pingyi::sql::BackendName)
