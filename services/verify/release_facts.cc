#include "services/verify/release_facts.h"

namespace pingyi::verify {

result::ReleaseFacts FactsOf(const result::v1::Release& release) {
  return {.name = release.name(),
          .run = release.run(),
          .result_digest = release.result_digest(),
          .frozen_digest = release.frozen_digest(),
          .tally_digest = release.tally_digest(),
          .policy = release.policy(),
          .policy_digest = release.policy_digest(),
          .note = release.note(),
          .releaser = release.releaser(),
          .create_time_us =
              release.create_time().seconds() * 1'000'000 + release.create_time().nanos() / 1000,
          .subject_count = release.subject_count()};
}

}  // namespace pingyi::verify
