#include "services/result/rpc/preview_handlers.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "services/base/rpc/fill_page.h"
#include "services/base/rpc/paging.h"
#include "services/result/rpc/request_key.h"
#include "services/result/store/resource_names.h"

namespace pingyi::result {
namespace {

// Of a subject of which figures are suppressed it is not told whether it moved.
bool MayHaveMoved(const v1::PreviewedResult& result) {
  return !result.steps().empty() || result.suppression() != v1::SUPPRESSION_UNSPECIFIED;
}

std::string DetailOf(const PreviewArgs& args, const Preview& preview) {
  return fmt::format("by {}, digest {}",
                     args.policy ? NameOf(*args.policy) : "a policy given with the request",
                     preview.head.policy_digest());
}

}  // namespace

absl::Status PreviewHandlers::PreviewAggregation(const rpc::CallContext& call,
                                                 const v1::PreviewAggregationRequest& request,
                                                 v1::PreviewAggregationResponse* response) {
  const auto args = Validate(request);
  if (!args.ok()) return args.status();
  if (absl::Status status = settings_.CheckLeadership(call.actor); !status.ok()) return status;
  absl::StatusOr<Preview> preview = PreviewRound(parts_, call, args->filter);
  if (!preview.ok()) return preview.status();
  // Of every page: a token can be made up, so that there need not have been a first one.
  absl::Status noted = parts_.workflow.RecordPreview(
      call.deadline, args->filter.round, DetailOf(args->filter, *preview), ChangeBy(clock_, call));
  if (!noted.ok()) return noted;
  std::vector<v1::PreviewedResult>& results = preview->results;
  if (request.moved_only()) {
    std::erase_if(results, [](const auto& result) { return !MayHaveMoved(result); });
  }
  const auto begin = std::min(static_cast<size_t>(args->after.value_or(0)), results.size());
  results.erase(results.begin(), results.begin() + static_cast<std::ptrdiff_t>(begin));
  *response = std::move(preview->head);
  const size_t count = rpc::FillPage(results, args->limit, *response->mutable_results(),
                                     [](const v1::PreviewedResult& result) { return result; });
  if (count < results.size()) {
    response->set_next_page_token(rpc::EncodePageToken({fmt::to_string(begin + count)}, request));
  }
  return absl::OkStatus();
}

}  // namespace pingyi::result
