#include "services/cli/command/vote_import.h"

#include <optional>

#include <absl/strings/str_cat.h>
#include <fmt/format.h>

#include "services/base/status/error.h"
#include "services/cli/bulk/credential_pool.h"
#include "services/cli/call/error_text.h"
#include "services/cli/command/ballot_sender.h"
#include "services/cli/io/csv_reader.h"
#include "services/cli/io/csv_text.h"
#include "services/cli/io/secret_file.h"
#include "services/cli/view/rows.h"
#include "services/cli/view/width.h"

namespace pingyi::cli {
namespace {

using appraisal::v1::AppraisalService;

absl::Status ReadSheets(const std::string& path, SheetAssembler& sheets) {
  const CsvColumns columns{{"ballot", "group", "subject", "criterion", "mark"},
                           {"voter", "own_subject"}};
  return ReadCsv(path, columns, [&](const CsvRow& row) {
    return sheets.Add({row["ballot"], row["group"], row["voter"], row["own_subject"],
                       row["subject"], row["criterion"], row["mark"]});
  });
}

absl::Status ReadCredentials(const std::vector<std::string>& paths, CredentialPool& pool) {
  const CsvColumns columns{{"group", "token"}, {"voter", "own_subject"}};
  for (const std::string& path : paths) {
    const absl::Status read = ReadCsv(path, columns, [&](const CsvRow& row) {
      return pool.Add(row["group"], row["voter"], row["own_subject"], row["token"]);
    });
    if (!read.ok()) return read;
  }
  return absl::OkStatus();
}

// What is wrong on one line: each violation, else the message.
std::string Account(const absl::Status& status) {
  std::string text;
  for (const FieldViolation& violation : DetailsOf(status).violations) {
    text +=
        fmt::format("{}{}: {}", text.empty() ? "" : "; ", violation.field, violation.description);
  }
  return OneLine(text.empty() ? std::string(status.message()) : text);
}

void TellRefusals(Context& context, const std::vector<BallotSheet>& sheets,
                  const std::vector<Refusal>& refusals) {
  for (const Refusal& refusal : refusals) {
    const BallotSheet& sheet = sheets[refusal.sheet];
    context.streams.err << fmt::format("{} ({}): {}: {}\n", OneLine(sheet.label),
                                       OneLine(sheet.group), ReasonOf(refusal.status),
                                       Account(refusal.status));
  }
}

std::string RefusalLines(const std::vector<BallotSheet>& sheets,
                         const std::vector<Refusal>& refusals) {
  std::string lines = "ballot,group,reason,message\n";
  for (const Refusal& refusal : refusals) {
    const BallotSheet& sheet = sheets[refusal.sheet];
    lines += CsvLine(std::vector<std::string>{sheet.label, sheet.group, ReasonOf(refusal.status),
                                              Account(refusal.status)});
  }
  return lines;
}

absl::Status PrintSummary(Context& context, const SendOutcome& outcome) {
  RowPrinter rows(context.out, {"录入选票", "Ballots entered"},
                  {{"accepted", {"收下", "Taken"}, CellKind::kNumber},
                   {"spoiled", {"其中废票", "Of these spoiled"}, CellKind::kNumber},
                   {"refused", {"拒收", "Refused"}, CellKind::kNumber}},
                  RowPrinter::Title::kBare);
  if (auto s = rows.Add({absl::StrCat(outcome.accepted), absl::StrCat(outcome.spoiled),
                         absl::StrCat(outcome.refusals.size())});
      !s.ok()) {
    return s;
  }
  return rows.Finish();
}

absl::StatusOr<SendOutcome> Send(Context& context, const std::string& round,
                                 const std::vector<BallotSheet>& sheets,
                                 const std::vector<std::string>& tokens) {
  const Client<AppraisalService> client(context.session);
  Progress progress =
      context.NewProgress({"录入选票", "Entering ballots"}, static_cast<int64_t>(sheets.size()));
  absl::StatusOr<SendOutcome> outcome =
      BallotSender(client, round, sheets, tokens, progress).Send();
  if (!outcome.ok()) {
    context.Note({"部分选票可能已经收下；请用同样的文件再执行一次，不会重复计票。",
                  "Some ballots may have been taken. Run the command again with the same files: "
                  "nothing is counted twice."});
  }
  return outcome;
}

}  // namespace

absl::Status ImportBallots(Context& context, const std::string& round, const ImportFiles& files) {
  SheetAssembler assembler;
  if (auto s = ReadSheets(files.ballots, assembler); !s.ok()) return s;
  CredentialPool pool;
  if (auto s = ReadCredentials(files.credentials, pool); !s.ok()) return s;
  const std::vector<BallotSheet>& sheets = assembler.sheets();
  const absl::StatusOr<std::vector<std::string>> tokens = pool.Deal(sheets);
  if (!tokens.ok()) return tokens.status();
  // Made before anything is cast, written after: never over a file that is there, which may be the
  // account of an earlier run.
  std::optional<SecretFile> report;
  if (!files.errors_out.empty()) {
    auto created = SecretFile::Create(files.errors_out);
    if (!created.ok()) return created.status();
    report.emplace(*std::move(created));
  }
  const absl::StatusOr<SendOutcome> outcome = Send(context, round, sheets, *tokens);
  if (!outcome.ok()) {
    if (report) report->Discard();
    return outcome.status();
  }
  if (!outcome->refusals.empty()) context.exit_code = ExitCode::kPartlyRefused;
  if (!report) {
    TellRefusals(context, sheets, outcome->refusals);
  } else if (auto s = report->Append(RefusalLines(sheets, outcome->refusals)); !s.ok()) {
    return s;
  }
  return PrintSummary(context, *outcome);
}

}  // namespace pingyi::cli
