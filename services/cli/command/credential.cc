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

int CountOf(const IssueCredentialsRequest& request) {
  return request.count() + request.holders_size();
}

// The tokens may have been made and lost with the answer: then they must be revoked, or the group
// can never have its expected number. The batch has a name that only the service knows; group,
// number and time tell it in the audit trail, and the request itself when it is repeated.
void TellLostAnswer(Context& context, const IssueCredentialsRequest& request) {
  context.advised = true;
  const std::string what_zh = fmt::format("票类 {}，{} 张，request_id {}", request.group(),
                                          CountOf(request), request.request_id());
  const std::string what_en = fmt::format("group {}, {} credentials, request_id {}",
                                          request.group(), CountOf(request), request.request_id());
  const std::string list =
      fmt::format("pingyi audit list --service appraisal --resource {}", request.parent());
  context.Note(
      {fmt::format("是否已发放不得而知：{}。\n请用 {} 查找该批次，用 pingyi credential revoke 吊销"
                   "后再补发。",
                   what_zh, list),
       fmt::format(
           "Whether these were issued is not known: {}.\nLook for their batch with {}; revoke "
           "it with pingyi credential revoke, then issue anew.",
           what_en, list)});
  if (request.holders_size() > 0) return;
  const std::string repeat =
      fmt::format("pingyi credential issue --round {} --group {} --count {} --request_id {} --out",
                  request.parent(), request.group(), request.count(), request.request_id());
  context.Note({fmt::format("或执行 {} 新文件：未曾发放则发放，已发放则指出批次。", repeat),
                fmt::format("Or run {} NEW-FILE: it issues them if they were not issued, and else "
                            "names the batch.",
                            repeat)});
}

class Issuer {
 public:
  Issuer(Context& context, const Options& options, SecretFile file)
      : context_(context),
        client_(context.session),
        out_(options.out),
        file_(std::move(file)),
        rows_(context.out, {"已发放凭证", "Credentials issued"},
              {{"group", {"票类", "Group"}},
               {"count", {"数量", "Count"}, CellKind::kNumber},
               {"batch", {"批次", "Batch"}},
               {"file", {"文件", "File"}}}) {}

  // Issues what is planned until something fails. What was issued before that is printed even so.
  absl::Status Issue(std::vector<IssueCredentialsRequest>& plan) {
    absl::Status status = file_.Append("group,voter,own_subject,token\n");
    {
      int64_t total = 0;
      for (const IssueCredentialsRequest& request : plan) total += CountOf(request);
      Progress progress = context_.NewProgress({"发放凭证", "Issuing credentials"}, total);
      for (size_t i = 0; i < plan.size() && status.ok(); ++i) {
        status = IssueOne(plan[i]);
        progress.Add(CountOf(plan[i]));
      }
    }
    if (!any_) {
      file_.Discard();
      return status;
    }
    const absl::Status printed = rows_.Finish();
    return status.ok() ? printed : status;
  }

 private:
  absl::Status IssueOne(IssueCredentialsRequest& request) {
    request.set_request_id(context_.session.NextRequestId());
    const auto issued = client_.Call(&Stub::IssueCredentials, request);
    if (!issued.ok()) {
      const ExitCode code = ExitCodeOf(issued.status().code());
      if (code == ExitCode::kUnavailable || code == ExitCode::kInternal) {
        TellLostAnswer(context_, request);
      }
      return issued.status();
    }
    any_ = true;
    const absl::Status kept = Keep(file_, request.group(), *issued);
    if (!kept.ok()) return kept;
    return rows_.Add(
        {request.group(), absl::StrCat(issued->credentials_size()), issued->batch(), out_});
  }

  Context& context_;
  const Client<AppraisalService> client_;
  const std::string& out_;
  SecretFile file_;
  RowPrinter rows_;
  bool any_ = false;  // whether a batch was issued
};

absl::Status Issue(Context& context, const Options& options) {
  absl::StatusOr<std::vector<IssueCredentialsRequest>> plan =
      PlanIssue(Client<AppraisalService>(context.session), options.RoundName(), options.wish);
  if (!plan.ok()) return plan.status();
  absl::StatusOr<SecretFile> file = SecretFile::Create(options.out);
  if (!file.ok()) return file.status();
  return Issuer(context, options, *std::move(file)).Issue(*plan);
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
