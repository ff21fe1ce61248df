#include "services/cli/bulk/credential_pool.h"

namespace pingyi::cli {
namespace {

absl::Status TooFew(const std::vector<BallotSheet>& sheets, const std::string& group,
                    size_t credentials) {
  size_t ballots = 0;
  for (const BallotSheet& sheet : sheets)
    ballots += sheet.group == group && sheet.voter.empty() ? 1 : 0;
  return absl::InvalidArgumentError(
      fmt::format("group \"{}\" has {} ballots but {} credentials", group, ballots, credentials));
}

}  // namespace

absl::Status CredentialPool::Add(std::string_view group, std::string_view voter,
                                 std::string_view token) {
  if (group.empty() || token.empty()) {
    return absl::InvalidArgumentError("a credential needs its group and its token");
  }
  Group& entry = groups_[std::string(group)];
  if (voter.empty()) {
    entry.unnamed.emplace_back(token);
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
  absl::flat_hash_map<std::string, size_t> dealt;
  absl::flat_hash_map<std::string, std::string> ballot_of_token;
  static const auto* const kNone = new Group();
  for (const BallotSheet& sheet : sheets) {
    const auto found = groups_.find(sheet.group);
    const Group& group = found == groups_.end() ? *kNone : found->second;
    if (sheet.voter.empty()) {
      const size_t next = dealt[sheet.group]++;
      if (next >= group.unnamed.size()) return TooFew(sheets, sheet.group, group.unnamed.size());
      tokens.push_back(group.unnamed[next]);
      continue;
    }
    const auto own = group.by_voter.find(sheet.voter);
    if (own == group.by_voter.end()) {
      return absl::InvalidArgumentError(fmt::format(
          "ballot \"{}\": its voter has no credential of group \"{}\"", sheet.label, sheet.group));
    }
    const auto [other, first] = ballot_of_token.try_emplace(own->second, sheet.label);
    if (!first) {
      return absl::InvalidArgumentError(fmt::format(
          "ballots \"{}\" and \"{}\" are of the same voter", other->second, sheet.label));
    }
    tokens.push_back(own->second);
  }
  return tokens;
}

}  // namespace pingyi::cli
