#include "services/appraisal/domain/validation.h"

#include <algorithm>
#include <string>
#include <utility>

#include <absl/container/flat_hash_set.h>
#include <fmt/format.h>

#include "services/appraisal/domain/ballot_extremes.h"
#include "services/appraisal/domain/field_checks.h"
#include "services/appraisal/domain/reason.h"
#include "services/appraisal/domain/scale.h"
#include "services/base/number/decimal.h"
#include "services/base/status/key.h"

namespace pingyi::appraisal {
namespace {

constexpr size_t kMaxTitle = 200;
constexpr size_t kMaxSubjectType = 63;
constexpr size_t kMaxCriteria = 50;
constexpr size_t kMaxGroups = 50;
constexpr size_t kMaxGrades = 20;
constexpr size_t kMaxLimits = 1000;
constexpr int64_t kMaxVoters = 1'000'000;
constexpr int32_t kMaxPosition = 10'000;

bool IsHexDigest(std::string_view text) {
  return text.size() == 64 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

// Whether `name` is made of the given collections and ids, e.g. {"cycles", "reports"}.
bool IsNameOf(std::string_view name, std::initializer_list<std::string_view> collections) {
  for (const std::string_view collection : collections) {
    if (!name.starts_with(collection)) return false;
    name.remove_prefix(collection.size());
    if (!name.starts_with('/')) return false;
    name.remove_prefix(1);
    const std::string_view id = name.substr(0, name.find('/'));
    if (!IsResourceId(id)) return false;
    name.remove_prefix(std::min(name.size(), id.size() + 1));
  }
  return name.empty();
}

void CheckGrades(FieldChecks& checks, const std::string& path, const GradedScale& scale) {
  checks.Count(path + ".grades", scale.grades.size(), 2, kMaxGrades);
  TextViewSet keys;
  std::optional<Rational> previous;
  for (size_t i = 0; i < scale.grades.size(); ++i) {
    const Grade& grade = scale.grades[i];
    const std::string at = fmt::format("{}.grades[{}]", path, i);
    checks.UniqueKey(at + ".key", grade.key, keys);
    checks.Text(at + ".title", grade.title, 1, kMaxTitle);
    const std::optional<Rational> points = ParseNumber(grade.points);
    if (!points || points->sign() < 0) {
      checks.Fault(at + ".points", reason::kInvalidNumber,
                   "must be a decimal or a fraction that is not negative");
    } else if (previous && *points >= *previous) {
      checks.Fault(at + ".points", reason::kInvalidField,
                   "must be below the points of the grade before: the best grade comes first");
    }
    previous = points;
  }
}

void CheckNumeric(FieldChecks& checks, const std::string& path, const NumericScale& scale) {
  const auto min = checks.Decimal(path + ".min", scale.min);
  const auto max = checks.Decimal(path + ".max", scale.max);
  const auto step = checks.Decimal(path + ".step", scale.step);
  if (!min || !max || !step) return;
  if (step->sign() <= 0) {
    checks.Fault(path + ".step", reason::kInvalidNumber, "must be above 0");
  } else if (*max <= *min) {
    checks.Fault(path + ".max", reason::kInvalidNumber, "must be above min");
  } else if (const Rational steps = (*max - *min) / *step; !steps.IsInteger()) {
    checks.Fault(path + ".step", reason::kInvalidNumber, "must divide max - min");
  } else if (steps > Rational(kMaxSteps)) {
    checks.Fault(path + ".step", reason::kLimitExceeded, "a scale has at most 100,000 steps");
  }
}

void CheckCriterion(FieldChecks& checks, const std::string& path, const Criterion& criterion) {
  checks.Text(path + ".title", criterion.title, 1, kMaxTitle);
  checks.PositiveNumber(path + ".weight", criterion.weight);
  if (const auto* graded = std::get_if<GradedScale>(&criterion.scale)) {
    CheckGrades(checks, path + ".graded", *graded);
  } else if (const auto* numeric = std::get_if<NumericScale>(&criterion.scale)) {
    CheckNumeric(checks, path + ".numeric", *numeric);
  } else {
    checks.Fault(path + ".scale", reason::kRequiredFieldMissing, "give a graded or numeric scale");
  }
}

// Whether a limit speaks of a mark that the form has.
bool LimitFits(const MarkLimit& limit, std::span<const Criterion> criteria) {
  return std::any_of(criteria.begin(), criteria.end(), [&limit](const Criterion& criterion) {
    return (limit.criterion.empty() || limit.criterion == criterion.key) &&
           Scale::Of(criterion).Find(limit.mark).kind == MarkKind::kLevel;
  });
}

void CheckLimit(FieldChecks& checks, const std::string& path, const MarkLimit& limit) {
  if (!limit.criterion.empty()) checks.Key(path + ".criterion", limit.criterion);
  if (limit.mark.empty()) {
    checks.Fault(path + ".mark", reason::kRequiredFieldMissing, "name the mark that is limited");
  }
  if (const auto* count = std::get_if<int32_t>(&limit.limit)) {
    checks.Range(path + ".max_count", *count, 0, kMaxPosition);
  } else if (const auto* percent = std::get_if<std::string>(&limit.limit)) {
    const auto share = checks.Decimal(path + ".max_percent", *percent);
    if (share && (share->sign() < 0 || *share > Rational(100))) {
      checks.Fault(path + ".max_percent", reason::kInvalidNumber, "must be from 0 to 100");
    }
  } else {
    checks.Fault(path + ".limit", reason::kRequiredFieldMissing, "give max_count or max_percent");
  }
}

void CheckForm(FieldChecks& checks, const std::string& path, const RoundSpec& spec) {
  const std::string criteria_path = path + ".ballot_form.criteria";
  checks.Count(criteria_path, spec.criteria.size(), 0, kMaxCriteria);
  TextViewSet keys;
  for (size_t i = 0; i < spec.criteria.size(); ++i) {
    const std::string at = fmt::format("{}[{}]", criteria_path, i);
    checks.UniqueKey(at + ".key", spec.criteria[i].key, keys);
    CheckCriterion(checks, at, spec.criteria[i]);
  }
  const std::string limits_path = path + ".validity_rules.mark_limits";
  checks.Count(limits_path, spec.rules.mark_limits.size(), 0, kMaxLimits);
  const bool form_is_sound = !spec.criteria.empty() && checks.empty();
  for (size_t i = 0; i < spec.rules.mark_limits.size(); ++i) {
    const MarkLimit& limit = spec.rules.mark_limits[i];
    const std::string at = fmt::format("{}[{}]", limits_path, i);
    CheckLimit(checks, at, limit);
    // Against a faulty or missing form there is nothing to compare with yet.
    if (form_is_sound && !LimitFits(limit, spec.criteria)) {
      checks.Fault(at + ".mark", reason::kInvalidField,
                   "the form has no such mark on a criterion of that key");
    }
  }
}

void CheckGroups(FieldChecks& checks, const std::string& path, const RoundSpec& spec) {
  checks.Count(path, spec.groups.size(), 0, kMaxGroups);
  TextViewSet keys;
  for (size_t i = 0; i < spec.groups.size(); ++i) {
    const VoterGroup& group = spec.groups[i];
    const std::string at = fmt::format("{}[{}]", path, i);
    checks.UniqueKey(at + ".key", group.key, keys);
    checks.Text(at + ".title", group.title, 1, kMaxTitle);
    checks.PositiveNumber(at + ".weight", group.weight);
    checks.Range(at + ".expected_voters", group.expected_voters, 1, kMaxVoters);
  }
}

void CheckReferences(FieldChecks& checks, const std::string& path, const RoundSpec& spec) {
  if (!spec.cycle.empty() && !IsNameOf(spec.cycle, {"cycles"})) {
    checks.Fault(path + ".cycle", reason::kInvalidResourceName, "must be \"cycles/{cycle}\"");
  }
  if (!spec.policy) return;
  if (!IsNameOf(spec.policy->name, {"policies", "versions"})) {
    checks.Fault(path + ".scoring_policy.name", reason::kInvalidResourceName,
                 "must be \"policies/{policy}/versions/{version}\"");
  }
  if (!IsHexDigest(spec.policy->digest)) {
    checks.Fault(path + ".scoring_policy.digest", reason::kInvalidField,
                 "must be 64 lower-case hexadecimal digits");
  }
}

void CheckSubject(FieldChecks& checks, const std::string& path, const Subject& subject) {
  checks.Text(path + ".display_name", subject.display_name, 1, kMaxTitle);
  checks.Text(path + ".unit", subject.unit, 0, kMaxTitle);
  checks.Text(path + ".subject_type", subject.subject_type, 0, kMaxSubjectType);
  checks.Range(path + ".position", subject.position, 0, kMaxPosition);
  if (!subject.report.empty() && !IsNameOf(subject.report, {"cycles", "reports"})) {
    checks.Fault(path + ".report", reason::kInvalidResourceName,
                 "must be \"cycles/{cycle}/reports/{report}\"");
  }
}

}  // namespace

std::vector<FieldViolation> ValidateSpec(const RoundSpec& spec, std::string_view path) {
  FieldChecks checks;
  const std::string at(path);
  checks.Text(at + ".display_name", spec.display_name, 1, kMaxTitle);
  CheckReferences(checks, at, spec);
  if (spec.open_time && spec.close_time && *spec.close_time <= *spec.open_time) {
    checks.Fault(at + ".close_time", reason::kInvalidField, "must be later than open_time");
  }
  CheckGroups(checks, at + ".voter_groups", spec);
  CheckBallotExtremes(checks, at, spec);
  FieldChecks form;
  CheckForm(form, at, spec);
  checks.Add(std::move(form).Take());
  return std::move(checks).Take();
}

absl::Status CheckReadyToOpen(const Round& round, std::span<const Subject> subjects,
                              absl::Time now) {
  FieldChecks checks;
  const auto missing = [&checks](bool is_missing, const char* field, std::string_view what) {
    if (is_missing) checks.Fault(field, reason::kRequiredFieldMissing, what);
  };
  missing(round.spec.criteria.empty(), "round.ballot_form.criteria", "give at least 1 criterion");
  missing(round.spec.groups.empty(), "round.voter_groups", "give at least 1 group of voters");
  missing(round.spec.anonymity == Anonymity::kUnspecified, "round.anonymity",
          "say whether ballots are named or anonymous");
  missing(!round.spec.policy, "round.scoring_policy", "name the policy and its digest");
  missing(subjects.empty(), "round.subjects", "put at least 1 subject on the ballot");
  if (round.spec.close_time && *round.spec.close_time <= now) {
    checks.Fault("round.close_time", reason::kInvalidField, "must lie ahead");
  }
  // A stored draft was validated when it was written; asking again costs little and keeps a round
  // that an older program let through from being frozen.
  checks.Add(ValidateSpec(round.spec));
  if (checks.empty()) return absl::OkStatus();
  const ErrorDetails details{std::string(reason::kRoundIncomplete),
                             std::move(checks).Take(),
                             {{"state", std::string(StateName(round.state))}}};
  return MakeError(absl::StatusCode::kFailedPrecondition,
                   "the round lacks what opening needs: " + details.violations.front().field,
                   details);
}

std::vector<FieldViolation> ValidateSubjects(std::span<const Subject> subjects,
                                             std::string_view path) {
  FieldChecks checks;
  TextViewSet ids;
  absl::flat_hash_set<int32_t> positions;
  for (size_t i = 0; i < subjects.size(); ++i) {
    const Subject& subject = subjects[i];
    const std::string at = fmt::format("{}[{}]", path, i);
    if (!IsResourceId(subject.id)) {
      checks.Fault(at + ".name", reason::kInvalidResourceName,
                   "must end in an id of 1–63 characters of a–z, 0–9 and \"-\"");
    } else if (!ids.insert(subject.id).second) {
      checks.Fault(at + ".name", reason::kInvalidField, "is in the list more than once");
    }
    CheckSubject(checks, at, subject);
    if (subject.position != 0 && !positions.insert(subject.position).second) {
      checks.Fault(at + ".position", reason::kInvalidField, "is in the list more than once");
    }
  }
  return std::move(checks).Take();
}

}  // namespace pingyi::appraisal
