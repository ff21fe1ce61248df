#include "services/report/store/schema.h"

namespace pingyi::report {

std::span<const sql::Sql> ForbiddenChanges() {
  static constexpr sql::Sql kChanges[] = {
      "UPDATE audit_entries SET actor = actor WHERE 1 = 0",
      "DELETE FROM audit_entries WHERE 1 = 0",
      "UPDATE report_templates SET display_name = display_name WHERE 1 = 0",
      "DELETE FROM report_templates WHERE 1 = 0",
      "UPDATE template_sections SET position = position WHERE 1 = 0",
      "DELETE FROM template_sections WHERE 1 = 0",
      "UPDATE template_metrics SET position = position WHERE 1 = 0",
      "DELETE FROM template_metrics WHERE 1 = 0",
      "UPDATE report_kinds SET bit = bit WHERE 1 = 0",
      "DELETE FROM report_kinds WHERE 1 = 0",
      "UPDATE report_revisions SET number = number WHERE 1 = 0",
      "DELETE FROM report_revisions WHERE 1 = 0",
      "UPDATE revision_sections SET number = number WHERE 1 = 0",
      "DELETE FROM revision_sections WHERE 1 = 0",
      "UPDATE revision_metrics SET number = number WHERE 1 = 0",
      "DELETE FROM revision_metrics WHERE 1 = 0",
      "UPDATE report_events SET number = number WHERE 1 = 0",
      "DELETE FROM report_events WHERE 1 = 0",
      "DELETE FROM request_ids WHERE 1 = 0",
      "DELETE FROM cycles WHERE 1 = 0",
      "DELETE FROM cycle_guards WHERE 1 = 0",
      "UPDATE reporters SET display_name = display_name WHERE 1 = 0",
      "DELETE FROM reports WHERE 1 = 0",
  };
  return kChanges;
}

}  // namespace pingyi::report
