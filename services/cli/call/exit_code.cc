#include "services/cli/call/exit_code.h"

namespace pingyi::cli {

ExitCode ExitCodeOf(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kOk:
    case absl::StatusCode::kCancelled:  // the reader of our output has gone: it has what it wanted
      return ExitCode::kOk;
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kOutOfRange:
      return ExitCode::kBadInput;
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kUnauthenticated:
      return ExitCode::kRefused;
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kResourceExhausted:
      return ExitCode::kUnavailable;
    default:
      return ExitCode::kInternal;
  }
}

const char* ExitCodeHelp() {
  return "Exit codes:\n"
         "  0  done\n"
         "  1  wrong usage or input (command line, file, or a value the service refuses)\n"
         "  2  refused: not found, exists already, or the state does not allow it; report check: "
         "the\n"
         "     report cannot be submitted as it is; doctor: something is wrong\n"
         "  3  partly refused (vote import, aggregate --due, round close --due)\n"
         "  4  a comparison found a difference (result check)\n"
         "  5  a service did not answer in time; the same command may be repeated\n"
         "  6  internal fault\n"
         "release verify has those of pingyi-verify: 0 accepted, 1 refused, 2 nothing checked\n";
}

}  // namespace pingyi::cli
