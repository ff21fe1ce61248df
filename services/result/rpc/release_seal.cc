#include "services/result/rpc/release_seal.h"

#include <absl/time/time.h>

#include "services/result/rpc/workflow_convert.h"
#include "services/result/store/resource_names.h"

namespace pingyi::result {

ReleaseFacts FactsOf(const Release& release) {
  ReleaseFacts facts{.name = NameOf(ReleaseKey{release.round, release.number}),
                     .run = RunName(release.round, release.run),
                     .result_digest = release.result_digest,
                     .frozen_digest = release.inputs.frozen_digest,
                     .tally_digest = release.inputs.tally_digest,
                     .policy = NameOf(release.inputs.policy),
                     .policy_digest = release.inputs.policy_digest,
                     .note = release.note,
                     .releaser = release.releaser,
                     .create_time_us = absl::ToUnixMicros(release.create_time),
                     .subject_count = release.subject_count};
  facts.inputs_digest = release.inputs.inputs_digest;
  if (release.publicity) facts.publicity = FactsOf(*release.publicity);
  for (const GradeDecision& decision : release.decisions) {
    facts.decisions.push_back(FactsOf(decision));
  }
  if (release.amends != 0) facts.amends = NameOf(ReleaseKey{release.round, release.amends});
  facts.amended_digest = release.amended_digest;
  for (const SettledObjection& settled : release.settled) {
    facts.settled.push_back({.objection = NameOf(settled.key), .digest = settled.digest});
  }
  facts.changes = release.changes;
  for (ResultDifference& change : facts.changes) {
    change.subject = "rounds/" + release.round + "/subjects/" + change.subject;
  }
  return facts;
}

void Seal(const crypto::SigningKey* key, Release& release) {
  const ReleaseFacts facts = FactsOf(release);
  release.digest = ReleaseDigest(facts);
  if (key == nullptr) return;
  release.key_id = key->public_key().id();
  release.signature = key->Sign(SignedText(facts, release.key_id));
}

}  // namespace pingyi::result
