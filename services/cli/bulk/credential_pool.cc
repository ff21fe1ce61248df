#include "services/cli/bulk/credential_pool.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace pingyi::cli {
namespace {

absl::Status TooFew(const std::vector<BallotSheet>& sheets, const BallotSheet& like,
                    size_t credentials) {
  const auto ballots = std::ranges::count_if(sheets, [&](const BallotSheet& sheet) {
    return sheet.group == like.group && sheet.own_subject == like.own_subject &&
           sheet.voter.empty();
  });
  const std::string own =
      like.own_subject.empty() ? "" : fmt::format(" with own_subject \"{}\"", like.own_subject);
  return absl::InvalidArgumentError(fmt::format("group \"{}\"{} has {} ballots but {} credentials",
                                                like.group, own, ballots, credentials));
}

}  // namespace

absl::Status CredentialPool::Add(std::string_view group, std::string_view voter,
                                 std::string_view own_subject, std::string_view token) {
  if (group.empty() || token.empty()) {
    return absl::InvalidArgumentError("a credential needs its group and its token");
  }
  if (!tokens_.emplace(token).second) {
    return absl::InvalidArgumentError("this credential was given before: is a file named twice?");
  }
  Group& entry = groups_[std::string(group)];
  if (voter.empty()) {
    entry.by_own_subject[std::string(own_subject)].emplace_back(token);
    return absl::OkStatus();
  }
  if (!entry.by_voter.emplace(voter, token).second) {
    return absl::InvalidArgumentError("this voter has a credential of this group already");
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::string>> CredentialPool::Deal(
    const std::vector<BallotSheet>& sheets) const {
  std::vector<std::string> tokens;
  tokens.reserve(sheets.size());
  Dealt dealt;
  for (const BallotSheet& sheet : sheets) {
    absl::StatusOr<std::string> token = DealOne(sheet, sheets, dealt);
    if (!token.ok()) return token.status();
    tokens.push_back(*std::move(token));
  }
  return tokens;
}

absl::StatusOr<std::string> CredentialPool::DealOne(const BallotSheet& sheet,
                                                    const std::vector<BallotSheet>& sheets,
                                                    Dealt& dealt) const {
  static const auto* const kNone = new Group();
  const auto found = groups_.find(sheet.group);
  const Group& group = found == groups_.end() ? *kNone : found->second;
  if (sheet.voter.empty()) {
    const auto pile = group.by_own_subject.find(sheet.own_subject);
    const size_t size = pile == group.by_own_subject.end() ? 0 : pile->second.size();
    const size_t next = dealt.counts[{sheet.group, sheet.own_subject}]++;
    if (next >= size) return TooFew(sheets, sheet, size);
    return pile->second[next];
  }
  const auto own = group.by_voter.find(sheet.voter);
  if (own == group.by_voter.end()) {
    return absl::InvalidArgumentError(fmt::format(
        "ballot \"{}\": its voter has no credential of group \"{}\"", sheet.label, sheet.group));
  }
  const auto [other, first] = dealt.ballots.try_emplace(own->second, sheet.label);
  if (!first) {
    return absl::InvalidArgumentError(
        fmt::format("ballots \"{}\" and \"{}\" are of the same voter", other->second, sheet.label));
  }
  return own->second;
}

}  // namespace pingyi::cli
