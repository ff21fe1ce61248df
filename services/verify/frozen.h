// The canonical form of a frozen round, made from the messages alone as the comment on
// pingyi.appraisal.v1.Round states it: nothing here comes from the appraisal service.
#pragma once

#include <string>

#include <google/protobuf/repeated_ptr_field.h>

#include "pingyi/appraisal/v1/round.pb.h"

namespace pingyi::verify {

using Subjects = google::protobuf::RepeatedPtrField<appraisal::v1::Subject>;

std::string FrozenText(const appraisal::v1::Round& round, const Subjects& subjects);

// Whether the form says all that the messages do: two rounds that differ and have one form must not
// both be taken. False for values that no opened round has.
bool IsWholeInForm(const appraisal::v1::Round& round, const Subjects& subjects);

}  // namespace pingyi::verify
