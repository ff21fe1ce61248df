#include "services/appraisal/domain/tally_builder.h"

#include <algorithm>
#include <limits>
#include <span>
#include <utility>

namespace pingyi::appraisal {
namespace {

// The most counts kept in one array (128 MiB; lanes take up to MarkLanes::kMostBytes): 10,000
// subjects, four groups and eight criteria of a hundred points. Forms with more possible ones, e.g.
// many subjects on a scale of 100,000 steps, are mostly empty and get a table of what occurs.
constexpr uint64_t kMaxDense = uint64_t{32} << 20;

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

// How many counts of a cell there is room for at once: all of a choice of grades.
constexpr uint32_t kUsualCounts = 8;

// Adds a count to the cells of a subject. Groups, their criteria and their codes come ascending.
void AppendCount(uint32_t group, uint32_t criterion, uint32_t code, int64_t count,
                 TallyCells& cells) {
  if (cells.empty() || cells.back().group != group || cells.back().criterion != criterion) {
    cells.push_back({group, criterion, {}, 0});
    cells.back().marks.reserve(kUsualCounts);
  }
  if (code == kAbstained) {
    cells.back().abstentions = count;
  } else {
    cells.back().marks.push_back({code - kFirstLevel, count});
  }
}

}  // namespace

TallyBuilder::TallyBuilder(FormShape shape, uint32_t groups)
    : shape_(std::move(shape)),
      groups_(groups),
      loaded_(shape_),
      slips_(groups, 0),
      straight_lined_(groups, 0) {
  for (const uint32_t levels : shape_.levels) {
    offsets_.push_back(width_);
    width_ += kFirstLevel + uint64_t{levels};
  }
  const uint64_t cells = shape_.subjects * groups_;
  if (SlipReader::Fits(shape_) && cells <= std::numeric_limits<uint32_t>::max()) {
    reader_.emplace(shape_, groups);
  }
  if (reader_ && MarkLanes::Fits(shape_, cells)) {
    lanes_.emplace(shape_, cells);
  } else if (cells * width_ <= kMaxDense) {
    dense_.resize(cells * width_, 0);
  } else {
    sparse_.resize(shape_.subjects);
  }
}

absl::Status TallyBuilder::Add(uint32_t group, std::string_view packed) {
  if (group >= groups_) return absl::DataLossError("a stored ballot is of no group of its round");
  ++slips_[group];
  bool straight_lined = false;
  absl::Status status = reader_ ? reader_->Read(group, packed, loaded_, straight_lined)
                                : AddMarkByMark(group, packed, straight_lined);
  straight_lined_[group] += straight_lined ? 1 : 0;
  if (loaded_.size() >= kRowsAtOnce) CountLoaded();
  return status;
}

absl::Status TallyBuilder::AddMarkByMark(uint32_t group, std::string_view packed,
                                         bool& straight_lined) {
  SameMark same;
  absl::Status status =
      ReadPacked(shape_, packed, codes_, [&](uint32_t subject, std::span<const uint32_t> codes) {
        for (size_t i = 0; i < codes.size(); ++i) {
          if (codes[i] == kNotMarked) continue;
          ++CountAt(subject * groups_ + group, i, codes[i]);
          same.Add(codes[i]);
        }
      });
  straight_lined = same.holds();
  return status;
}

void TallyBuilder::CountLoaded() {
  if (lanes_) {
    lanes_->Add(loaded_);
  } else {
    for (size_t i = 0; i < offsets_.size(); ++i) CountColumn(i);
  }
  loaded_.Clear();
}

void TallyBuilder::CountColumn(size_t criterion) {
  const auto* codes =
      reinterpret_cast<const uint8_t*>(loaded_.columns[criterion / 8].data()) + criterion % 8;
  if (dense_.empty()) {
    for (const uint32_t cell : loaded_.cells) {
      if (*codes != kNotMarked) ++CountAt(cell, criterion, *codes);
      codes += sizeof(uint64_t);
    }
    return;
  }
  // What is not marked is counted too, at places that nobody asks for: quicker than to leave it.
  uint32_t* const counts = dense_.data() + offsets_[criterion];
  const uint64_t width = width_;
  for (const uint32_t cell : loaded_.cells) {
    ++counts[cell * width + *codes];
    codes += sizeof(uint64_t);
  }
}

uint32_t& TallyBuilder::CountAt(uint64_t cell, size_t criterion, uint32_t code) {
  const uint64_t place = cell * width_ + offsets_[criterion] + code;
  return sparse_.empty() ? dense_[place] : sparse_[cell / groups_][place];
}

TallyCells TallyBuilder::Cells(uint32_t subject) {
  CountLoaded();
  if (!sparse_.empty()) return SparseCells(subject);
  TallyCells cells;
  cells.reserve(groups_ * shape_.criteria());
  for (uint32_t group = 0; group < groups_; ++group) {
    const uint64_t cell = subject * groups_ + group;
    for (uint32_t criterion = 0; criterion < shape_.criteria(); ++criterion) {
      const uint32_t end = kFirstLevel + shape_.levels[criterion];
      for (uint32_t code = kAbstained; code < end; ++code) {
        const int64_t count =
            lanes_ ? lanes_->Count(cell, criterion, code) : CountAt(cell, criterion, code);
        if (count != 0) AppendCount(group, criterion, code, count, cells);
      }
    }
  }
  return cells;
}

TallyCells TallyBuilder::SparseCells(uint32_t subject) const {
  std::vector<std::pair<uint64_t, uint32_t>> counts(sparse_[subject].begin(),
                                                    sparse_[subject].end());
  std::sort(counts.begin(), counts.end());
  TallyCells cells;
  for (const auto& [place, count] : counts) {
    const uint64_t within = place % width_;
    const auto above = std::upper_bound(offsets_.begin(), offsets_.end(), within);
    const auto criterion = static_cast<uint32_t>(above - offsets_.begin() - 1);
    AppendCount(static_cast<uint32_t>(place / width_ - subject * groups_), criterion,
                static_cast<uint32_t>(within - offsets_[criterion]), count, cells);
  }
  return cells;
}

}  // namespace pingyi::appraisal
