#include <fmt/format.h>

#include "pingyi/result/v1/result_service.grpc.pb.h"
#include "services/cli/command/commands.h"
#include "services/cli/command/names.h"
#include "services/cli/command/print.h"
#include "services/cli/command/workflow_names.h"
#include "services/cli/io/message_file.h"

namespace pingyi::cli {
namespace {

using result::v1::Calendar;
using result::v1::CreateCalendarRequest;
using result::v1::GetCalendarRequest;
using result::v1::ListCalendarsRequest;
using result::v1::ListCalendarsResponse;
using result::v1::ResultService;
using Stub = ResultService::StubInterface;

template <typename List>
std::string Joined(const List& items) {
  return fmt::format("{}", fmt::join(items, " "));
}

Columns<Calendar> CalendarColumns() {
  return {
      TextField("name", {"名称", "Name"}, &Calendar::name),
      TextField("display_name", {"标题", "Title"}, &Calendar::display_name),
      TextField("first_date", {"起", "From"}, &Calendar::first_date),
      TextField("last_date", {"止", "To"}, &Calendar::last_date),
      CountField("utc_offset_minutes", {"时差（分）", "UTC offset (min)"},
                 &Calendar::utc_offset_minutes, Place::kCardAndCsv),
      {{"rest_days", {"休息日（1 为星期一）", "Rest days (1 is Monday)"}, CellKind::kText},
       [](const Calendar& c) { return Joined(c.rest_days()); }},
      {{"holidays", {"放假", "Holidays"}, CellKind::kText, Place::kCardAndCsv},
       [](const Calendar& c) { return Joined(c.holidays()); }},
      {{"make_up_days", {"调休上班", "Make-up days"}, CellKind::kText, Place::kCardAndCsv},
       [](const Calendar& c) { return Joined(c.make_up_days()); }},
      DigestField("digest", {"摘要", "Digest"}, &Calendar::digest),
      TimeField("create_time", {"创建时间", "Created"}, &Calendar::create_time),
  };
}

absl::Status Print(Context& context, const Calendar& calendar) {
  return PrintCard(context.out, {"日历", "Calendar"}, CalendarColumns(), calendar);
}

struct Options {
  std::string calendar;
  std::string file;
};

absl::Status Create(Context& context, const Options& options) {
  CreateCalendarRequest request;
  absl::Status read = ReadMessage(options.file, request.mutable_calendar());
  if (!read.ok()) return read;
  request.set_parent(NameIn("calendars", options.calendar));
  request.set_request_id(context.session.NextRequestId());
  return CallAndPrint<ResultService>(context, &Stub::CreateCalendar, request, Print);
}

absl::Status Show(Context& context, const Options& options) {
  GetCalendarRequest request;
  request.set_name(CalendarVersionName(options.calendar));
  return CallAndPrint<ResultService>(context, &Stub::GetCalendar, request, Print);
}

absl::Status List(Context& context, const Options& options) {
  ListCalendarsRequest request;
  request.set_parent(NameIn("calendars", options.calendar.empty() ? "-" : options.calendar));
  return ListAndPrint<ResultService>(context, &Stub::ListCalendars, request,
                                     &ListCalendarsResponse::calendars, {"日历", "Calendars"},
                                     CalendarColumns());
}

}  // namespace

void AddCalendarCommands(Menu& menu) {
  menu.AddNoun("calendar", {"工作日日历", "Calendars of working days"})
      .Verb<Options>(
          "create", {"由文件建立下一版", "Create a calendar's next version from a file"},
          [](Flags& flags, Options& options) {
            flags.Required("--id", options.calendar, {"日历的编号", "The calendar's id"});
            flags.File(options.file);
          },
          Create)
      .Verb<Options>(
          "show", {"显示一版", "Show a version"},
          [](Flags& flags, Options& options) {
            flags.Required("--calendar,calendar", options.calendar, {"如 cn/1", "As cn/1"});
          },
          Show)
      .Verb<Options>(
          "list", {"列出各版", "List versions"},
          [](Flags& flags, Options& options) {
            flags.Optional("--calendar,calendar", options.calendar,
                           {"只列此日历", "Only this calendar"});
          },
          List);
}

}  // namespace pingyi::cli
