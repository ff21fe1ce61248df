#include "services/appraisal/domain/ballot_extremes.h"

#include <algorithm>
#include <optional>
#include <variant>

#include <fmt/format.h>

#include "services/appraisal/domain/reason.h"
#include "services/base/number/decimal.h"
#include "services/base/number/rational.h"
#include "services/base/number/rounded_quotient.h"

namespace pingyi::appraisal {
namespace {

constexpr int32_t kMaxCount = 1000;
constexpr int64_t kMaxMinBallots = 1'000'000;

void CheckShare(FieldChecks& checks, const std::string& path, const DroppedShare& dropped) {
  const std::optional<Rational> share = ParseNumber(dropped.share);
  if (!share || share->sign() <= 0 || *share >= Rational::Ratio(1, 2)) {
    checks.Fault(path + ".share",
                 dropped.share.empty() ? reason::kRequiredFieldMissing : reason::kInvalidNumber,
                 "must be a decimal or fraction above 0 and below 1/2: it is left out at either "
                 "end");
  }
  if (dropped.rounding == ShareRounding::kUnspecified) {
    checks.Fault(path + ".rounding", reason::kRequiredFieldMissing,
                 "must be HALF_UP, HALF_EVEN, DOWN or UP");
  }
}

// Only whole ballots have totals that can be compared.
void CheckWholeBallots(FieldChecks& checks, const std::string& path, const ValidityRules& rules) {
  if (!rules.require_all_criteria) {
    checks.Fault(path + ".require_all_criteria", reason::kInvalidField,
                 "must be set where ballots are left out by their totals: only whole ballots can "
                 "be compared");
  }
  if (rules.allow_abstention) {
    checks.Fault(path + ".allow_abstention", reason::kInvalidField,
                 "must not be set where ballots are left out by their totals: only whole ballots "
                 "can be compared");
  }
}

}  // namespace

int64_t LeftOutAtEitherEnd(const BallotExtremes& rule, int64_t ballots) {
  if (ballots < std::max<int64_t>(rule.min_ballots, 1)) return 0;
  int64_t number = 0;
  if (const auto* count = std::get_if<int32_t>(&rule.drop)) {
    number = *count;
  } else if (const auto* dropped = std::get_if<DroppedShare>(&rule.drop)) {
    const Rational exact = ParseNumber(dropped->share).value_or(Rational()) * Rational(ballots);
    number = RoundedQuotient<Integer>(exact.numerator(), exact.denominator(), dropped->rounding)
                 .convert_to<int64_t>();
  }
  return std::min(number, (ballots - 1) / 2);
}

void CheckBallotExtremes(FieldChecks& checks, const std::string& path, const RoundSpec& spec) {
  if (!spec.extremes) return;
  const std::string at = path + ".ballot_extremes";
  int64_t least = 1;
  if (const auto* count = std::get_if<int32_t>(&spec.extremes->drop)) {
    checks.Range(at + ".count", *count, 1, kMaxCount);
    if (*count >= 1 && *count <= kMaxCount) least = 2 * int64_t{*count} + 1;
  } else if (const auto* share = std::get_if<DroppedShare>(&spec.extremes->drop)) {
    CheckShare(checks, at + ".share", *share);
  } else {
    checks.Fault(at + ".drop", reason::kRequiredFieldMissing,
                 "say how many ballots are left out at either end: count or share");
  }
  checks.Range(at + ".min_ballots", spec.extremes->min_ballots, least, kMaxMinBallots);
  if (spec.extremes->scope == ExtremesScope::kUnspecified) {
    checks.Fault(at + ".scope", reason::kRequiredFieldMissing, "must be GROUP or ALL_GROUPS");
  }
  CheckWholeBallots(checks, path + ".validity_rules", spec.rules);
}

}  // namespace pingyi::appraisal
