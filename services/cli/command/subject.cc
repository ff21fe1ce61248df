#include <absl/strings/numbers.h>
#include <fmt/format.h>

#include "pingyi/appraisal/v1/appraisal_service.grpc.pb.h"
#include "services/cli/command/batches.h"
#include "services/cli/command/commands.h"
#include "services/cli/command/names.h"
#include "services/cli/command/print.h"
#include "services/cli/command/subject_exclusion.h"
#include "services/cli/io/csv_reader.h"

namespace pingyi::cli {
namespace {

using appraisal::v1::AppraisalService;
using appraisal::v1::BatchCreateSubjectsRequest;
using appraisal::v1::DeleteSubjectRequest;
using appraisal::v1::ListSubjectsRequest;
using appraisal::v1::ListSubjectsResponse;
using appraisal::v1::Subject;
using Stub = AppraisalService::StubInterface;
using google::protobuf::RepeatedPtrField;

const Label kTitle{"评议对象", "Subjects"};

Columns<Subject> SubjectColumns() {
  return {
      CountField("position", {"序号", "No"}, &Subject::position),
      NameField("name", {"编号", "Id"}, &Subject::name),
      TextField("display_name", {"名称", "Name"}, &Subject::display_name),
      TextField("unit", {"单位", "Unit"}, &Subject::unit),
      TextField("subject_type", {"类别", "Type"}, &Subject::subject_type),
      NameField("report", {"报告", "Report"}, &Subject::report),
  };
}

struct Options {
  std::string round;
  std::string subject;
  std::string subject_type;
  std::string file;
};

absl::StatusOr<Subject> ReadSubject(const std::string& round, const CsvRow& row) {
  Subject subject;
  subject.set_name(NameBelow(round, "subjects", row["subject_id"]));
  subject.set_display_name(std::string(row["display_name"]));
  subject.set_unit(std::string(row["unit"]));
  subject.set_subject_type(std::string(row["subject_type"]));
  int position = 0;
  const std::string text(row["position"]);
  if (!text.empty() && !absl::SimpleAtoi(text, &position)) {
    return absl::InvalidArgumentError(fmt::format("position: \"{}\" is not a whole number", text));
  }
  subject.set_position(position);
  return subject;
}

absl::Status Import(Context& context, const Options& options) {
  const std::string round = NameIn("rounds", options.round);
  RepeatedPtrField<Subject> subjects;
  const CsvColumns columns{{"subject_id", "display_name"}, {"unit", "subject_type", "position"}};
  const absl::Status read = ReadCsv(options.file, columns, [&](const CsvRow& row) {
    auto subject = ReadSubject(round, row);
    if (!subject.ok()) return subject.status();
    *subjects.Add() = *std::move(subject);
    return absl::OkStatus();
  });
  if (!read.ok()) return read;
  const Client<AppraisalService> client(context.session);
  ListPrinter<Subject> printer(context.out, kTitle, SubjectColumns());
  const absl::Status sent = InBatches<Subject>(
      subjects, context.NewProgress({"导入评议对象", "Importing subjects"}, subjects.size()),
      [&](const RepeatedPtrField<Subject>& batch) {
        BatchCreateSubjectsRequest request;
        request.set_parent(round);
        *request.mutable_subjects() = batch;
        request.set_request_id(context.session.NextRequestId());
        const auto created = client.Call(&Stub::BatchCreateSubjects, request);
        if (!created.ok()) return created.status();
        for (const Subject& subject : created->subjects()) {
          if (auto s = printer.Add(subject); !s.ok()) return s;
        }
        return absl::OkStatus();
      });
  return sent.ok() ? printer.Finish() : sent;
}

absl::Status List(Context& context, const Options& options) {
  ListSubjectsRequest request;
  request.set_parent(NameIn("rounds", options.round));
  request.set_subject_type(options.subject_type);
  return ListAndPrint<AppraisalService>(context, &Stub::ListSubjects, request,
                                        &ListSubjectsResponse::subjects, kTitle, SubjectColumns());
}

absl::Status Remove(Context& context, const Options& options) {
  DeleteSubjectRequest request;
  request.set_name(NameBelow(NameIn("rounds", options.round), "subjects", options.subject));
  request.set_request_id(context.session.NextRequestId());
  return Client<AppraisalService>(context.session).Call(&Stub::DeleteSubject, request).status();
}

}  // namespace

void AddSubjectCommands(Menu& menu) {
  Noun noun = menu.AddNoun("subject", {"评议对象", "Who or what is rated in a round"});
  AddExclusionVerbs(noun);
  noun.Verb<Options>(
          "import", {"由 CSV 导入评议对象", "Put subjects on the ballot from a CSV file"},
          [](Flags& flags, Options& options) {
            flags.Round(options.round);
            flags.Required("--subjects,--file,-f", options.file,
                           {"CSV：subject_id,display_name[,unit,subject_type,position]",
                            "CSV: subject_id,display_name[,unit,subject_type,position]"});
          },
          Import)
      .Verb<Options>(
          "list", {"列出评议对象", "List the subjects of a round"},
          [](Flags& flags, Options& options) {
            flags.Round(options.round);
            flags.Optional("--type", options.subject_type, {"只列此类别", "Only this type"});
          },
          List)
      .Verb<Options>(
          "remove", {"从草稿删除一个对象", "Take a subject off the ballot of a draft"},
          [](Flags& flags, Options& options) {
            flags.Round(options.round);
            flags.Required("--subject,subject", options.subject, {"对象", "The subject"});
          },
          Remove);
}

}  // namespace pingyi::cli
