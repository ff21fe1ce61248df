#include "services/cli/command/result_view.h"

#include <map>
#include <optional>

#include "pingyi/appraisal/v1/appraisal_service.grpc.pb.h"
#include "pingyi/result/v1/result_service.grpc.pb.h"
#include "services/cli/command/print.h"
#include "services/cli/view/suppression.h"
#include "services/cli/view/width.h"

namespace pingyi::cli {
namespace {

using appraisal::v1::AppraisalService;
using appraisal::v1::GetRoundRequest;
using appraisal::v1::Round;
using result::v1::CriterionResult;
using result::v1::Explanation;
using result::v1::ExplanationNode;
using result::v1::GroupResult;
using result::v1::ListSubjectResultsRequest;
using result::v1::ListSubjectResultsResponse;
using result::v1::ResultService;
using result::v1::SubjectResult;

Columns<SubjectResult> FixedColumns() {
  return {
      {{"rank", {"名次", "Rank"}, CellKind::kNumber},
       [](const SubjectResult& r) { return r.rank() == 0 ? "" : std::to_string(r.rank()); }},
      NameField("subject", {"编号", "Id"}, &SubjectResult::subject),
      TextField("display_name", {"对象", "Name"}, &SubjectResult::display_name),
      BoolField("shared_rank", {"并列", "Shared"}, &SubjectResult::shared_rank, Place::kCardAndCsv),
  };
}

// A column for each group of the first result: all results have the same.
Columns<SubjectResult> GroupColumns(const SubjectResult& first,
                                    const std::map<std::string, std::string>& titles) {
  Columns<SubjectResult> columns;
  for (int i = 0; i < first.groups_size(); ++i) {
    const std::string& key = first.groups(i).group();
    const auto title = titles.find(key);
    const std::string& label = title == titles.end() ? key : title->second;
    columns.push_back(
        {{"group_" + key, {label, label}, CellKind::kNumber}, [i](const SubjectResult& r) {
           return i < r.groups_size()
                      ? ShownOr(r.groups(i).suppression(), r.groups(i).score().rounded())
                      : "";
         }});
  }
  return columns;
}

// A column for each component of the first result, likewise.
Columns<SubjectResult> ComponentColumns(const SubjectResult& first) {
  Columns<SubjectResult> columns;
  for (int i = 0; i < first.components_size(); ++i) {
    const std::string& key = first.components(i).component();
    columns.push_back(
        {{"component_" + key, {key, key}, CellKind::kNumber}, [i](const SubjectResult& r) {
           return i < r.components_size() ? r.components(i).score().rounded() : "";
         }});
  }
  return columns;
}

Columns<SubjectResult> TotalColumns() {
  return {
      {{"total", {"总分", "Total"}, CellKind::kNumber},
       [](const SubjectResult& r) { return ShownOr(r.suppression(), r.total().rounded()); }},
      {{"total_exact", {"精确总分", "Exact total"}, CellKind::kNumber, Place::kCardAndCsv},
       [](const SubjectResult& r) { return r.total().exact(); }},
      {{"grade", {"等次键", "Grade key"}, CellKind::kText, Place::kCardAndCsv},
       [](const SubjectResult& r) { return r.grade(); }},
      TextField("grade_title", {"等次", "Grade"}, &SubjectResult::grade_title),
      {{"undecided_grade", {"待定等次", "Undecided"}, CellKind::kText, Place::kCardAndCsv},
       [](const SubjectResult& r) { return r.undecided_grade(); }},
      TextField("exclusion_title", {"否决或排除", "Exclusion"}, &SubjectResult::exclusion_title,
                Place::kCardAndCsv),
      TextField("decided_grade_title", {"委员会决定", "Decided"},
                &SubjectResult::decided_grade_title),
  };
}

Columns<SubjectResult> AllColumns(const SubjectResult& first,
                                  const std::map<std::string, std::string>& titles) {
  Columns<SubjectResult> columns = FixedColumns();
  for (auto& column : GroupColumns(first, titles)) columns.push_back(std::move(column));
  for (auto& column : ComponentColumns(first)) columns.push_back(std::move(column));
  for (auto& column : TotalColumns()) columns.push_back(std::move(column));
  return columns;
}

// The round, for its words; an empty one when the appraisal service does not answer.
Round RoundForWords(Context& context, const std::string& name) {
  if (context.out.format() != Format::kTable) return {};
  GetRoundRequest request;
  request.set_name(name);
  return Client<AppraisalService>(context.session)
      .Call(&AppraisalService::StubInterface::GetRound, request)
      .value_or(Round());
}

std::map<std::string, std::string> GroupTitles(const Round& round) {
  std::map<std::string, std::string> titles;
  for (const auto& group : round.voter_groups()) titles[group.key()] = group.title();
  return titles;
}

// Whether the formula of such a step is an equation or comparison with the value in it.
bool TellsValue(ExplanationNode::Kind kind) {
  return kind == ExplanationNode::KIND_ROUNDING || kind == ExplanationNode::KIND_STEP_ROUNDING ||
         kind == ExplanationNode::KIND_BOUNDS || kind == ExplanationNode::KIND_COMPONENT_BOUNDS ||
         kind == ExplanationNode::KIND_ADJUSTMENT || kind == ExplanationNode::KIND_SHARE_RULE ||
         (kind >= ExplanationNode::KIND_POOL && kind <= ExplanationNode::KIND_MAJORITY_GAUGE);
}

// " = 260/3 ≈ 86.67" after a formula; nothing where the formula tells the value itself.
std::string ValueText(const ExplanationNode& node) {
  const bool told = TellsValue(node.kind()) || node.formula().find("≈") != std::string::npos ||
                    node.formula().find("≥") != std::string::npos ||
                    node.formula().find("→") != std::string::npos;
  const std::string& exact = node.value().exact();
  if (exact.empty() || told) return "";
  const bool fraction = exact.find('/') != std::string::npos;
  return " = " + exact + (fraction ? " ≈ " + node.value().rounded() : "");
}

std::string TreeText(const ExplanationNode& node, const std::string& indent, const char* branch,
                     Language language) {
  const std::string& words = language == Language::kZh ? node.text_zh() : node.text_en();
  std::string text = indent + branch + OneLine(words);
  if (!node.formula().empty()) text += "  " + OneLine(node.formula()) + ValueText(node);
  return text + '\n';
}

// Depth first; `indent` is that of the node's children.
void AppendTree(const ExplanationNode& node, const std::string& indent, Language language,
                std::string& text) {
  for (int i = 0; i < node.children_size(); ++i) {
    const bool last = i + 1 == node.children_size();
    text += TreeText(node.children(i), indent, last ? "└─ " : "├─ ", language);
    AppendTree(node.children(i), indent + (last ? "   " : "│  "), language, text);
  }
}

}  // namespace

absl::Status PrintResults(Context& context, const std::string& round_name,
                          const std::string& source) {
  ListSubjectResultsRequest request;
  request.set_parent(source);
  std::optional<ListPrinter<SubjectResult>> printer;
  bool suppressed = false;
  const Round round = RoundForWords(context, round_name);
  const Label title{round.display_name() + " 评议结果", "Results " + round.display_name()};
  const absl::Status listed =
      Client<ResultService>(context.session)
          .ListAll(&ResultService::StubInterface::ListSubjectResults, request,
                   &ListSubjectResultsResponse::subject_results, [&](const SubjectResult& result) {
                     if (!printer)
                       printer.emplace(context.out, title, AllColumns(result, GroupTitles(round)));
                     suppressed = suppressed || HasSuppressed(result);
                     return printer->Add(result);
                   });
  if (!listed.ok()) return listed;
  if (!printer) printer.emplace(context.out, title, AllColumns({}, {}));
  if (auto s = printer->Finish(); !s.ok()) return s;
  if (suppressed) context.Note(SuppressionLegend());
  return absl::OkStatus();
}

absl::Status PrintResult(Context& context, const SubjectResult& result) {
  if (auto s = PrintCard(context.out, {"评议结果", "Result"}, AllColumns(result, {}), result);
      !s.ok())
    return s;
  if (context.out.format() != Format::kTable) return absl::OkStatus();
  RowPrinter rows(context.out, {"分项", "Scores"},
                  {{"group", {"票类", "Group"}},
                   {"criterion", {"要素", "Criterion"}},
                   {"score", {"得分", "Score"}, CellKind::kNumber},
                   {"exact", {"精确值", "Exact"}, CellKind::kNumber},
                   {"marks", {"票数", "Marks"}, CellKind::kNumber},
                   {"abstentions", {"弃权", "Abstained"}, CellKind::kNumber}});
  const auto add = [&rows](const std::string& group, const CriterionResult& criterion) {
    const auto shown = [&criterion](const std::string& figure) {
      return ShownOr(criterion.suppression(), figure);
    };
    return rows.Add({group, criterion.criterion(), shown(criterion.score().rounded()),
                     criterion.score().exact(), shown(std::to_string(criterion.mark_count())),
                     shown(std::to_string(criterion.abstention_count()))});
  };
  for (const GroupResult& group : result.groups()) {
    for (const CriterionResult& criterion : group.criteria()) {
      if (auto s = add(group.group(), criterion); !s.ok()) return s;
    }
  }
  const std::string pool = context.language() == Language::kZh ? "（合并）" : "(pooled)";
  for (const CriterionResult& criterion : result.pooled_criteria()) {
    if (auto s = add(pool, criterion); !s.ok()) return s;
  }
  if (auto s = rows.Finish(); !s.ok()) return s;
  if (HasSuppressed(result)) context.Note(SuppressionLegend());
  return absl::OkStatus();
}

absl::Status PrintExplanation(Context& context, const Explanation& explanation) {
  if (context.out.format() == Format::kJson)
    return context.out.Write(MessageJson(explanation, true));
  if (context.out.format() == Format::kCsv) {
    return absl::InvalidArgumentError("an explanation is a tree: choose --output table or json");
  }
  std::string text = TreeText(explanation.root(), "", "", context.language());
  AppendTree(explanation.root(), "", context.language(), text);
  return context.out.Write(text);
}

}  // namespace pingyi::cli
