// Takes out of results what may not be shown; see disclosure.h. What the service answers and what
// pingyi-verify expects go through here.
#pragma once

#include <vector>

#include "pingyi/appraisal/v1/round.pb.h"
#include "pingyi/result/v1/result.pb.h"
#include "services/result/domain/disclosure.h"

namespace pingyi::result {

// Whether the ballots of a round are secret: all but signed ones are.
bool IsSecret(const appraisal::v1::Round& round);

// How many ballots a result rests on. It must be whole: nothing of it suppressed yet.
SubjectBallots BallotsOf(const v1::SubjectResult& result);

// Of all results of a round, whole.
RoundDisclosure RoundDisclosureOf(const DisclosureRule& rule,
                                  const std::vector<v1::SubjectResult>& results);

// Suppresses what the mask of the result says, and its place or grade where the round shows none.
void Disclose(const SubjectMask& mask, const RoundDisclosure& round, v1::SubjectResult& result);

// Whether anything of a result that was disclosed is suppressed.
bool HasSuppressed(const v1::SubjectResult& result);

// How a score over all groups of one kind is shown; see disclosure.h.
v1::Suppression ToProto(Suppression suppression);

}  // namespace pingyi::result
