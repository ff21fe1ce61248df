#include "services/report/domain/checks.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>

#include "services/base/status/error.h"
#include "services/report/domain/decimal.h"
#include "services/report/domain/reason.h"
#include "services/report/domain/text.h"
#include "services/report/domain/text_checks.h"

namespace pingyi::report {
namespace {

using Findings = std::vector<Finding>;

// A finding that concerns a section or metric as a whole.
void AddWhole(Findings& findings, FindingKind kind, const std::string& key, std::string english,
              std::string chinese) {
  findings.push_back({.severity = SeverityOf(kind),
                      .kind = kind,
                      .key = key,
                      .message_en = std::move(english),
                      .message_zh = std::move(chinese)});
}

// How the sentences about a place in a text are made: {0} is the place, {1} what would be right.
struct Wording {
  FindingKind kind;
  std::vector<Hit> (*find)(std::u32string_view);
  std::string_view english;
  std::string_view chinese;
};

constexpr Wording kTextChecks[] = {
    {FindingKind::kPlaceholder, FindPlaceholders,
     "The placeholder \"{0}\" was left in: replace it with the real content.",
     "遗留占位符“{0}”：请替换为实际内容。"},
    {FindingKind::kAdvertisement, FindAdvertisements,
     "\"{0}\" looks like the remains of a template site: delete it and make the text your own.",
     "“{0}”疑似范文网站的广告或付费标记：请删除，并改为本人撰写的内容。"},
    {FindingKind::kNumberingGap, FindNumberingGaps,
     "The numbering does not continue at \"{0}\", \"{1}\" was expected: add what is missing or "
     "number anew.",
     "“{0}”处序号不连续，此处应为“{1}”：请补全缺漏内容或重新编号。"},
    {FindingKind::kMixedPunctuation, FindMixedPunctuation,
     "The half-width \"{0}\" stands in Chinese text: use the full-width \"{1}\".",
     "中文中使用了半角标点“{0}”：请改为全角“{1}”。"},
};

void CheckText(Findings& findings, const std::string& key, std::u32string_view text) {
  const auto first = static_cast<std::ptrdiff_t>(findings.size());
  for (const Wording& check : kTextChecks) {
    for (const Hit& hit : check.find(text)) {
      const std::string place = Excerpt(text.substr(hit.position, hit.length), 0, hit.length);
      const std::string expected = Encode(hit.expected);
      findings.push_back({.severity = SeverityOf(check.kind),
                          .kind = check.kind,
                          .key = key,
                          .position = static_cast<int>(hit.position),
                          .length = static_cast<int>(hit.length),
                          .message_en = fmt::format(fmt::runtime(check.english), place, expected),
                          .message_zh = fmt::format(fmt::runtime(check.chinese), place, expected),
                          .excerpt = Excerpt(text, hit.position, hit.length)});
    }
  }
  std::stable_sort(findings.begin() + first, findings.end(),
                   [](const Finding& a, const Finding& b) { return a.position < b.position; });
}

void CheckLength(Findings& findings, const SectionSpec& spec, size_t characters) {
  const auto count = static_cast<int64_t>(characters);
  if (spec.min_characters > 0 && count < spec.min_characters) {
    AddWhole(
        findings, FindingKind::kTooShort, spec.key,
        fmt::format("The section \"{}\" has {} characters: write at least {}.", spec.title, count,
                    spec.min_characters),
        fmt::format("“{}”共{}字，不足{}字：请补充内容。", spec.title, count, spec.min_characters));
  }
  if (spec.max_characters > 0 && count > spec.max_characters) {
    AddWhole(
        findings, FindingKind::kTooLong, spec.key,
        fmt::format("The section \"{}\" has {} characters: shorten it to at most {}.", spec.title,
                    count, spec.max_characters),
        fmt::format("“{}”共{}字，超过{}字：请精简内容。", spec.title, count, spec.max_characters));
  }
}

void AddDuplicate(Findings& findings, const std::string& key) {
  AddWhole(findings, FindingKind::kDuplicateKey, key,
           fmt::format("\"{}\" is given more than once: keep one.", key),
           fmt::format("“{}”重复：请只保留一项。", key));
}

void CheckSection(Findings& findings, const SectionSpec& spec, const Section* section,
                  bool duplicate) {
  const std::u32string text = section == nullptr ? U"" : Decode(section->text);
  const size_t characters = CountCharacters(text);
  if (duplicate) AddDuplicate(findings, spec.key);
  if (characters > 0) {
    CheckLength(findings, spec, characters);
    CheckText(findings, spec.key, text);
  } else if (spec.required) {
    AddWhole(findings, FindingKind::kSectionMissing, spec.key,
             fmt::format("The required section \"{}\" is missing: write it.", spec.title),
             fmt::format("缺少必填部分“{}”：请填写。", spec.title));
  }
}

void CheckMetric(Findings& findings, const MetricSpec& spec, const Metric* metric, bool duplicate) {
  if (duplicate) AddDuplicate(findings, spec.key);
  if (metric == nullptr || metric->actual.empty()) {
    if (!spec.required && metric == nullptr) return;
    AddWhole(findings, spec.required ? FindingKind::kMetricMissing : FindingKind::kMetricNotANumber,
             spec.key, fmt::format("The figure \"{}\" has no value: enter it.", spec.title),
             fmt::format("指标“{}”未填写数值：请填写。", spec.title));
  } else if (!IsDecimal(metric->actual)) {
    AddWhole(
        findings, FindingKind::kMetricNotANumber, spec.key,
        fmt::format("The figure \"{}\" is not a number: enter digits such as 97.3, without "
                    "unit or separator.",
                    spec.title),
        fmt::format("指标“{}”不是数值：请填写如97.3的半角数字，不带单位和分隔符。", spec.title));
  }
}

void AddUnknown(Findings& findings, const std::string& key) {
  AddWhole(findings, FindingKind::kUnknownKey, key,
           fmt::format("The template has no \"{}\": remove it or correct its key.", key),
           fmt::format("模板中没有“{}”：请删除或更正。", key));
}

// The entries of a list by key; of entries with the same key the first.
template <typename Entry>
struct ByKey {
  std::unordered_map<std::string_view, const Entry*> first;
  std::unordered_set<std::string_view> duplicates;

