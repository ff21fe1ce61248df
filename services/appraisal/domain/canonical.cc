#include "services/appraisal/domain/canonical.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <initializer_list>
#include <optional>
#include <utility>
#include <vector>

#include "services/base/crypto/encoding.h"
#include "services/base/crypto/hash.h"

namespace pingyi::appraisal {
namespace {

// ------------------------------------------------------------------------------------ writing

void AppendEscaped(std::string& out, std::string_view field) {
  for (const char c : field) {
    if (c == '\t') {
      out += "\\t";
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\\') {
      out += "\\\\";
    } else {
      out += c;
    }
  }
}

void AppendLine(std::string& out, std::initializer_list<std::string_view> fields) {
  bool first = true;
  for (const std::string_view field : fields) {
    if (!first) out += '\t';
    first = false;
    AppendEscaped(out, field);
  }
  out += '\n';
}

std::string_view Flag(bool value) { return value ? "1" : "0"; }

std::string_view AnonymityName(Anonymity anonymity) {
  switch (anonymity) {
    case Anonymity::kNamed:
      return "named";
    case Anonymity::kAnonymous:
      return "anonymous";
    case Anonymity::kUnspecified:
      break;
  }
  return "unspecified";
}

void AppendRules(std::string& out, const ValidityRules& rules) {
  AppendLine(out, {"rules", Flag(rules.require_all_criteria), Flag(rules.require_all_subjects),
                   Flag(rules.allow_abstention), Flag(rules.forbid_self),
                   rules.breach_effect == BreachEffect::kCountAsSpoiled ? "spoil" : "refuse"});
  for (const MarkLimit& limit : rules.mark_limits) {
    if (const auto* count = std::get_if<int32_t>(&limit.limit)) {
      AppendLine(out, {"limit", limit.criterion, limit.mark, "count", std::to_string(*count)});
    } else if (const auto* percent = std::get_if<std::string>(&limit.limit)) {
      AppendLine(out, {"limit", limit.criterion, limit.mark, "percent", *percent});
    }
  }
}

void AppendCriterion(std::string& out, const Criterion& criterion) {
  if (const auto* numeric = std::get_if<NumericScale>(&criterion.scale)) {
    AppendLine(out, {"criterion", criterion.key, criterion.title, criterion.weight, "numeric",
                     numeric->min, numeric->max, numeric->step});
    return;
  }
  AppendLine(out, {"criterion", criterion.key, criterion.title, criterion.weight, "graded"});
  if (const auto* graded = std::get_if<GradedScale>(&criterion.scale)) {
    for (const Grade& grade : graded->grades) {
      AppendLine(out, {"grade", grade.key, grade.title, grade.points});
    }
  }
}

constexpr std::array<std::string_view, 5> kRoundingNames = {"UNSPECIFIED", "HALF_UP", "HALF_EVEN",
                                                            "DOWN", "UP"};
constexpr std::array<std::string_view, 3> kScopeNames = {"UNSPECIFIED", "GROUP", "ALL_GROUPS"};

void AppendExtremes(std::string& out, const BallotExtremes& extremes) {
  const std::string least = std::to_string(extremes.min_ballots);
  const std::string_view scope = kScopeNames[static_cast<size_t>(extremes.scope)];
  if (const auto* share = std::get_if<DroppedShare>(&extremes.drop)) {
    AppendLine(out, {"extremes", least, "share", share->share,
                     kRoundingNames[static_cast<size_t>(share->rounding)], scope});
  } else if (const auto* count = std::get_if<int32_t>(&extremes.drop)) {
    AppendLine(out, {"extremes", least, "count", std::to_string(*count), scope});
  }
}

// ------------------------------------------------------------------------------------ reading

// The fields of one line.
class Fields {
 public:
  // False for an escape that AppendEscaped does not write. The views are of the line, or, where
  // there are escapes in it, of what they stand for; they are good until the next call.
  bool Split(std::string_view line) {
    fields_.clear();
    unescaped_.clear();
    unescaped_.reserve(line.size());  // so that it does not move
    for (;;) {
      const size_t end = std::min(line.find('\t'), line.size());
      if (!Add(line.substr(0, end))) return false;
      if (end == line.size()) return true;
      line.remove_prefix(end + 1);
    }
  }

