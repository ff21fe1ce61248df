// A small released round for tests, right in every value and signed.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "pingyi/bundle/v1/bundle.pb.h"
#include "services/base/crypto/signature.h"

namespace pingyi::verify {

// From one byte that an attack changes to the next: every byte is tried. The thread sanitizer sees
// nothing in the only thread there is and takes ten times as long; under it every 16th is.
#ifdef __SANITIZE_THREAD__
inline constexpr size_t kAttackStep = 16;
#else
inline constexpr size_t kAttackStep = 1;
#endif

// The same key each time.
const crypto::SigningKey& SampleKey();

// Two subjects, two groups, a graded and a numeric criterion.
bundle::v1::ReleaseBundle SampleBundle(const crypto::SigningKey& key);

// Gives the release the digests of what stands in the bundle, and signs it: what an institution
// could do that has the key and publishes a false result.
void SignAgain(const crypto::SigningKey& key, bundle::v1::ReleaseBundle& bundle);

// The same, but the digests of the result stay as they are: for facts of which none follows.
void SignFacts(const crypto::SigningKey& key, bundle::v1::ReleaseBundle& bundle);

// Signs again, and publishes the results and rows of leaderboards that follow from the facts.
void Complete(const crypto::SigningKey& key, bundle::v1::ReleaseBundle& bundle);

// Signs the release as it stands, whatever it says.
void SignRelease(const crypto::SigningKey& key, bundle::v1::ReleaseBundle& bundle);

// Changes the text's bytes one by one, each in four ways, and expects every change to be refused.
void ExpectEveryChangeRefused(const std::string& text,
                              const std::function<bool(const std::string&)>& is_accepted);

}  // namespace pingyi::verify
