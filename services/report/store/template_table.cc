#include "services/report/store/template_table.h"

#include <utility>
#include <vector>

#include "services/report/store/rows.h"

namespace pingyi::report {
namespace {

int64_t WeightOf(const ReportTemplate& report_template) {
  size_t bytes = report_template.display_name.size();
  for (const SectionSpec& spec : report_template.sections) {
    bytes += spec.key.size() + spec.title.size() + kEntryOverhead;
  }
  for (const MetricSpec& spec : report_template.metrics) {
    bytes += spec.key.size() + spec.title.size() + spec.unit.size() + spec.target.size() +
             kEntryOverhead;
  }
  return static_cast<int64_t>(bytes);
}

absl::Status InsertSections(sql::Transaction& tx, const ReportTemplate& report_template) {
  std::vector<sql::Value> cells;
  int position = 0;
  for (const SectionSpec& spec : report_template.sections) {
    cells.insert(cells.end(),
                 {report_template.id, position++, spec.key, spec.title,
                  static_cast<int>(spec.required), spec.min_characters, spec.max_characters});
  }
  return tx
      .InsertRows(
          "template_sections (template_id, position, section_key, title, required, "
          "min_characters, max_characters)",
          7, cells)
      .status();
}

absl::Status InsertMetrics(sql::Transaction& tx, const ReportTemplate& report_template) {
  std::vector<sql::Value> cells;
  int position = 0;
  for (const MetricSpec& spec : report_template.metrics) {
    cells.insert(cells.end(), {report_template.id, position++, spec.key, spec.title, spec.unit,
                               spec.target, static_cast<int>(spec.required)});
  }
  return tx
      .InsertRows(
          "template_metrics (template_id, position, metric_key, title, unit, target, required)", 7,
          cells)
      .status();
}

// Walks along templates that are sorted by id, as the rows are.
class Cursor {
 public:
  explicit Cursor(std::vector<ReportTemplate>& templates) : templates_(templates) {}

  ReportTemplate* Find(std::string_view id) {
    while (next_ < templates_.size() && templates_[next_].id < id) ++next_;
    return next_ < templates_.size() && templates_[next_].id == id ? &templates_[next_] : nullptr;
  }

 private:
  std::vector<ReportTemplate>& templates_;
  size_t next_ = 0;
};

// Reads sections and metrics of all the templates, which are neighbours sorted by id.
absl::Status FillSpecs(sql::Transaction& tx, std::vector<ReportTemplate>& templates) {
  if (templates.empty()) return absl::OkStatus();
  const std::string& first = templates.front().id;
  const std::string& last = templates.back().id;
  Cursor of_sections(templates);
  absl::Status status = tx.Query(
      "SELECT template_id, section_key, title, required, min_characters, max_characters FROM "
      "template_sections WHERE template_id >= ? AND template_id <= ? ORDER BY template_id, "
      "position",
      {first, last}, [&](const sql::Row& row) {
        if (ReportTemplate* found = of_sections.Find(row.Text(0))) {
          found->sections.push_back({TextAt(row, 1), TextAt(row, 2), row.Int64(3) != 0,
                                     static_cast<int>(row.Int64(4)),
                                     static_cast<int>(row.Int64(5))});
        }
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  Cursor of_metrics(templates);
  return tx.Query(
      "SELECT template_id, metric_key, title, unit, target, required FROM template_metrics WHERE "
      "template_id >= ? AND template_id <= ? ORDER BY template_id, position",
      {first, last}, [&](const sql::Row& row) {
        if (ReportTemplate* found = of_metrics.Find(row.Text(0))) {
          found->metrics.push_back(
              {TextAt(row, 1), TextAt(row, 2), TextAt(row, 3), TextAt(row, 4), row.Int64(5) != 0});
        }
        return absl::OkStatus();
      });
}

}  // namespace

absl::Status InsertTemplate(sql::Transaction& tx, const ReportTemplate& report_template) {
  absl::Status status =
      tx.Execute(
            "INSERT INTO report_templates (id, display_name, content_bytes, "
            "create_us) VALUES (?, ?, ?, ?)",
            {report_template.id, report_template.display_name, WeightOf(report_template),
             sql::ToMicros(report_template.create_time)})
          .status();
  if (absl::IsAlreadyExists(status)) return Exists("template");
  if (!status.ok()) return status;
  status = InsertSections(tx, report_template);
  if (!status.ok() || report_template.metrics.empty()) return status;
  return InsertMetrics(tx, report_template);
}

absl::StatusOr<ReportTemplate> LoadTemplate(sql::Transaction& tx, const std::string& id) {
  std::vector<ReportTemplate> templates;
  const absl::StatusOr<bool> found =
      tx.QueryOne("SELECT id, display_name, create_us FROM report_templates WHERE id = ?", {id},
                  [&](const sql::Row& row) {
                    templates.push_back(
                        {TextAt(row, 0), TextAt(row, 1), {}, {}, sql::FromMicros(row.Int64(2))});
                    return absl::OkStatus();
                  });
  if (!found.ok()) return found.status();
  if (!*found) return NotFound("template");
  if (absl::Status status = FillSpecs(tx, templates); !status.ok()) return status;
  return std::move(templates.front());
}

absl::StatusOr<Page<ReportTemplate>> LoadTemplates(sql::Transaction& tx, const std::string& after,
                                                   PageLimit limit) {
  Page<ReportTemplate> page;
  PageFill fill(limit);
  absl::Status status = tx.Query(
      "SELECT id, display_name, create_us, content_bytes FROM report_templates WHERE id > ? ORDER "
      "BY id LIMIT ?",
      {after, fill.query_limit()}, [&](const sql::Row& row) {
        if (fill.Take(row.Int64(3) + kItemOverhead)) {
          page.items.push_back(
              {TextAt(row, 0), TextAt(row, 1), {}, {}, sql::FromMicros(row.Int64(2))});
        }
        return absl::OkStatus();
      });
  if (status.ok()) status = FillSpecs(tx, page.items);
  if (!status.ok()) return status;
  page.more = fill.more();
  return page;
}

absl::Status RequireTemplate(sql::Transaction& tx, const std::string& id) {
  const absl::StatusOr<bool> found =
      tx.QueryOne("SELECT id FROM report_templates WHERE id = ?", {id},
                  [](const sql::Row&) { return absl::OkStatus(); });
  if (!found.ok()) return found.status();
  return *found ? absl::OkStatus() : NotFound("template");
}

}  // namespace pingyi::report
