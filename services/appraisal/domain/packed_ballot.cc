#include "services/appraisal/domain/packed_ballot.h"

#include <algorithm>

#include "services/appraisal/domain/varint.h"

namespace pingyi::appraisal {
namespace {

void AppendCodes(std::string& out, const Marks& marks, size_t row, uint32_t criteria) {
  for (uint32_t i = 0; i < criteria; ++i) AppendVarint(out, marks.codes[row * criteria + i]);
}

bool HasMarks(const Marks& marks, size_t row, uint32_t criteria) {
  const auto begin = marks.codes.begin() + static_cast<ptrdiff_t>(row * criteria);
  return std::any_of(begin, begin + criteria, [](uint32_t code) { return code != kNotMarked; });
}

}  // namespace

absl::Status CorruptSlip() { return absl::DataLossError("a stored ballot cannot be read"); }

std::string PackBallot(const Marks& marks, uint32_t criteria) {
  std::string out(1, kSlipFormat);
  out.reserve(1 + marks.subjects.size() + marks.codes.size());
  uint32_t next = 0;
  for (size_t row = 0; row < marks.subjects.size(); ++row) {
    AppendVarint(out, marks.subjects[row] - next);
    next = marks.subjects[row] + 1;
    AppendCodes(out, marks, row, criteria);
  }
  return out;
}

std::vector<std::string> PackSlips(const Marks& marks, uint32_t criteria) {
  std::vector<std::string> slips;
  slips.reserve(marks.subjects.size());
  for (size_t row = 0; row < marks.subjects.size(); ++row) {
    if (!HasMarks(marks, row, criteria)) continue;
    std::string& slip = slips.emplace_back(1, kSlipFormat);
    AppendVarint(slip, marks.subjects[row]);
    AppendCodes(slip, marks, row, criteria);
  }
  return slips;
}

absl::Status ReadPacked(const FormShape& shape, std::string_view packed,
                        std::vector<uint32_t>& codes,
                        absl::FunctionRef<void(uint32_t, std::span<const uint32_t>)> each) {
  if (packed.empty() || packed.front() != kSlipFormat) return CorruptSlip();
  packed.remove_prefix(1);
  codes.resize(shape.levels.size());
  uint64_t next = 0;
  while (!packed.empty()) {
    uint32_t distance = 0;
    if (!TakeVarint(packed, distance) || next + distance >= shape.subjects) return CorruptSlip();
    const auto subject = static_cast<uint32_t>(next + distance);
    for (size_t i = 0; i < codes.size(); ++i) {
      if (!TakeVarint(packed, codes[i]) || codes[i] >= kFirstLevel + shape.levels[i]) {
        return CorruptSlip();
      }
    }
    each(subject, codes);
    next = uint64_t{subject} + 1;
  }
  return absl::OkStatus();
}

absl::Status Unpack(const FormShape& shape, std::string_view packed, Marks& marks) {
  marks = {};
  std::vector<uint32_t> room;
  return ReadPacked(shape, packed, room,
                    [&marks](uint32_t subject, std::span<const uint32_t> codes) {
                      marks.subjects.push_back(subject);
                      marks.codes.insert(marks.codes.end(), codes.begin(), codes.end());
                    });
}

}  // namespace pingyi::appraisal
