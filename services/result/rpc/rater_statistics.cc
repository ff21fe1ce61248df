#include "services/result/rpc/rater_statistics.h"

#include <algorithm>
#include <cstdlib>
#include <utility>
#include <vector>

#include "services/base/status/error.h"
#include "services/result/domain/fits.h"
#include "services/result/domain/reason.h"
#include "services/result/rpc/round_inputs.h"
#include "services/result/statistics/group_figures.h"
#include "services/result/statistics/number.h"
#include "services/result/statistics/tie_bands.h"
#include "services/result/store/resource_names.h"
#include "services/result/wire/disclosure/disclosure_wire.h"

namespace pingyi::result {
namespace {

using statistics::ToText;

// As the contract states them.
constexpr int kDigits = 4;
constexpr int kAlphaDigits = 3;

absl::Status NotItsTally() {
  return MakeError(absl::StatusCode::kDataLoss, reason::kTallyDigestMismatch,
                   "the sealed tally is not the one that the results rest on");
}

void Set(const statistics::GroupFigures& from, v1::GroupStatistics& to) {
  to.set_returned(from.returned);
  to.set_expected(from.expected);
  to.set_return_rate(ToText(from.return_rate, kDigits));
  to.set_cells(from.cells);
  to.set_suppressed_cells(from.suppressed_cells);
  to.set_marks(from.marks);
  to.set_abstention_share(ToText(from.abstention_share, kDigits));
  to.set_top_share(ToText(from.top_share, kDigits));
  to.set_spread(ToText(from.spread, kDigits));
  to.set_alpha(ToText(from.alpha, kAlphaDigits));
  to.set_straight_lined_share(ToText(from.straight_lined_share, kDigits));
  to.set_straight_lined_suppression(ToProto(from.straight_lined_suppression));
}

// What is published of a subject. The total is a decimal that this service wrote.
statistics::Standing StandingOf(const v1::SubjectResult& result) {
  return {.total = std::strtod(result.total().rounded().c_str(), nullptr), .rank = result.rank()};
}

// `results`, `masks` and the tally's subjects are by position.
void AddBands(const RoundInputs& inputs, const Form& form,
              const std::vector<v1::SubjectResult>& results, const std::vector<SubjectMask>& masks,
              v1::RaterStatistics& proto) {
  std::vector<statistics::Standing> standings;
  standings.reserve(results.size());
  for (const v1::SubjectResult& result : results) standings.push_back(StandingOf(result));
  const std::vector<statistics::TieBand> bands =
      statistics::TieBands(inputs.rules, form, inputs.tally, masks, standings);
  for (size_t i = 0; i < results.size(); ++i) {
    if (results[i].rank() == 0) continue;
    v1::TieBand& band = *proto.add_tie_bands();
    band.set_subject(results[i].subject());
    band.set_rank(results[i].rank());
    band.set_standard_error(ToText(bands[i].standard_error, kDigits));
    band.set_low(ToText(bands[i].low, kDigits));
    band.set_high(ToText(bands[i].high, kDigits));
    band.set_first_rank(bands[i].first_rank);
    band.set_last_rank(bands[i].last_rank);
    if (masks[i].any()) band.set_suppression(v1::SUPPRESSION_SMALL);
  }
  std::stable_sort(proto.mutable_tie_bands()->begin(), proto.mutable_tie_bands()->end(),
                   [](const auto& a, const auto& b) { return a.rank() < b.rank(); });
}

}  // namespace

absl::StatusOr<v1::RaterStatistics> RaterStatisticsOf(ResultStore& store, AppraisalClient& client,
                                                      Disclosures& disclosures,
                                                      const rpc::CallContext& call,
                                                      const RunPath& run) {
  const auto results = ResultsByPosition(store, call.deadline, run);
  if (!results.ok()) return results.status();
  const absl::StatusOr<RunRecord> record = store.GetRun(call.deadline, run.round, run.run);
  if (!record.ok()) return record.status();
  const absl::StatusOr<RoundInputs> inputs =
      ReadInputs(store, client, call, run.round, record->inputs.policy_digest,
                 [&](size_t) { return CheckAwaited(call); });
  if (!inputs.ok()) return inputs.status();
  if (inputs->round.tally_digest != record->inputs.tally_digest ||
      inputs->tally.subjects.size() != results->size()) {
    return NotItsTally();
  }
  const absl::StatusOr<Form> form = FitPolicy(inputs->rules, inputs->round.facts);
  if (!form.ok()) return form.status();
  if (absl::Status status = CheckTally(*form, inputs->tally); !status.ok()) return status;
  const absl::StatusOr<ShownRun> shown = disclosures.Of(call, run);
  if (!shown.ok()) return shown.status();

  std::vector<SubjectMask> masks;
  for (const v1::SubjectResult& result : *results) {
    masks.push_back(shown->MaskOf(result));
  }
  v1::RaterStatistics proto;
  proto.set_name(RunName(run.round, run.run));
  const auto figures = statistics::FiguresOf(*form, inputs->tally, shown->rule, masks,
                                             MarksAscending(inputs->rules));
  for (size_t i = 0; i < figures.size(); ++i) {
    v1::GroupStatistics& group = *proto.add_groups();
    group.set_group(form->groups()[i].key);
    Set(figures[i], group);
  }
  const bool bands = shown->round.places && statistics::HasStandardErrors(inputs->rules);
  if (bands) AddBands(*inputs, *form, *results, masks, proto);
  return proto;
}

}  // namespace pingyi::result
