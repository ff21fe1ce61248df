#include "services/result/domain/explain_decision.h"

#include <chrono>

#include <fmt/format.h>

#include "services/result/domain/working_days.h"

namespace pingyi::result {
namespace {

// "2026-02-03 08:30 UTC".
std::string MinuteText(int64_t time_us) {
  using std::chrono::floor;
  const std::chrono::sys_time<std::chrono::microseconds> time{std::chrono::microseconds(time_us)};
  const Day day = floor<std::chrono::days>(time);
  const auto minutes = floor<std::chrono::minutes>(time - day).count();
  return fmt::format("{} {:02}:{:02} UTC", DayText(day), minutes / 60, minutes % 60);
}

}  // namespace

ExplanationNode ExplainDecision(const DecisionFacts& decision, const std::string& computed_title) {
  const std::string computed = computed_title.empty() ? "-" : computed_title;
  const std::string time = MinuteText(decision.create_time_us);
  ExplanationNode node;
  node.kind = StepKind::kDecision;
  node.key = decision.grade;
  node.rule = decision.name;
  node.formula = fmt::format("{} → {}", computed, decision.grade_title);
  node.text_en = fmt::format(
      "The committee ({}) decided the grade \"{}\"; the computed one is \"{}\". Reason: {} "
      "(entered "
      "{} by {})",
      decision.decider, decision.grade_title, computed, decision.reason, time, decision.recorder);
  node.text_zh = fmt::format(
      "考核委员会（{}）将等次定为“{}”；计算所得等次为“{}”。理由：{}（{} 由 {} 录入）",
      decision.decider, decision.grade_title, computed, decision.reason, time, decision.recorder);
  return node;
}

}  // namespace pingyi::result
