#include "services/migrate/view.h"

#include <gtest/gtest.h>

namespace pingyi::migrate {
namespace {

using sql::MigrationState;

constexpr int64_t kNoon = 1'768'996'800'000'000;  // 2026-01-21T12:00:00Z

SchemaView ViewOf(std::vector<sql::MigrationStatus> migrations) {
  return {"report", "sqlite", std::move(migrations)};
}

const sql::MigrationStatus kApplied{1, "create notes", MigrationState::kApplied, kNoon};
const sql::MigrationStatus kPending{2, "add lengths", MigrationState::kPending, 0};

TEST(ViewTest, TheTableHasALineAChangeAndOneForTheWhole) {
  EXPECT_EQ(ToTable(ViewOf({kApplied, kPending})),
            "VERSION  STATE    APPLIED               CHANGE\n"
            "      1  applied  2026-01-21T12:00:00Z  create notes\n"
            "      2  pending                        add lengths\n"
            "report on sqlite: pending (changes are waiting for \"apply\")\n");
}

TEST(ViewTest, JsonHasTheSame) {
  EXPECT_EQ(ToJson(ViewOf({kApplied, kPending})),
            R"({"service": "report", "backend": "sqlite", "state": "pending", "migrations": [)"
            R"({"version": 1, "name": "create notes", "state": "applied", )"
            R"("applied_time": "2026-01-21T12:00:00Z"}, )"
            R"({"version": 2, "name": "add lengths", "state": "pending"}]})"
            "\n");
  EXPECT_EQ(ToJson(ViewOf({})),
            R"({"service": "report", "backend": "sqlite", "state": "current", "migrations": []})"
            "\n");
}

TEST(ViewTest, TheWorstIsSaidOfTheWhole) {
  const sql::MigrationStatus changed{1, "create notes", MigrationState::kChanged, kNoon};
  const sql::MigrationStatus unknown{3, "later", MigrationState::kUnknown, kNoon};
  EXPECT_EQ(StateOf(ViewOf({kApplied})), "current");
  EXPECT_EQ(StateOf(ViewOf({kApplied, kPending})), "pending");
  EXPECT_EQ(StateOf(ViewOf({changed, kPending})), "changed");
  EXPECT_EQ(StateOf(ViewOf({changed, kPending, unknown})), "too new");
}

}  // namespace
}  // namespace pingyi::migrate
