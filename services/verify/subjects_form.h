// Whether a bundle's exclusions stand in the one form that they can have: two bundles that differ
// in them and say the same must not both be taken.
#pragma once

#include "pingyi/bundle/v1/bundle.pb.h"

namespace pingyi::verify {

// Subjects of the round by their full names, in byte order, each once and with a kind.
bool AreInputsInForm(const bundle::v1::ReleaseBundle& bundle);

}  // namespace pingyi::verify
