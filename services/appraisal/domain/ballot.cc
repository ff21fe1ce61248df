#include "services/appraisal/domain/ballot.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "services/appraisal/domain/reason.h"
#include "services/appraisal/domain/varint.h"

namespace pingyi::appraisal {
namespace {

// How many subjects a message names.
constexpr size_t kNamedInMessage = 20;

// Begin the content of a ballot, so that one kind cannot be taken for the other.
constexpr char kPackedContent = 'p';
constexpr char kListedContent = 'l';

// Reads one ballot; used once.
class Reader {
 public:
  Reader(const BallotRules& rules, std::string_view path) : rules_(rules), path_(path) {}

  absl::StatusOr<ReadableBallot> Read(const Ballot& ballot) {
    std::vector<Entry> entries = FindSubjects(ballot);
    // Stable, so that of two entries for a subject the first one counts.
    std::stable_sort(entries.begin(), entries.end(),
                     [](const Entry& a, const Entry& b) { return a.subject < b.subject; });
    out_.marks.codes.reserve(entries.size() * rules_.shape().criteria());
    for (const Entry& entry : entries) ReadSubject(ballot.subjects[entry.place], entry);
    if (!faults_.empty()) return InvalidFields(std::move(faults_));
    out_.content = Content(ballot);
    return std::move(out_);
  }

 private:
  struct Entry {
    uint32_t subject;
    uint32_t place;
  };

  void Fault(std::vector<FieldViolation>& to, std::string field, std::string_view reason,
             std::string description) {
    to.push_back({std::move(field), std::move(description), std::string(reason)});
  }

  std::vector<Entry> FindSubjects(const Ballot& ballot) {
    std::vector<Entry> entries;
    entries.reserve(ballot.subjects.size());
    for (uint32_t place = 0; place < ballot.subjects.size(); ++place) {
      if (const auto subject = rules_.FindSubject(ballot.subjects[place].subject)) {
        entries.push_back({*subject, place});
      } else {
        Fault(faults_, fmt::format("{}.subjects[{}].subject", path_, place), reason::kUnknownOnForm,
              "the round has no such subject");
      }
    }
    return entries;
  }

  void ReadSubject(const SubjectMarks& given, const Entry& entry) {
    const uint32_t criteria = rules_.shape().criteria();
    const bool again = !out_.marks.subjects.empty() && out_.marks.subjects.back() == entry.subject;
    if (again) {
      irregular_ = true;
      Fault(out_.breaches, fmt::format("{}.subjects[{}].subject", path_, entry.place),
            reason::kDuplicateMark, "the ballot rates this subject more than once");
    } else {
      out_.marks.subjects.push_back(entry.subject);
      out_.marks.codes.resize(out_.marks.codes.size() + criteria, kNotMarked);
      out_.places.push_back(entry.place);
    }
    // The marks of a second entry are read for their faults and for the content only.
    std::vector<uint32_t> unused(again ? criteria : 0, kNotMarked);
    const std::span<uint32_t> row =
        again ? std::span(unused) : std::span(out_.marks.codes).last(criteria);
    for (size_t i = 0; i < given.marks.size(); ++i) ReadMark(given.marks[i], entry, i, row);
  }

  void ReadMark(const CriterionMark& given, const Entry& entry, size_t i, std::span<uint32_t> row) {
    const auto at = [&](const char* field) {
      return fmt::format("{}.subjects[{}].marks[{}].{}", path_, entry.place, i, field);
    };
    const std::optional<uint32_t> criterion = rules_.FindCriterion(given.criterion);
    if (!criterion) {
      Fault(faults_, at("criterion"), reason::kUnknownOnForm,
            "the ballot form has no such criterion");
      return;
    }
    const std::optional<uint32_t> code = ReadValue(given, *criterion, at);
    if (!code) return;
    if (row[*criterion] == kNotMarked) {
      row[*criterion] = *code;
      return;
    }
    irregular_ = true;
    Fault(out_.breaches, at("criterion"), reason::kDuplicateMark,
          "the ballot marks this criterion of the subject more than once");
  }

  // The code of what was given; nullopt, with a fault or breach, for what has none.
  template <typename At>
  std::optional<uint32_t> ReadValue(const CriterionMark& given, uint32_t criterion, const At& at) {
    if (given.abstain == !given.mark.empty()) {
      Fault(faults_, at("value"), reason::kRequiredFieldMissing,
            "give either a mark or abstain: true");
      return std::nullopt;
    }
    if (given.abstain) {
      if (!rules_.rules().allow_abstention) {
        Fault(out_.breaches, at("abstain"), reason::kAbstentionNotAllowed,
              "the form does not allow abstention");
      }
      return kAbstained;
    }
    const MarkLookup mark = rules_.scale(criterion).Find(given.mark);
    if (mark.kind == MarkKind::kLevel) return kFirstLevel + mark.level;
    irregular_ = true;
    Fault(mark.kind == MarkKind::kNoMark ? faults_ : out_.breaches, at("mark"),
          reason::kMarkOffScale, "is not on the scale of this criterion");
    return std::nullopt;
  }

  // The packed marks say all there is, unless something was given twice or off its scale: then
  // every mark is listed in its own words, in an order that does not depend on the caller's.
  std::string Content(const Ballot& ballot) const {
    if (!irregular_) return kPackedContent + PackBallot(out_.marks, rules_.shape().criteria());
    std::vector<std::string> items;
    for (const SubjectMarks& subject : ballot.subjects) {
      for (const CriterionMark& mark : subject.marks) {
        std::string& item = items.emplace_back(1, mark.abstain ? 'a' : 'm');
        for (const std::string_view text : {subject.subject, mark.criterion, mark.mark}) {
          AppendVarint(item, text.size());
          item += text;
        }
      }
    }
    std::sort(items.begin(), items.end());
    std::string content(1, kListedContent);
    for (const std::string& item : items) content += item;
    return content;
  }

