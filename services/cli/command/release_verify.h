// `pingyi release verify`: pingyi-verify, word for word.
#pragma once

#include <CLI/CLI.hpp>

#include "services/cli/command/context.h"

namespace pingyi::cli {

// The exit code of a command line that is wrong beside what pingyi-verify sees of it: 1 would say
// that a bundle was refused.
inline constexpr int kNothingChecked = 2;

// Declares the verb of the noun `release`. All that follows its name on the command line, --help
// too, is for pingyi-verify.
CLI::App* AddVerifyVerb(CLI::App& release, Language language);

// Runs it with what the command line had for it. The exit code is pingyi-verify's; no service is
// asked.
int RunVerifyVerb(const CLI::App& verb, const Streams& streams, Language language);

}  // namespace pingyi::cli
