#include "services/result/wire/disclosure/disclosure_wire.h"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace pingyi::result {
namespace {

void Suppress(Suppression why, v1::CriterionResult& criterion) {
  if (why == Suppression::kShown) return;
  criterion.clear_score();
  criterion.clear_mark_count();
  criterion.clear_abstention_count();
  criterion.set_suppression(ToProto(why));
}

void SuppressCriteria(const std::vector<Suppression>& reasons,
                      google::protobuf::RepeatedPtrField<v1::CriterionResult>& criteria) {
  for (size_t i = 0; i < reasons.size() && static_cast<int>(i) < criteria.size(); ++i) {
    Suppress(reasons[i], criteria[static_cast<int>(i)]);
  }
}

void Suppress(const GroupMask& mask, v1::GroupResult& group) {
  SuppressCriteria(mask.criteria, *group.mutable_criteria());
  if (mask.score != Suppression::kShown) {
    group.clear_score();
    group.set_suppression(ToProto(mask.score));
  } else if (mask.any() && group.has_score()) {
    group.mutable_score()->clear_exact();
  }
}

// The ballot is one of the components, so what it gives follows from the total and the others.
void SuppressComponents(Suppression total, v1::SubjectResult& result) {
  for (v1::ComponentResult& component : *result.mutable_components()) {
    if (total != Suppression::kShown) {
      component.clear_score();
      component.clear_contribution();
      component.set_suppression(ToProto(total));
      continue;
    }
    if (component.has_score()) component.mutable_score()->clear_exact();
    if (component.has_contribution()) component.mutable_contribution()->clear_exact();
  }
}

void SuppressTotal(const SubjectMask& mask, v1::SubjectResult& result) {
  SuppressComponents(mask.total, result);
  if (mask.total == Suppression::kShown) {
    result.mutable_total()->clear_exact();
    return;
  }
  result.clear_total();
  result.set_suppression(ToProto(mask.total));
}

bool HasSuppressed(const google::protobuf::RepeatedPtrField<v1::CriterionResult>& criteria) {
  return std::any_of(criteria.begin(), criteria.end(),
                     [](const auto& criterion) { return criterion.suppression() != 0; });
}

}  // namespace

bool IsSecret(const appraisal::v1::Round& round) {
  return round.anonymity() != appraisal::v1::ANONYMITY_NAMED;
}

SubjectBallots BallotsOf(const v1::SubjectResult& result) {
  SubjectBallots ballots;
  for (const v1::GroupResult& group : result.groups()) {
    std::vector<CellBallots>& cells = ballots.emplace_back();
    for (const v1::CriterionResult& criterion : group.criteria()) {
      cells.push_back({criterion.mark_count(), criterion.abstention_count()});
    }
  }
  return ballots;
}

RoundDisclosure RoundDisclosureOf(const DisclosureRule& rule,
                                  const std::vector<v1::SubjectResult>& results) {
  std::vector<SubjectBallots> subjects;
  subjects.reserve(results.size());
  for (const v1::SubjectResult& result : results) subjects.push_back(BallotsOf(result));
  return RoundDisclosureOf(rule, subjects);
}

void Disclose(const SubjectMask& mask, const RoundDisclosure& round, v1::SubjectResult& result) {
  if (!round.places) {
    result.clear_rank();
    result.clear_shared_rank();
  }
  if (mask.grade != Suppression::kShown || !round.grades) {
    result.clear_grade();
    result.clear_grade_title();
    result.clear_undecided_grade();
  }
  if (!mask.any()) return;
  for (size_t i = 0; i < mask.groups.size() && static_cast<int>(i) < result.groups_size(); ++i) {
    Suppress(mask.groups[i], *result.mutable_groups(static_cast<int>(i)));
  }
  SuppressCriteria(mask.criteria, *result.mutable_pooled_criteria());
  SuppressTotal(mask, result);
}

bool HasSuppressed(const v1::SubjectResult& result) {
  return result.suppression() != 0 || HasSuppressed(result.pooled_criteria()) ||
         std::any_of(result.groups().begin(), result.groups().end(), [](const auto& group) {
           return group.suppression() != 0 || HasSuppressed(group.criteria());
         });
}

v1::Suppression ToProto(Suppression suppression) {
  return static_cast<v1::Suppression>(suppression);
}

}  // namespace pingyi::result
