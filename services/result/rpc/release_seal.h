// The digest and the signature of a release.
#pragma once

#include "services/base/crypto/signature.h"
#include "services/result/domain/release.h"
#include "services/result/store/records.h"

namespace pingyi::result {

// What the digest and the signature are made over.
ReleaseFacts FactsOf(const Release& release);

// Gives a release that has everything else its digest and, if there is a key, the key's id and
// signature; without a key it stays unsigned.
void Seal(const crypto::SigningKey* key, Release& release);

}  // namespace pingyi::result
