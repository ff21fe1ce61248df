#include "tests/load/sealing_steps.h"

#include <cstdint>
#include <cstdio>
#include <random>
#include <vector>

#include <absl/time/clock.h>
#include <fmt/format.h>

#include "services/appraisal/domain/ballot_rules.h"
#include "services/appraisal/domain/packed_ballot.h"
#include "services/appraisal/domain/tally_builder.h"
#include "services/appraisal/store/round_store.h"
#include "services/appraisal/store/schema.h"
#include "services/appraisal/testing/sample_round.h"
#include "services/base/clock/clock.h"
#include "services/base/sql/testing/temp_database.h"
#include "tests/load/report.h"

namespace pingyi::load {
namespace {

using appraisal::RoundStore;

constexpr int kSubjects = 500;  // one a ballot
constexpr int kGroups = 6;
constexpr int kCriteria = 8;
constexpr int kAtOnce = 10'000;  // ballots written in a transaction

// Notes how long each kind of call takes.
class TimedDatabase : public sql::Database {
 public:
  explicit TimedDatabase(sql::Database& inner) : inner_(inner) {}

  double reading = 0;
  double forgetting = 0;
  double writing = 0;

  const sql::Dialect& dialect() const override { return inner_.dialect(); }
  absl::Status Read(absl::Time deadline, sql::TransactionFn fn) override {
    return Timed(reading, [&] { return inner_.Read(deadline, fn); });
  }
  absl::Status Write(absl::Time deadline, sql::TransactionFn fn) override {
    return Timed(writing, [&] { return inner_.Write(deadline, fn); });
  }
  absl::Status Ping(absl::Time deadline) override { return inner_.Ping(deadline); }
  absl::Status ForgetHistory(absl::Time deadline) override {
    return Timed(forgetting, [&] { return inner_.ForgetHistory(deadline); });
  }

 private:
  static absl::Status Timed(double& seconds, absl::FunctionRef<absl::Status()> call) {
    absl::Status status;
    seconds += Quickest(1, [&] { status = call(); });
    return status;
  }

  sql::Database& inner_;
};

absl::Time Soon() { return absl::Now() + absl::Minutes(20); }

appraisal::ChangeContext Context() {
  return {.actor = "load", .trace_id = "", .request = {}, .deadline = Soon()};
}

appraisal::RoundSpec Spec() {
  appraisal::RoundSpec spec = appraisal::test::SampleSpec();
  spec.criteria.assign(kCriteria, spec.criteria[0]);
  for (int i = 0; i < kCriteria; ++i) spec.criteria[i].key = fmt::format("c{}", i);
  spec.groups.assign(kGroups, {"", "", "1", 1'000'000});
  for (int i = 0; i < kGroups; ++i) {
    spec.groups[i].key = fmt::format("g{}", i);
    spec.groups[i].title = fmt::format("Group {}", i);
  }
  return spec;
}

absl::Status Open(RoundStore& rounds) {
  absl::Status status = rounds.CreateRound(Context(), "r1", Spec()).status();
  if (status.ok()) {
    status =
        rounds.AddSubjects(Context(), "r1", appraisal::test::SampleSubjects(kSubjects)).status();
  }
  if (status.ok()) status = rounds.OpenRound(Context(), {"r1", {}, ""}).status();
  return status;
}

// As casting would have left them, in any order.
absl::Status InsertBallots(sql::Database& database, int count) {
  std::mt19937_64 random(17);
  while (count > 0) {
    std::vector<sql::Value> cells;
    std::vector<int64_t> valid(kGroups, 0);
    for (int i = 0; i < kAtOnce && count > 0; ++i, --count) {
      appraisal::Marks marks{.subjects = {static_cast<uint32_t>(random() % kSubjects)},
                             .codes = {}};
      while (marks.codes.size() < kCriteria) {
        marks.codes.push_back(static_cast<uint32_t>(appraisal::kFirstLevel + random() % 3));
      }
      const auto group = static_cast<uint32_t>(random() % kGroups);
      ++valid[group];
      std::string id;
      while (id.size() < 16) id += static_cast<char>(random());
      cells.insert(cells.end(), {"r1", sql::Blob{id}, group,
                                 sql::Blob{appraisal::PackBallot(marks, kCriteria)}});
    }
    const absl::Status status = database.Write(Soon(), [&](sql::Transaction& tx) {
      absl::Status written =
          tx.InsertRows("ballots (round_id, slip_id, group_no, marks)", 4, cells).status();
      for (int group = 0; group < kGroups && written.ok(); ++group) {
        written =
            tx.Execute("UPDATE turnout SET valid = valid + ? WHERE round_id = ? AND group_no = ?",
                       {valid[group], "r1", group})
                .status();
      }
      return written;
    });
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

// Seconds to read all ballots, and to read and count them.
absl::Status TimeBallots(sql::Database& database, double& loading, double& counting) {
  const auto read = [&database](double& seconds, sql::RowFn each) {
    absl::Status status;
    seconds = Quickest(2, [&] {
      status = database.Read(Soon(), [&](sql::Transaction& tx) {
        return tx.Query("SELECT group_no, marks FROM ballots WHERE round_id = ?", {"r1"}, each);
      });
    });
    return status;
  };
  size_t bytes = 0;
  absl::Status status = read(loading, [&bytes](const sql::Row& row) {
    bytes += static_cast<size_t>(row.Int64(0)) + row.Blob(1).size();
    return absl::OkStatus();
  });
  appraisal::TallyBuilder builder({kSubjects, std::vector<uint32_t>(kCriteria, 3)}, kGroups);
  double both = 0;
  if (status.ok()) {
    status = read(both, [&builder](const sql::Row& row) {
      return builder.Add(static_cast<uint32_t>(row.Int64(0)), row.Blob(1));
    });
  }
  counting = both - loading;
  return status;
}

}  // namespace

bool PrintSealingSteps(const std::string& name, sql::Backend backend, int ballots) {
  sql::TempDatabase database(appraisal::Migrations(), backend);
  TimedDatabase timed(*database);
  const auto rounds = appraisal::NewRoundStore(timed, SystemClock());
  double loading = 0;
  double counting = 0;
  absl::Status status = Open(*rounds);
  if (status.ok()) status = InsertBallots(*database, ballots);
  if (status.ok()) status = TimeBallots(*database, loading, counting);
  timed.reading = timed.forgetting = timed.writing = 0;
  if (status.ok()) status = rounds->CloseRound(Context(), {"r1", {}, ""}).status();
  if (!status.ok()) {
    fmt::print(stderr, "{}\n", status.ToString());
    return false;
  }
  const double total = timed.reading + timed.forgetting + timed.writing;
  fmt::print("\n{:<52}{:>10.1f} ms\n",
             fmt::format("a round of {} ballots sealed on {}", ballots, name), total * 1e3);
  const auto line = [total](std::string_view step, double seconds) {
    fmt::print("  {:<50}{:>10.1f} ms{:>8.1f} %\n", step, seconds * 1e3, seconds / total * 100);
  };
  line("reading the rows of the ballots", loading);
  line("loading and counting their marks", counting);
  line("round, subjects, digest, cells", timed.reading - loading - counting);
  line("forgetting the history of the database", timed.forgetting);
  line("writing the tally, closing", timed.writing);
  std::fflush(stdout);
  return true;
}

}  // namespace pingyi::load
