#include <fmt/format.h>

#include "pingyi/result/v1/result_service.grpc.pb.h"
#include "services/cli/command/commands.h"
#include "services/cli/command/names.h"
#include "services/cli/command/policy_reference.h"
#include "services/cli/command/policy_subjects.h"
#include "services/cli/command/print.h"
#include "services/cli/io/message_file.h"
#include "services/cli/preset/preset.h"

namespace pingyi::cli {
namespace {

using result::v1::Component;
using result::v1::CreateScoringPolicyRequest;
using result::v1::GetScoringPolicyRequest;
using result::v1::GradeQuota;
using result::v1::GradeShareRule;
using result::v1::GradeThreshold;
using result::v1::ListScoringPoliciesRequest;
using result::v1::ListScoringPoliciesResponse;
using result::v1::ResultService;
using result::v1::ScoringPolicy;
using result::v1::TieBreaker;
using Stub = ResultService::StubInterface;

// A rule that need not be there, as it is written; empty where it is not.
template <typename Rule>
Column<ScoringPolicy> RuleField(std::string key, Label label,
                                const Rule& (ScoringPolicy::*get)() const) {
  return {{std::move(key), std::move(label), CellKind::kText, Place::kCardAndCsv},
          [get](const ScoringPolicy& p) { return (p.*get)().ShortDebugString(); }};
}

Columns<ScoringPolicy> PolicyColumns() {
  return {
      TextField("name", {"名称", "Name"}, &ScoringPolicy::name),
      TextField("display_name", {"标题", "Title"}, &ScoringPolicy::display_name),
      DigestField("digest", {"摘要", "Digest"}, &ScoringPolicy::digest, Place::kEverywhere),
      TimeField("create_time", {"创建时间", "Created"}, &ScoringPolicy::create_time),
      EnumField("mark_combination", {"评价合成", "Marks"}, &ScoringPolicy::mark_combination,
                Place::kCardAndCsv),
      EnumField("criterion_combination", {"要素合成", "Criteria"},
                &ScoringPolicy::criterion_combination, Place::kCardAndCsv),
      EnumField("group_combination", {"票类合成", "Groups"}, &ScoringPolicy::group_combination,
                Place::kCardAndCsv),
      EnumField("missing_group", {"票类缺席", "Missing group"}, &ScoringPolicy::missing_group,
                Place::kCardAndCsv),
      {{"rounding_mode", {"舍入", "Rounding"}, CellKind::kEnum, Place::kCardAndCsv},
       [](const ScoringPolicy& p) { return EnumName(p.rounding().mode()); }},
      {{"rounding_digits", {"小数位", "Digits"}, CellKind::kNumber, Place::kCardAndCsv},
       [](const ScoringPolicy& p) { return std::to_string(p.rounding().digits()); }},
      EnumField("decision_basis", {"定等依据", "Decided by"}, &ScoringPolicy::decision_basis,
                Place::kCardAndCsv),
      EnumField("rank_method", {"排名", "Ranks"}, &ScoringPolicy::rank_method, Place::kCardAndCsv),
      DecimalField("abstention_points", {"弃权计分", "Abstentions count"},
                   &ScoringPolicy::abstention_points, Place::kCardAndCsv),
      {{"mean_denominator", {"分母", "Denominator"}, CellKind::kEnum, Place::kCardAndCsv},
       [](const ScoringPolicy& p) {
         return p.mean_denominator() == result::v1::DENOMINATOR_UNSPECIFIED
                    ? ""
                    : EnumName(p.mean_denominator());
       }},
      RuleField("extremes", {"极端值", "Extremes"}, &ScoringPolicy::extremes),
      RuleField("criterion_factors", {"要素系数", "Factors"}, &ScoringPolicy::criterion_factors),
      RuleField("criterion_rounding", {"要素舍入", "Criteria rounded"},
                &ScoringPolicy::criterion_rounding),
      RuleField("group_rounding", {"票类舍入", "Groups rounded"}, &ScoringPolicy::group_rounding),
      DecimalField("total_floor", {"总分下限", "Floor"}, &ScoringPolicy::total_floor,
                   Place::kCardAndCsv),
      DecimalField("total_cap", {"总分上限", "Cap"}, &ScoringPolicy::total_cap, Place::kCardAndCsv),
      RuleField("quorum", {"参评率要求", "Quorum"}, &ScoringPolicy::quorum),
      EnumField("total_order", {"总分次序", "Order"}, &ScoringPolicy::total_order,
                Place::kCardAndCsv),
      {{"best_criteria", {"取最好要素数", "Best criteria"}, CellKind::kNumber, Place::kCardAndCsv},
       [](const ScoringPolicy& p) {
         return p.best_criteria() == 0 ? "" : std::to_string(p.best_criteria());
       }},
      RuleField("group_rank_points", {"名次分", "Points for places"},
                &ScoringPolicy::group_rank_points),
      RuleField("mark_shares", {"评价占比", "Mark shares"}, &ScoringPolicy::mark_shares),
  };
}

// What a component is, with the keys of its metrics or levels.
std::string KindText(const Component& component) {
  const auto* kind = Component::GetDescriptor()->FindFieldByNumber(component.kind_case());
  std::vector<std::string> keys;
  for (const auto& metric : component.metrics().metrics()) {
    keys.push_back(fmt::format("{} × {}", metric.weight(), metric.key()));
  }
  for (const auto& level : component.satisfaction_counts().levels()) {
    keys.push_back(fmt::format("{} = {}", level.key(), level.points()));
  }
  const std::string name = kind == nullptr ? "" : kind->name();
  return keys.empty() ? name : fmt::format("{} ({})", name, fmt::join(keys, ", "));
}

Columns<Component> ComponentColumns() {
  return {
      TextField("key", {"键", "Key"}, &Component::key),
      TextField("title", {"组成项", "Component"}, &Component::title),
      DecimalField("weight", {"权重", "Weight"}, &Component::weight),
      {{"missing", {"缺项", "Missing"}, CellKind::kEnum},
       [](const Component& c) { return c.has_adjustments() ? "" : EnumName(c.missing()); }},
      {{"kind", {"类型", "Kind"}, CellKind::kText}, KindText},
  };
}

absl::Status Print(Context& context, const ScoringPolicy& policy) {
  if (auto s = PrintCard(context.out, {"计分办法", "Scoring policy"}, PolicyColumns(), policy);
      !s.ok())
    return s;
  if (auto s =
          PrintPart(context, {"等次", "Grades"},
                    {TextField("grade", {"键", "Key"}, &GradeThreshold::grade),
                     TextField("title", {"等次", "Grade"}, &GradeThreshold::title),
                     DecimalField("min_total", {"最低总分", "From"}, &GradeThreshold::min_total)},
                    policy.grade_thresholds());
      !s.ok()) {
    return s;
  }
  if (auto s = PrintPart(context, {"综合得分组成", "Components"}, ComponentColumns(),
                         policy.components());
      !s.ok()) {
    return s;
  }
  if (auto s = PrintPart(context, {"名次梯次", "Tiers"},
                         {{{"scope", {"有评价者在前", "Who has a mark in"}},
                           [](const TieBreaker::MarkScope& t) { return t.ShortDebugString(); }}},
                         policy.tiers());
      !s.ok()) {
    return s;
  }
  if (auto s = PrintPart(context, {"评价比例规定", "Share rules"},
                         {{{"rule", {"规定", "Rule"}},
                           [](const GradeShareRule& r) { return r.ShortDebugString(); }}},
                         policy.grade_share_rules());
      !s.ok()) {
    return s;
  }
  if (auto s = PrintPart(context, {"等次名额", "Quotas"},
                         {{{"quota", {"名额", "Quota"}},
                           [](const GradeQuota& q) { return q.ShortDebugString(); }}},
                         policy.grade_quotas());
      !s.ok()) {
    return s;
  }
  if (auto s = PrintSubjectRules(context, policy); !s.ok()) return s;
  return PrintPart(context, {"同分比较", "Tie-breakers"},
                   {{{"comparison", {"比较", "Comparison"}},
                     [](const TieBreaker& t) { return t.ShortDebugString(); }}},
                   policy.tie_breakers());
}

struct Options {
  std::string policy;
  std::string file;
  std::string preset;
};

absl::Status ReadPolicy(const Options& options, ScoringPolicy& policy) {
  if (options.file.empty() == options.preset.empty()) {
    return absl::InvalidArgumentError("give either --file or --preset");
  }
  if (!options.file.empty()) return ReadMessage(options.file, &policy);
  const absl::StatusOr<std::string> text = PresetText(options.preset);
  if (!text.ok()) return text.status();
  return ParseMessage(*text, options.preset + ".yaml", &policy);
}

absl::Status Create(Context& context, const Options& options) {
  CreateScoringPolicyRequest request;
  if (auto s = ReadPolicy(options, *request.mutable_scoring_policy()); !s.ok()) return s;
  request.set_parent(NameIn("policies", options.policy));
  request.set_request_id(context.session.NextRequestId());
  return CallAndPrint<ResultService>(context, &Stub::CreateScoringPolicy, request, Print);
}

absl::Status Show(Context& context, const Options& options) {
  GetScoringPolicyRequest request;
  request.set_name(PolicyVersionName(options.policy));
  if (request.name().empty()) {
    const auto newest = ReferToPolicy(context.session, options.policy);
    if (!newest.ok()) return newest.status();
    request.set_name(newest->name());
  }
  return CallAndPrint<ResultService>(context, &Stub::GetScoringPolicy, request, Print);
}

absl::Status List(Context& context, const Options& options) {
  ListScoringPoliciesRequest request;
  request.set_parent(NameIn("policies", options.policy.empty() ? "-" : options.policy));
  return ListAndPrint<ResultService>(context, &Stub::ListScoringPolicies, request,
                                     &ListScoringPoliciesResponse::scoring_policies,
                                     {"计分办法", "Scoring policies"}, PolicyColumns());
}

}  // namespace

void AddPolicyCommands(Menu& menu) {
  menu.AddNoun("policy", {"计分办法", "Scoring policies"})
      .Verb<Options>(
          "create",
          {"由文件或范例建立下一版", "Create a policy's next version from a file or a preset"},
          [](Flags& flags, Options& options) {
            flags.Required("--id", options.policy, {"办法的编号", "The policy's id"});
            flags.Optional(
                "--file,-f", options.file,
                {"YAML 或 JSON 文件（- 为标准输入）", "YAML or JSON file (- for standard input)"});
            flags.Optional("--preset", options.preset,
                           {"随程序提供的范例名（见 deploy/presets）",
                            "Name of a preset the command carries (see deploy/presets)"});
          },
          Create)
      .Verb<Options>(
          "show", {"显示一版", "Show a version"},
          [](Flags& flags, Options& options) {
            flags.Required("--policy,policy", options.policy,
                           {"p（最新版）或 p/2", "p (newest version) or p/2"});
          },
          Show)
      .Verb<Options>(
          "list", {"列出各版", "List versions"},
          [](Flags& flags, Options& options) {
            flags.Optional("--policy,policy", options.policy, {"只列此办法", "Only this policy"});
          },
          List);
}

}  // namespace pingyi::cli
