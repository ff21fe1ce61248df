// The structured log: one line an event on stderr, JSON by default.
//
//   telemetry::Log(telemetry::Level::kInfo, "listening", {{"address", address}, {"port", port}});
//
// Nothing logged may tie a ballot to a person, and no line holds a mark, a credential or SQL.
#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

#include <absl/types/span.h>

namespace pingyi::telemetry {

enum class Level { kDebug, kInfo, kWarn, kError };
enum class Format { kJson, kText };

// One fact of an event; lives only for the call of Log().
struct Field {
  Field(std::string_view k, std::string_view v) : key(k), value(v) {}
  Field(std::string_view k, const char* v) : key(k), value(std::string_view(v)) {}
  Field(std::string_view k, const std::string& v)
      : key(k), value(static_cast<std::string_view>(v)) {}
  Field(std::string_view k, std::same_as<bool> auto v) : key(k), value(v) {}
  template <std::integral T>
  requires(!std::same_as<T, bool>) Field(std::string_view k, T v)
      : key(k), value(static_cast<int64_t>(v)) {}

  std::string_view key;
  std::variant<std::string_view, int64_t, bool> value;
};

// Writes one line; thread-safe, lines never mix. Below the level set it does nothing.
void Log(Level level, std::string_view message, absl::Span<const Field> fields);
void Log(Level level, std::string_view message, std::initializer_list<Field> fields = {});

// What is written from now on; kInfo and kJson until then. For main(), before the first thread.
void SetLog(Level level, Format format);

// Level and format by their names in the configuration; unknown names give kInfo and kJson.
Level LevelOf(std::string_view name);
Format FormatOf(std::string_view name);

// Sends each line to `sink` instead of stderr until destroyed: for tests, one at a time.
class ScopedLogSink {
 public:
  explicit ScopedLogSink(std::function<void(std::string_view line)> sink);
  ~ScopedLogSink();
  ScopedLogSink(const ScopedLogSink&) = delete;
  ScopedLogSink& operator=(const ScopedLogSink&) = delete;
};

}  // namespace pingyi::telemetry