  const BallotRules& rules_;
  const std::string_view path_;
  ReadableBallot out_;
  std::vector<FieldViolation> faults_;
  bool irregular_ = false;
};

// Applies the rules to one ballot; used once.
class Judge {
 public:
  Judge(const BallotRules& rules, const ReadableBallot& ballot, std::optional<uint32_t> own_subject,
        std::string_view path)
      : rules_(rules), ballot_(ballot), path_(path), breaches_(ballot.breaches) {
    if (rules.rules().forbid_self) self_ = own_subject;
  }

  std::vector<FieldViolation> Breaches() && {
    const size_t rows = ballot_.marks.subjects.size();
    for (size_t row = 0; row < rows; ++row) CheckRow(row);
    if (rules_.rules().require_all_subjects) CheckAllRated();
    for (const CompiledLimit& limit : rules_.limits()) CheckLimit(limit);
    return std::move(breaches_);
  }

 private:
  std::span<const uint32_t> Codes(size_t row) const {
    const uint32_t criteria = rules_.shape().criteria();
    return std::span(ballot_.marks.codes).subspan(row * criteria, criteria);
  }

  bool IsRated(size_t row) const {
    const auto codes = Codes(row);
    return std::any_of(codes.begin(), codes.end(),
                       [](uint32_t code) { return code != kNotMarked; });
  }

  void Breach(std::string field, std::string_view reason, std::string description) {
    breaches_.push_back({std::move(field), std::move(description), std::string(reason)});
  }

  void CheckRow(size_t row) {
    const auto at = [&](const char* field) {
      return fmt::format("{}.subjects[{}].{}", path_, ballot_.places[row], field);
    };
    if (self_ == ballot_.marks.subjects[row]) {
      if (IsRated(row)) {
        Breach(at("subject"), reason::kSelfVote, "nobody may rate his own entry in this round");
      }
      return;
    }
    if (!rules_.rules().require_all_criteria) return;
    const auto codes = Codes(row);
    for (uint32_t i = 0; i < codes.size(); ++i) {
      if (codes[i] != kNotMarked) continue;
      Breach(at("marks"), reason::kBallotIncomplete,
             fmt::format("criterion \"{}\" must be marked", rules_.criterion_key(i)));
    }
  }

  void CheckAllRated() {
    std::vector<bool> rated(rules_.shape().subjects, false);
    if (self_) rated[*self_] = true;
    for (size_t row = 0; row < ballot_.marks.subjects.size(); ++row) {
      if (IsRated(row)) rated[ballot_.marks.subjects[row]] = true;
    }
    std::string names;
    size_t missing = 0;
    for (uint32_t subject = 0; subject < rated.size(); ++subject) {
      if (rated[subject]) continue;
      if (++missing > kNamedInMessage) continue;
      names += (names.empty() ? "" : ", ") + rules_.subject_id(subject);
    }
    if (missing == 0) return;
    if (missing > kNamedInMessage) names += ", …";
    Breach(fmt::format("{}.subjects", path_), reason::kBallotIncomplete,
           fmt::format("every subject must be rated; {} are not: {}", missing, names));
  }

  void CheckLimit(const CompiledLimit& limit) {
    const uint32_t most = self_ ? limit.most_but_self : limit.most;
    uint32_t given = 0;
    for (size_t row = 0; row < ballot_.marks.subjects.size(); ++row) {
      if (Codes(row)[limit.criterion] == limit.code) ++given;
    }
    if (given <= most) return;
    Breach(
        fmt::format("{}.subjects", path_), reason::kMarkLimitExceeded,
        fmt::format("mark_limits[{}] of the round allows at most {} subjects on criterion \"{}\"",
                    limit.rule, most, rules_.criterion_key(limit.criterion)));
  }

  const BallotRules& rules_;
  const ReadableBallot& ballot_;
  const std::string_view path_;
  std::vector<FieldViolation> breaches_;
  std::optional<uint32_t> self_;  // the entry the voter must not rate
};

}  // namespace

absl::StatusOr<ReadableBallot> ReadBallot(const BallotRules& rules, const Ballot& ballot,
                                          std::string_view path) {
  return Reader(rules, path).Read(ballot);
}

absl::StatusOr<bool> JudgeBallot(const BallotRules& rules, const ReadableBallot& ballot,
                                 std::optional<uint32_t> own_subject, std::string_view path) {
  std::vector<FieldViolation> breaches = Judge(rules, ballot, own_subject, path).Breaches();
  if (breaches.empty()) return false;
  if (rules.rules().breach_effect == BreachEffect::kCountAsSpoiled) return true;
  return InvalidFields(std::move(breaches));
}

absl::StatusOr<std::vector<DescribedSubject>> DescribeBallot(const BallotRules& rules,
                                                             std::string_view packed) {
  std::vector<DescribedSubject> subjects;
  std::vector<uint32_t> room;
  absl::Status status = ReadPacked(
      rules.shape(), packed, room, [&](uint32_t subject, std::span<const uint32_t> codes) {
        DescribedSubject& described = subjects.emplace_back();
        described.subject = subject;
        for (uint32_t i = 0; i < codes.size(); ++i) {
          if (codes[i] == kNotMarked) continue;
          const bool abstained = codes[i] == kAbstained;
          described.marks.push_back(
              {i, abstained ? std::string() : rules.scale(i).Text(codes[i] - kFirstLevel)});
        }
      });
  if (!status.ok()) return status;
  return subjects;
}

}  // namespace pingyi::appraisal
