// How marks are stored: one row a slip, its marks packed.
//
// A packed slip is a format byte and then, for each subject rated, ascending by index: a varint
// with the distance to the subject before (the first: its index; then index - previous - 1) and one
// varint a criterion: 0 not marked, 1 abstained, 2 + level. Equal marks give equal bytes, in
// whatever order they were given.
//
// Why slips. A ballot that rates everybody but one tells whose it is where nobody may vote on
// himself: the missing subject is the voter. So an anonymous round with forbid_self stores a ballot
// as one slip a subject, each under a random id of its own, and nothing says which slips came
// together. Tallies count slips and do not notice; how many ballots came is kept in counters. All
// other rounds store a ballot as one slip.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <absl/functional/function_ref.h>
#include <absl/status/status.h>

namespace pingyi::appraisal {

// The numbers a packed slip must keep to.
struct FormShape {
  uint32_t subjects = 0;
  std::vector<uint32_t> levels;  // of each criterion's scale

  uint32_t criteria() const { return static_cast<uint32_t>(levels.size()); }

  bool operator==(const FormShape&) const = default;
};

// What a packed slip begins with.
inline constexpr char kSlipFormat = 1;

// Codes of a mark in a packed slip.
inline constexpr uint32_t kNotMarked = 0;
inline constexpr uint32_t kAbstained = 1;
inline constexpr uint32_t kFirstLevel = 2;

// Marks by index: subjects ascending, and for each of them one code a criterion.
struct Marks {
  std::vector<uint32_t> subjects;
  std::vector<uint32_t> codes;  // subjects.size() rows of as many codes as the form has criteria

  bool operator==(const Marks&) const = default;
};

// All marks as one slip.
std::string PackBallot(const Marks& marks, uint32_t criteria);

// Each subject's marks as a slip of their own, in the order of the subjects; a subject without any
// mark gives none.
std::vector<std::string> PackSlips(const Marks& marks, uint32_t criteria);

// Calls `each` with every subject of the slip and its codes. DATA_LOSS for bytes that Pack… cannot
// have made for this shape; `each` may have been called for the subjects before the fault. The span
// is valid during the call only. `codes` is room to work in: who reads many slips keeps it, and no
// memory is asked for.
absl::Status ReadPacked(const FormShape& shape, std::string_view packed,
                        std::vector<uint32_t>& codes,
                        absl::FunctionRef<void(uint32_t subject, std::span<const uint32_t>)> each);

// What reading gives for such bytes.
absl::Status CorruptSlip();

// The marks of a slip.
absl::Status Unpack(const FormShape& shape, std::string_view packed, Marks& marks);

}  // namespace pingyi::appraisal
