#include "services/appraisal/domain/tally.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "services/appraisal/domain/round.h"
#include "services/appraisal/domain/varint.h"

namespace pingyi::appraisal {
namespace {

// The most counts kept in one array (32 MiB); forms with more possible ones, e.g. many subjects on
// a scale of 100,000 steps, are mostly empty and get a table of what occurs.
constexpr uint64_t kMaxDense = uint64_t{4} << 20;

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

// Whether the marks of a slip are two or more and all the same. Abstentions are none.
class SameMark {
 public:
  void Add(uint32_t code) {
    if (code < kFirstLevel) return;
    differs_ = differs_ || (marks_ > 0 && code != first_);
    if (marks_ == 0) first_ = code;
    ++marks_;
  }
  bool holds() const { return marks_ >= 2 && !differs_; }

 private:
  uint32_t first_ = 0;
  int64_t marks_ = 0;
  bool differs_ = false;
};

// The form of a seal; it stands where the cells of a subject would.
constexpr char kSealFormat = 2;

}  // namespace

TallyBuilder::TallyBuilder(FormShape shape, uint32_t groups)
    : shape_(std::move(shape)), groups_(groups), slips_(groups, 0), straight_lined_(groups, 0) {
  for (const uint32_t levels : shape_.levels) {
    offsets_.push_back(width_);
    width_ += kFirstLevel + uint64_t{levels};
  }
  const uint64_t places = Place(shape_.subjects, 0);
  if (places <= kMaxDense) {
    dense_.resize(places, 0);
  } else {
    sparse_.resize(shape_.subjects);
  }
}

absl::Status TallyBuilder::Add(uint32_t group, std::string_view packed) {
  if (group >= groups_) return absl::DataLossError("a stored ballot is of no group of its round");
  ++slips_[group];
  const bool dense = !dense_.empty();
  SameMark same;
  absl::Status status =
      ReadPacked(shape_, packed, codes_, [&](uint32_t subject, std::span<const uint32_t> codes) {
        const uint64_t place = Place(subject, group);
        for (size_t i = 0; i < codes.size(); ++i) {
          if (codes[i] == kNotMarked) continue;
          const uint64_t at = place + offsets_[i] + codes[i];
          ++(dense ? dense_[at] : sparse_[subject][at]);
          same.Add(codes[i]);
        }
      });
  straight_lined_[group] += same.holds() ? 1 : 0;
  return status;
}

void TallyBuilder::AppendCount(uint64_t place_in_subject, int64_t count, TallyCells& cells) const {
  const auto group = static_cast<uint32_t>(place_in_subject / width_);
  const uint64_t within = place_in_subject % width_;
  const auto above = std::upper_bound(offsets_.begin(), offsets_.end(), within);
  const auto criterion = static_cast<uint32_t>(above - offsets_.begin() - 1);
  const auto code = static_cast<uint32_t>(within - offsets_[criterion]);
  if (cells.empty() || cells.back().group != group || cells.back().criterion != criterion) {
    cells.push_back({group, criterion, {}, 0});
  }
  if (code == kAbstained) {
    cells.back().abstentions = count;
  } else {
    cells.back().marks.push_back({code - kFirstLevel, count});
  }
}

TallyCells TallyBuilder::Cells(uint32_t subject) const {
  TallyCells cells;
  const uint64_t first = Place(subject, 0);
  if (!dense_.empty()) {
    for (uint64_t place = 0; place < groups_ * width_; ++place) {
      if (dense_[first + place] != 0) AppendCount(place, dense_[first + place], cells);
    }
    return cells;
  }
  std::vector<std::pair<uint64_t, int64_t>> counts(sparse_[subject].begin(),
                                                   sparse_[subject].end());
  std::sort(counts.begin(), counts.end());
  for (const auto& [place, count] : counts) AppendCount(place - first, count, cells);
  return cells;
}

std::string PackCells(const TallyCells& cells) {
  std::string out(1, kFormat);
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
  if (packed.empty() || packed.front() != kFormat) return Corrupt();
  packed.remove_prefix(1);
  TallyCells cells;
  while (!packed.empty()) {
    if (!TakeCell(packed, cells.emplace_back())) return Corrupt();
  }
  return cells;
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

std::string TallySubjectText(std::string_view subject_id, const TallyCells& cells) {
  std::string text = fmt::format("subject {}\n", subject_id);
  const auto out = std::back_inserter(text);
  for (const TallyCell& cell : cells) {
    fmt::format_to(out, "cell {} {} {}", cell.group, cell.criterion, cell.abstentions);
    for (const MarkCount& mark : cell.marks) fmt::format_to(out, " {}:{}", mark.level, mark.count);
    text += '\n';
  }
  return text;
}

}  // namespace pingyi::appraisal
