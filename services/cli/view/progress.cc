#include "services/cli/view/progress.h"

#include <algorithm>
#include <utility>

#include <absl/time/clock.h>
#include <fmt/format.h>

namespace pingyi::cli {
namespace {

constexpr int kBarWidth = 30;
constexpr absl::Duration kBetweenDraws = absl::Milliseconds(100);
constexpr char kWipe[] = "\r\x1b[K";

}  // namespace

Progress::Progress(std::ostream& terminal, bool is_terminal, std::string what, int64_t total)
    : terminal_(terminal), is_terminal_(is_terminal), what_(std::move(what)), total_(total) {}

Progress::~Progress() {
  if (is_terminal_) terminal_ << kWipe << std::flush;
}

void Progress::Add(int64_t done) {
  const std::lock_guard lock(mutex_);
  done_ += done;
  MaybeDraw();
}

void Progress::Set(int64_t done, int64_t total) {
  const std::lock_guard lock(mutex_);
  done_ = done;
  total_ = total;
  MaybeDraw();
}

void Progress::MaybeDraw() {
  if (!is_terminal_) return;
  const absl::Time now = absl::Now();
  if (now - last_draw_ < kBetweenDraws && done_ < total_) return;
  last_draw_ = now;
  terminal_ << kWipe << ProgressLine(what_, done_, total_, kBarWidth) << std::flush;
}

std::string ProgressLine(const std::string& what, int64_t done, int64_t total, int width) {
  if (total == 0) return fmt::format("{}  {}", what, done);
  const int64_t of = std::max<int64_t>(total, 1);
  const int64_t full = std::clamp<int64_t>(done, 0, of) * width / of;
  std::string bar;
  for (int64_t i = 0; i < width; ++i) bar += i < full ? "█" : "░";
  return fmt::format("{} [{}]  {}/{}  {}%", what, bar, done, total,
                     std::clamp<int64_t>(done, 0, of) * 100 / of);
}

}  // namespace pingyi::cli
