// The digest of a release, over the lines that the comment on pingyi.result.v1.Release.digest
// states.
#pragma once

#include <string>

#include "services/result/store/records.h"

namespace pingyi::result {

// 64 hex digits. Everything in the release but its digest must be set.
std::string ReleaseDigest(const Release& release);

}  // namespace pingyi::result
