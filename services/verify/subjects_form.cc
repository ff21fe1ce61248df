#include "services/verify/subjects_form.h"

#include <string>

#include "services/result/wire/round/round_wire.h"

namespace pingyi::verify {

bool AreInputsInForm(const bundle::v1::ReleaseBundle& bundle) {
  std::string before;
  for (const result::v1::SubjectInputs& inputs : bundle.inputs()) {
    const std::string id = result::LastSegment(inputs.subject());
    if (inputs.subject() != bundle.round().name() + "/subjects/" + id) return false;
    if (id <= before || inputs.exclusion().empty()) return false;
    before = id;
  }
  return true;
}

}  // namespace pingyi::verify