  explicit ByKey(const std::vector<Entry>& entries) {
    for (const Entry& entry : entries) {
      if (!first.emplace(entry.key, &entry).second) duplicates.insert(entry.key);
    }
  }
  const Entry* Find(std::string_view key) const {
    const auto found = first.find(key);
    return found == first.end() ? nullptr : found->second;
  }
};

// One finding for each entry whose key no spec has.
template <typename Spec, typename Entry>
void CheckKeys(Findings& findings, const std::vector<Spec>& specs,
               const std::vector<Entry>& entries) {
  std::unordered_set<std::string_view> known;
  for (const Spec& spec : specs) known.insert(spec.key);
  for (const Entry& entry : entries) {
    // Once for each key: an unknown key given twice is not also a duplicate.
    if (known.insert(entry.key).second) AddUnknown(findings, entry.key);
  }
}

}  // namespace

Severity SeverityOf(FindingKind kind) {
  switch (kind) {
    case FindingKind::kAdvertisement:
    case FindingKind::kNumberingGap:
    case FindingKind::kMixedPunctuation:
      return Severity::kWarning;
    default:
      return Severity::kError;
  }
}

std::string_view KindName(FindingKind kind) {
  constexpr std::string_view kNames[] = {
      "UNSPECIFIED",   "SECTION_MISSING", "TOO_SHORT",           "TOO_LONG",
      "UNKNOWN_KEY",   "METRIC_MISSING",  "METRIC_NOT_A_NUMBER", "PLACEHOLDER",
      "ADVERTISEMENT", "NUMBERING_GAP",   "MIXED_PUNCTUATION",   "DUPLICATE_KEY"};
  return kNames[static_cast<size_t>(kind)];
}

std::vector<Finding> CheckContent(const ReportTemplate& report_template, const Content& content) {
  Findings findings;
  const ByKey<Section> sections(content.sections);
  for (const SectionSpec& spec : report_template.sections) {
    CheckSection(findings, spec, sections.Find(spec.key), sections.duplicates.contains(spec.key));
  }
  const ByKey<Metric> metrics(content.metrics);
  for (const MetricSpec& spec : report_template.metrics) {
    CheckMetric(findings, spec, metrics.Find(spec.key), metrics.duplicates.contains(spec.key));
  }
  CheckKeys(findings, report_template.sections, content.sections);
  CheckKeys(findings, report_template.metrics, content.metrics);
  return findings;
}

bool HasErrors(const std::vector<Finding>& findings) {
  return std::any_of(findings.begin(), findings.end(),
                     [](const Finding& finding) { return finding.severity == Severity::kError; });
}

absl::Status RequireNoErrors(const std::vector<Finding>& findings) {
  ErrorDetails details{std::string(reason::kReportCheckFailed), {}, {}};
  for (const Finding& finding : findings) {
    if (finding.severity != Severity::kError) continue;
    details.violations.push_back({finding.key,
                                  fmt::format("{} {}", finding.message_zh, finding.message_en),
                                  std::string(KindName(finding.kind))});
  }
  if (details.violations.empty()) return absl::OkStatus();
  const std::string message =
      fmt::format("errors that the checks found: {}; correct them and submit the report again",
                  details.violations.size());
  details.metadata["errors"] = std::to_string(details.violations.size());
  return MakeError(absl::StatusCode::kFailedPrecondition, message, details);
}

}  // namespace pingyi::report
