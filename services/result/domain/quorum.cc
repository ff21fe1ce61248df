#include "services/result/domain/quorum.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "services/base/number/decimal.h"
#include "services/base/status/error.h"
#include "services/result/domain/reason.h"

namespace pingyi::result {
namespace {

void CheckTurnout(const std::string& field, std::string_view who, const Turnout& turnout,
                  const std::string& least, std::vector<FieldViolation>& violations) {
  const std::optional<Rational> share = ParseNumber(least);
  if (share.has_value() && Rational(turnout.returned) < *share * Rational(turnout.expected)) {
    violations.push_back({field,
                          fmt::format("{}: {} of {} ballots were returned, less than {} of them.",
                                      who, turnout.returned, turnout.expected, least),
                          std::string(reason::kQuorumNotReached)});
  }
}

}  // namespace

Turnout TurnoutOf(const Form& form, const std::vector<GroupBallots>& ballots, size_t group) {
  return {ballots[group].valid + ballots[group].spoiled, form.expected_voters(group)};
}

Turnout TotalTurnout(const Form& form, const std::vector<GroupBallots>& ballots) {
  Turnout total;
  for (size_t group = 0; group < ballots.size(); ++group) {
    const Turnout turnout = TurnoutOf(form, ballots, group);
    total.returned += turnout.returned;
    total.expected += turnout.expected;
  }
  return total;
}

absl::Status CheckQuorum(const PolicyRules& policy, const Form& form, const Tally& tally) {
  if (!policy.quorum.has_value()) {
    return absl::OkStatus();
  }
  ErrorDetails details;
  details.reason = reason::kQuorumNotReached;
  CheckTurnout("round.voter_groups", "All groups", TotalTurnout(form, tally.groups),
               policy.quorum->overall, details.violations);
  for (size_t group = 0; group < tally.groups.size(); ++group) {
    CheckTurnout(fmt::format("round.voter_groups[{}]", group), "Group " + form.groups()[group].key,
                 TurnoutOf(form, tally.groups, group), policy.quorum->each_group,
                 details.violations);
  }
  return details.violations.empty()
             ? absl::OkStatus()
             : MakeError(absl::StatusCode::kFailedPrecondition,
                         "too few ballots were returned for the round to have results", details);
}

}  // namespace pingyi::result
