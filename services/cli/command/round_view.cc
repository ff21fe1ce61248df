#include "services/cli/command/round_view.h"

#include <fmt/format.h>

#include "services/cli/command/print.h"

namespace pingyi::cli {
namespace {

using appraisal::v1::Criterion;
using appraisal::v1::Round;
using appraisal::v1::VoterGroup;

// "优秀=100 称职=80" or "0–100 / 0.5".
std::string ScaleText(const Criterion& criterion) {
  if (criterion.has_numeric()) {
    const auto& scale = criterion.numeric();
    return fmt::format("{}–{} / {}", scale.min(), scale.max(), scale.step());
  }
  std::string text;
  for (const auto& grade : criterion.graded().grades()) {
    text += fmt::format("{}{}({})={}", text.empty() ? "" : "  ", grade.title(), grade.key(),
                        grade.points());
  }
  return text;
}

}  // namespace

Columns<Round> RoundColumns() {
  return {
      NameField("name", {"编号", "Id"}, &Round::name),
      TextField("display_name", {"标题", "Title"}, &Round::display_name),
      EnumField("state", {"状态", "State"}, &Round::state),
      CountField("subject_count", {"对象", "Subjects"}, &Round::subject_count),
      {{"groups", {"票类", "Groups"}, CellKind::kNumber},
       [](const Round& r) { return std::to_string(r.voter_groups_size()); }},
      EnumField("anonymity", {"记名", "Secrecy"}, &Round::anonymity),
      TimeField("open_time", {"开始", "Opens"}, &Round::open_time, Place::kCardAndCsv),
      TimeField("close_time", {"截止", "Closes"}, &Round::close_time),
      NameField("cycle", {"周期", "Cycle"}, &Round::cycle, Place::kCardAndCsv),
      {{"scoring_policy", {"计分办法", "Policy"}, CellKind::kText, Place::kCardAndCsv},
       [](const Round& r) { return r.scoring_policy().name(); }},
      {{"policy_digest", {"办法摘要", "Policy digest"}, CellKind::kDigest, Place::kCardAndCsv},
       [](const Round& r) { return r.scoring_policy().digest(); }},
      {{"breach_effect", {"违规票", "Breach"}, CellKind::kEnum, Place::kCardAndCsv},
       [](const Round& r) { return EnumName(r.validity_rules().breach_effect()); }},
      {{"ballot_extremes", {"按总分去票", "Ballots left out"}, CellKind::kText, Place::kCardAndCsv},
       [](const Round& r) { return r.ballot_extremes().ShortDebugString(); }},
      TimeField("opened_time", {"开启于", "Opened"}, &Round::opened_time, Place::kCardAndCsv),
      TimeField("closed_time", {"封箱于", "Sealed"}, &Round::closed_time, Place::kCardAndCsv),
      DigestField("frozen_digest", {"冻结摘要", "Frozen digest"}, &Round::frozen_digest),
      DigestField("tally_digest", {"计票摘要", "Tally digest"}, &Round::tally_digest),
      TextField("void_reason", {"作废理由", "Void because"}, &Round::void_reason,
                Place::kCardAndCsv),
      TextField("etag", {"版本", "Etag"}, &Round::etag, Place::kCardAndCsv),
  };
}

absl::Status PrintRound(Context& context, const Round& round) {
  if (auto s = PrintCard(context.out, {"评议轮次", "Round"}, RoundColumns(), round); !s.ok())
    return s;
  if (auto s =
          PrintPart(context, {"票类", "Voter groups"},
                    {TextField("key", {"键", "Key"}, &VoterGroup::key),
                     TextField("title", {"名称", "Title"}, &VoterGroup::title),
                     DecimalField("weight", {"权重", "Weight"}, &VoterGroup::weight),
                     CountField("expected", {"应到", "Expected"}, &VoterGroup::expected_voters)},
                    round.voter_groups());
      !s.ok()) {
    return s;
  }
  return PrintPart(context, {"测评要素", "Criteria"},
                   {TextField("key", {"键", "Key"}, &Criterion::key),
                    TextField("title", {"名称", "Title"}, &Criterion::title),
                    DecimalField("weight", {"权重", "Weight"}, &Criterion::weight),
                    {{"scale", {"尺度", "Scale"}}, ScaleText}},
                   round.ballot_form().criteria());
}

}  // namespace pingyi::cli
