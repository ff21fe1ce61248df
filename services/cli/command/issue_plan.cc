#include "services/cli/command/issue_plan.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "services/cli/io/csv_reader.h"

namespace pingyi::cli {
namespace {

using appraisal::v1::AppraisalService;
using appraisal::v1::CredentialHolder;
using appraisal::v1::GetTurnoutRequest;
using appraisal::v1::IssueCredentialsRequest;
using Requests = std::vector<IssueCredentialsRequest>;

constexpr int kMaxPerRequest = 10'000;

IssueCredentialsRequest& AddRequest(Requests& requests, const std::string& round,
                                    const std::string& group) {
  IssueCredentialsRequest& request = requests.emplace_back();
  request.set_parent(round);
  request.set_group(group);
  return request;
}

void AddCount(Requests& requests, const std::string& round, const std::string& group,
              int64_t count) {
  for (; count > 0; count -= kMaxPerRequest) {
    AddRequest(requests, round, group)
        .set_count(static_cast<int32_t>(std::min<int64_t>(count, kMaxPerRequest)));
  }
}

// Up to the number expected; of one group, or of all when `group` is empty.
absl::StatusOr<Requests> PlanExpected(const Client<AppraisalService>& client,
                                      const std::string& round, const std::string& group) {
  GetTurnoutRequest request;
  request.set_name(round);
  const auto turnout = client.Call(&AppraisalService::StubInterface::GetTurnout, request);
  if (!turnout.ok()) return turnout.status();
  Requests requests;
  for (const auto& entry : turnout->groups()) {
    if (group.empty() || entry.group() == group) {
      AddCount(requests, round, entry.group(), entry.expected() - entry.issued());
    }
  }
  if (requests.empty()) {
    return absl::FailedPreconditionError(
        "every expected voter has a credential already, or no such group");
  }
  return requests;
}

absl::StatusOr<Requests> PlanHolders(const std::string& round, const IssueWish& wish) {
  Requests requests;
  std::vector<std::pair<std::string, size_t>> last;  // of each group, in the order of the file
  const absl::Status read =
      ReadCsv(wish.holders, {{}, {"group", "voter", "own_subject"}}, [&](const CsvRow& row) {
        const std::string group = row["group"].empty() ? wish.group : std::string(row["group"]);
        if (group.empty())
          return absl::InvalidArgumentError("the group is missing (here and as --group)");
        auto entry = std::ranges::find(last, group, &std::pair<std::string, size_t>::first);
        if (entry == last.end() || requests[entry->second].holders_size() == kMaxPerRequest) {
          AddRequest(requests, round, group);
          if (entry == last.end()) entry = last.insert(last.end(), {group, 0});
          entry->second = requests.size() - 1;
        }
        CredentialHolder& holder = *requests[entry->second].add_holders();
        holder.set_voter(std::string(row["voter"]));
        holder.set_own_subject(std::string(row["own_subject"]));
        return absl::OkStatus();
      });
  if (!read.ok()) return read;
  if (requests.empty())
    return absl::InvalidArgumentError(fmt::format("{}: no holders", wish.holders));
  return requests;
}

}  // namespace

absl::StatusOr<Requests> PlanIssue(const Client<AppraisalService>& client, const std::string& round,
                                   const IssueWish& wish) {
  const int ways = (wish.all ? 1 : 0) + (wish.holders.empty() ? 0 : 1) + (wish.count != 0 ? 1 : 0);
  if (ways > 1) return absl::InvalidArgumentError("give one of --count, --holders and --all");
  if (!wish.holders.empty()) return PlanHolders(round, wish);
  if (wish.all != wish.group.empty())
    return absl::InvalidArgumentError("give either --group or --all");
  if (wish.count < 0) return absl::InvalidArgumentError("--count must be positive");
  if (wish.count == 0) return PlanExpected(client, round, wish.group);
  Requests requests;
  AddCount(requests, round, wish.group, wish.count);
  return requests;
}

}  // namespace pingyi::cli
