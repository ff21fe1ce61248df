// Counting ballots: the marks as a round loads them at its closing, beside reading memory and
// beside GROUP BY over a table with a wide row a ballot, on SQLite and on the MariaDB server that
// PINGYI_TEST_MARIADB names; how the time of a ballot grows with their number; and what the steps
// of sealing a round take.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "services/appraisal/domain/mark_lanes.h"
#include "services/appraisal/domain/mark_rows.h"
#include "services/appraisal/domain/packed_ballot.h"
#include "services/appraisal/domain/tally_builder.h"
#include "services/base/sql/testing/temp_database.h"
#include "tests/load/report.h"
#include "tests/load/sealing_steps.h"

namespace {

namespace appraisal = pingyi::appraisal;
namespace load = pingyi::load;
namespace sql = pingyi::sql;

constexpr int kCriteria = 8;
constexpr int kLevels = 4;
constexpr int kSubjects = 500;  // one a ballot
constexpr int kGroups = 6;
constexpr size_t kCells = size_t{kSubjects} * kGroups;
constexpr size_t kBallots = 10'000'000;
constexpr size_t kInSql = 500'000;  // of them, for the databases
constexpr size_t kFewest = 1'000;   // for the growth
constexpr int kTimes = 15;
constexpr int kSealed = 1'000'000;

const sql::Migration kTable = {
    1,
    "marks",
    {"CREATE TABLE ballots (subject_no INTEGER NOT NULL, group_no INTEGER NOT NULL, ballot_no "
     "INTEGER NOT NULL, c0 INTEGER, c1 INTEGER, c2 INTEGER, c3 INTEGER, c4 INTEGER, c5 INTEGER, "
     "c6 INTEGER, c7 INTEGER, PRIMARY KEY (subject_no, group_no, ballot_no)) STRICT, WITHOUT "
     "ROWID;"},
    {"CREATE TABLE ballots (subject_no INT NOT NULL, group_no INT NOT NULL, ballot_no INT NOT "
     "NULL, c0 TINYINT, c1 TINYINT, c2 TINYINT, c3 TINYINT, c4 TINYINT, c5 TINYINT, c6 TINYINT, "
     "c7 TINYINT, PRIMARY KEY (subject_no, group_no, ballot_no)) ENGINE = InnoDB;"}};

constexpr sql::Sql kSums =
    "SELECT subject_no, group_no, sum(c0), sum(c1), sum(c2), sum(c3), sum(c4), sum(c5), sum(c6), "
    "sum(c7) FROM ballots GROUP BY subject_no, group_no";

const appraisal::FormShape& Shape() {
  static const appraisal::FormShape shape{.subjects = kSubjects,
                                          .levels = std::vector<uint32_t>(kCriteria, kLevels)};
  return shape;
}

void Require(bool success, std::string_view what) {
  if (success) return;
  fmt::print(stderr, "{}\n", what);
  std::exit(1);
}

// Slips as a round keeps them, one after the other.
class Ballots {
 public:
  // In random order, or by subject and group.
  explicit Ballots(bool clustered) {
    std::mt19937_64 random(11);
    starts_.push_back(0);
    for (size_t i = 0; i < kBallots; ++i) {
      const auto cell =
          static_cast<uint32_t>(clustered ? i * kCells / kBallots : random() % kCells);
      appraisal::Marks marks{.subjects = {cell / kGroups}, .codes = {}};
      for (uint64_t bits = random(); marks.codes.size() < kCriteria; bits >>= 8) {
        marks.codes.push_back(appraisal::kFirstLevel + static_cast<uint32_t>(bits % kLevels));
      }
      groups_.push_back(static_cast<uint8_t>(cell % kGroups));
      bytes_ += appraisal::PackBallot(marks, kCriteria);
      starts_.push_back(static_cast<uint32_t>(bytes_.size()));
    }
  }

  uint32_t group(size_t i) const { return groups_[i]; }
  std::string_view slip(size_t i) const {
    return std::string_view(bytes_).substr(starts_[i], starts_[i + 1] - starts_[i]);
  }

