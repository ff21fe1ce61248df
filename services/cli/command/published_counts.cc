#include "services/cli/command/published_counts.h"

#include <algorithm>

#include "pingyi/appraisal/v1/appraisal_service.grpc.pb.h"
#include "services/cli/bulk/decimal.h"
#include "services/cli/bulk/mark_label.h"
#include "services/cli/call/client.h"
#include "services/cli/command/names.h"

namespace pingyi::cli {
namespace {

using appraisal::v1::AppraisalService;
using appraisal::v1::Criterion;
using appraisal::v1::ListTalliesResponse;
using appraisal::v1::Round;
using appraisal::v1::SubjectTally;
using Stub = AppraisalService::StubInterface;

std::string MarkKey(const Criterion& criterion, int mark) {
  const auto& grades = criterion.graded().grades();
  const bool graded = criterion.has_graded() && mark >= 0 && mark < grades.size();
  if (graded) return grades[mark].key();
  return NormalDecimal(MarkLabel(criterion, mark));
}

void AddCells(const Round& round, const SubjectTally& tally, Comparison& comparison) {
  const std::string subject = IdOf(tally.subject());
  for (const auto& cell : tally.cells()) {
    if (cell.criterion_index() >= round.ballot_form().criteria_size()) continue;
    const Criterion& criterion = round.ballot_form().criteria(cell.criterion_index());
    for (int i = 0; i < std::min(cell.marks_size(), cell.counts_size()); ++i) {
      comparison.AddCount(subject, criterion.key() + "/" + MarkKey(criterion, cell.marks(i)),
                          cell.counts(i));
    }
    comparison.AddCount(subject, criterion.key() + "/-", cell.abstentions());
  }
}

}  // namespace

absl::Status AddTallyCounts(Context& context, const std::string& round, Comparison& comparison) {
  const Client<AppraisalService> client(context.session);
  appraisal::v1::GetRoundRequest get;
  get.set_name(round);
  const absl::StatusOr<Round> found = client.Call(&Stub::GetRound, get);
  if (!found.ok()) return found.status();
  appraisal::v1::ListTalliesRequest request;
  request.set_parent(round);
  return client.ListAll(&Stub::ListTallies, request, &ListTalliesResponse::tallies,
                        [&](const SubjectTally& tally) {
                          AddCells(*found, tally, comparison);
                          return absl::OkStatus();
                        });
}

absl::Status AddValidBallots(Context& context, const std::string& round, Comparison& comparison) {
  appraisal::v1::GetTurnoutRequest request;
  request.set_name(round);
  const auto turnout = Client<AppraisalService>(context.session).Call(&Stub::GetTurnout, request);
  if (!turnout.ok()) return turnout.status();
  comparison.SetValidBallots(turnout->total().valid());
  return absl::OkStatus();
}

std::string RoundOf(const std::string& source) {
  const size_t first = source.find('/');
  return source.substr(0, source.find('/', first + 1));
}

}  // namespace pingyi::cli
