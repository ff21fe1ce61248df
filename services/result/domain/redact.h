// Takes out of an explanation what may not be shown; see disclosure.h.
#pragma once

#include "services/result/domain/disclosure.h"
#include "services/result/domain/explain.h"
#include "services/result/domain/form.h"
#include "services/result/domain/policy.h"
#include "services/result/domain/result.h"

namespace pingyi::result {

// What is suppressed in a round as a whole.
struct RoundDisclosure {
  // Something of some subject is.
  bool any = false;
  // No total is; else no place of the round is shown, because a gap between places would tell.
  bool places = true;

  void Add(const SubjectMask& mask) {
    any = any || mask.any();
    places = places && mask.total == Suppression::kShown;
  }
};

RoundDisclosure RoundDisclosureOf(const DisclosureRule& rule, const RoundResults& results);

// Steps whose figures are suppressed become KIND_SUPPRESSED, say why, and have nothing below them.
// Steps above them keep their value as rounded, without the calculation. Steps of a kind that is
// not known to rest on shown figures alone are suppressed as well.
void Redact(const PolicyRules& policy, const RoundFacts& facts, const DisclosureRule& rule,
            const SubjectMask& mask, const RoundDisclosure& round, ExplanationNode& root);

}  // namespace pingyi::result
