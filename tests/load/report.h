// What the programs of this folder print: a line a measurement, and then ratios, since figures of
// one machine and one hour say nothing by themselves.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <absl/functional/function_ref.h>

#include "tests/load/load_client.h"

namespace pingyi::load {

void PrintHead();
void PrintFigures(std::string_view what, int callers, const Figures& figures);

// One of several things that are measured in turns, so that good and bad seconds of the machine
// meet all of them alike.
class Turns {
 public:
  Turns(std::string_view what, int callers) : what_(what), callers_(callers) {}

  void Add(const Figures& turn) { turns_.push_back(turn); }

  // Prints the medians over the turns, and adds the failures of all to `failed`.
  Figures Sum(int64_t& failed) const;

 private:
  const std::string what_;
  const int callers_;
  std::vector<Figures> turns_;
};

void PrintRatioHead();
void PrintRatio(std::string_view what, double ratio, std::string_view target);

// Calls `once` so many times, one after the other; it tells whether it succeeded.
Figures TimeEach(int times, absl::FunctionRef<bool()> once);

// Seconds that `work` takes: the quickest of so many times.
double Quickest(int times, absl::FunctionRef<void()> work);

}  // namespace pingyi::load
