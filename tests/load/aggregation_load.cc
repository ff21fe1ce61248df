// Sums beside the same sums in SQL, on SQLite and on the MariaDB server that PINGYI_TEST_MARIADB
// names: a round of 10,000 subjects, 8 criteria and 4 groups from its sealed counts to the totals.
#include <cstdint>
#include <cstdlib>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "services/base/sql/testing/temp_database.h"
#include "services/result/domain/aggregate.h"
#include "services/result/domain/testing.h"
#include "tests/load/report.h"

namespace {

namespace load = pingyi::load;
namespace result = pingyi::result;
namespace sql = pingyi::sql;

constexpr int kSubjects = 10'000;
constexpr int kCriteria = 8;
constexpr int kGroups = 4;
constexpr int kLevels = 4;
constexpr int kPoints[kLevels] = {100, 80, 60, 0};
constexpr int kCriterionWeights[kCriteria] = {20, 15, 15, 10, 10, 10, 10, 10};
constexpr int kGroupWeights[kGroups] = {40, 30, 20, 10};
constexpr int64_t kMillionths = 1'000'000;  // totals are compared in these

constexpr int kTimes = 3;

const sql::Migration kTables = {
    1,
    "sums",
    {"CREATE TABLE cells (subject_no INTEGER NOT NULL, group_no INTEGER NOT NULL, criterion_no "
     "INTEGER NOT NULL, level_no INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (subject_no, "
     "group_no, criterion_no, level_no)) STRICT, WITHOUT ROWID;"
     "CREATE TABLE levels (level_no INTEGER PRIMARY KEY, points INTEGER NOT NULL) STRICT;"
     "CREATE TABLE criteria (criterion_no INTEGER PRIMARY KEY, weight INTEGER NOT NULL) STRICT;"
     "CREATE TABLE voter_groups (group_no INTEGER PRIMARY KEY, weight INTEGER NOT NULL) STRICT;"},
    {"CREATE TABLE cells (subject_no INT NOT NULL, group_no INT NOT NULL, criterion_no INT NOT "
     "NULL, level_no INT NOT NULL, n INT NOT NULL, PRIMARY KEY (subject_no, group_no, "
     "criterion_no, level_no)) ENGINE = InnoDB;"
     "CREATE TABLE levels (level_no INT PRIMARY KEY, points INT NOT NULL) ENGINE = InnoDB;"
     "CREATE TABLE criteria (criterion_no INT PRIMARY KEY, weight INT NOT NULL) ENGINE = InnoDB;"
     "CREATE TABLE voter_groups (group_no INT PRIMARY KEY, weight INT NOT NULL) ENGINE = InnoDB;"}};

// Means of marks, weighted over the criteria and then over the groups.
constexpr sql::Sql kTotals =
    "SELECT t.subject_no, CAST(round(sum(t.score * g.weight) * 1000000 / sum(g.weight)) AS "
    "INTEGER) FROM (SELECT m.subject_no, m.group_no, sum(m.mean * k.weight) / sum(k.weight) AS "
    "score FROM (SELECT c.subject_no, c.group_no, c.criterion_no, sum(c.n * l.points) * 1e0 / "
    "sum(c.n) AS mean FROM cells c JOIN levels l ON l.level_no = c.level_no GROUP BY "
    "c.subject_no, c.group_no, c.criterion_no) m JOIN criteria k ON k.criterion_no = "
    "m.criterion_no GROUP BY m.subject_no, m.group_no) t JOIN voter_groups g ON g.group_no = "
    "t.group_no GROUP BY t.subject_no ORDER BY t.subject_no";

void Require(bool success, std::string_view what) {
  if (success) return;
  fmt::print(stderr, "{}\n", what);
  std::exit(1);
}

// What both add up.
struct Input {
  std::vector<sql::Value> cells;  // of the table
  result::Tally tally;
};

Input MakeInput() {
  std::mt19937_64 random(7);
  Input input;
  input.tally = result::test::TallyOf(std::vector<int64_t>(kGroups, 80), {});
  for (int subject = 0; subject < kSubjects; ++subject) {
    result::SubjectTally tally{fmt::format("s{}", subject), subject + 1, {}};
    for (int group = 0; group < kGroups; ++group) {
      for (int criterion = 0; criterion < kCriteria; ++criterion) {
        std::vector<std::pair<int32_t, int64_t>> marks;
        for (int level = 0; level < kLevels; ++level) {
          const auto count = static_cast<int64_t>(1 + random() % 20);
          marks.emplace_back(level, count);
          input.cells.insert(input.cells.end(), {subject, group, criterion, level, count});
        }
        tally.cells.push_back(result::test::Cell(group, criterion, marks));
      }
    }
    input.tally.subjects.push_back(std::move(tally));
  }
  return input;
}

result::RoundFacts MakeFacts() {
  std::vector<std::pair<std::string, std::string>> criteria;
  criteria.reserve(kCriteria);
  for (int i = 0; i < kCriteria; ++i) {
    criteria.emplace_back(fmt::format("c{}", i), std::to_string(kCriterionWeights[i]));
  }
  std::vector<std::pair<std::string, std::string>> groups;
  groups.reserve(kGroups);
  for (int i = 0; i < kGroups; ++i) {
    groups.emplace_back(fmt::format("g{}", i), std::to_string(kGroupWeights[i]));
  }
  return result::test::Facts(criteria, groups, result::test::FourGrades());
}

// Totals of all subjects in millionths, rounded down, and the seconds they took.
double Aggregate(const Input& input, std::vector<int64_t>& totals) {
  const result::PolicyRules policy = result::test::MeanPolicy();
  const result::RoundFacts facts = MakeFacts();
  std::vector<result::Tally> copies(kTimes, input.tally);  // a caller moves its own in
  size_t next = 0;
  absl::StatusOr<result::RoundResults> results;
  const double seconds = load::Quickest(
      kTimes, [&] { results = result::Aggregate(policy, facts, std::move(copies[next++])); });
  Require(results.ok(), "the aggregation failed");
  totals.assign(kSubjects, 0);
  for (const result::SubjectResult& subject : *results) {
    const pingyi::Integer millionths =
        subject.total.numerator() * kMillionths / subject.total.denominator();
    totals[std::stoul(subject.subject.substr(1))] = static_cast<int64_t>(millionths);
  }
  return seconds;
}

template <size_t N>
absl::Status InsertWeights(sql::Transaction& tx, sql::Sql into, const int (&weights)[N]) {
  std::vector<sql::Value> cells;
  for (size_t i = 0; i < N; ++i) cells.insert(cells.end(), {static_cast<int>(i), weights[i]});
  return tx.InsertRows(into, 2, cells).status();
}

void Fill(sql::Database& database, const Input& input) {
  const absl::Status status = database.Write(absl::InfiniteFuture(), [&](sql::Transaction& tx) {
    absl::Status filled = InsertWeights(tx, "levels (level_no, points)", kPoints);
    filled.Update(InsertWeights(tx, "criteria (criterion_no, weight)", kCriterionWeights));
    filled.Update(InsertWeights(tx, "voter_groups (group_no, weight)", kGroupWeights));
    filled.Update(
        tx.InsertRows("cells (subject_no, group_no, criterion_no, level_no, n)", 5, input.cells)
            .status());
    return filled;
  });
  Require(status.ok(), "the tables cannot be filled");
}

// Seconds that a query takes with all its rows; `each` sees them the last time.
double TimeQuery(sql::Database& database, sql::Sql query, sql::RowFn each) {
  int left = kTimes;
  return load::Quickest(kTimes, [&] {
    --left;
    const absl::Status status = database.Read(absl::InfiniteFuture(), [&](sql::Transaction& tx) {
      return tx.Query(
          query, {}, [&](const sql::Row& row) { return left == 0 ? each(row) : absl::OkStatus(); });
    });
    Require(status.ok(), "a query failed");
  });
}

double TotalsInSql(sql::Database& database, const std::vector<int64_t>& expected) {
  int64_t same = 0;
  const double seconds = TimeQuery(database, kTotals, [&](const sql::Row& row) {
    const int64_t difference = row.Int64(1) - expected[static_cast<size_t>(row.Int64(0))];
    if (difference == 0 || difference == 1) ++same;
    return absl::OkStatus();
  });
  Require(same == kSubjects, "the totals of the database are others");
  return seconds;
}

}  // namespace

int main() {
  const Input input = MakeInput();
  std::vector<int64_t> totals;
  const double aggregate = Aggregate(input, totals);
  fmt::print("{:<44}{:>12.1f} ms\n", "10,000 subjects × 8 criteria × 4 groups", aggregate * 1e3);
  std::vector<std::pair<std::string, sql::Backend>> backends = {{"SQLite", sql::Backend::kSqlite}};
  if (std::getenv("PINGYI_TEST_MARIADB") != nullptr) {
    backends.emplace_back("MariaDB", sql::Backend::kMysql);
  }
  for (const auto& [name, backend] : backends) {
    sql::TempDatabase database({&kTables, 1}, backend);
    Fill(*database, input);
    const double in_sql = TotalsInSql(*database, totals);
    fmt::print("\n{:<44}{:>12.1f} ms\n", "the same totals by " + name, in_sql * 1e3);
    load::PrintRatioHead();
    load::PrintRatio("aggregation: time in SQL on " + name + " ÷ ours", in_sql / aggregate, "≥ 1");
  }
  return 0;
}
