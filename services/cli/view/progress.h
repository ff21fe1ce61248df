// A bar for long work.
#pragma once

#include <cstdint>
#include <mutex>
#include <ostream>
#include <string>

#include <absl/time/time.h>

namespace pingyi::cli {

// Draws on one line of a terminal, ten times a second at most, and wipes it at the end. Off a
// terminal it draws nothing. Thread-safe.
class Progress {
 public:
  Progress(std::ostream& terminal, bool is_terminal, std::string what, int64_t total);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void Add(int64_t done);
  void Set(int64_t done, int64_t total);

 private:
  void MaybeDraw();  // with mutex_ held

  std::ostream& terminal_;
  const bool is_terminal_;
  const std::string what_;
  std::mutex mutex_;
  int64_t total_;  // guarded by mutex_, as are the two below
  int64_t done_ = 0;
  absl::Time last_draw_ = absl::InfinitePast();
};

// "what [█████░░░░░]  1200/3000  40%", the bar `width` columns wide; "what  1200" while the total
// is not known (0).
std::string ProgressLine(const std::string& what, int64_t done, int64_t total, int width);

}  // namespace pingyi::cli
