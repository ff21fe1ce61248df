#include "services/result/store/sql_release_parts.h"

#include <algorithm>
#include <map>
#include <set>
#include <span>
#include <utility>

#include "services/base/sql/time.h"
#include "services/base/status/error.h"
#include "services/base/status/reason.h"
#include "services/result/store/sql_decisions.h"

namespace pingyi::result {
namespace {

// Releases by round and number.
using Place = std::pair<std::string, int64_t>;
using Places = std::map<Place, Release*>;

Release* Find(const Places& places, const sql::Row& row) {
  const auto found = places.find({std::string(row.Text(0)), row.Int64(1)});
  return found == places.end() ? nullptr : found->second;
}

// Visits the rows of a query over some rounds whose first two columns name a release.
template <typename Fn>
absl::Status ForEach(sql::Transaction& transaction, const Places& places,
                     const sql::Statement& query, Fn read) {
  return transaction.Query(query, [&](const sql::Row& row) {
    if (Release* release = Find(places, row)) read(row, *release);
    return absl::OkStatus();
  });
}

absl::Status LoadPublicity(sql::Transaction& transaction, const std::vector<sql::Value>& rounds,
                           const Places& places) {
  sql::Statement query(
      "SELECT round, number, calendar, calendar_version, calendar_digest, working_days, "
      "start_date, end_date, end_us, answer_days, answer_day_kind FROM release_publicity WHERE "
      "round IN");
  return ForEach(transaction, places, query.AddList(rounds),
                 [](const sql::Row& row, Release& release) {
                   release.publicity = {.calendar = {std::string(row.Text(2)), row.Int64(3)},
                                        .calendar_digest = std::string(row.Text(4)),
                                        .working_days = static_cast<int32_t>(row.Int64(5)),
                                        .start_date = std::string(row.Text(6)),
                                        .end_date = std::string(row.Text(7)),
                                        .end = sql::FromMicros(row.Int64(8)),
                                        .answer_days = static_cast<int32_t>(row.Int64(9)),
                                        .answer_day_kind = static_cast<DayKind>(row.Int64(10))};
                 });
}

// Which release amends which, from either side.
absl::Status LoadAmendments(sql::Transaction& transaction, const std::vector<sql::Value>& rounds,
                            const Places& places) {
  sql::Statement query(
      "SELECT round, number, amends, amended_digest, figures FROM amendments WHERE round IN");
  absl::Status status = ForEach(transaction, places, query.AddList(rounds),
                                [](const sql::Row& row, Release& release) {
                                  release.amends = row.Int64(2);
                                  release.amended_digest = std::string(row.Text(3));
                                  release.figures = row.Int64(4) != 0;
                                });
  if (!status.ok()) return status;
  sql::Statement back("SELECT round, amends, number FROM amendments WHERE round IN");
  return ForEach(transaction, places, back.AddList(rounds),
                 [](const sql::Row& row, Release& release) { release.amended_by = row.Int64(2); });
}

absl::Status LoadSettled(sql::Transaction& transaction, const std::vector<sql::Value>& rounds,
                         const Places& places) {
  sql::Statement query(
      "SELECT s.round, s.settled_by, s.release_number, s.number, a.digest FROM settled_objections "
      "s "
      "JOIN objection_answers a ON a.round = s.round AND a.release_number = s.release_number AND "
      "a.number = s.number WHERE s.round IN");
  query.AddList(rounds).Add("ORDER BY s.release_number, s.number");
  return ForEach(transaction, places, query, [](const sql::Row& row, Release& release) {
    release.settled.push_back(
        {.key = {release.round, row.Int64(2), row.Int64(3)}, .digest = std::string(row.Text(4))});
  });
}

// Whether an objection to the release, or to one before it, waits: for its answer, or for the
// release that settles it.
absl::Status LoadPending(sql::Transaction& transaction, const std::vector<sql::Value>& rounds,
                         const Places& places) {
  sql::Statement query(
      "SELECT o.round, MIN(o.release_number) FROM objections o "
      "LEFT JOIN objection_answers a ON a.round = o.round AND a.release_number = o.release_number "
      "AND a.number = o.number "
      "LEFT JOIN settled_objections s ON s.round = o.round AND s.release_number = o.release_number "
      "AND s.number = o.number WHERE (a.state IS NULL OR (a.state = 3 AND s.settled_by IS NULL)) "
      "AND o.round IN");
  query.AddList(rounds).Add("GROUP BY o.round");
  return transaction.Query(query, [&](const sql::Row& row) {
    const std::string round(row.Text(0));
    for (auto it = places.lower_bound({round, row.Int64(1)});
         it != places.end() && it->first.first == round; ++it) {
      it->second->objections_pending = true;
    }
    return absl::OkStatus();
  });
}

std::vector<GradeDecision> DecisionsOf(const ReleasedDecisions& all, const Place& place) {
  const auto found = all.find(place);
  return found == all.end() ? std::vector<GradeDecision>() : found->second;
}

absl::Status LoadDecisionsAndChanges(sql::Transaction& transaction,
                                     const std::vector<sql::Value>& rounds, const Places& places) {
  absl::StatusOr<ReleasedDecisions> all = LoadReleasedDecisions(transaction, rounds);
  if (!all.ok()) return all.status();
  for (const auto& [place, release] : places) {
    release->decisions = DecisionsOf(*all, place);
    if (release->amends == 0) continue;
    absl::StatusOr<std::vector<ResultDifference>> changes =
        LoadChanges(transaction, *release, DecisionsOf(*all, {release->round, release->amends}));
    if (!changes.ok()) return changes.status();
    release->changes = *std::move(changes);
  }
  return absl::OkStatus();
}

absl::Status LoadSome(sql::Transaction& transaction, const std::vector<sql::Value>& rounds,
                      const Places& places) {
  absl::Status status = LoadPublicity(transaction, rounds, places);
  if (status.ok()) status = LoadAmendments(transaction, rounds, places);
  if (status.ok()) status = LoadSettled(transaction, rounds, places);
  if (status.ok()) status = LoadPending(transaction, rounds, places);
  if (status.ok()) status = LoadDecisionsAndChanges(transaction, rounds, places);
  return status;
}

// Subjects without a place come behind all others (sql_results.cc).
int32_t RankOf(int64_t place) {
  constexpr int64_t kBehindAll = 2'147'483'647;
  return place == kBehindAll ? 0 : static_cast<int32_t>(place);
}

// Its grade is the one given.
PlacedResult ReadPlaced(const sql::Row& row, const std::string& grade, bool figures) {
  PlacedResult result{.subject = std::string(row.Text(0)), .position = row.Int64(1)};
  ShownResult& computed = result.computed;
  computed = {.display_name = std::string(row.Text(3)), .grade = grade};
  if (row.Text(4) == grade) computed.grade_title = std::string(row.Text(5));
  if (!figures) return result;
  computed.rank = RankOf(row.Int64(2));
  computed.total = std::string(row.Text(6));
  computed.total_rounded = std::string(row.Text(7));
  return result;
}

// The results of some subjects of a run, their grades being those given; in no order.
absl::StatusOr<std::vector<PlacedResult>> LoadPlaced(
    sql::Transaction& transaction, const std::string& run,
    const std::map<std::string, std::string>& subjects, bool figures) {
  constexpr size_t kAtOnce = 256;
  std::vector<PlacedResult> placed;
  placed.reserve(subjects.size());
  std::vector<sql::Value> some;
  for (auto next = subjects.begin(); next != subjects.end();) {
    some.clear();
    for (; next != subjects.end() && some.size() < kAtOnce; ++next) some.emplace_back(next->first);
    sql::Statement query(
        "SELECT subject, position, place, display_name, grade, grade_title, total_exact, "
        "total_rounded FROM subject_results WHERE run = ? AND subject IN",
        run);
    absl::Status status = transaction.Query(query.AddList(some), [&](const sql::Row& row) {
      placed.push_back(ReadPlaced(row, subjects.at(std::string(row.Text(0))), figures));
      return absl::OkStatus();
    });
    if (!status.ok()) return status;
  }
  return placed;
}

DecidedGrades GradesOf(const std::vector<GradeDecision>& decisions) {
  DecidedGrades grades;
  for (const GradeDecision& decision : decisions) {
    grades[decision.subject] = {decision.grade, decision.grade_title};
  }
  return grades;
}

absl::Status StoreDecisions(sql::Transaction& transaction, const Release& release) {
  std::vector<sql::Value> cells;
  for (const GradeDecision& decision : release.decisions) {
    cells.insert(cells.end(), {release.round, release.number, release.run, decision.key.number});
  }
  if (cells.empty()) return absl::OkStatus();
  return transaction.InsertRows("release_decisions (round, number, run, decision)", 4, cells)
      .status();
}

absl::Status StoreSettled(sql::Transaction& transaction, const Release& release) {
  std::vector<sql::Value> cells;
  for (const SettledObjection& settled : release.settled) {
    cells.insert(cells.end(),
                 {release.round, settled.key.release, settled.key.number, release.number});
  }
  if (cells.empty()) return absl::OkStatus();
  return transaction
      .InsertRows("settled_objections (round, release_number, number, settled_by)", 4, cells)
      .status();
}

// No less than what the contract makes of each: names of resources, and beside every text its tag
// and its length.
constexpr size_t kMessageBytes = 128;

size_t SizeOf(const GradeDecision& d) {
  return kMessageBytes + 2 * d.key.round.size() + d.key.run.size() + d.subject.size() +
         d.grade.size() + d.grade_title.size() + d.computed_grade.size() + d.reason.size() +
         d.decider.size() + d.recorder.size();
}

size_t SizeOf(const SettledObjection& settled) {
  return kMessageBytes + settled.key.round.size() + settled.digest.size();
}

size_t SizeOf(const ShownResult& shown) {
  return shown.display_name.size() + shown.total.size() + shown.total_rounded.size() +
         shown.grade.size() + shown.grade_title.size();
}

size_t SizeOf(const std::string& round, const ResultDifference& change) {
  return kMessageBytes + round.size() + change.subject.size() + SizeOf(change.before) +
         SizeOf(change.after);
}

// Adds to the weight of each release of the rounds what its decisions and the objections that it
// settles come to, with the changes they lead to.
absl::Status Weigh(sql::Transaction& transaction, const std::vector<sql::Value>& rounds,
                   std::map<Place, size_t>& weights) {
  sql::Statement decisions(
      "SELECT r.round, r.number, COUNT(*), SUM(LENGTH(d.reason)) FROM release_decisions r JOIN "
      "grade_decisions d ON d.run = r.run AND d.number = r.decision WHERE r.round IN");
  decisions.AddList(rounds).Add("GROUP BY r.round, r.number");
  absl::Status status = transaction.Query(decisions, [&](const sql::Row& row) {
    constexpr int64_t kDecisionAndChange = 512;
    weights[{std::string(row.Text(0)), row.Int64(1)}] +=
        static_cast<size_t>(row.Int64(2) * kDecisionAndChange + row.Int64(3));
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  sql::Statement settled(
      "SELECT round, settled_by, COUNT(*) FROM settled_objections WHERE round IN");
  settled.AddList(rounds).Add("GROUP BY round, settled_by");
  return transaction.Query(settled, [&](const sql::Row& row) {
    weights[{std::string(row.Text(0)), row.Int64(1)}] +=
        static_cast<size_t>(row.Int64(2)) * 2 * kMessageBytes;
    return absl::OkStatus();
  });
}

constexpr size_t kRoundsAtOnce = 256;

}  // namespace

absl::StatusOr<size_t> CountFitting(sql::Transaction& transaction,
                                    const std::vector<Release>& releases, size_t max_bytes) {
  std::map<Place, size_t> weights;
  std::set<std::string> names;
  for (const Release& release : releases) names.insert(release.round);
  std::vector<sql::Value> rounds(names.begin(), names.end());
  for (std::span<const sql::Value> rest = rounds; !rest.empty();) {
    const auto some = rest.first(std::min(rest.size(), kRoundsAtOnce));
    rest = rest.subspan(some.size());
    absl::Status status = Weigh(transaction, {some.begin(), some.end()}, weights);
    if (!status.ok()) return status;
  }
  size_t bytes = 0;
  size_t count = 0;
  for (const Release& release : releases) {
    bytes += 4 * kMessageBytes + release.note.size() + weights[{release.round, release.number}];
    if (count > 0 && bytes > max_bytes) break;
    ++count;
  }
  return count;
}

absl::Status LoadReleaseParts(sql::Transaction& transaction, std::vector<Release>& releases) {
  size_t done = 0;
  while (done < releases.size()) {
    Places places;
    std::set<std::string> names;
    for (; done < releases.size(); ++done) {
      Release& release = releases[done];
      if (names.size() == kRoundsAtOnce && !names.contains(release.round)) break;
      names.insert(release.round);
      places[{release.round, release.number}] = &release;
    }
    absl::Status status =
        LoadSome(transaction, std::vector<sql::Value>(names.begin(), names.end()), places);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status StoreReleaseParts(sql::Transaction& transaction, const Release& release) {
  absl::Status status = StoreDecisions(transaction, release);
  if (status.ok() && release.amends != 0) {
    status =
        transaction
            .Execute(
                "INSERT INTO amendments (round, number, amends, amended_digest, figures) VALUES "
                "(?, ?, ?, ?, ?)",
                {release.round, release.number, release.amends, release.amended_digest,
                 release.figures ? 1 : 0})
            .status();
  }
  if (status.ok()) status = StoreSettled(transaction, release);
  if (!status.ok() || !release.publicity) return status;
  const Publicity& publicity = *release.publicity;
  return transaction
      .Execute(
          "INSERT INTO release_publicity (round, number, calendar, calendar_version, "
          "calendar_digest, working_days, start_date, end_date, end_us, answer_days, "
          "answer_day_kind) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
          {release.round, release.number, publicity.calendar.calendar, publicity.calendar.version,
           publicity.calendar_digest, publicity.working_days, publicity.start_date,
           publicity.end_date, sql::ToMicros(publicity.end), publicity.answer_days,
           static_cast<int>(publicity.answer_day_kind)})
      .status();
}

absl::Status CheckSize(const Release& release) {
  constexpr size_t kMostBytes = size_t{2} << 20;
  size_t bytes = 0;
  for (const GradeDecision& decision : release.decisions) bytes += SizeOf(decision);
  for (const SettledObjection& settled : release.settled) bytes += SizeOf(settled);
  for (const ResultDifference& change : release.changes) bytes += SizeOf(release.round, change);
  if (bytes <= kMostBytes) return absl::OkStatus();
  return MakeError(absl::StatusCode::kFailedPrecondition, pingyi::reason::kLimitExceeded,
                   "the decisions in force, the objections to be settled and the changes come to "
                   "more than 2 MiB: decide again with shorter reasons, or settle fewer at once");
}

absl::StatusOr<std::vector<ResultDifference>> LoadChanges(
    sql::Transaction& transaction, const Release& release,
    const std::vector<GradeDecision>& before) {
  // The computed grades as the decisions tell them.
  std::map<std::string, std::string> subjects;
  for (const GradeDecision& decision : before) subjects[decision.subject] = decision.computed_grade;
  for (const GradeDecision& decision : release.decisions) {
    subjects[decision.subject] = decision.computed_grade;
  }
  absl::StatusOr<std::vector<PlacedResult>> placed =
      LoadPlaced(transaction, release.run, subjects, release.figures);
  if (!placed.ok()) return placed.status();
  return DecidedDifferences(*std::move(placed), GradesOf(before), GradesOf(release.decisions));
}

}  // namespace pingyi::result
