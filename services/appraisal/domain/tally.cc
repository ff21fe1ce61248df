#include "services/appraisal/domain/tally.h"

#include <charconv>
#include <iterator>
#include <limits>

#include <fmt/format.h>

#include "services/appraisal/domain/round.h"
#include "services/appraisal/domain/varint.h"

namespace pingyi::appraisal {
namespace {

constexpr char kFormat = 1;

absl::Status Corrupt() { return absl::DataLossError("a stored tally cannot be read"); }

bool TakeCell(std::string_view& in, TallyCell& cell) {
  uint64_t abstentions = 0;
  uint32_t marks = 0;
  if (!TakeVarint(in, cell.group) || !TakeVarint(in, cell.criterion) ||
      !TakeVarint(in, abstentions) || !TakeVarint(in, marks) || marks > in.size()) {
    return false;
  }
  cell.abstentions = static_cast<int64_t>(abstentions);
  cell.marks.resize(marks);
  for (MarkCount& mark : cell.marks) {
    uint64_t count = 0;
    if (!TakeVarint(in, mark.level) || !TakeVarint(in, count)) return false;
    mark.count = static_cast<int64_t>(count);
  }
  return true;
}

// A large round has millions of numbers, and a format string for each would take most of the time
// of its digest.
void AppendNumber(std::string& text, char before, int64_t number) {
  char digits[std::numeric_limits<int64_t>::digits10 + 3];
  digits[0] = before;
  const std::to_chars_result end = std::to_chars(digits + 1, std::end(digits), number);
  text.append(digits, end.ptr);
}

// The form of a seal; it stands where the cells of a subject would.
constexpr char kSealFormat = 2;
// Before the cells comes how many groups there are, and how many ballots of each were left out.
constexpr char kLeftOutFormat = 3;

// Takes what stands before the cells.
bool TakeLeftOut(std::string_view& in, std::vector<int64_t>& left_out) {
  if (in.empty() || (in.front() != kFormat && in.front() != kLeftOutFormat)) return false;
  const bool any = in.front() == kLeftOutFormat;
  in.remove_prefix(1);
  uint32_t groups = 0;
  if (any && (!TakeVarint(in, groups) || groups > in.size())) return false;
  for (uint32_t i = 0; i < groups; ++i) {
    uint64_t count = 0;
    if (!TakeVarint(in, count)) return false;
    left_out.push_back(static_cast<int64_t>(count));
  }
  return true;
}

}  // namespace

std::string PackCells(const TallyCells& cells, std::span<const int64_t> left_out) {
  std::string out(1, left_out.empty() ? kFormat : kLeftOutFormat);
  if (!left_out.empty()) AppendVarint(out, static_cast<uint32_t>(left_out.size()));
  for (const int64_t count : left_out) AppendVarint(out, static_cast<uint64_t>(count));
  for (const TallyCell& cell : cells) {
    AppendVarint(out, cell.group);
    AppendVarint(out, cell.criterion);
    AppendVarint(out, static_cast<uint64_t>(cell.abstentions));
    AppendVarint(out, static_cast<uint32_t>(cell.marks.size()));
    for (const MarkCount& mark : cell.marks) {
      AppendVarint(out, mark.level);
      AppendVarint(out, static_cast<uint64_t>(mark.count));
    }
  }
  return out;
}

absl::StatusOr<TallyCells> UnpackCells(std::string_view packed) {
  std::vector<int64_t> left_out;
  if (!TakeLeftOut(packed, left_out)) return Corrupt();
  TallyCells cells;
  while (!packed.empty()) {
    if (!TakeCell(packed, cells.emplace_back())) return Corrupt();
  }
  return cells;
}

absl::StatusOr<std::vector<int64_t>> UnpackLeftOut(std::string_view packed) {
  std::vector<int64_t> left_out;
  if (!TakeLeftOut(packed, left_out)) return Corrupt();
  return left_out;
}

std::string PackSeal(const TallySeal& seal) {
  std::string out(1, kSealFormat);
  AppendVarint(out, static_cast<uint32_t>(seal.straight_lined.size()));
  for (const std::optional<int64_t>& count : seal.straight_lined) {
    AppendVarint(out, count ? static_cast<uint64_t>(*count) + 1 : 0);
  }
  return out + seal.salt;
}

absl::StatusOr<TallySeal> UnpackSeal(std::string_view packed) {
  if (packed.empty() || packed.front() != kSealFormat) return Corrupt();
  packed.remove_prefix(1);
  uint32_t groups = 0;
  if (!TakeVarint(packed, groups) || groups > packed.size()) return Corrupt();
  TallySeal seal;
  for (uint32_t i = 0; i < groups; ++i) {
    uint64_t count = 0;
    if (!TakeVarint(packed, count)) return Corrupt();
    auto& straight_lined = seal.straight_lined.emplace_back();
    if (count > 0) straight_lined = static_cast<int64_t>(count - 1);
  }
  seal.salt = std::string(packed);
  return seal;
}

std::string TallyHeadText(std::string_view round_id, std::span<const GroupBallots> groups,
                          std::string_view salt) {
  std::string text = fmt::format("pingyi-tally-v1\nround {}\n", RoundName(round_id));
  for (const GroupBallots& group : groups) {
    text += fmt::format("group {} {} {}\n", group.key, group.valid, group.spoiled);
  }
  for (const GroupBallots& group : groups) {
    if (group.straight_lined) {
      text += fmt::format("straight {} {}\n", group.key, *group.straight_lined);
    }
  }
  if (!salt.empty()) text += fmt::format("salt {}\n", salt);
  return text;
}

std::string TallySubjectText(std::string_view subject_id, const TallyCells& cells,
                             std::span<const int64_t> left_out) {
  std::string text = fmt::format("subject {}\n", subject_id);
  for (size_t group = 0; group < left_out.size(); ++group) {
    if (left_out[group] > 0) text += fmt::format("left-out {} {}\n", group, left_out[group]);
  }
  for (const TallyCell& cell : cells) {
    text += "cell";
    AppendNumber(text, ' ', cell.group);
    AppendNumber(text, ' ', cell.criterion);
    AppendNumber(text, ' ', cell.abstentions);
    for (const MarkCount& mark : cell.marks) {
      AppendNumber(text, ' ', mark.level);
      AppendNumber(text, ':', mark.count);
    }
    text += '\n';
  }
  return text;
}

}  // namespace pingyi::appraisal
