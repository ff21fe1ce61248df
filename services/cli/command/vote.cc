#include "pingyi/appraisal/v1/appraisal_service.grpc.pb.h"
#include "services/cli/command/commands.h"
#include "services/cli/command/names.h"
#include "services/cli/command/print.h"
#include "services/cli/command/vote_import.h"
#include "services/cli/io/message_file.h"
#include "services/cli/io/secret_file.h"
#include "services/cli/io/text_file.h"

namespace pingyi::cli {
namespace {

using appraisal::v1::AppraisalService;
using appraisal::v1::CastBallotRequest;
using appraisal::v1::CastBallotResponse;
using appraisal::v1::ListNamedBallotsRequest;
using appraisal::v1::ListNamedBallotsResponse;
using appraisal::v1::NamedBallot;
using Stub = AppraisalService::StubInterface;

struct Options {
  std::string round;
  std::string ballot;
  std::string credential;
  ImportFiles files;
};

absl::Status PrintReceipt(Context& context, const CastBallotResponse& response) {
  return PrintCard(context.out, {"选票已收到", "The ballot was taken"},
                   Columns<CastBallotResponse>{
                       TextField("receipt", {"回执", "Receipt"}, &CastBallotResponse::receipt),
                       BoolField("spoiled", {"计为废票", "Spoiled"}, &CastBallotResponse::spoiled)},
                   response);
}

absl::Status Cast(Context& context, const Options& options) {
  if (options.ballot == kStandardInput && options.credential == kStandardInput) {
    return absl::InvalidArgumentError("ballot and credential cannot both come from standard input");
  }
  CastBallotRequest request;
  request.set_parent(NameIn("rounds", options.round));
  if (auto s = ReadMessage(options.ballot, request.mutable_ballot()); !s.ok()) return s;
  const auto credential = ReadSecret(options.credential);
  if (!credential.ok()) return credential.status();
  request.set_credential(*credential);
  request.set_request_id(context.session.NextRequestId());
  return CallAndPrint<AppraisalService>(context, &Stub::CastBallot, request, PrintReceipt);
}

absl::Status Import(Context& context, const Options& options) {
  return ImportBallots(context, NameIn("rounds", options.round), options.files);
}

// A line a mark.
absl::Status List(Context& context, const Options& options) {
  ListNamedBallotsRequest request;
  request.set_parent(NameIn("rounds", options.round));
  RowPrinter rows(context.out, {"实名选票", "Named ballots"},
                  {{"ballot", {"选票", "Ballot"}, CellKind::kName},
                   {"group", {"票类", "Group"}},
                   {"voter", {"投票人", "Voter"}},
                   {"subject", {"对象", "Subject"}},
                   {"criterion", {"要素", "Criterion"}},
                   {"mark", {"评价", "Mark"}}});
  const auto add = [&](const NamedBallot& ballot) {
    if (context.out.format() == Format::kJson) return rows.Add({}, &ballot);
    for (const auto& subject : ballot.ballot().subjects()) {
      for (const auto& mark : subject.marks()) {
        auto s = rows.Add({ballot.name(), ballot.group(), ballot.voter(), subject.subject(),
                           mark.criterion(), mark.abstain() ? "-" : mark.mark()});
        if (!s.ok()) return s;
      }
    }
    return absl::OkStatus();
  };
  const absl::Status listed =
      Client<AppraisalService>(context.session)
          .ListAll(&Stub::ListNamedBallots, request, &ListNamedBallotsResponse::named_ballots, add);
  return listed.ok() ? rows.Finish() : listed;
}

}  // namespace

void AddVoteCommands(Menu& menu) {
  menu.AddNoun("vote", {"投票", "Casting ballots"})
      .Verb<Options>(
          "cast", {"投一张票", "Cast one ballot"},
          [](Flags& flags, Options& options) {
            flags.Round(options.round);
            flags.Required("--ballot", options.ballot,
                           {"选票文件（YAML 或 JSON）", "The ballot: a YAML or JSON file"});
            flags.Required("--credential-file", options.credential,
                           {"凭证文件（- 为标准输入）；凭证从不写在命令行上",
                            "File with the credential (- for standard input); it never goes on the "
                            "command line"});
          },
          Cast)
      .Verb<Options>(
          "import",
          {"批量录入纸质选票；重复执行无害",
           "Enter paper ballots in bulk; repeating it is harmless"},
          [](Flags& flags, Options& options) {
            flags.Round(options.round);
            flags.Required("--ballots", options.files.ballots,
                           {"CSV：ballot,group,subject,criterion,mark[,voter,own_subject]；mark 为 "
                            "- 或 弃权 表示弃权",
                            "CSV: ballot,group,subject,criterion,mark[,voter,own_subject]; a mark "
                            "of - is an abstention"});
            flags.Required(
                "--credentials", options.files.credentials,
                {"credential issue 写出的文件，可多个", "Files written by credential issue"});
            flags.Optional(
                "--errors-out", options.files.errors_out,
                {"被拒选票的 CSV 报告（新文件；已存在则拒绝）",
                 "Where to write a CSV report of the refused ballots; refused if it exists"});
          },
          Import)
      .Verb<Options>(
          "list", {"列出已关闭的实名轮次的选票", "List the ballots of a closed named round"},
          [](Flags& flags, Options& options) { flags.Round(options.round); }, List);
}

}  // namespace pingyi::cli
