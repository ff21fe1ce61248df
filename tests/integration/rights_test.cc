// What never changes, as the services' own users meet it on MariaDB, where no trigger refuses but
// the rights do.
#include <span>
#include <string>

#include <absl/time/clock.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/appraisal/store/schema.h"
#include "services/base/config/section.h"
#include "services/base/storage/open.h"
#include "services/base/testing/status_matchers.h"
#include "services/base/testing/temp_dir.h"
#include "services/report/store/schema.h"
#include "services/result/store/schema.h"
#include "tests/integration/storage.h"

namespace pingyi::test {
namespace {

struct Owned {
  std::string service;
  std::span<const sql::Sql> forbidden;  // whatever deploy/mariadb/rights does not give
};

TEST(RightsTest, TheUserOfAServiceMayNotChangeWhatNeverChanges) {
  const Owned all[] = {{"report", report::ForbiddenChanges()},
                       {"appraisal", appraisal::ForbiddenChanges()},
                       {"result", result::ForbiddenChanges()}};
  const TempDir dir;
  const ServiceStorage storage(dir.path().string(), /*mysql=*/true, MariadbDir());
  for (const Owned& owned : all) {
    config::Document document = *config::Document::Load(dir.File(owned.service + ".data"));
    const auto database = storage::Open(config::ReadDataConfig(document.Root().Child("data")));
    ASSERT_OK(database);
    for (const sql::Sql change : owned.forbidden) {
      const absl::Status status = (*database)->Write(
          absl::Now() + absl::Seconds(30),
          [&](sql::Transaction& transaction) { return transaction.Execute(change).status(); });
      EXPECT_THAT(status, StatusIs(absl::StatusCode::kInternal)) << change.text();
      EXPECT_TRUE(sql::IsDenied(status)) << change.text();
      EXPECT_THAT(status.message(),
                  ::testing::HasSubstr("the database user may not run a statement"))
          << change.text();
    }
  }
}

}  // namespace
}  // namespace pingyi::test
