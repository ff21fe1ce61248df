// Messages as the one JSON text that the comment on pingyi.bundle.v1.ReleaseBundle states. It is
// written here and not by Protocol Buffers, whose layout may differ between versions.
#pragma once

#include <string>

#include <google/protobuf/message.h>

namespace pingyi::bundle {

// A line for each field and for each item of a list, ended by a line feed. The message must hold
// strings of valid UTF-8, and neither maps nor floating point: no contract has them.
std::string CanonicalJson(const google::protobuf::Message& message);

}  // namespace pingyi::bundle
