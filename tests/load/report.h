// What the programs of this folder print: a line a measurement, and then ratios, since figures of
// one machine and one hour say nothing by themselves.
#pragma once

#include <string_view>

#include <absl/functional/function_ref.h>

#include "tests/load/load_client.h"

namespace pingyi::load {

void PrintHead();
void PrintFigures(std::string_view what, int callers, const Figures& figures);

void PrintRatioHead();
void PrintRatio(std::string_view what, double ratio, std::string_view target);

// Calls `once` so many times, one after the other; it tells whether it succeeded.
Figures TimeEach(int times, absl::FunctionRef<bool()> once);

// Seconds that `work` takes: the quickest of so many times.
double Quickest(int times, absl::FunctionRef<void()> work);

}  // namespace pingyi::load
