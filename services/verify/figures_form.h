// The one form that a bundle has of the figures of components.
#pragma once

#include "pingyi/bundle/v1/bundle.pb.h"

namespace pingyi::verify {

// Whether names are those of the round, and components, subjects, metrics and levels in order. The
// digests do not tell that.
bool AreFiguresInForm(const bundle::v1::ReleaseBundle& bundle);

}  // namespace pingyi::verify
