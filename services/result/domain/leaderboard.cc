#include "services/result/domain/leaderboard.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <utility>

#include "services/result/domain/computation.h"
#include "services/result/domain/places.h"
#include "services/result/domain/redact.h"
#include "services/result/domain/score.h"

namespace pingyi::result {
namespace {

class Board {
 public:
  Board(const PolicyRules& policy, const Computation& computation, const DisclosureRule& disclosure,
        const RoundDisclosure& round, size_t index)
      : policy_(policy),
        computation_(computation),
        disclosure_(disclosure),
        round_(round),
        index_(index),
        rule_(policy.leaderboards[index]) {}

  void AppendTo(Leaderboards& boards) const {
    std::map<std::string, std::vector<size_t>> sections;
    for (size_t i = 0; i < computation_.subjects.size(); ++i) {
      if (IsOn(i)) {
        sections[SectionOf(i)].push_back(i);
      }
    }
    for (const auto& [name, members] : sections) {
      boards.push_back({index_, name, Rows(members)});
    }
  }

 private:
  bool IsOn(size_t subject) const {
    const auto& types = rule_.subject_types;
    return computation_.roster.ranked(subject) &&
           (types.empty() || std::find(types.begin(), types.end(),
                                       computation_.roster.subject_type(subject)) != types.end());
  }

  std::string SectionOf(size_t subject) const {
    switch (rule_.partition) {
      case BoardPartition::kUnit:
        return computation_.roster.unit(subject);
      case BoardPartition::kSubjectType:
        return computation_.roster.subject_type(subject);
      case BoardPartition::kNone:
      case BoardPartition::kUnspecified:
        break;
    }
    return "";
  }

  // The row without its place, and without a score that may not be shown.
  LeaderboardRow RowOf(size_t subject) const {
    const SubjectResult& result = computation_.subjects[subject];
    LeaderboardRow row{subject, result.subject, 0, false, ScoreOf(subject)};
    if (disclosure_.min_ballots == 0) {
      return row;
    }
    const SubjectMask mask = MaskOf(disclosure_, BallotsOf(result), round_);
    row.rounded_only = mask.any();
    row.suppression = SuppressionOf(mask);
    if (row.suppression != Suppression::kShown) {
      row.score.reset();
    }
    return row;
  }

  Suppression SuppressionOf(const SubjectMask& mask) const {
    switch (rule_.by) {
      case BoardScore::kCriterion:
        return mask.criteria[computation_.form.CriterionIndex(rule_.score_key).value()];
      case BoardScore::kGroup:
        return mask.groups[computation_.form.GroupIndex(rule_.score_key).value()].score;
      case BoardScore::kTotal:
      case BoardScore::kUnspecified:
        break;
    }
    return mask.total;
  }

  std::optional<Rational> ScoreOf(size_t subject) const {
    const SubjectResult& result = computation_.subjects[subject];
    if (rule_.by == BoardScore::kTotal) {
      return computation_.decisive[subject];
    }
    const Form& form = computation_.form_of(subject);
    if (rule_.by == BoardScore::kGroup) {
      return result.groups[form.GroupIndex(rule_.score_key).value()].score;
    }
    const size_t criterion = form.CriterionIndex(rule_.score_key).value();
    return Pooled(policy_) ? result.pooled[criterion].score
                           : CriterionScore(policy_, form, result.groups, criterion);
  }

  bool LowIsBetter() const {
    return rule_.by == BoardScore::kCriterion ? MarksAscending(policy_)
                                              : Ascending(policy_.total_order);
  }

  std::vector<LeaderboardRow> Rows(const std::vector<size_t>& members) const {
    std::vector<size_t> ranked;
    std::vector<LeaderboardRow> scored;
    std::vector<Rational> scores;
    std::vector<LeaderboardRow> unscored;
    for (const size_t subject : members) {
      LeaderboardRow row = RowOf(subject);
      if (row.score.has_value()) {
        ranked.push_back(subject);
        scores.push_back(*row.score);
        scored.push_back(std::move(row));
      } else {
        unscored.push_back(std::move(row));
      }
    }
    const bool tiers = rule_.by == BoardScore::kTotal && round_.tiers;
    const Ranking ranking =
        PlaceAmong(policy_, computation_, ranked, scores, tiers, LowIsBetter(), nullptr);
    std::vector<LeaderboardRow> rows;
    for (const size_t member : ranking.order) {
      LeaderboardRow& row = rows.emplace_back(std::move(scored[member]));
      row.rank = ranking.places[member].rank;
      row.shared_rank = ranking.places[member].shared;
    }
    rows.insert(rows.end(), unscored.begin(), unscored.end());
    return rows;
  }

  const PolicyRules& policy_;
  const Computation& computation_;
  const DisclosureRule& disclosure_;
  const RoundDisclosure& round_;
  size_t index_;
  const LeaderboardRule& rule_;
};

// Without the tie breakers that look at something suppressed.
PolicyRules ShownRules(PolicyRules policy, const RoundDisclosure& round) {
  const auto& hidden = round.hidden_ties;
  for (auto tie = hidden.rbegin(); tie != hidden.rend(); ++tie) {
    policy.tie_breakers.erase(policy.tie_breakers.begin() + static_cast<std::ptrdiff_t>(*tie));
  }
  return policy;
}

}  // namespace

Leaderboards MakeLeaderboards(const PolicyRules& policy, const Computation& computation,
                              const DisclosureRule& disclosure) {
  Leaderboards boards;
  const RoundDisclosure round = RoundDisclosureOf(disclosure, computation.subjects);
  const PolicyRules shown = ShownRules(policy, round);
  for (size_t i = 0; i < policy.leaderboards.size(); ++i) {
    Board(shown, computation, disclosure, round, i).AppendTo(boards);
  }
  return boards;
}

}  // namespace pingyi::result
