// A small released round for tests, right in every value and signed.
#pragma once

#include <cstddef>

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
// could do that has the key and publishes a false result. Where none can be computed, the digests
// of the result stay.
void SignAgain(const crypto::SigningKey& key, bundle::v1::ReleaseBundle& bundle);

// Signs the release as it stands, whatever it says.
void SignRelease(const crypto::SigningKey& key, bundle::v1::ReleaseBundle& bundle);

}  // namespace pingyi::verify
