#include "services/cli/command/run_view.h"

#include <fmt/format.h>

#include "pingyi/result/v1/result_service.grpc.pb.h"
#include "services/cli/command/print.h"

namespace pingyi::cli {
namespace {

using result::v1::AggregationRun;
using result::v1::ListAggregationRunsRequest;
using result::v1::ListAggregationRunsResponse;
using result::v1::ResultService;

}  // namespace

Columns<AggregationRun> RunColumns() {
  return {
      TextField("name", {"名称", "Name"}, &AggregationRun::name),
      EnumField("state", {"状态", "State"}, &AggregationRun::state),
      EnumField("stage", {"阶段", "Stage"}, &AggregationRun::stage),
      CountField("subject_count", {"对象", "Subjects"}, &AggregationRun::subject_count),
      TextField("policy", {"计分办法", "Policy"}, &AggregationRun::policy),
      TimeField("start_time", {"开始", "Begun"}, &AggregationRun::start_time),
      TimeField("end_time", {"结束", "Ended"}, &AggregationRun::end_time, Place::kCardAndCsv),
      CountField("attempt", {"次数", "Attempt"}, &AggregationRun::attempt, Place::kCardAndCsv),
      {{"error", {"错误", "Error"}, CellKind::kText, Place::kCardAndCsv},
       [](const AggregationRun& r) { return r.error().message(); }},
      DigestField("policy_digest", {"办法摘要", "Policy digest"}, &AggregationRun::policy_digest),
      DigestField("tally_digest", {"计票摘要", "Tally digest"}, &AggregationRun::tally_digest),
      DigestField("result_digest", {"结果摘要", "Result digest"}, &AggregationRun::result_digest),
  };
}

absl::Status PrintRun(Context& context, const AggregationRun& run) {
  return PrintCard(context.out, {"汇总", "Aggregation run"}, RunColumns(), run);
}

absl::StatusOr<std::string> NewestRun(Session& session, const std::string& round) {
  ListAggregationRunsRequest request;
  request.set_parent(round);
  request.set_state(AggregationRun::STATE_SUCCEEDED);
  std::string newest;  // runs are listed by their start
  const absl::Status listed = Client<ResultService>(session).ListAll(
      &ResultService::StubInterface::ListAggregationRuns, request,
      &ListAggregationRunsResponse::aggregation_runs, [&](const AggregationRun& run) {
        newest = run.name();
        return absl::OkStatus();
      });
  if (!listed.ok()) return listed;
  if (newest.empty()) {
    return absl::NotFoundError(
        fmt::format("{} has no result yet; run `pingyi aggregate` first", round));
  }
  return newest;
}

}  // namespace pingyi::cli
