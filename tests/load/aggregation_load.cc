// Sums beside the same sums in SQL, on SQLite and on the MariaDB server that PINGYI_TEST_MARIADB
// names. First a round of 10,000 subjects, 8 criteria and 4 groups from its sealed counts to the
// totals; then packed ballots counted as at the closing of a round, beside GROUP BY over a table
// with a wide row a ballot, and beside reading memory.
#include <cstdint>
#include <cstdlib>
#include <numeric>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "services/appraisal/domain/packed_ballot.h"
#include "services/appraisal/domain/tally.h"
#include "services/base/sql/testing/temp_database.h"
#include "services/result/domain/aggregate.h"
#include "services/result/domain/testing.h"
#include "tests/load/report.h"

namespace {

namespace appraisal = pingyi::appraisal;
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

constexpr int kBallots = 500'000;
constexpr int kRated = 500;  // subjects of the ballots, one a ballot
constexpr int kRaters = 6;   // their groups
constexpr int kTimes = 3;

const sql::Migration kTables = {
    1,
    "sums",
    {"CREATE TABLE cells (subject_no INTEGER NOT NULL, group_no INTEGER NOT NULL, criterion_no "
     "INTEGER NOT NULL, level_no INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (subject_no, "
     "group_no, criterion_no, level_no)) STRICT, WITHOUT ROWID;"
     "CREATE TABLE levels (level_no INTEGER PRIMARY KEY, points INTEGER NOT NULL) STRICT;"
     "CREATE TABLE criteria (criterion_no INTEGER PRIMARY KEY, weight INTEGER NOT NULL) STRICT;"
     "CREATE TABLE voter_groups (group_no INTEGER PRIMARY KEY, weight INTEGER NOT NULL) STRICT;"
     "CREATE TABLE ballots (subject_no INTEGER NOT NULL, group_no INTEGER NOT NULL, ballot_no "
     "INTEGER NOT NULL, c0 INTEGER, c1 INTEGER, c2 INTEGER, c3 INTEGER, c4 INTEGER, c5 INTEGER, "
     "c6 INTEGER, c7 INTEGER, PRIMARY KEY (subject_no, group_no, ballot_no)) STRICT, WITHOUT "
     "ROWID;"},
    {"CREATE TABLE cells (subject_no INT NOT NULL, group_no INT NOT NULL, criterion_no INT NOT "
     "NULL, level_no INT NOT NULL, n INT NOT NULL, PRIMARY KEY (subject_no, group_no, "
     "criterion_no, level_no)) ENGINE = InnoDB;"
     "CREATE TABLE levels (level_no INT PRIMARY KEY, points INT NOT NULL) ENGINE = InnoDB;"
     "CREATE TABLE criteria (criterion_no INT PRIMARY KEY, weight INT NOT NULL) ENGINE = InnoDB;"
     "CREATE TABLE voter_groups (group_no INT PRIMARY KEY, weight INT NOT NULL) ENGINE = InnoDB;"
     "CREATE TABLE ballots (subject_no INT NOT NULL, group_no INT NOT NULL, ballot_no INT NOT "
     "NULL, c0 TINYINT, c1 TINYINT, c2 TINYINT, c3 TINYINT, c4 TINYINT, c5 TINYINT, c6 TINYINT, "
     "c7 TINYINT, PRIMARY KEY (subject_no, group_no, ballot_no)) ENGINE = InnoDB;"}};

// Means of marks, weighted over the criteria and then over the groups.
constexpr sql::Sql kTotals =
    "SELECT t.subject_no, CAST(round(sum(t.score * g.weight) * 1000000 / sum(g.weight)) AS "
    "INTEGER) FROM (SELECT m.subject_no, m.group_no, sum(m.mean * k.weight) / sum(k.weight) AS "
    "score FROM (SELECT c.subject_no, c.group_no, c.criterion_no, sum(c.n * l.points) * 1e0 / "
    "sum(c.n) AS mean FROM cells c JOIN levels l ON l.level_no = c.level_no GROUP BY "
    "c.subject_no, c.group_no, c.criterion_no) m JOIN criteria k ON k.criterion_no = "
    "m.criterion_no GROUP BY m.subject_no, m.group_no) t JOIN voter_groups g ON g.group_no = "
    "t.group_no GROUP BY t.subject_no ORDER BY t.subject_no";

constexpr sql::Sql kSums =
    "SELECT subject_no, group_no, sum(c0), sum(c1), sum(c2), sum(c3), sum(c4), sum(c5), sum(c6), "
    "sum(c7) FROM ballots GROUP BY subject_no, group_no";

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

void Fill(sql::Database& database, const Input& input, const std::vector<sql::Value>& ballots) {
  const absl::Status status = database.Write(absl::InfiniteFuture(), [&](sql::Transaction& tx) {
    absl::Status filled = InsertWeights(tx, "levels (level_no, points)", kPoints);
    filled.Update(InsertWeights(tx, "criteria (criterion_no, weight)", kCriterionWeights));
    filled.Update(InsertWeights(tx, "voter_groups (group_no, weight)", kGroupWeights));
    filled.Update(
        tx.InsertRows("cells (subject_no, group_no, criterion_no, level_no, n)", 5, input.cells)
            .status());
    filled.Update(tx.InsertRows("ballots (subject_no, group_no, ballot_no, c0, c1, c2, c3, c4, "
                                "c5, c6, c7)",
                                3 + kCriteria, ballots)
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

// The same ballots packed, as a round keeps them, and as wide rows of level numbers.
struct Ballots {
  std::vector<uint32_t> groups;
  std::vector<std::string> slips;
  size_t bytes = 0;
  std::vector<sql::Value> rows;
};

Ballots MakeBallots() {
  std::mt19937_64 random(11);
  Ballots ballots;
  for (int i = 0; i < kBallots; ++i) {
    const auto subject = static_cast<uint32_t>(random() % kRated);
    const auto group = static_cast<uint32_t>(random() % kRaters);
    appraisal::Marks marks{.subjects = {subject}, .codes = {}};
    ballots.rows.insert(ballots.rows.end(), {subject, group, i});
    for (int criterion = 0; criterion < kCriteria; ++criterion) {
      const auto level = static_cast<uint32_t>(random() % kLevels);
      marks.codes.push_back(appraisal::kFirstLevel + level);
      ballots.rows.emplace_back(level);
    }
    ballots.groups.push_back(group);
    ballots.slips.push_back(appraisal::PackBallot(marks, kCriteria));
    ballots.bytes += ballots.slips.back().size();
  }
  return ballots;
}

double Count(const Ballots& ballots) {
  const appraisal::FormShape shape{.subjects = kRated,
                                   .levels = std::vector<uint32_t>(kCriteria, kLevels)};
  return load::Quickest(kTimes, [&] {
    appraisal::TallyBuilder builder(shape, kRaters);
    for (size_t i = 0; i < ballots.slips.size(); ++i) {
      Require(builder.Add(ballots.groups[i], ballots.slips[i]).ok(), "a slip does not fit");
    }
    Require(builder.slips(0) > 0, "nothing was counted");
  });
}

// Bytes per second that one thread reads in order.
double MemoryBandwidth() {
  const std::vector<uint64_t> words(size_t{32} << 20, 1);
  uint64_t sum = 0;
  const double seconds = load::Quickest(
      kTimes, [&] { sum += std::accumulate(words.begin(), words.end(), uint64_t{0}); });
  Require(sum == kTimes * words.size(), "the sum is wrong");
  return static_cast<double>(words.size() * sizeof(uint64_t)) / seconds;
}

}  // namespace

int main() {
  const Input input = MakeInput();
  const Ballots ballots = MakeBallots();
  std::vector<int64_t> totals;
  const double aggregate = Aggregate(input, totals);
  const double count = Count(ballots);
  fmt::print("{:<44}{:>12.1f} ms\n", "10,000 subjects × 8 criteria × 4 groups", aggregate * 1e3);
  fmt::print("{:<44}{:>12.1f} ms\n", "500,000 packed ballots counted", count * 1e3);
  std::vector<std::pair<std::string, sql::Backend>> backends = {{"SQLite", sql::Backend::kSqlite}};
  if (std::getenv("PINGYI_TEST_MARIADB") != nullptr) {
    backends.emplace_back("MariaDB", sql::Backend::kMysql);
  }
  for (const auto& [name, backend] : backends) {
    sql::TempDatabase database({&kTables, 1}, backend);
    Fill(*database, input, ballots.rows);
    const double in_sql = TotalsInSql(*database, totals);
    const double sums =
        TimeQuery(*database, kSums, [](const sql::Row&) { return absl::OkStatus(); });
    fmt::print("\n{:<44}{:>12.1f} ms\n", "the same totals by " + name, in_sql * 1e3);
    fmt::print("{:<44}{:>12.1f} ms\n", "the ballots' sums by " + name, sums * 1e3);
    load::PrintRatioHead();
    load::PrintRatio("aggregation: time in SQL on " + name + " ÷ ours", in_sql / aggregate, "≥ 1");
    load::PrintRatio("counting: GROUP BY on " + name + " ÷ ours", sums / count, "≥ 200");
  }
  load::PrintRatio("counting: bytes/s ÷ what memory gives one thread",
                   static_cast<double>(ballots.bytes) / count / MemoryBandwidth(), "≥ 0.35");
  return 0;
}
