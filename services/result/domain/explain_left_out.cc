#include "services/result/domain/explain_left_out.h"

#include <string>
#include <variant>

#include <fmt/format.h>

#include "services/result/domain/explain_text.h"

namespace pingyi::result {
namespace {

// How a share gives so many of the ballots; empty for a fixed number.
struct ShareText {
  std::string en;
  std::string zh;
};
ShareText ShareOf(const Extremes& extremes, int64_t ballots) {
  const auto* dropped = std::get_if<DroppedShare>(&extremes.drop);
  if (dropped == nullptr) {
    return {};
  }
  const Words mode = ModeWords(dropped->rounding);
  return {
      fmt::format(" ({} × {}, rounded {}, a ballot being left)", dropped->share, ballots, mode.en),
      fmt::format("（{} × {}，{}，至少留一张）", dropped->share, ballots, mode.zh)};
}

}  // namespace

ExplanationNode LeftOutNode(const PolicyRules& policy, int64_t counted, int64_t left_out) {
  const Extremes& extremes = *policy.extremes;
  const int64_t ballots = counted + left_out;
  const int64_t either = left_out / 2;
  ExplanationNode node;
  node.kind = StepKind::kExtremes;
  node.rule = "round.ballot_extremes";
  node.formula = fmt::format("{} - 2 × {}", ballots, either);
  node.value = Rational(counted);
  if (ballots < extremes.min_marks) {
    node.text_en = fmt::format("{} {} the subject, fewer than {}: none is left out.", ballots,
                               ballots == 1 ? "ballot rates" : "ballots rate", extremes.min_marks);
    node.text_zh = fmt::format("评价该对象的票有 {} 张，不足 {} 张：不按总分去掉。", ballots,
                               extremes.min_marks);
    return node;
  }
  const ShareText share = ShareOf(extremes, ballots);
  if (either == 0) {
    node.text_en = fmt::format("No ballot is left out{}.", share.en);
    node.text_zh = fmt::format("不按总分去掉任何票{}。", share.zh);
    return node;
  }
  node.text_en = fmt::format(
      "Of {} ballots that rate the subject the {} with the highest total and the {} with the "
      "lowest were left out before counting{}; {} {}.",
      ballots, either, either, share.en, counted, counted == 1 ? "remains" : "remain");
  node.text_zh =
      fmt::format("评价该对象的 {} 张票中，计票前按总分去掉最高 {} 张和最低 {} 张{}，余 {} 张。",
                  ballots, either, either, share.zh, counted);
  return node;
}

}  // namespace pingyi::result
