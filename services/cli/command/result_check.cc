#include "services/cli/command/result_check.h"

#include <map>
#include <set>
#include <vector>

#include <fmt/format.h>

#include "pingyi/result/v1/result_service.grpc.pb.h"
#include "services/cli/bulk/comparison.h"
#include "services/cli/call/client.h"
#include "services/cli/command/names.h"
#include "services/cli/command/print.h"
#include "services/cli/command/published_counts.h"
#include "services/cli/io/csv_reader.h"
#include "services/cli/io/text_file.h"
#include "services/cli/view/rows.h"

namespace pingyi::cli {
namespace {

using result::v1::ListSubjectResultsRequest;
using result::v1::ListSubjectResultsResponse;
using result::v1::ResultService;
using result::v1::SubjectResult;

// What was published of one subject's total.
struct Published {
  std::string total;
  std::string rank;
};

// Reads all results; keeps the first `show`, which are the first places.
absl::StatusOr<std::vector<SubjectResult>> ReadResults(Context& context, const std::string& source,
                                                       int show, Comparison& comparison) {
  ListSubjectResultsRequest request;
  request.set_parent(source);
  std::vector<SubjectResult> first;
  ListProgress progress(context, {"读取结果", "Reading results"});
  const absl::Status listed =
      Client<ResultService>(context.session)
          .ListAll(&ResultService::StubInterface::ListSubjectResults, request,
                   &ListSubjectResultsResponse::subject_results, [&](const SubjectResult& result) {
                     progress.Count();
                     comparison.AddResult(result);
                     if (static_cast<int>(first.size()) < show) first.push_back(result);
                     return absl::OkStatus();
                   });
  if (!listed.ok()) return listed;
  return first;
}

const CsvColumns& ExpectedColumns() {
  static const auto* columns =
      new CsvColumns{{"subject_id", "criterion", "expected"}, {"rank", "corrected"}};
  return *columns;
}

// Compares row by row and notes the published totals.
absl::Status CompareFile(const std::string& path, Comparison& comparison,
                         std::map<std::string, Published>& published) {
  return ReadCsv(path, ExpectedColumns(), [&](const CsvRow& row) {
    if (row["criterion"] == "TOTAL") {
      published[std::string(row["subject_id"])] = {std::string(row["expected"]),
                                                   std::string(row["rank"])};
    }
    return comparison.Compare(
        {row["subject_id"], row["criterion"], row["expected"], row["rank"], row["corrected"]});
  });
}

// What the rows of the file need beyond the results.
struct Needs {
  std::set<std::string> explanations;  // of these subjects
  bool counts = false;
  bool ballots = false;
};

absl::StatusOr<Needs> NeedsOf(const std::string& path) {
  Needs needs;
  const absl::Status read = ReadCsv(path, ExpectedColumns(), [&needs](const CsvRow& row) {
    const std::string_view criterion = row["criterion"];
    if (Comparison::NeedsExplanation(criterion)) needs.explanations.emplace(row["subject_id"]);
    needs.counts = needs.counts || Comparison::NeedsCounts(criterion);
    needs.ballots = needs.ballots || criterion == Comparison::kValidBallots;
    return absl::OkStatus();
  });
  if (!read.ok()) return read;
  return needs;
}

// Fetches what the rows of the file need beyond the results.
absl::Status AddFurther(Context& context, const std::string& source, const std::string& path,
                        Comparison& comparison) {
  const absl::StatusOr<Needs> needs = NeedsOf(path);
  if (!needs.ok()) return needs.status();
  const Client<ResultService> results(context.session);
  for (const std::string& subject : needs->explanations) {
    result::v1::ExplainResultRequest request;
    request.set_name(NameBelow(source, "results", subject));
    const auto explained = results.Call(&ResultService::StubInterface::ExplainResult, request);
    if (absl::IsNotFound(explained.status())) continue;
    if (!explained.ok()) return explained.status();
    comparison.AddExplanation(subject, explained->root());
  }
  const std::string round = RoundOf(source);
  if (needs->counts) {
    if (auto s = AddTallyCounts(context, round, comparison); !s.ok()) return s;
  }
  return needs->ballots ? AddValidBallots(context, round, comparison) : absl::OkStatus();
}

absl::Status PrintFirstPlaces(Context& context, const std::vector<SubjectResult>& first,
                              const std::map<std::string, Published>& published) {
  if (context.out.format() != Format::kTable || first.empty()) return absl::OkStatus();
  RowPrinter rows(context.out, {"前几名", "First places"},
                  {{"rank", {"名次", "Place"}, CellKind::kNumber},
                   {"published_rank", {"公布名次", "Published"}, CellKind::kNumber},
                   {"subject_id", {"编号", "Id"}},
                   {"display_name", {"对象", "Name"}},
                   {"total", {"总分", "Total"}, CellKind::kNumber},
                   {"published_total", {"公布总分", "Published"}, CellKind::kNumber}});
  for (const SubjectResult& result : first) {
    const std::string id = IdOf(result.subject());
    const auto found = published.find(id);
    const Published beside = found == published.end() ? Published() : found->second;
    auto s = rows.Add({std::to_string(result.rank()), beside.rank, id, result.display_name(),
                       result.total().rounded(), beside.total});
    if (!s.ok()) return s;
  }
  return rows.Finish();
}

// What the file says nothing about has not been checked; a file that was cut short would else pass.
void TellMissing(Context& context, const Comparison& comparison) {
  const std::vector<std::string> missing = comparison.Unmentioned();
  if (missing.empty()) return;
  const std::string ids = fmt::format("{}", fmt::join(missing, ", "));
  context.Note({fmt::format("公布结果文件未提及以下 {} 个对象，未作比较：{}", missing.size(), ids),
                fmt::format("Not compared, because the expected file does not name them: {} ({})",
                            ids, missing.size())});
}

// The number that agree goes to standard error in CSV and JSON: there the output is the
// differences.
absl::Status PrintComparison(Context& context, const Comparison& comparison) {
  const bool zh = context.language() == Language::kZh;
  std::string agreed =
      zh ? fmt::format("{} 项中 {} 项一致", comparison.compared(), comparison.agreed())
         : fmt::format("{} of {} agree", comparison.agreed(), comparison.compared());
  if (comparison.misprints() > 0) {
    agreed += zh ? fmt::format("，{} 项为已知印误，按更正值一致", comparison.misprints())
                 : fmt::format("; {} known misprints agree as corrected", comparison.misprints());
  }
  TellMissing(context, comparison);
  if (comparison.suppressed() > 0) {
    const int count = comparison.suppressed();
    context.Note({fmt::format("{} 项因票数过少等原因不予显示，未作比较", count),
                  fmt::format("Not compared, because the results suppress them: {}", count)});
  }
  if (context.out.format() == Format::kTable) {
    if (auto s = context.out.Title(agreed); !s.ok() || comparison.differences().empty()) return s;
  } else {
    context.Note({agreed, agreed});
  }
  RowPrinter rows(context.out, {"不一致", "Differences"},
                  {{"subject_id", {"对象", "Subject"}},
                   {"value", {"项目", "Value"}},
                   {"expected", {"公布值", "Published"}, CellKind::kNumber},
                   {"actual", {"计算值", "Computed"}, CellKind::kNumber}});
  for (const Difference& difference : comparison.differences()) {
    auto s =
        rows.Add({difference.subject, difference.what, difference.expected, difference.actual});
    if (!s.ok()) return s;
  }
  return rows.Finish();
}

}  // namespace

absl::Status CheckResults(Context& context, const std::string& source,
                          const std::string& expected_path, int show) {
  Comparison comparison;
  const auto first = ReadResults(context, source, show, comparison);
  if (!first.ok()) return first.status();
  if (auto s = AddFurther(context, source, expected_path, comparison); !s.ok()) return s;
  std::map<std::string, Published> published;
  if (auto s = CompareFile(expected_path, comparison, published); !s.ok()) return s;
  if (comparison.compared() == 0) return FileError(expected_path, "nothing to compare with");
  if (!comparison.differences().empty()) context.exit_code = ExitCode::kDiffers;
  if (auto s = PrintComparison(context, comparison); !s.ok()) return s;
  return PrintFirstPlaces(context, *first, published);
}

}  // namespace pingyi::cli
