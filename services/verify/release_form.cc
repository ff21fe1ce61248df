#include "services/verify/release_form.h"

#include <algorithm>
#include <string_view>

#include "services/base/status/key.h"

namespace pingyi::verify {
namespace {

namespace v1 = pingyi::result::v1;

constexpr std::string_view kDigits = "0123456789";

bool HasOnly(std::string_view text, std::string_view allowed) {
  return text.find_first_not_of(allowed) == std::string_view::npos;
}

bool IsDigest(std::string_view text) {
  return text.size() == 64 && HasOnly(text, "0123456789abcdef");
}

bool IsDigestOrEmpty(std::string_view text) { return text.empty() || IsDigest(text); }

bool IsId(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) > 0x20 && c != 0x7f && c != '/';
  });
}

bool IsOrdinal(std::string_view text) {
  return !text.empty() && text.size() < 19 && text.front() != '0' && HasOnly(text, kDigits);
}

bool IsDate(std::string_view text) {
  return text.size() == 10 && text[4] == '-' && text[7] == '-' &&
         HasOnly(text.substr(0, 4), kDigits) && HasOnly(text.substr(5, 2), kDigits) &&
         HasOnly(text.substr(8), kDigits);
}

// "-" is what stands for a number that is not there.
bool IsNumberOrEmpty(std::string_view text) {
  return text != "-" && HasOnly(text, "0123456789.-/");
}

bool IsKeyOrEmpty(std::string_view text) { return text.empty() || IsKey(text); }

// Takes `head` off the front of the text; false if it does not begin so.
bool Take(std::string_view head, std::string_view& text) {
  if (text.substr(0, head.size()) != head) return false;
  text.remove_prefix(head.size());
  return true;
}

bool IsIdBehind(std::string_view head, std::string_view name) {
  return Take(head, name) && IsId(name);
}

bool IsOrdinalBehind(std::string_view head, std::string_view name) {
  return Take(head, name) && IsOrdinal(name);
}

// "{collection}/{id}{middle}{number}".
bool IsNumbered(std::string_view head, std::string_view middle, std::string_view name) {
  if (!Take(head, name)) return false;
  const size_t slash = name.find('/');
  return slash != std::string_view::npos && IsId(name.substr(0, slash)) &&
         IsOrdinalBehind(middle, name.substr(slash));
}

bool IsObjection(const std::string& round, std::string_view name) {
  if (!Take(round + "/releases/", name)) return false;
  const size_t slash = name.find('/');
  return slash != std::string_view::npos && IsOrdinal(name.substr(0, slash)) &&
         IsOrdinalBehind("/objections/", name.substr(slash));
}

bool IsInForm(const v1::Publicity& publicity) {
  return IsNumbered("calendars/", "/versions/", publicity.calendar()) &&
         IsDigest(publicity.calendar_digest()) && IsDate(publicity.start_date()) &&
         IsDate(publicity.end_date()) &&
         (publicity.answer_day_kind() == v1::DAY_KIND_WORKING ||
          publicity.answer_day_kind() == v1::DAY_KIND_CALENDAR);
}

bool IsInForm(const v1::ResultDifference& change, const std::string& round) {
  return IsIdBehind(round + "/subjects/", change.subject()) && IsKeyOrEmpty(change.old_grade()) &&
         IsKeyOrEmpty(change.new_grade()) && IsNumberOrEmpty(change.old_total().exact()) &&
         IsNumberOrEmpty(change.old_total().rounded()) &&
         IsNumberOrEmpty(change.new_total().exact()) &&
         IsNumberOrEmpty(change.new_total().rounded());
}

bool IsInForm(const v1::GradeDecision& decision, const std::string& round, const std::string& run) {
  return IsOrdinalBehind(run + "/decisions/", decision.name()) &&
         IsIdBehind(round + "/subjects/", decision.subject()) && IsKey(decision.grade()) &&
         IsKeyOrEmpty(decision.computed_grade());
}

// What it amends, and nothing of an amendment where it amends nothing.
bool IsAmendmentInForm(const v1::Release& release, const std::string& round) {
  if (release.amends().empty()) {
    return release.amended_digest().empty() && release.settled_objections().empty() &&
           release.changes().empty();
  }
  return IsOrdinalBehind(round + "/releases/", release.amends()) &&
         IsDigest(release.amended_digest()) &&
         std::all_of(release.settled_objections().begin(), release.settled_objections().end(),
                     [&](const auto& settled) {
                       return IsObjection(round, settled.objection()) && IsDigest(settled.digest());
                     });
}

}  // namespace

bool IsReleaseInForm(const v1::Release& release, const std::string& round, const std::string& run) {
  return IsOrdinalBehind(round + "/releases/", release.name()) &&
         IsDigest(release.result_digest()) &&
         (!release.has_publicity() || IsInForm(release.publicity())) &&
         std::all_of(release.decisions().begin(), release.decisions().end(),
                     [&](const auto& decision) { return IsInForm(decision, round, run); }) &&
         IsAmendmentInForm(release, round) &&
         std::all_of(release.changes().begin(), release.changes().end(),
                     [&](const auto& change) { return IsInForm(change, round); });
}

bool IsSignedInForm(const v1::Release& release, const std::string& round) {
  return IsIdBehind("rounds/", round) && IsIdBehind(round + "/runs/", release.run()) &&
         IsNumbered("policies/", "/versions/", release.policy()) &&
         IsDigest(release.policy_digest()) && IsDigest(release.frozen_digest()) &&
         IsDigest(release.tally_digest()) && IsDigestOrEmpty(release.inputs_digest());
}

}  // namespace pingyi::verify
