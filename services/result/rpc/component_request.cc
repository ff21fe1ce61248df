#include "services/result/rpc/component_request.h"

#include <utility>

#include <fmt/format.h>

#include "services/base/status/key.h"
#include "services/base/status/reason.h"
#include "services/result/rpc/names.h"
#include "services/result/rpc/request_checks.h"
#include "services/result/wire/component/figures_wire.h"

namespace pingyi::result {
namespace {

constexpr char kRoundForm[] = "\"rounds/{round}\"";
constexpr char kRunForm[] = "\"rounds/{round}/runs/{run}\"";
constexpr char kSubjectForm[] = "\"rounds/{round}/subjects/{subject}\" of the same round";
constexpr char kComponentForm[] =
    "\"rounds/{round}/components/{component}\", the component being a key of a-z, 0-9 and _";

// The id of a subject of that round.
std::optional<std::string> SubjectOf(const std::string& name, const std::string& round) {
  std::optional<SubjectPath> path = ParseSubjectName(name);
  if (!path || path->round != round) return std::nullopt;
  return std::move(path->subject);
}

}  // namespace

std::optional<ComponentPath> ParseComponentName(std::string_view name) {
  constexpr std::string_view kCollection = "/components/";
  const size_t at = name.find(kCollection);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view key = name.substr(at + kCollection.size());
  std::optional<std::string> round = ParseRoundName(name.substr(0, at));
  if (!round || !IsKey(key)) return std::nullopt;
  return ComponentPath{.round = *std::move(round), .component = std::string(key)};
}

absl::StatusOr<SetFiguresArgs> Validate(const v1::SetComponentFiguresRequest& request) {
  RequestChecks checks;
  const v1::ComponentFigures& proto = request.component_figures();
  SetFiguresArgs args{.path = checks.Name("component_figures.name", proto.name(),
                                          ParseComponentName(proto.name()), kComponentForm),
                      .figures = ToFigures(proto),
                      .source_run = std::nullopt};
  checks.RequestId(request.request_id());
  if (!proto.source_run().empty()) {
    args.source_run = checks.Name("component_figures.source_run", proto.source_run(),
                                  ParseRunName(proto.source_run()), kRunForm);
  }
  args.figures.source_result_digest.clear();
  for (int i = 0; i < proto.subject_figures_size(); ++i) {
    const std::string& name = proto.subject_figures(i).subject();
    checks.Name(fmt::format("component_figures.subject_figures[{}].subject", i), name,
                SubjectOf(name, args.path.round), kSubjectForm);
  }
  return checks.Finish(std::move(args));
}

absl::StatusOr<ListArgs<std::string, std::string>> Validate(
    const v1::ListComponentFiguresRequest& request) {
  RequestChecks checks;
  ListArgs<std::string, std::string> args{
      .filter =
          checks.Name("parent", request.parent(), ParseRoundName(request.parent()), kRoundForm),
      .limit = checks.PageSize(request.page_size())};
  if (const auto key = checks.PageToken(request, 1)) args.after = (*key)[0];
  return checks.Finish(std::move(args));
}

absl::StatusOr<ListArgs<ComponentPath, std::string>> Validate(
    const v1::ListSubjectFiguresRequest& request) {
  RequestChecks checks;
  ListArgs<ComponentPath, std::string> args{
      .filter = checks.Name("parent", request.parent(), ParseComponentName(request.parent()),
                            kComponentForm),
      .limit = checks.PageSize(request.page_size())};
  if (const auto key = checks.PageToken(request, 1)) args.after = (*key)[0];
  return checks.Finish(std::move(args));
}

}  // namespace pingyi::result
