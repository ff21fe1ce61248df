#include "services/result/clients/convert.h"

#include "services/result/wire/disclosure/disclosure_wire.h"
#include "services/result/wire/round/round_wire.h"

namespace pingyi::result {
namespace {

namespace appraisal_v1 = pingyi::appraisal::v1;

AppraisedRound::State FromProto(appraisal_v1::Round::State state) {
  switch (state) {
    case appraisal_v1::Round::STATE_CLOSED:
      return AppraisedRound::State::kClosed;
    case appraisal_v1::Round::STATE_VOID:
      return AppraisedRound::State::kVoid;
    default:
      return AppraisedRound::State::kNotClosed;
  }
}

}  // namespace

AppraisedRound FromProto(const appraisal_v1::Round& round) {
  return {.facts = ToFacts(round),
          .state = FromProto(round.state()),
          .policy_name = round.scoring_policy().name(),
          .policy_digest = round.scoring_policy().digest(),
          .tally_digest = round.tally_digest(),
          .secret = IsSecret(round)};
}

}  // namespace pingyi::result
