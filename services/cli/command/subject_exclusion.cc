#include "services/cli/command/subject_exclusion.h"

#include <string>

#include "pingyi/result/v1/result_service.grpc.pb.h"
#include "services/cli/command/names.h"
#include "services/cli/command/print.h"

namespace pingyi::cli {
namespace {

using result::v1::ListSubjectExclusionsRequest;
using result::v1::ListSubjectExclusionsResponse;
using result::v1::RemoveSubjectExclusionRequest;
using result::v1::ResultService;
using result::v1::SetSubjectExclusionRequest;
using result::v1::SubjectExclusion;
using Stub = ResultService::StubInterface;

const Label kTitle{"否决与排除名单", "Exclusions"};

Columns<SubjectExclusion> ExclusionColumns() {
  return {
      NameField("name", {"对象", "Subject"}, &SubjectExclusion::name),
      TextField("kind", {"种类", "Kind"}, &SubjectExclusion::kind),
      TextField("decider", {"决定单位", "Decided by"}, &SubjectExclusion::decider),
      TextField("reason", {"理由", "Reason"}, &SubjectExclusion::reason),
  };
}

struct Options {
  std::string round;
  std::string subject;
  std::string kind;
  std::string reason;
  std::string decider;

  std::string Name() const { return NameBelow(NameIn("rounds", round), "exclusions", subject); }
};

absl::Status Exclude(Context& context, const Options& options) {
  SetSubjectExclusionRequest request;
  SubjectExclusion& exclusion = *request.mutable_subject_exclusion();
  exclusion.set_name(options.Name());
  exclusion.set_kind(options.kind);
  exclusion.set_reason(options.reason);
  exclusion.set_decider(options.decider);
  request.set_request_id(context.session.NextRequestId());
  const auto stored =
      Client<ResultService>(context.session).Call(&Stub::SetSubjectExclusion, request);
  if (!stored.ok()) return stored.status();
  ListPrinter<SubjectExclusion> printer(context.out, kTitle, ExclusionColumns());
  if (absl::Status status = printer.Add(*stored); !status.ok()) return status;
  return printer.Finish();
}

absl::Status List(Context& context, const Options& options) {
  ListSubjectExclusionsRequest request;
  request.set_parent(NameIn("rounds", options.round));
  return ListAndPrint<ResultService>(context, &Stub::ListSubjectExclusions, request,
                                     &ListSubjectExclusionsResponse::subject_exclusions, kTitle,
                                     ExclusionColumns());
}

absl::Status Include(Context& context, const Options& options) {
  RemoveSubjectExclusionRequest request;
  request.set_name(options.Name());
  request.set_request_id(context.session.NextRequestId());
  return Client<ResultService>(context.session)
      .Call(&Stub::RemoveSubjectExclusion, request)
      .status();
}

void NamesSubject(Flags& flags, Options& options) {
  flags.Round(options.round);
  flags.Required("--subject,subject", options.subject, {"对象", "The subject"});
}

}  // namespace

void AddExclusionVerbs(Noun& noun) {
  noun.Verb<Options>(
          "exclude",
          {"记入否决与排除名单（一票否决、不定等次等）",
           "Record that an exclusion rule of the policy applies to a subject"},
          [](Flags& flags, Options& options) {
            NamesSubject(flags, options);
            flags.Required("--kind", options.kind,
                           {"计分办法中的种类", "A kind of the policy's exclusion_rules"});
            flags.Required("--decider", options.decider, {"谁决定的", "Who decided it"});
            flags.Reason(options.reason, true);
          },
          Exclude)
      .Verb<Options>(
          "exclusions", {"列出否决与排除名单", "List the exclusions of a round"},
          [](Flags& flags, Options& options) { flags.Round(options.round); }, List)
      .Verb<Options>("include", {"撤销一项否决或排除", "Take an exclusion back"}, NamesSubject,
                     Include);
}

}  // namespace pingyi::cli
