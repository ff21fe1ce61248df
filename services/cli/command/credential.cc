#include <absl/strings/str_cat.h>
#include <fmt/format.h>

#include "pingyi/appraisal/v1/appraisal_service.grpc.pb.h"
#include "services/cli/command/commands.h"
#include "services/cli/command/issue_plan.h"
#include "services/cli/command/names.h"
#include "services/cli/command/print.h"
#include "services/cli/io/csv_text.h"
#include "services/cli/io/secret_file.h"

namespace pingyi::cli {
namespace {

using appraisal::v1::AppraisalService;
using appraisal::v1::Credential;
using appraisal::v1::IssueCredentialsRequest;
using appraisal::v1::IssueCredentialsResponse;
using appraisal::v1::RevokeCredentialsRequest;
using appraisal::v1::RevokeCredentialsResponse;
using Stub = AppraisalService::StubInterface;

struct Options {
  std::string round;
  IssueWish wish;
  std::string out;
  std::string batch;
  std::string reason;

  std::string RoundName() const { return NameIn("rounds", round); }
};

std::string FileLines(const std::string& group, const IssueCredentialsResponse& issued) {
  std::string lines;
  for (const Credential& credential : issued.credentials()) {
    lines += CsvLine(std::vector<std::string>{
        group, credential.holder().voter(), credential.holder().own_subject(), credential.token()});
  }
  return lines;
}

// The tokens exist nowhere but in this answer: what cannot be kept must be revoked.
absl::Status Keep(SecretFile& file, const std::string& group,
                  const IssueCredentialsResponse& issued) {
  const absl::Status kept = file.Append(FileLines(group, issued));
  if (kept.ok()) return kept;
  return absl::InternalError(fmt::format("{}; the credentials are lost, so revoke {}",
                                         std::string(kept.message()), issued.batch()));
}

absl::Status Issue(Context& context, const Options& options) {
  const Client<AppraisalService> client(context.session);
  absl::StatusOr<std::vector<IssueCredentialsRequest>> plan =
      PlanIssue(client, options.RoundName(), options.wish);
  if (!plan.ok()) return plan.status();
  absl::StatusOr<SecretFile> file = SecretFile::Create(options.out);
  if (!file.ok()) return file.status();
  absl::Status status = file->Append("group,voter,own_subject,token\n");
  bool any = false;
  RowPrinter rows(context.out, {"已发放凭证", "Credentials issued"},
                  {{"group", {"票类", "Group"}},
                   {"count", {"数量", "Count"}, CellKind::kNumber},
                   {"batch", {"批次", "Batch"}},
                   {"file", {"文件", "File"}}});
  for (IssueCredentialsRequest& request : *plan) {
    if (!status.ok()) break;
    request.set_request_id(context.session.NextRequestId());
    const auto issued = client.Call(&Stub::IssueCredentials, request);
    status = issued.status();
    if (!status.ok()) break;
    any = true;
    status = Keep(*file, request.group(), *issued);
    if (status.ok()) {
      status = rows.Add({request.group(), absl::StrCat(issued->credentials_size()), issued->batch(),
                         options.out});
    }
  }
  if (!any) file->Discard();
  return status.ok() ? rows.Finish() : status;
}

absl::Status PrintRevoked(Context& context, const RevokeCredentialsResponse& response) {
  return PrintCard(
      context.out, {"已吊销凭证", "Credentials revoked"},
      Columns<RevokeCredentialsResponse>{CountField("revoked_count", {"数量", "Count"},
                                                    &RevokeCredentialsResponse::revoked_count)},
      response);
}

absl::Status Revoke(Context& context, const Options& options) {
  RevokeCredentialsRequest request;
  request.set_name(NameBelow(options.RoundName(), "credentialBatches", options.batch));
  request.set_reason(options.reason);
  request.set_request_id(context.session.NextRequestId());
  return CallAndPrint<AppraisalService>(context, &Stub::RevokeCredentials, request, PrintRevoked);
}

}  // namespace

void AddCredentialCommands(Menu& menu) {
  menu.AddNoun("credential", {"投票凭证", "One-time credentials for voters"})
      .Verb<Options>(
          "issue",
          {"发放凭证到新文件（0600）", "Issue credentials into a new file that only you can read"},
          [](Flags& flags, Options& options) {
            flags.Round(options.round);
            flags.Optional("--group", options.wish.group, {"票类", "The voter group"});
            flags.Optional(
                "--count", options.wish.count,
                {"数量；默认补足应到人数", "How many; by default up to the number expected"});
            flags.Optional("--holders", options.wish.holders,
                           {"CSV：[group,voter,own_subject]，每行一张",
                            "CSV: [group,voter,own_subject], one credential a line"});
            flags.Switch("--all", options.wish.all,
                         {"为每个票类补足应到人数", "For each group up to the number expected"});
            flags.Required("--out", options.out,
                           {"新文件；已存在则拒绝", "The new file; refused if it exists"});
          },
          Issue)
      .Verb<Options>(
          "revoke", {"吊销一批凭证", "Make a batch of credentials useless"},
          [](Flags& flags, Options& options) {
            flags.Optional("--round", options.round,
                           {"评议轮次（批次只给编号时）", "The round, where the batch is an id"});
            flags.Required("--batch,batch", options.batch, {"批次", "The batch"});
            flags.Reason(options.reason, true);
          },
          Revoke);
}

}  // namespace pingyi::cli
