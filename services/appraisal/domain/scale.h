// A criterion's scale, ready for looking marks up.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "services/appraisal/domain/round.h"
#include "services/appraisal/domain/text_map.h"
#include "services/base/number/rational.h"

namespace pingyi::appraisal {

// The most steps a numeric scale may have.
inline constexpr int kMaxSteps = 100'000;

// What a mark's text is on a scale.
enum class MarkKind {
  kLevel,     // on the scale
  kOffScale,  // a number that the numeric scale does not have
  kNoMark,    // no grade of the scale, or no number
};

struct MarkLookup {
  MarkKind kind;
  uint32_t level = 0;  // graded: index of the grade; numeric: steps above min
};

// Immutable. Grades are found by their key, numbers by arithmetic.
class Scale {
 public:
  // A scale of a valid criterion; one without marks for any other.
  static Scale Of(const Criterion& criterion);

  MarkLookup Find(std::string_view text) const;

  // How many levels there are.
  uint32_t levels() const { return levels_; }
  // The text of a level below levels(): a grade's key, or the decimal.
  std::string Text(uint32_t level) const;

 private:
  void AddSmallNumbers();
  MarkLookup FindExactly(std::string_view text) const;

  uint32_t levels_ = 0;
  std::vector<std::string> grades_;
  TextMap<uint32_t> grade_levels_;
  Rational min_;
  Rational step_;  // 0 on a graded scale
  // The same in units of 10^-places_, for marks that fit into 64 bits: nearly all there are.
  // small_step_ is 0 where the scale does not fit itself.
  int places_ = 0;
  int64_t small_min_ = 0;
  int64_t small_step_ = 0;
};

}  // namespace pingyi::appraisal
