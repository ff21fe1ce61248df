// What a report shows of a release: everything a page, a table or a file needs, ready to be
// written. A figure that is withheld is not in here at all, so no writer can let it slip.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <absl/time/time.h>

namespace pingyi::exporting {

// Why a figure is not shown.
enum class Withheld {
  kNo,
  kSmall,          // it rests on fewer ballots than are shown
  kComplementary,  // with it, one that does could be computed
};

// A number of the results. Both texts are empty where there is none or it is withheld; `exact` is
// empty, too, where only the rounded number may be shown.
struct Figure {
  std::string exact;    // "534" or "1069/12"
  std::string rounded;  // "89.08"
  Withheld withheld = Withheld::kNo;

  bool shown() const { return !rounded.empty(); }
};

struct CriterionScore {
  Figure score;
  int64_t marks = 0;
  int64_t abstentions = 0;
};

struct GroupScore {
  Figure score;
  std::vector<CriterionScore> criteria;  // as in Report::criteria
};

// Which places a subject cannot be told apart from, by the statistics of the marks.
struct TieBand {
  int first_rank = 0;
  int last_rank = 0;
  std::string low;  // of the total, decimals
  std::string high;
};

// One subject.
struct Row {
  std::string id;
  std::string name;
  std::string unit;
  std::string type;
  int rank = 0;  // 0: no place is shown
  bool shared_rank = false;
  std::string grade;  // the key of what was computed
  std::string grade_title;
  std::string exclusion;  // the key of the exclusion that applied; empty: none
  std::string exclusion_title;
  std::string decided_grade;  // what the committee decided, which then counts
  std::string decided_title;
  Figure total;
  std::vector<GroupScore> groups;  // as in Report::groups
  // Over the marks of all groups, as in Report::criteria, where the policy takes them as one pool;
  // else empty.
  std::vector<CriterionScore> pooled;
  std::vector<Figure> components;  // as in Report::components
  std::optional<TieBand> band;

  const std::string& grade_in_force() const {
    return decided_grade.empty() ? grade_title : decided_title;
  }
};

struct Criterion {
  std::string key;
  std::string title;
  std::string weight;
  // What could be marked, best first: the grades, or numbers, taken together in a few classes where
  // there are many.
  std::vector<std::string> marks;
};

struct Group {
  std::string key;
  std::string title;
  std::string weight;
  int64_t expected = 0;
  int64_t valid = 0;
  int64_t spoiled = 0;

  int64_t returned() const { return valid + spoiled; }
};

struct Component {
  std::string key;
  std::string title;
};

// How the marks of one group on one criterion, of all subjects, are spread over Criterion::marks.
struct Distribution {
  std::vector<int64_t> counts;  // empty where withheld
  int64_t abstentions = 0;
  Withheld withheld = Withheld::kNo;

  int64_t total() const;
};

// A grade, and how many have it.
struct GradeCount {
  std::string title;
  int64_t count = 0;
};

// A decision of the committee.
struct Decision {
  std::string subject_name;
  std::string computed_title;
  std::string title;
  std::string reason;
  std::string decider;
};

// One subject in this release and in the one that it amends.
struct Amendment {
  std::string subject_name;
  Figure old_total;
  Figure new_total;
  int old_rank = 0;  // 0: none is shown
  int new_rank = 0;  // the same
  std::string old_grade_title;
  std::string new_grade_title;
};

struct Publicity {
  int working_days = 0;
  std::string start_date;
  std::string end_date;
  int answer_days = 0;
  bool answer_in_working_days = false;
};

// Where the release can be checked.
struct Proof {
  std::string digest;
  std::string result_digest;
  std::string tally_digest;
  std::string policy_digest;
  std::string frozen_digest;
  std::string key_id;  // empty: not signed
};

// How the groups rated, per group; texts are decimals from 0 to 1, or empty.
struct GroupStatistics {
  std::string abstention_share;
  std::string top_share;
  std::string straight_lined_share;
  std::string alpha;
};

// A place on a leaderboard.
struct BoardRow {
  std::string id;
  std::string name;
  int rank = 0;  // within the section; 0: none, or none is shown
  bool shared_rank = false;
  Figure score = {};  // none where nobody marked the subject
};

// Subjects that are ranked among themselves.
struct BoardSection {
  std::string name;  // the unit or subject type; empty for those without, and on an undivided board
  std::vector<BoardRow> rows;
};

// A ranking beside the official one.
struct Board {
  enum class By { kTotal, kCriterion, kGroup };
  enum class Partition { kNone, kUnit, kType };

  std::string key;  // a–z, 0–9 and "_"
  std::string title;
  By by = By::kTotal;
  std::string by_key = {};    // of the criterion or group
  std::string by_title = {};  // likewise
  Partition partition = Partition::kNone;
  std::vector<BoardSection> sections = {};
};

// One subject's total and place beside those of an earlier release.
struct Change {
  std::string id;
  std::string name;
  Figure old_total;
  Figure new_total;
  int old_rank = 0;        // 0: none is shown
  int new_rank = 0;        // the same
  std::string difference;  // of the rounded totals, "-1.20"; empty where one is missing
};

struct Comparison {
  std::string round;  // "rounds/{round}" of the earlier release
  std::string round_title;
  int number = 0;
  std::vector<Change> changes;  // in the order of the rows
  int64_t only_now = 0;         // subjects the earlier release does not have
  int64_t only_before = 0;      // the other way round
};

struct Report {
  std::string release;  // "rounds/{round}/releases/{number}"
  std::string round;    // "rounds/{round}"
  std::string round_title;
  int number = 0;
  std::string note;
  std::string releaser;
  absl::Time time;
  int utc_offset_minutes = 0;  // in which times are written
  std::string policy;
  std::string amends;         // the release this one takes the place of
  int digits = 0;             // after the point of rounded numbers
  int64_t shown_ballots = 0;  // figures that rest on fewer are withheld; 0: none is
  Proof proof;
  std::vector<Criterion> criteria;
  std::vector<Group> groups;
  std::vector<Component> components;
  std::vector<Row> rows;                                 // by rank, as released
  std::vector<std::vector<Distribution>> distributions;  // [group][criterion]
  std::vector<GradeCount> grades;                        // best first
  int64_t no_grade = 0;                                  // subjects without one
  std::vector<Board> boards;
  std::vector<Decision> decisions;
  std::vector<Amendment> amendments;  // as released; empty unless it amends another
  std::optional<Publicity> publicity;
  std::vector<GroupStatistics> statistics;  // as groups, or empty
  std::optional<Comparison> comparison;

  // Whether anything is withheld.
  bool withholds() const;
};

}  // namespace pingyi::exporting