 private:
  std::vector<uint8_t> groups_;
  std::string bytes_;
  std::vector<uint32_t> starts_;
};

// The first `count` ballots as the service loads them.
appraisal::MarkRows Load(const Ballots& ballots, size_t count) {
  const appraisal::SlipReader reader(Shape(), kGroups);
  appraisal::MarkRows rows(Shape());
  bool straight_lined = false;
  for (size_t i = 0; i < count; ++i) {
    Require(reader.Read(ballots.group(i), ballots.slip(i), rows, straight_lined).ok(),
            "a slip does not fit");
  }
  return rows;
}

// Seconds to count loaded marks.
double CountLoaded(const appraisal::MarkRows& rows) {
  appraisal::MarkLanes lanes(Shape(), kCells);
  const double seconds = load::Quickest(kTimes, [&] { lanes.Add(rows); });
  int64_t counted = 0;
  for (uint64_t cell = 0; cell < kCells; ++cell) {
    for (uint32_t level = 0; level < kLevels; ++level) {
      counted += lanes.Count(cell, kCriteria - 1, appraisal::kFirstLevel + level);
    }
  }
  Require(counted == static_cast<int64_t>(kTimes * rows.size()), "not every mark was counted");
  return seconds;
}

// Seconds from the slips to the tally of all subjects.
double CountSlips(const Ballots& ballots, size_t count) {
  return load::Quickest(kTimes * static_cast<int>(1 + 100'000 / count), [&] {
    appraisal::TallyBuilder builder(Shape(), kGroups);
    for (size_t i = 0; i < count; ++i) {
      Require(builder.Add(ballots.group(i), ballots.slip(i)).ok(), "a slip does not fit");
    }
    for (uint32_t subject = 0; subject < kSubjects; ++subject) {
      Require(count < kInSql || !builder.Cells(subject).empty(), "a subject was not counted");
    }
  });
}

// Bytes per second that one thread reads in order, from more memory than caches hold.
double MemoryBandwidth() {
  const std::vector<uint64_t> words(size_t{32} << 20, 1);
  uint64_t sums[4] = {};
  const double seconds = load::Quickest(kTimes, [&] {
    for (size_t i = 0; i < words.size(); i += 4) {
      for (size_t k = 0; k < 4; ++k) sums[k] += words[i + k];
    }
  });
  Require(sums[0] + sums[1] + sums[2] + sums[3] == kTimes * words.size(), "the sum is wrong");
  return static_cast<double>(words.size() * sizeof(uint64_t)) / seconds;
}

void CompareWithMemory(const Ballots& random, const Ballots& clustered) {
  const double bandwidth = MemoryBandwidth();
  fmt::print("{:<52}{:>10.1f} GB/s\n", "memory, read by one thread", bandwidth / 1e9);
  const auto ratio = [bandwidth](std::string_view order, const Ballots& ballots) {
    const appraisal::MarkRows rows = Load(ballots, kBallots);
    const double seconds = CountLoaded(rows);
    fmt::print("{:<52}{:>10.2f} ns a ballot\n",
               fmt::format("{} loaded ballots, {}, by one thread", kBallots, order),
               seconds / kBallots * 1e9);
    const double bytes = sizeof(uint32_t) + rows.columns.size() * sizeof(uint64_t);
    return bytes * kBallots / seconds / bandwidth;
  };
  const double in_random = ratio("random order", random);
  const double in_clusters = ratio("clustered", clustered);
  load::PrintRatioHead();
  load::PrintRatio("loaded marks: bytes/s ÷ memory's, random order", in_random, "≥ 0.35");
  load::PrintRatio("loaded marks: bytes/s ÷ memory's, clustered", in_clusters, "≥ 0.6");
}

void PrintGrowth(const Ballots& ballots) {
  fmt::print("\n{:<20}{:>24}\n", "ballots", "ns each, slips to tally");
  double least = 0;
  double last = 0;
  for (size_t count = kFewest; count <= kBallots; count *= 10) {
    last = CountSlips(ballots, count) / static_cast<double>(count) * 1e9;
    least = least == 0 ? last : std::min(least, last);
    fmt::print("{:<20}{:>24.1f}\n", count, last);
  }
  load::PrintRatioHead();
  load::PrintRatio("slips to tally: a ballot of the most ÷ of the cheapest number", last / least,
                   "≤ 1.1");
}

void Fill(sql::Database& database, const Ballots& ballots) {
  std::vector<sql::Value> cells;
  cells.reserve(kInSql * (3 + kCriteria));
  for (size_t i = 0; i < kInSql; ++i) {
    appraisal::Marks marks;
    Require(appraisal::Unpack(Shape(), ballots.slip(i), marks).ok(), "a slip does not fit");
    cells.insert(cells.end(), {marks.subjects[0], ballots.group(i), static_cast<int64_t>(i)});
    for (const uint32_t code : marks.codes) cells.emplace_back(code - appraisal::kFirstLevel);
  }
  const absl::Status status = database.Write(absl::InfiniteFuture(), [&](sql::Transaction& tx) {
    return tx
        .InsertRows("ballots (subject_no, group_no, ballot_no, c0, c1, c2, c3, c4, c5, c6, c7)",
                    3 + kCriteria, cells)
        .status();
  });
  Require(status.ok(), "the table cannot be filled");
}

void CompareWithSql(const std::string& name, sql::Backend backend, const Ballots& ballots) {
  sql::TempDatabase database({&kTable, 1}, backend);
  Fill(*database, ballots);
  const double grouped = load::Quickest(kTimes, [&] {
    const absl::Status status = database->Read(absl::InfiniteFuture(), [](sql::Transaction& tx) {
      return tx.Query(kSums, {}, [](const sql::Row&) { return absl::OkStatus(); });
    });
    Require(status.ok(), "a query failed");
  });
  const double loaded = CountLoaded(Load(ballots, kInSql));
  const double slips = CountSlips(ballots, kInSql);
  const double each = 1e9 / kInSql;
  fmt::print("\n{:<52}{:>10.1f} ns a ballot\n", "GROUP BY on " + name, grouped * each);
  fmt::print("{:<52}{:>10.2f} ns a ballot\n", "the same loaded marks counted", loaded * each);
  fmt::print("{:<52}{:>10.1f} ns a ballot\n", "the same from slips to tally", slips * each);
  load::PrintRatioHead();
  load::PrintRatio("GROUP BY on " + name + " ÷ loaded marks", grouped / loaded, "≥ 200");
  load::PrintRatio("GROUP BY on " + name + " ÷ slips to tally", grouped / slips, "≥ 1");
}

}  // namespace

int main() {
  std::vector<std::pair<std::string, sql::Backend>> backends = {{"SQLite", sql::Backend::kSqlite}};
  if (std::getenv("PINGYI_TEST_MARIADB") != nullptr) {
    backends.emplace_back("MariaDB", sql::Backend::kMysql);
  }
  {
    const Ballots random(/*clustered=*/false);
    CompareWithMemory(random, Ballots(/*clustered=*/true));
    PrintGrowth(random);
    for (const auto& [name, backend] : backends) CompareWithSql(name, backend, random);
  }
  for (const auto& [name, backend] : backends) {
    Require(load::PrintSealingSteps(name, backend, kSealed), "a round could not be sealed");
  }
  return 0;
}
