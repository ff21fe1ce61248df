#include "services/cli/command/release_export.h"

#include <unistd.h>

#include <utility>
#include <vector>

#include <fmt/format.h>

#include "pingyi/result/v1/result_service.grpc.pb.h"
#include "services/bundle/bundle_text.h"
#include "services/cli/call/client.h"
#include "services/cli/command/release_bundle.h"
#include "services/cli/command/release_pdf.h"
#include "services/cli/io/scratch_dir.h"
#include "services/cli/io/text_file.h"
#include "services/export/data/compare.h"
#include "services/export/data/from_bundle.h"
#include "services/export/html/page.h"
#include "services/export/table/csv.h"
#include "services/export/table/json.h"
#include "services/export/table/xlsx.h"

namespace pingyi::cli {
namespace {

using exporting::Languages;
using exporting::Report;
using result::v1::ResultService;

absl::StatusOr<Report> FromFile(const std::string& path) {
  const absl::StatusOr<std::string> bytes = ReadBinaryFile(path);
  if (!bytes.ok()) return bytes.status();
  const absl::StatusOr<bundle::v1::ReleaseBundle> bundle = bundle::ReadBundle(*bytes);
  if (!bundle.ok()) return FileError(path, std::string(bundle.status().message()));
  return exporting::ReportOf(*bundle);
}

// Statistics that this service or this policy does not have are left out.
absl::Status AddStatistics(Context& context, const std::string& run, Report& report) {
  result::v1::GetRaterStatisticsRequest request;
  request.set_name(run);
  const auto statistics = Client<ResultService>(context.session)
                              .Call(&ResultService::StubInterface::GetRaterStatistics, request);
  if (absl::IsUnimplemented(statistics.status())) return absl::OkStatus();
  if (!statistics.ok()) return statistics.status();
  return exporting::AddStatistics(*statistics, report);
}

absl::StatusOr<Report> FromServices(Context& context, const std::string& release,
                                    bool with_statistics) {
  const absl::StatusOr<bundle::v1::ReleaseBundle> bundle = CollectBundle(context, release);
  if (!bundle.ok()) return bundle.status();
  absl::StatusOr<Report> report = exporting::ReportOf(*bundle);
  if (!report.ok() || !with_statistics) return report;
  absl::Status status = AddStatistics(context, bundle->release().run(), *report);
  if (!status.ok()) return status;
  return report;
}

absl::Status AddComparison(Context& context, const ExportOptions& options, Report& report) {
  if (options.compare.empty() && options.compare_bundle.empty()) return absl::OkStatus();
  const absl::StatusOr<Report> before = options.compare_bundle.empty()
                                            ? FromServices(context, options.compare, false)
                                            : FromFile(options.compare_bundle);
  if (!before.ok()) return before.status();
  report.comparison = exporting::Compare(report, *before);
  return absl::OkStatus();
}

Languages LanguagesOf(const ExportOptions& options) {
  if (options.languages == "zh") return Languages::kZh;
  return options.languages == "en" ? Languages::kEn : Languages::kBoth;
}

// Paper shows one language: of both, the command's.
absl::StatusOr<std::string> Pdf(const Context& context, const ExportOptions& options,
                                const Report& report) {
  Languages languages = LanguagesOf(options);
  if (languages == Languages::kBoth)
    languages = context.language() == Language::kZh ? Languages::kZh : Languages::kEn;
  return PrintToPdf(exporting::HtmlPage(report, languages), report.time);
}

absl::StatusOr<std::string> Xlsx(const ExportOptions& options, const Report& report) {
  const absl::StatusOr<ScratchDir> dir = ScratchDir::Create();
  if (!dir.ok()) return dir.status();
  const std::string path = dir->File("report.xlsx");
  absl::Status status = exporting::WriteWorkbook(report, LanguagesOf(options), path);
  if (!status.ok()) return status;
  return ReadBinaryFile(path);
}

absl::StatusOr<std::string> Bytes(const Context& context, const ExportOptions& options,
                                  const Report& report) {
  if (options.format == "html") return exporting::HtmlPage(report, LanguagesOf(options));
  if (options.format == "pdf") return Pdf(context, options, report);
  if (options.format == "xlsx") return Xlsx(options, report);
  if (options.format == "csv") return exporting::ResultsCsv(report, options.byte_order_mark);
  return exporting::ReportJson(report);
}

struct NewFile {
  std::string path;
  std::string bytes;
};

// A table of CSV has one header, so each board is a file beside that of the results.
void AddBoards(const ExportOptions& options, const Report& report, std::vector<NewFile>& files) {
  for (const exporting::Board& board : report.boards) {
    files.push_back(
        {BoardPath(options.out, board.key), exporting::BoardCsv(board, options.byte_order_mark)});
  }
}

// All of them or none.
absl::Status WriteAll(const std::vector<NewFile>& files) {
  for (size_t i = 0; i < files.size(); ++i) {
    absl::Status status = WriteNewFile(files[i].path, files[i].bytes);
    if (status.ok()) continue;
    for (size_t written = 0; written < i; ++written) unlink(files[written].path.c_str());
    return status;
  }
  return absl::OkStatus();
}

}  // namespace

std::string BoardPath(const std::string& out, const std::string& key) {
  const size_t name = out.rfind('/') == std::string::npos ? 0 : out.rfind('/') + 1;
  const size_t dot = out.rfind('.');
  const bool has_ending = dot != std::string::npos && dot > name;
  const size_t end = has_ending ? dot : out.size();
  return fmt::format("{}.board-{}{}", out.substr(0, end), key, out.substr(end));
}

absl::Status ExportRelease(Context& context, const ExportOptions& options) {
  absl::StatusOr<Report> report = options.bundle.empty()
                                      ? FromServices(context, options.release, true)
                                      : FromFile(options.bundle);
  if (!report.ok()) return report.status();
  absl::Status status = AddComparison(context, options, *report);
  if (!status.ok()) return status;
  absl::StatusOr<std::string> bytes = Bytes(context, options, *report);
  if (!bytes.ok()) return bytes.status();
  std::vector<NewFile> files = {{options.out, *std::move(bytes)}};
  if (options.format == "csv") AddBoards(options, *report, files);
  status = WriteAll(files);
  if (!status.ok()) return status;
  for (const NewFile& file : files) {
    context.Note({fmt::format("已写入 {}；发布摘要 {}", file.path, report->proof.digest),
                  fmt::format("Wrote {}; release digest {}", file.path, report->proof.digest)});
  }
  return absl::OkStatus();
}

}  // namespace pingyi::cli
