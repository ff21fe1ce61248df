// Finding the ballots of the highest and lowest totals on each subject, and taking them off what
// was counted of all ballots. What is found does not depend on the order ballots come in.
//
// A ballot is higher than another if its total, the sum of weight x points over the criteria, is
// greater; if the totals are equal, the one with more points on the first criterion that tells them
// apart; if all marks are equal, the one of the earlier group.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include <absl/status/status.h>

#include "services/appraisal/domain/packed_ballot.h"
#include "services/appraisal/domain/round.h"
#include "services/appraisal/domain/tally.h"
#include "services/base/number/rational.h"

namespace pingyi::appraisal {

// Keeps no more ballots than can be left out. Not thread safe.
class TotalExtremes {
 public:
  // For a sound spec with extremes. No more slips of a group rate a subject than it has `ballots`.
  TotalExtremes(const RoundSpec& spec, FormShape shape, std::span<const int64_t> ballots);

  // Looks at a slip of `group`. DATA_LOSS if it does not fit the form, or marks only some criteria
  // of a subject, which the spec does not allow; there is no use in going on then.
  absl::Status Add(uint32_t group, std::string_view packed);

  // Takes the ballots that are left out on a subject off its cells, which count every slip added.
  // How many those are, by group; empty: none.
  std::vector<int64_t> LeaveOut(uint32_t subject, TallyCells& cells) const;

 private:
  // The marks of a ballot on one subject.
  struct Rated {
    Rational total;
    std::vector<uint32_t> merits;  // by criterion: more for more points
    uint32_t group = 0;
  };
  // The ballots that are compared with each other on one subject.
  struct Field {
    int64_t ballots = 0;
    std::vector<Rated> highest;  // heaps; the first is the next to go
    std::vector<Rated> lowest;
  };
  // What marks are worth, in a unit in which everything is whole.
  struct Worth {
    bool graded = false;
    uint32_t levels = 0;
    std::vector<Rational> points;  // graded: by merit; else those of merit 0 and of each step

    Rational Of(uint32_t merit) const {
      return graded ? points[merit] : points[0] + points[1] * Rational(merit);
    }
  };

  static Worth WorthOf(const Criterion& criterion);
  static bool Higher(const Rated& a, const Rated& b);
  static bool Lower(const Rated& a, const Rated& b) { return Higher(b, a); }

  bool Rate(std::span<const uint32_t> codes);
  void Keep(Field& field, size_t most);
  void TakeOff(const Rated& ballot, TallyCells& cells) const;

  BallotExtremes rule_;
  FormShape shape_;
  std::vector<Worth> worths_;  // by criterion
  // By subject, and group unless all are compared with each other; and how many each can lose at
  // either end.
  size_t fields_of_subject_;
  std::vector<Field> fields_;
  std::vector<size_t> most_;
  size_t groups_;
  Rated rated_;                  // the one being looked at
  std::vector<uint32_t> codes_;  // room to read in
};

}  // namespace pingyi::appraisal
