// The digest of a release, recomputed from the comment on Release.digest alone.
#include <fmt/format.h>

#include "services/base/crypto/encoding.h"
#include "services/base/crypto/hash.h"
#include "services/cli/check/digest.h"

namespace pingyi::cli {
namespace {

namespace v1 = pingyi::result::v1;

std::string HashOf(const std::string& text) { return crypto::Hex(crypto::Sha256(text)); }

std::string OrDash(const std::string& text) { return text.empty() ? "-" : text; }

int64_t Micros(const google::protobuf::Timestamp& time) {
  return time.seconds() * 1'000'000 + time.nanos() / 1000;
}

std::string PublicityLine(const v1::Publicity& publicity) {
  const char* const kind = publicity.answer_day_kind() == v1::DAY_KIND_WORKING    ? "WORKING"
                           : publicity.answer_day_kind() == v1::DAY_KIND_CALENDAR ? "CALENDAR"
                                                                                  : "-";
  return fmt::format("publicity {} {} {} {} {} {} {}\n", publicity.calendar(),
                     publicity.calendar_digest(), publicity.working_days(), publicity.start_date(),
                     publicity.end_date(), publicity.answer_days(), kind);
}

std::string DecisionLine(const v1::GradeDecision& decision) {
  return fmt::format("decision {} {} {} {} {} {} {} {} {}\n", decision.name(), decision.subject(),
                     decision.grade(), HashOf(decision.grade_title()),
                     OrDash(decision.computed_grade()), HashOf(decision.reason()),
                     HashOf(decision.decider()), HashOf(decision.recorder()),
                     Micros(decision.create_time()));
}

std::string ChangeLine(const v1::ResultDifference& change) {
  return fmt::format("change {} {} {} {} {} {} {} {} {} {} {} {}\n", change.subject(),
                     HashOf(change.display_name()), change.old_rank(), change.new_rank(),
                     OrDash(change.old_grade()), OrDash(change.new_grade()),
                     HashOf(change.old_grade_title()), HashOf(change.new_grade_title()),
                     OrDash(change.old_total().exact()), OrDash(change.old_total().rounded()),
                     OrDash(change.new_total().exact()), OrDash(change.new_total().rounded()));
}

}  // namespace

std::string ReleaseDigest(const v1::Release& release) {
  std::string text =
      fmt::format("pingyi-release-v1\nname {}\nresult {}\nnote {}\ntime {}\n", release.name(),
                  release.result_digest(), HashOf(release.note()), Micros(release.create_time()));
  if (release.has_publicity()) text += PublicityLine(release.publicity());
  for (const v1::GradeDecision& decision : release.decisions()) text += DecisionLine(decision);
  if (!release.amends().empty()) {
    text += fmt::format("amends {} {}\n", release.amends(), release.amended_digest());
  }
  for (const v1::SettledObjection& settled : release.settled_objections()) {
    text += fmt::format("objection {} {}\n", settled.objection(), settled.digest());
  }
  for (const v1::ResultDifference& change : release.changes()) text += ChangeLine(change);
  return HashOf(text);
}

}  // namespace pingyi::cli
