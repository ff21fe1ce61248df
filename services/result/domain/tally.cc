#include "services/result/domain/tally.h"

#include <algorithm>
#include <string_view>
#include <tuple>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>

#include "services/base/crypto/encoding.h"
#include "services/base/crypto/hash.h"
#include "services/base/status/error.h"
#include "services/base/status/reason.h"
#include "services/result/domain/reason.h"

namespace pingyi::result {
namespace {

// Lines are hashed in pieces of about this size.
constexpr size_t kPiece = size_t{1} << 16;

// Tallies come sorted; to see that is much cheaper than to sort them again.
template <typename T, typename Less>
void SortUnlessSorted(std::vector<T>& items, Less less) {
  if (!std::is_sorted(items.begin(), items.end(), less)) {
    std::sort(items.begin(), items.end(), less);
  }
}

void AppendNumber(std::string& text, int64_t number) {
  const fmt::format_int digits(number);
  text.append(digits.data(), digits.size());
}

void AppendCell(std::string& text, const TallyCell& cell) {
  text += "cell ";
  AppendNumber(text, cell.group_index);
  text += ' ';
  AppendNumber(text, cell.criterion_index);
  text += ' ';
  AppendNumber(text, cell.abstentions);
  for (const MarkCount& mark : cell.marks) {
    text += ' ';
    AppendNumber(text, mark.mark);
    text += ':';
    AppendNumber(text, mark.count);
  }
  text += '\n';
}

absl::Status NotOfThisRound(std::string_view what, const std::string& subject) {
  return MakeError(absl::StatusCode::kInternal, ::pingyi::reason::kInternal,
                   fmt::format("the sealed tally cannot be one of this round: {}{}{}", what,
                               subject.empty() ? "" : " at subject ", subject));
}

// Puts no more than one line of a canonical form in danger.
bool IsSubjectId(std::string_view id) {
  return !id.empty() && std::none_of(id.begin(), id.end(), [](char c) {
    return static_cast<unsigned char>(c) <= ' ' || c == '\x7f';
  });
}

// Counts and marks of one cell; the cells before are known to be fine.
std::string_view CellFault(const Form& form, const Tally& tally, const SubjectTally& subject,
                           const TallyCell& cell) {
  const auto group = static_cast<size_t>(cell.group_index);
  const auto criterion = static_cast<size_t>(cell.criterion_index);
  if (cell.group_index < 0 || group >= form.groups().size()) {
    return "a group index is out of range";
  }
  if (cell.criterion_index < 0 || criterion >= form.criteria().size()) {
    return "a criterion index is out of range";
  }
  if (cell.abstentions < 0) {
    return "a number of abstentions is negative";
  }
  // What is left of the group's ballots: none marks a criterion of a subject twice.
  int64_t ballots = tally.groups[group].valid - LeftOut(subject, group) - cell.abstentions;
  int32_t last = -1;
  for (const MarkCount& mark : cell.marks) {
    if (mark.mark < 0 || mark.mark >= form.points(criterion).size()) {
      return "a mark is off the scale";
    }
    if (mark.mark == last) {
      return "a mark is counted twice";
    }
    if (mark.count < 1) {
      return "a count is not positive";
    }
    if (mark.count > ballots) {
      return "a criterion has more marks than the group has valid ballots";
    }
    ballots -= mark.count;
    last = mark.mark;
  }
  return ballots < 0 ? "a criterion has more marks than the group has valid ballots" : "";
}

std::string_view SubjectFault(const Form& form, const Tally& tally, const SubjectTally& subject) {
  if (!IsSubjectId(subject.subject)) {
    return "a subject has no id, or one with blanks";
  }
  if (subject.left_out.size() > form.groups().size() ||
      std::any_of(subject.left_out.begin(), subject.left_out.end(),
                  [](int64_t ballots) { return ballots < 0; })) {
    return "a number of ballots left out is negative or of no group";
  }
  const TallyCell* last = nullptr;
  for (const TallyCell& cell : subject.cells) {
    if (const std::string_view fault = CellFault(form, tally, subject, cell); !fault.empty()) {
      return fault;
    }
    if (last != nullptr && last->group_index == cell.group_index &&
        last->criterion_index == cell.criterion_index) {
      return "a cell appears twice";
    }
    last = &cell;
  }
  return "";
}

}  // namespace

void SortTally(Tally& tally) {
  for (SubjectTally& subject : tally.subjects) {
    std::erase_if(subject.cells, [](const TallyCell& cell) {
      return cell.marks.empty() && cell.abstentions == 0;
    });
    SortUnlessSorted(subject.cells, [](const TallyCell& a, const TallyCell& b) {
      return std::tie(a.group_index, a.criterion_index) <
             std::tie(b.group_index, b.criterion_index);
    });
    for (TallyCell& cell : subject.cells) {
      SortUnlessSorted(cell.marks,
                       [](const MarkCount& a, const MarkCount& b) { return a.mark < b.mark; });
    }
  }
  SortUnlessSorted(tally.subjects, [](const SubjectTally& a, const SubjectTally& b) {
    return std::tie(a.position, a.subject) < std::tie(b.position, b.subject);
  });
}

std::string TallyDigest(const RoundFacts& facts, const Tally& tally) {
  crypto::Sha256Stream hash;
  std::string text = fmt::format("pingyi-tally-v1\nround {}\n", facts.name);
  for (size_t i = 0; i < tally.groups.size() && i < facts.groups.size(); ++i) {
    text += fmt::format("group {} {} {}\n", facts.groups[i].key, tally.groups[i].valid,
                        tally.groups[i].spoiled);
  }
  for (size_t i = 0; i < tally.groups.size() && i < facts.groups.size(); ++i) {
    if (tally.groups[i].straight_lined.has_value()) {
      text += fmt::format("straight {} {}\n", facts.groups[i].key, *tally.groups[i].straight_lined);
    }
  }
  if (!tally.salt.empty()) {
    text += fmt::format("salt {}\n", tally.salt);
  }
  for (const SubjectTally& subject : tally.subjects) {
    text += "subject ";
    text += subject.subject;
    text += '\n';
    for (size_t group = 0; group < subject.left_out.size(); ++group) {
      if (subject.left_out[group] != 0) {
        text += fmt::format("left-out {} {}\n", group, subject.left_out[group]);
      }
    }
    for (const TallyCell& cell : subject.cells) {
      AppendCell(text, cell);
    }
    if (text.size() >= kPiece) {
      hash.Update(text);
      text.clear();
    }
  }
  hash.Update(text);
  return crypto::Hex(hash.Finish());
}

absl::Status CheckTallyDigest(const RoundFacts& facts, const Tally& tally,
                              const std::string& expected_digest) {
  if (TallyDigest(facts, tally) == expected_digest) {
    return absl::OkStatus();
  }
  return MakeError(absl::StatusCode::kDataLoss,
                   "the tally does not have the digest that was recorded when it was sealed",
                   ErrorDetails{std::string(reason::kTallyDigestMismatch), {}, {}});
}

absl::Status CheckTally(const Form& form, const Tally& tally) {
  if (tally.groups.size() != form.groups().size()) {
    return NotOfThisRound("the numbers of groups differ", "");
  }
  for (const GroupBallots& ballots : tally.groups) {
    if (ballots.valid < 0 || ballots.spoiled < 0) {
      return NotOfThisRound("a number of ballots is negative", "");
    }
  }
  std::unordered_set<std::string_view> ids(tally.subjects.size());
  const SubjectTally* last = nullptr;
  for (const SubjectTally& subject : tally.subjects) {
    if (const std::string_view fault = SubjectFault(form, tally, subject); !fault.empty()) {
      return NotOfThisRound(fault, subject.subject);
    }
    if (!ids.insert(subject.subject).second) {
      return NotOfThisRound("a subject appears twice", subject.subject);
    }
    if (last != nullptr && last->position == subject.position) {
      return NotOfThisRound("a position appears twice", subject.subject);
    }
    last = &subject;
  }
  return absl::OkStatus();
}

}  // namespace pingyi::result
