#include "services/base/telemetry/log.h"

#include <atomic>
#include <memory>
#include <mutex>
#include <utility>

#include <absl/time/clock.h>
#include <absl/time/time.h>
#include <fmt/format.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "services/base/telemetry/json.h"

namespace pingyi::telemetry {
namespace {

std::atomic<Level> g_level{Level::kInfo};
std::atomic<Format> g_format{Format::kJson};

std::mutex g_sink_mutex;
std::atomic<bool> g_has_sink{false};
// Never destroyed: a thread may log while the process ends.
std::function<void(std::string_view)>& TestSink() {
  static auto* const sink = new std::function<void(std::string_view)>;
  return *sink;
}

spdlog::logger& StderrLogger() {
  static spdlog::logger* const logger = [] {
    auto* made = new spdlog::logger("pingyi", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made->set_pattern("%v");
    made->set_level(spdlog::level::trace);
    return made;
  }();
  return *logger;
}

std::string_view NameOf(Level level) {
  switch (level) {
    case Level::kDebug:
      return "debug";
    case Level::kInfo:
      return "info";
    case Level::kWarn:
      return "warn";
    case Level::kError:
      return "error";
  }
  return "error";
}

void AppendValue(std::string& out, const Field& field) {
  if (const auto* text = std::get_if<std::string_view>(&field.value)) {
    AppendJsonString(out, *text);
  } else if (const auto* number = std::get_if<int64_t>(&field.value)) {
    const fmt::format_int digits(*number);
    out.append(digits.data(), digits.size());
  } else {
    out += std::get<bool>(field.value) ? "true" : "false";
  }
}

// A date takes longer to write than the rest of a line, so each thread keeps that of its last
// second.
void AppendTimestamp(std::string& out) {
  constexpr int64_t kMicrosPerSecond = 1'000'000;
  thread_local int64_t last_second = -1;
  thread_local std::string text;
  const int64_t micros = absl::ToUnixMicros(absl::Now());
  const int64_t second = micros / kMicrosPerSecond;
  if (second != last_second) {
    text =
        absl::FormatTime("%Y-%m-%dT%H:%M:%S", absl::FromUnixSeconds(second), absl::UTCTimeZone());
    last_second = second;
  }
  // With one digit more in front, so that no zero is lost; it is left out.
  fmt::format_int digits(kMicrosPerSecond + micros % kMicrosPerSecond);
  out.append(text).append(1, '.').append(digits.data() + 1, digits.size() - 1).append(1, 'Z');
}

// Bytes: most lines need no more, and are made without growing.
constexpr size_t kUsualLine = 256;

std::string JsonLine(Level level, std::string_view message, absl::Span<const Field> fields) {
  std::string line;
  line.reserve(kUsualLine);
  line += R"({"time":")";
  AppendTimestamp(line);
  line.append(R"(","level":")").append(NameOf(level)).append(R"(","message":)");
  AppendJsonString(line, message);
  for (const Field& field : fields) {
    line += ',';
    AppendJsonString(line, field.key);
    line += ':';
    AppendValue(line, field);
  }
  line += '}';
  return line;
}

std::string TextLine(Level level, std::string_view message, absl::Span<const Field> fields) {
  std::string line;
  AppendTimestamp(line);
  fmt::format_to(std::back_inserter(line), " {:<5} ", NameOf(level));
  AppendJsonString(line, message);
  for (const Field& field : fields) {
    line += fmt::format(" {}=", field.key);
    AppendValue(line, field);
  }
  return line;
}

}  // namespace

void Log(Level level, std::string_view message, absl::Span<const Field> fields) {
  if (level < g_level.load(std::memory_order_relaxed)) return;
  const std::string line = g_format.load(std::memory_order_relaxed) == Format::kJson
                               ? JsonLine(level, message, fields)
                               : TextLine(level, message, fields);
  if (g_has_sink.load(std::memory_order_acquire)) {
    const std::lock_guard lock(g_sink_mutex);
    if (TestSink()) {
      TestSink()(line);
      return;
    }
  }
  StderrLogger().log(spdlog::level::info, spdlog::string_view_t(line));
}

void Log(Level level, std::string_view message, std::initializer_list<Field> fields) {
  Log(level, message, absl::Span<const Field>(fields.begin(), fields.size()));
}

void SetLog(Level level, Format format) {
  g_level = level;
  g_format = format;
}

Level LevelOf(std::string_view name) {
  for (const Level level : {Level::kDebug, Level::kWarn, Level::kError}) {
    if (name == NameOf(level)) return level;
  }
  return Level::kInfo;
}

Format FormatOf(std::string_view name) { return name == "text" ? Format::kText : Format::kJson; }

ScopedLogSink::ScopedLogSink(std::function<void(std::string_view)> sink) {
  const std::lock_guard lock(g_sink_mutex);
  TestSink() = std::move(sink);
  g_has_sink.store(true, std::memory_order_release);
}

ScopedLogSink::~ScopedLogSink() {
  const std::lock_guard lock(g_sink_mutex);
  g_has_sink.store(false, std::memory_order_release);
  TestSink() = nullptr;
}

}  // namespace pingyi::telemetry
