// The form of what stands unhashed in the lines of a release.
#pragma once

#include <string>

#include "pingyi/result/v1/result.pb.h"

namespace pingyi::verify {

// Whether every name, digest, key, date and number of the release that is a field of a line has the
// form that the contract gives it. None holds a blank or a line feed then, so that the lines stand
// for one release only: else two fields, or two lines, could be told as one with the same
// signature. `round` and `run` are the names that those of the release begin with. What only the
// signature is over (policy, digests of the round and the tally) is not looked at.
bool IsReleaseInForm(const result::v1::Release& release, const std::string& round,
                     const std::string& run);

// The same of what only the signature is over, the names of round and run included.
bool IsSignedInForm(const result::v1::Release& release, const std::string& round);

}  // namespace pingyi::verify
