#include "services/appraisal/domain/mark_rows.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "services/appraisal/domain/varint.h"

namespace pingyi::appraisal {
namespace {

// Eight bytes of a word are worked on at once. None of them is above 0x7F, so that nothing is
// carried or borrowed from one to the next once its top bit is set.
constexpr uint64_t kOnes = 0x0101010101010101;
constexpr uint64_t kTops = 0x80 * kOnes;
constexpr uint32_t kMaxCodes = 0x80;
constexpr size_t kWord = sizeof(uint64_t);

// Whether the marks of a slip are two or more and all the same. Abstentions are none.
class SameMark {
 public:
  void Add(uint64_t codes) {
    const uint64_t marked = ((codes | kTops) - kFirstLevel * kOnes) & kTops;
    if (marked == 0 || differs_) return;
    several_ = several_ || first_ != 0 || (marked & (marked - 1)) != 0;
    if (first_ == 0) first_ = (codes >> (std::countr_zero(marked) - 7) & 0x7F) * kOnes;
    const uint64_t bytes = (marked >> 7) * 0xFF;
    differs_ = ((codes ^ first_) & bytes) != 0;
  }
  bool holds() const { return several_ && !differs_; }

 private:
  uint64_t first_ = 0;  // mark, in every byte
  bool several_ = false;
  bool differs_ = false;
};

uint64_t LoadWord(const char* bytes, size_t count) {
  uint64_t word = 0;
  if (count >= kWord) {
    std::memcpy(&word, bytes, kWord);
  } else {
    std::memcpy(&word, bytes, count);
  }
  return word;
}

// As TakeVarint. Whether a distance takes one byte or two cannot be foretold, so these are told
// apart without a branch. Few rounds have a distance of more.
bool TakeDistance(std::string_view& in, uint32_t& distance) {
  if (in.size() < 2) return TakeVarint(in, distance);
  const auto first = static_cast<uint8_t>(in[0]);
  const auto second = static_cast<uint8_t>(in[1]);
  const uint32_t two = first >> 7;
  if ((two & static_cast<uint32_t>(second == 0 || second > 0x7F)) != 0) {
    return TakeVarint(in, distance);
  }
  distance = (first & 0x7FU) | (second * two) << 7;
  in.remove_prefix(1 + two);
  return true;
}

}  // namespace

bool SlipReader::Fits(const FormShape& shape) {
  return std::all_of(shape.levels.begin(), shape.levels.end(),
                     [](uint32_t levels) { return levels <= kMaxCodes - kFirstLevel; });
}

SlipReader::SlipReader(const FormShape& shape, uint32_t groups)
    : subjects_(shape.subjects), groups_(groups), criteria_(shape.levels.size()) {
  for (size_t first = 0; first < criteria_; first += kWord) {
    const size_t count = std::min(kWord, criteria_ - first);
    char bytes[kWord];
    std::fill_n(bytes, kWord, char{1});
    for (size_t i = 0; i < count; ++i) {
      bytes[i] = static_cast<char>(kFirstLevel + shape.levels[first + i]);
    }
    bounds_.push_back(LoadWord(bytes, kWord));
  }
}

absl::Status SlipReader::Read(uint32_t group, std::string_view packed, MarkRows& rows,
                              bool& straight_lined) const {
  if (packed.empty() || packed.front() != kSlipFormat) return CorruptSlip();
  packed.remove_prefix(1);
  SameMark same;
  uint64_t next = 0;
  while (!packed.empty()) {
    uint32_t distance = 0;
    if (!TakeDistance(packed, distance) || next + distance >= subjects_ ||
        packed.size() < criteria_) {
      return CorruptSlip();
    }
    const uint64_t subject = next + distance;
    uint64_t faults = 0;
    for (size_t word = 0; word < bounds_.size(); ++word) {
      const uint64_t codes = LoadWord(packed.data() + word * kWord, criteria_ - word * kWord);
      faults |= codes | ((codes | kTops) - bounds_[word]);
      same.Add(codes);
      rows.columns[word].push_back(codes);
    }
    if ((faults & kTops) != 0) return CorruptSlip();
    rows.cells.push_back(static_cast<uint32_t>(subject * groups_ + group));
    packed.remove_prefix(criteria_);
    next = subject + 1;
  }
  straight_lined = same.holds();
  return absl::OkStatus();
}

}  // namespace pingyi::appraisal
