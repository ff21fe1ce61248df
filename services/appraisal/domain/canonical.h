// One text for one round: what is stored of its configuration, and what is hashed at opening so
// that anybody can recompute it from GetRound and ListSubjects.
//
// Lines end in "\n", their fields are joined by a tab; inside a field a tab, line feed and
// backslash are written \t, \n and \\. Lists keep the round's order. Texts and numbers stand as
// they were given.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include <absl/status/statusor.h>

#include "services/appraisal/domain/round.h"

namespace pingyi::appraisal {

// The configuration without its times (columns of their own, since close_time can be extended):
//   display_name <text>
//   cycle <name>
//   anonymity unspecified|named|anonymous
//   policy <name> <digest>                                  if there is one
//   rules <all criteria> <all subjects> <abstention> <self> refuse|spoil    each 0 or 1
//   limit <criterion> <mark> count|percent <limit>          for each limit
//   criterion <key> <title> <weight> graded                 followed by its grades:
//   grade <key> <title> <points>
//   criterion <key> <title> <weight> numeric <min> <max> <step>
//   group <key> <title> <weight> <expected>
//   extremes <least ballots> count <count> GROUP|ALL_GROUPS       if there are any, or
//   extremes <least ballots> share <share> HALF_UP|HALF_EVEN|DOWN|UP GROUP|ALL_GROUPS
std::string SpecText(const RoundSpec& spec);

// The configuration of such a text; DATA_LOSS if it is none.
absl::StatusOr<RoundSpec> ParseSpecText(std::string_view text);

// All that opening freezes:
//   pingyi-round-v1
//   round <name>
//   open_time <microseconds of UTC since 1970>              empty: at once
//   … SpecText …
//   subject <position> <id> <name> <unit> <type> <report>   by position
std::string FrozenText(const Round& round, std::span<const Subject> subjects);

// SHA-256 of FrozenText in hexadecimal.
std::string FrozenDigest(const Round& round, std::span<const Subject> subjects);

}  // namespace pingyi::appraisal
