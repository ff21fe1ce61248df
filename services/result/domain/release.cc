#include "services/result/domain/release.h"

#include <fmt/format.h>

#include "services/base/crypto/encoding.h"
#include "services/base/crypto/hash.h"

namespace pingyi::result {
namespace {

std::string HashOf(const std::string& text) { return crypto::Hex(crypto::Sha256(text)); }

std::string OrDash(const std::string& key) { return key.empty() ? "-" : key; }

const char* KindText(DayKind kind) {
  switch (kind) {
    case DayKind::kWorking:
      return "WORKING";
    case DayKind::kCalendar:
      return "CALENDAR";
    case DayKind::kUnspecified:
      break;
  }
  return "-";
}

std::string PublicityLine(const PublicityFacts& publicity) {
  return fmt::format("publicity {} {} {} {} {} {} {}\n", publicity.calendar,
                     publicity.calendar_digest, publicity.working_days, publicity.start_date,
                     publicity.end_date, publicity.answer_days,
                     KindText(publicity.answer_day_kind));
}

std::string DecisionLine(const DecisionFacts& decision) {
  return fmt::format("decision {} {} {} {} {} {} {} {} {}\n", decision.name, decision.subject,
                     decision.grade, HashOf(decision.grade_title), OrDash(decision.computed_grade),
                     HashOf(decision.reason), HashOf(decision.decider), HashOf(decision.recorder),
                     decision.create_time_us);
}

std::string ChangeLine(const ResultDifference& change) {
  const ShownResult& before = change.before;
  const ShownResult& after = change.after;
  return fmt::format("change {} {} {} {} {} {} {} {} {} {} {} {}\n", change.subject,
                     HashOf(after.display_name), before.rank, after.rank, OrDash(before.grade),
                     OrDash(after.grade), HashOf(before.grade_title), HashOf(after.grade_title),
                     OrDash(before.total), OrDash(before.total_rounded), OrDash(after.total),
                     OrDash(after.total_rounded));
}

}  // namespace

std::string ReleaseText(const ReleaseFacts& release) {
  std::string text =
      fmt::format("pingyi-release-v1\nname {}\nresult {}\nnote {}\ntime {}\n", release.name,
                  release.result_digest, HashOf(release.note), release.create_time_us);
  if (release.publicity) text += PublicityLine(*release.publicity);
  for (const DecisionFacts& decision : release.decisions) text += DecisionLine(decision);
  if (!release.amends.empty()) {
    text += fmt::format("amends {} {}\n", release.amends, release.amended_digest);
  }
  for (const SettledFacts& settled : release.settled) {
    text += fmt::format("objection {} {}\n", settled.objection, settled.digest);
  }
  for (const ResultDifference& change : release.changes) text += ChangeLine(change);
  return text;
}

std::string ReleaseDigest(const ReleaseFacts& release) { return HashOf(ReleaseText(release)); }

// The first line differs from that of every text that is hashed, so that a signature can never be
// taken for one over something else.
std::string SignedText(const ReleaseFacts& release, const std::string& key_id) {
  return fmt::format(
      "pingyi-release-signature-v1\nkey {}\nrelease {}\nrun {}\nresult {}\nround {}\ntally {}\n"
      "policy {}\npolicy_digest {}\nreleaser {}\nsubjects {}\n{}",
      key_id, ReleaseDigest(release), release.run, release.result_digest, release.frozen_digest,
      release.tally_digest, release.policy, release.policy_digest, HashOf(release.releaser),
      release.subject_count,
      release.inputs_digest.empty() ? "" : fmt::format("inputs {}\n", release.inputs_digest));
}

}  // namespace pingyi::result
