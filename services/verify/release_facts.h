// What a release's digest and signature are over.
#pragma once

#include "pingyi/result/v1/result.pb.h"
#include "services/result/domain/release.h"

namespace pingyi::verify {

// The facts as they stand in the message; its digest, key and signature are not among them.
result::ReleaseFacts FactsOf(const result::v1::Release& release);

}  // namespace pingyi::verify
