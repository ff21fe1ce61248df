// The calendars' part of the SQL store; WorkflowStore tells what each function does.
#pragma once

#include "services/result/store/records.h"
#include "services/result/store/versioned.h"

namespace pingyi::result {

inline constexpr VersionedTable<CalendarVersion, CalendarKey> kCalendars({
    .name = &CalendarVersion::calendar,
    .content = &CalendarVersion::days,
    .key_name = &CalendarKey::calendar,
    .created = "calendar.create",
    .select = "SELECT calendar, version, digest, display_name, days, created_us FROM "
              "calendar_versions",
    .sizes = "SELECT length(days) FROM calendar_versions",
    .insert = "INSERT INTO calendar_versions (calendar, version, digest, display_name, days, "
              "created_us) VALUES (?, ?, ?, ?, ?, ?)",
    .newest = "WHERE calendar = ? ORDER BY version DESC LIMIT 1",
    .one = "WHERE calendar = ? AND version = ?",
    .of_name = "AND calendar = ?",
    .after = "AND calendar >= ? AND (calendar > ? OR version > ?)",
    .order = "ORDER BY calendar, version",
});

}  // namespace pingyi::result
