#include "tests/load/report.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <limits>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace pingyi::load {
namespace {

using Clock = std::chrono::steady_clock;

double SecondsSince(Clock::time_point begun) {
  return std::chrono::duration<double>(Clock::now() - begun).count();
}

}  // namespace

void PrintHead() {
  fmt::print("{:<34}{:>8}{:>12}{:>10}{:>10}{:>8}\n", "", "callers", "per second", "p50 ms",
             "p99 ms", "failed");
}

void PrintFigures(std::string_view what, int callers, const Figures& figures) {
  fmt::print("{:<34}{:>8}{:>12.0f}{:>10.2f}{:>10.2f}{:>8}\n", what, callers, figures.per_second,
             figures.p50_ms, figures.p99_ms, figures.failed);
  std::fflush(stdout);
}

Figures Turns::Sum(int64_t& failed) const {
  const Figures medians = Medians(turns_);
  PrintFigures(what_, callers_, medians);
  failed += medians.failed;
  return medians;
}

void PrintRatioHead() { fmt::print("\n  {:<66}{:>8}   {}\n", "ratios of this run", "", "target"); }

void PrintRatio(std::string_view what, double ratio, std::string_view target) {
  fmt::print("  {:<66}{:>8.2f}   {}\n", what, ratio, target);
  std::fflush(stdout);
}

Figures TimeEach(int times, absl::FunctionRef<bool()> once) {
  std::vector<double> milliseconds;
  milliseconds.reserve(times);
  int64_t failed = 0;
  const Clock::time_point begun = Clock::now();
  for (int i = 0; i < times; ++i) {
    const Clock::time_point start = Clock::now();
    if (!once()) ++failed;
    milliseconds.push_back(SecondsSince(start) * 1000);
  }
  return Summarize(std::move(milliseconds), SecondsSince(begun), failed);
}

double Quickest(int times, absl::FunctionRef<void()> work) {
  double best = std::numeric_limits<double>::max();
  for (int i = 0; i < times; ++i) {
    const Clock::time_point begun = Clock::now();
    work();
    best = std::min(best, SecondsSince(begun));
  }
  return best;
}

}  // namespace pingyi::load
