#include "services/cli/command/doctor_report.h"

#include <fmt/format.h>

#include "services/cli/call/error_text.h"

namespace pingyi::cli {

DoctorReport::DoctorReport(Context& context)
    : context_(context),
      rows_(context.out, {"检查", "Checks"},
            {{"verdict", {"结论", "Verdict"}},
             {"check", {"检查", "Check"}},
             {"resource", {"对象", "On"}},
             {"finding", {"发现", "Finding"}}}) {}

absl::Status DoctorReport::AddRow(const Label& verdict, const char* word, const std::string& check,
                                  const std::string& resource, const Label& text) {
  const bool people = context_.out.format() == Format::kTable;
  return rows_.Add({people ? verdict.In(context_.language()) : word, check, resource,
                    text.In(context_.language())});
}

absl::Status DoctorReport::AddFine(const std::string& check, const std::string& resource,
                                   const Label& text) {
  return AddRow({"正常", "ok"}, "ok", check, resource, text);
}

absl::Status DoctorReport::AddWarning(const std::string& check, const std::string& resource,
                                      const Label& text) {
  return AddRow({"注意", "WARNING"}, "warning", check, resource, text);
}

absl::Status DoctorReport::AddFault(const std::string& check, const std::string& resource,
                                    const Label& text) {
  faulty_ = true;
  return AddRow({"有误", "FAULT"}, "fault", check, resource, text);
}

absl::Status DoctorReport::Add(const std::string& check, const std::string& resource,
                               const Faults& faults, const Label& fine) {
  if (faults.empty()) return AddFine(check, resource, fine);
  for (const Label& fault : faults) {
    if (auto s = AddFault(check, resource, fault); !s.ok()) return s;
  }
  return absl::OkStatus();
}

absl::Status DoctorReport::AddError(const std::string& check, const std::string& resource,
                                    const absl::Status& error) {
  const std::string text = fmt::format("{}: {}", ReasonOf(error), std::string(error.message()));
  return AddFault(check, resource, {"无法检查：" + text, "could not be checked: " + text});
}

absl::Status DoctorReport::Finish() {
  if (faulty_) context_.exit_code = ExitCode::kRefused;
  return rows_.Finish();
}

}  // namespace pingyi::cli
