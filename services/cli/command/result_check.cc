#include "services/cli/command/result_check.h"

#include "pingyi/result/v1/result_service.grpc.pb.h"
#include "services/cli/bulk/comparison.h"
#include "services/cli/call/client.h"
#include "services/cli/io/csv_reader.h"
#include "services/cli/view/rows.h"

namespace pingyi::cli {
namespace {

using result::v1::ListSubjectResultsRequest;
using result::v1::ListSubjectResultsResponse;
using result::v1::ResultService;
using result::v1::SubjectResult;

absl::Status ReadResults(Context& context, const std::string& source, Comparison& comparison) {
  ListSubjectResultsRequest request;
  request.set_parent(source);
  return Client<ResultService>(context.session)
      .ListAll(&ResultService::StubInterface::ListSubjectResults, request,
               &ListSubjectResultsResponse::subject_results, [&](const SubjectResult& result) {
                 comparison.AddResult(result);
                 return absl::OkStatus();
               });
}

// The number that agree goes to standard error in CSV and JSON: there the output is the
// differences.
absl::Status PrintComparison(Context& context, const Comparison& comparison) {
  const std::string agreed =
      context.language() == Language::kZh
          ? fmt::format("{} 项中 {} 项一致", comparison.compared(), comparison.agreed())
          : fmt::format("{} of {} agree", comparison.agreed(), comparison.compared());
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
                          const std::string& expected_path) {
  Comparison comparison;
  if (auto s = ReadResults(context, source, comparison); !s.ok()) return s;
  const absl::Status read = ReadCsv(
      expected_path, {{"subject_id", "criterion", "expected"}, {"rank"}}, [&](const CsvRow& row) {
        return comparison.Compare(
            {row["subject_id"], row["criterion"], row["expected"], row["rank"]});
      });
  if (!read.ok()) return read;
  if (comparison.compared() == 0)
    return absl::InvalidArgumentError(fmt::format("{}: nothing to compare with", expected_path));
  if (!comparison.differences().empty()) context.exit_code = ExitCode::kDiffers;
  return PrintComparison(context, comparison);
}

}  // namespace pingyi::cli
