#include "services/export/chart/ramp.h"

#include <array>

#include <fmt/format.h>

namespace pingyi::exporting {
namespace {

using Rgb = std::array<int, 3>;

constexpr std::array<Rgb, 5> kStops = {
    {{14, 47, 84}, {44, 98, 148}, {106, 154, 193}, {166, 200, 222}, {222, 234, 243}}};

// White is read on what is darker than this, black on the rest.
constexpr int kInkLimit = 112'000;

}  // namespace

Shade ShadeOf(size_t index, size_t count) {
  // The place between the stops in thousandths, so that the outermost classes have the outermost
  // colours.
  const size_t at = count < 2 ? 1000 : index * 1000 * (kStops.size() - 1) / (count - 1);
  const size_t stop = std::min(at / 1000, kStops.size() - 2);
  const auto part = static_cast<int>(at - stop * 1000);
  Rgb colour{};
  for (size_t i = 0; i < colour.size(); ++i) {
    colour[i] = (kStops[stop][i] * (1000 - part) + kStops[stop + 1][i] * part + 500) / 1000;
  }
  const int lightness = 299 * colour[0] + 587 * colour[1] + 114 * colour[2];
  return {fmt::format("#{:02x}{:02x}{:02x}", colour[0], colour[1], colour[2]),
          lightness < kInkLimit ? "#ffffff" : "#000000"};
}

}  // namespace pingyi::exporting
