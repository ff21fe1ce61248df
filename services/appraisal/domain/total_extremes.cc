#include "services/appraisal/domain/total_extremes.h"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <utility>
#include <variant>

#include "services/appraisal/domain/ballot_extremes.h"
#include "services/base/number/decimal.h"

namespace pingyi::appraisal {
namespace {

Rational NumberOf(const std::string& text) { return ParseNumber(text).value_or(Rational()); }

TallyCells::iterator CellOf(uint32_t group, uint32_t criterion, TallyCells& cells) {
  return std::lower_bound(cells.begin(), cells.end(), std::pair(group, criterion),
                          [](const TallyCell& cell, const auto& place) {
                            return std::pair(cell.group, cell.criterion) < place;
                          });
}

}  // namespace

TotalExtremes::Worth TotalExtremes::WorthOf(const Criterion& criterion) {
  Worth worth;
  const Rational weight = NumberOf(criterion.weight);
  if (const auto* graded = std::get_if<GradedScale>(&criterion.scale)) {
    worth.graded = true;
    for (auto grade = graded->grades.rbegin(); grade != graded->grades.rend(); ++grade) {
      worth.points.push_back(weight * NumberOf(grade->points));
    }
  } else if (const auto* numeric = std::get_if<NumericScale>(&criterion.scale)) {
    worth.points = {weight * NumberOf(numeric->min), weight * NumberOf(numeric->step)};
  }
  return worth;
}

TotalExtremes::TotalExtremes(const RoundSpec& spec, FormShape shape,
                             std::span<const int64_t> ballots)
    : rule_(spec.extremes.value_or(BallotExtremes())),
      shape_(std::move(shape)),
      fields_of_subject_(rule_.scope == ExtremesScope::kAllGroups ? 1 : ballots.size()),
      fields_(shape_.subjects * fields_of_subject_),
      groups_(ballots.size()) {
  Integer unit = 1;
  for (const Criterion& criterion : spec.criteria) {
    Worth& worth = worths_.emplace_back(WorthOf(criterion));
    worth.levels = shape_.levels[worths_.size() - 1];
    for (const Rational& points : worth.points) {
      unit = boost::multiprecision::lcm(unit, points.denominator());
    }
  }
  for (Worth& worth : worths_) {
    for (Rational& points : worth.points) points *= Rational(unit, 1);
  }
  const auto most = [this](int64_t n) { return static_cast<size_t>(LeftOutAtEitherEnd(rule_, n)); };
  if (rule_.scope == ExtremesScope::kAllGroups) {
    most_ = {most(std::accumulate(ballots.begin(), ballots.end(), int64_t{0}))};
  } else {
    std::transform(ballots.begin(), ballots.end(), std::back_inserter(most_), most);
  }
}

absl::Status TotalExtremes::Add(uint32_t group, std::string_view packed) {
  if (group >= groups_) return absl::DataLossError("a stored ballot is of no group of its round");
  rated_.group = group;
  bool whole = true;
  absl::Status status =
      ReadPacked(shape_, packed, codes_, [&](uint32_t subject, std::span<const uint32_t> codes) {
        const auto unmarked = std::count(codes.begin(), codes.end(), kNotMarked);
        if (unmarked == static_cast<ptrdiff_t>(codes.size())) return;
        whole = whole && Rate(codes);
        const size_t place = fields_of_subject_ == 1 ? 0 : group;
        if (whole) Keep(fields_[subject * fields_of_subject_ + place], most_[place]);
      });
  if (!status.ok()) return status;
  return whole ? absl::OkStatus()
               : absl::DataLossError("a stored ballot leaves out a criterion, against the rules");
}

// Whether every criterion is marked.
bool TotalExtremes::Rate(std::span<const uint32_t> codes) {
  rated_.total = Rational();
  rated_.merits.resize(codes.size());
  for (size_t i = 0; i < codes.size(); ++i) {
    if (codes[i] < kFirstLevel) return false;
    const uint32_t level = codes[i] - kFirstLevel;
    const Worth& worth = worths_[i];
    rated_.merits[i] = worth.graded ? worth.levels - 1 - level : level;
    rated_.total += worth.Of(rated_.merits[i]);
  }
  return true;
}

bool TotalExtremes::Higher(const Rated& a, const Rated& b) {
  if (a.total != b.total) return a.total > b.total;
  if (a.merits != b.merits) return a.merits > b.merits;
  return a.group < b.group;
}

void TotalExtremes::Keep(Field& field, size_t most) {
  ++field.ballots;
  if (most == 0) return;
  const auto keep = [&](std::vector<Rated>& heap, auto before) {
    if (heap.size() == most) {
      if (!before(rated_, heap.front())) return;
      std::pop_heap(heap.begin(), heap.end(), before);
      heap.pop_back();
    }
    heap.push_back(rated_);
    std::push_heap(heap.begin(), heap.end(), before);
  };
  keep(field.highest, Higher);
  keep(field.lowest, Lower);
}

void TotalExtremes::TakeOff(const Rated& ballot, TallyCells& cells) const {
  for (uint32_t criterion = 0; criterion < ballot.merits.size(); ++criterion) {
    const Worth& worth = worths_[criterion];
    const uint32_t merit = ballot.merits[criterion];
    const uint32_t level = worth.graded ? worth.levels - 1 - merit : merit;
    const auto cell = CellOf(ballot.group, criterion, cells);
    const auto mark = std::find_if(cell->marks.begin(), cell->marks.end(),
                                   [level](const MarkCount& m) { return m.level == level; });
    if (--mark->count == 0) cell->marks.erase(mark);
    if (cell->marks.empty()) cells.erase(cell);
  }
}

std::vector<int64_t> TotalExtremes::LeaveOut(uint32_t subject, TallyCells& cells) const {
  std::vector<int64_t> left_out(groups_);
  bool any = false;
  for (size_t i = 0; i < fields_of_subject_; ++i) {
    const Field& field = fields_[subject * fields_of_subject_ + i];
    const int64_t number = LeftOutAtEitherEnd(rule_, field.ballots);
    const auto take_off = [&](std::vector<Rated> ballots, auto before) {
      std::sort(ballots.begin(), ballots.end(), before);
      ballots.resize(std::min(ballots.size(), static_cast<size_t>(number)));
      for (const Rated& ballot : ballots) {
        TakeOff(ballot, cells);
        ++left_out[ballot.group];
        any = true;
      }
    };
    take_off(field.highest, Higher);
    take_off(field.lowest, Lower);
  }
  return any ? left_out : std::vector<int64_t>();
}

}  // namespace pingyi::appraisal
