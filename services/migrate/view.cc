#include "services/migrate/view.h"

#include <algorithm>

#include <absl/time/time.h>
#include <fmt/format.h>

#include "services/base/sql/time.h"
#include "services/base/telemetry/json.h"

namespace pingyi::migrate {
namespace {

using sql::MigrationState;
using sql::MigrationStatus;

std::string_view NameOf(MigrationState state) {
  switch (state) {
    case MigrationState::kApplied:
      return "applied";
    case MigrationState::kPending:
      return "pending";
    case MigrationState::kChanged:
      return "changed";
    case MigrationState::kUnknown:
      return "unknown";
  }
  return "";
}

std::string AppliedTime(const MigrationStatus& migration) {
  if (migration.state == MigrationState::kPending) return "";
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", sql::FromMicros(migration.applied_us),
                          absl::UTCTimeZone());
}

std::string_view Explain(std::string_view state) {
  if (state == "pending") return "changes are waiting for \"apply\"";
  if (state == "changed")
    return "made by other texts than this program has; nothing can be applied";
  if (state == "too new") return "made by a newer program; use that one";
  return "the schema is as this program knows it";
}

// Names are literals of our source, in ASCII: their length is their width.
std::string Row(std::string_view version, std::string_view state, std::string_view time,
                std::string_view name) {
  return fmt::format("{:>7}  {:<7}  {:<20}  {}\n", version, state, time, name);
}

void AppendMember(std::string& out, std::string_view key, std::string_view text) {
  telemetry::AppendJsonString(out, key);
  out += ": ";
  telemetry::AppendJsonString(out, text);
}

}  // namespace

std::string_view StateOf(const SchemaView& view) {
  const auto has = [&](MigrationState state) {
    return std::ranges::find(view.migrations, state, &MigrationStatus::state) !=
           view.migrations.end();
  };
  if (has(MigrationState::kUnknown)) return "too new";
  if (has(MigrationState::kChanged)) return "changed";
  if (has(MigrationState::kPending)) return "pending";
  return "current";
}

std::string ToTable(const SchemaView& view) {
  std::string text = Row("VERSION", "STATE", "APPLIED", "CHANGE");
  for (const MigrationStatus& migration : view.migrations) {
    text += Row(std::to_string(migration.version), NameOf(migration.state), AppliedTime(migration),
                migration.name);
  }
  const std::string_view state = StateOf(view);
  return text +
         fmt::format("{} on {}: {} ({})\n", view.service, view.backend, state, Explain(state));
}

std::string ToJson(const SchemaView& view) {
  std::string out = "{";
  AppendMember(out, "service", view.service);
  out += ", ";
  AppendMember(out, "backend", view.backend);
  out += ", ";
  AppendMember(out, "state", StateOf(view));
  out += R"(, "migrations": [)";
  std::string_view separator;
  for (const MigrationStatus& migration : view.migrations) {
    out += fmt::format("{}{{\"version\": {}, ", separator, migration.version);
    separator = ", ";
    AppendMember(out, "name", migration.name);
    out += ", ";
    AppendMember(out, "state", NameOf(migration.state));
    if (migration.state != MigrationState::kPending) {
      out += ", ";
      AppendMember(out, "applied_time", AppliedTime(migration));
    }
    out += '}';
  }
  return out + "]}\n";
}

}  // namespace pingyi::migrate