  size_t size() const { return fields_.size(); }
  std::string_view operator[](size_t i) const { return fields_[i]; }
  std::string Text(size_t i) const { return std::string(fields_[i]); }

 private:
  bool Add(std::string_view field) {
    if (field.find('\\') == std::string_view::npos) {
      fields_.push_back(field);
      return true;
    }
    const size_t begin = unescaped_.size();
    for (size_t i = 0; i < field.size(); ++i) {
      if (field[i] != '\\') {
        unescaped_ += field[i];
        continue;
      }
      const char escaped = ++i < field.size() ? field[i] : '\0';
      if (escaped != 't' && escaped != 'n' && escaped != '\\') return false;
      unescaped_ += escaped == 't' ? '\t' : escaped == 'n' ? '\n' : '\\';
    }
    fields_.push_back(std::string_view(unescaped_).substr(begin));
    return true;
  }

  std::vector<std::string_view> fields_;
  std::string unescaped_;
};

template <typename Number>
bool ReadNumber(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

bool ReadAnonymity(const Fields& f, RoundSpec& spec) {
  for (const Anonymity value :
       {Anonymity::kUnspecified, Anonymity::kNamed, Anonymity::kAnonymous}) {
    if (f[1] != AnonymityName(value)) continue;
    spec.anonymity = value;
    return true;
  }
  return false;
}

bool ReadRules(const Fields& f, RoundSpec& spec) {
  spec.rules.require_all_criteria = f[1] == "1";
  spec.rules.require_all_subjects = f[2] == "1";
  spec.rules.allow_abstention = f[3] == "1";
  spec.rules.forbid_self = f[4] == "1";
  spec.rules.breach_effect =
      f[5] == "spoil" ? BreachEffect::kCountAsSpoiled : BreachEffect::kRefuse;
  return true;
}

bool ReadLimit(const Fields& f, RoundSpec& spec) {
  MarkLimit limit{f.Text(1), f.Text(2), f.Text(4)};
  if (f[3] == "count") {
    int32_t count = 0;
    if (!ReadNumber(f[4], count)) return false;
    limit.limit = count;
  } else if (f[3] != "percent") {
    return false;
  }
  spec.rules.mark_limits.push_back(std::move(limit));
  return true;
}

bool ReadCriterion(const Fields& f, RoundSpec& spec) {
  Criterion criterion{f.Text(1), f.Text(2), f.Text(3), GradedScale{}};
  if (f[4] == "numeric" && f.size() == 8) {
    criterion.scale = NumericScale{f.Text(5), f.Text(6), f.Text(7)};
  } else if (f[4] != "graded" || f.size() != 5) {
    return false;
  }
  spec.criteria.push_back(std::move(criterion));
  return true;
}

bool ReadGrade(const Fields& f, RoundSpec& spec) {
  if (spec.criteria.empty()) return false;
  auto* graded = std::get_if<GradedScale>(&spec.criteria.back().scale);
  if (graded == nullptr) return false;
  graded->grades.push_back({f.Text(1), f.Text(2), f.Text(3)});
  return true;
}

bool ReadGroup(const Fields& f, RoundSpec& spec) {
  VoterGroup group{f.Text(1), f.Text(2), f.Text(3), 0};
  if (!ReadNumber(f[4], group.expected_voters)) return false;
  spec.groups.push_back(std::move(group));
  return true;
}

// The value of which this is the name.
template <typename Enum, size_t N>
bool ReadName(const std::array<std::string_view, N>& names, std::string_view text, Enum& value) {
  const auto found = std::find(names.begin(), names.end(), text);
  value = static_cast<Enum>(found - names.begin());
  return found != names.end();
}

bool ReadExtremes(const Fields& f, RoundSpec& spec) {
  BallotExtremes extremes;
  if (!ReadNumber(f[1], extremes.min_ballots)) return false;
  if (f[2] == "count" && f.size() == 5) {
    int32_t count = 0;
    if (!ReadNumber(f[3], count)) return false;
    extremes.drop = count;
  } else if (f[2] == "share" && f.size() == 6) {
    DroppedShare share{.share = f.Text(3)};
    if (!ReadName(kRoundingNames, f[4], share.rounding)) return false;
    extremes.drop = std::move(share);
  } else {
    return false;
  }
  if (!ReadName(kScopeNames, f[f.size() - 1], extremes.scope)) return false;
  spec.extremes = std::move(extremes);
  return true;
}

bool ReadFields(const Fields& f, RoundSpec& spec) {
  const auto is = [&f](std::string_view kind, size_t size) {
    return f[0] == kind && f.size() == size;
  };
  if (is("display_name", 2)) return spec.display_name = f[1], true;
  if (is("cycle", 2)) return spec.cycle = f[1], true;
  if (is("anonymity", 2)) return ReadAnonymity(f, spec);
  if (is("policy", 3)) return spec.policy = ScoringPolicyReference{f.Text(1), f.Text(2)}, true;
  if (is("rules", 6)) return ReadRules(f, spec);
  if (is("limit", 5)) return ReadLimit(f, spec);
  if (f[0] == "criterion" && f.size() >= 5) return ReadCriterion(f, spec);
  if (is("grade", 4)) return ReadGrade(f, spec);
  if (is("group", 5)) return ReadGroup(f, spec);
  if (f[0] == "extremes" && f.size() >= 5) return ReadExtremes(f, spec);
  return false;
}

}  // namespace

std::string SpecText(const RoundSpec& spec) {
  std::string out;
  AppendLine(out, {"display_name", spec.display_name});
  AppendLine(out, {"cycle", spec.cycle});
  AppendLine(out, {"anonymity", AnonymityName(spec.anonymity)});
  if (spec.policy) AppendLine(out, {"policy", spec.policy->name, spec.policy->digest});
  AppendRules(out, spec.rules);
  for (const Criterion& criterion : spec.criteria) AppendCriterion(out, criterion);
  for (const VoterGroup& group : spec.groups) {
    AppendLine(out, {"group", group.key, group.title, group.weight,
                     std::to_string(group.expected_voters)});
  }
  if (spec.extremes) AppendExtremes(out, *spec.extremes);
  return out;
}

absl::StatusOr<RoundSpec> ParseSpecText(std::string_view text) {
  RoundSpec spec;
  Fields fields;
  while (!text.empty()) {
    const size_t end = text.find('\n');
    if (end == std::string_view::npos || !fields.Split(text.substr(0, end)) ||
        !ReadFields(fields, spec)) {
      return absl::DataLossError("the stored configuration of a round cannot be read");
    }
    text.remove_prefix(end + 1);
  }
  return spec;
}

std::string FrozenText(const Round& round, std::span<const Subject> subjects) {
  std::string out;
  AppendLine(out, {"pingyi-round-v1"});
  AppendLine(out, {"round", RoundName(round.id)});
  const std::optional<absl::Time>& open = round.spec.open_time;
  AppendLine(out, {"open_time", open ? std::to_string(absl::ToUnixMicros(*open)) : ""});
  out += SpecText(round.spec);
  for (const Subject& subject : subjects) {
    AppendLine(out, {"subject", std::to_string(subject.position), subject.id, subject.display_name,
                     subject.unit, subject.subject_type, subject.report});
  }
  return out;
}

std::string FrozenDigest(const Round& round, std::span<const Subject> subjects) {
  return crypto::Hex(crypto::Sha256(FrozenText(round, subjects)));
}

}  // namespace pingyi::appraisal
