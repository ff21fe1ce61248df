// The request ids (AIP-155) of one run of the command.
#pragma once

#include <string>
#include <string_view>

#include "services/base/clock/id_source.h"

namespace pingyi::cli {

// A UUID in its textual form (RFC 9562) whose bits are the first 16 of `bytes`: version 4 for
// random bytes, version 8 for ones with a meaning of their own, such as a hash.
std::string UuidOf(std::string_view bytes, int version);

// A command that sends several changes (a roster in batches) gives each its own id, all derived
// from the one of the command line: repeating the command with it repeats each change.
class RequestIds {
 public:
  // `given` may be empty: then the first id is random.
  RequestIds(std::string given, IdSource& ids);

  // The id of the first change is the given one itself.
  std::string Next();
  // What --request_id must be to repeat this run; empty when no id has been used.
  std::string used() const { return count_ == 0 ? "" : first_; }

 private:
  std::string first_;
  int count_ = 0;
};

}  // namespace pingyi::cli
