// Takes out of an explanation what may not be shown; see disclosure.h.
#pragma once

#include "services/result/domain/disclosure.h"
#include "services/result/domain/explain.h"
#include "services/result/domain/form.h"
#include "services/result/domain/policy.h"
#include "services/result/domain/result.h"

namespace pingyi::result {

RoundDisclosure RoundDisclosureOf(const DisclosureRule& rule, const RoundResults& results);

// Steps whose figures are suppressed become KIND_SUPPRESSED, say why, and have nothing below them.
// Steps above them keep their value as rounded, without the calculation. Steps of a kind that is
// not known to rest on shown figures alone are suppressed as well, and so are those that count
// subjects by their places, quotas and bands, where the round shows no places.
void Redact(const PolicyRules& policy, const RoundFacts& facts, const DisclosureRule& rule,
            const SubjectMask& mask, const RoundDisclosure& round, ExplanationNode& root);

}  // namespace pingyi::result
