// A small released round for tests, right in every value and signed.
#pragma once

#include "pingyi/bundle/v1/bundle.pb.h"
#include "services/base/crypto/signature.h"

namespace pingyi::verify {

// The same key each time.
const crypto::SigningKey& SampleKey();

// Two subjects, two groups, a graded and a numeric criterion.
bundle::v1::ReleaseBundle SampleBundle(const crypto::SigningKey& key);

// Gives the release the digests of what stands in the bundle, and signs it: what an institution
// could do that has the key and publishes a false result.
void SignAgain(const crypto::SigningKey& key, bundle::v1::ReleaseBundle& bundle);

// Signs the release as it stands, whatever it says.
void SignRelease(const crypto::SigningKey& key, bundle::v1::ReleaseBundle& bundle);

}  // namespace pingyi::verify
