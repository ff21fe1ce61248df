// What a computation uses beside tally, round facts and policy, as plain data: what the round froze
// of each subject, and what was recorded for the round in this service before its run. The rpc
// layer gathers it when a run starts and keeps it with the run, so that an explanation, a bundle
// and whoever verifies it go back to the same inputs whatever is recorded later.
//
// Empty inputs change nothing: a round computed without them has the digests it always had.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "services/result/domain/component_figures.h"

namespace pingyi::result {

// What the round froze of a subject beside its name and place. It is part of the round's frozen
// digest, so it is not repeated in the digest of the inputs.
struct SubjectFacts {
  std::string subject;       // its id
  std::string unit;          // may be empty
  std::string subject_type;  // may be empty

  bool operator==(const SubjectFacts&) const = default;
};

// A subject that one of the policy's exclusion rules applies to, e.g. a discipline case (一票否决).
// The reason and who decided are kept by the service and in its audit trail: they change no result.
struct Exclusion {
  std::string subject;  // its id; a subject has at most one
  std::string kind;     // of the policy's exclusion_rules

  bool operator==(const Exclusion&) const = default;
};

struct Inputs {
  std::vector<SubjectFacts> subjects = {};        // in any order; subjects not named have neither
  std::vector<Exclusion> exclusions = {};         // in any order
  std::vector<ComponentFigures> components = {};  // in any order

  // Whether nothing was recorded: then there is no canonical form and no digest.
  bool empty() const { return exclusions.empty() && components.empty(); }

  bool operator==(const Inputs&) const = default;
};

// Puts every list into the order of its canonical lines. Results do not depend on the order.
void SortInputs(Inputs& inputs);

// The lines that the comment on pingyi.result.v1.SubjectInputs states, whatever the order of the
// lists; empty for empty inputs.
std::string CanonicalInputs(const Inputs& inputs);

// SHA-256 over them, as 64 hex digits; empty for empty inputs.
std::string InputsDigest(const Inputs& inputs);

// The facts of a subject, or null; and its exclusion. Linear in the number of entries.
const SubjectFacts* FindFacts(const Inputs& inputs, std::string_view subject);
const Exclusion* FindExclusion(const Inputs& inputs, std::string_view subject);

}  // namespace pingyi::result
