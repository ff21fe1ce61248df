#include "services/cli/command/release_objection.h"

#include "pingyi/result/v1/result_service.grpc.pb.h"
#include "services/cli/command/input.h"
#include "services/cli/command/names.h"
#include "services/cli/command/print.h"
#include "services/cli/command/workflow_names.h"

namespace pingyi::cli {
namespace {

using result::v1::AnswerObjectionRequest;
using result::v1::FileObjectionRequest;
using result::v1::ListObjectionsRequest;
using result::v1::ListObjectionsResponse;
using result::v1::Objection;
using result::v1::ResultService;
using Stub = ResultService::StubInterface;

struct Options {
  std::string round;
  std::string release;
  std::string objection;
  std::string subject;
  std::string text;
  std::string objector;
  std::string answer;
  std::string state;
  bool uphold = false;
  bool reject = false;
  bool overdue = false;

  std::string RoundName() const { return NameIn("rounds", round); }
};

Columns<Objection> ObjectionColumns() {
  return {
      TextField("name", {"名称", "Name"}, &Objection::name),
      NameField("subject", {"对象", "Subject"}, &Objection::subject),
      TextField("text", {"异议", "Objection"}, &Objection::text),
      TextField("objector", {"异议人", "By"}, &Objection::objector),
      TimeField("file_time", {"提出时间", "Filed"}, &Objection::file_time),
      TextField("due_date", {"答复期限", "Due"}, &Objection::due_date),
      BoolField("overdue", {"逾期", "Overdue"}, &Objection::overdue),
      EnumField("state", {"状态", "State"}, &Objection::state),
      TextField("answer", {"答复", "Answer"}, &Objection::answer),
      TextField("answerer", {"答复人", "Answered by"}, &Objection::answerer),
      TimeField("answer_time", {"答复时间", "Answered"}, &Objection::answer_time,
                Place::kCardAndCsv),
      TextField("settled_by", {"更正发布", "Settled by"}, &Objection::settled_by),
      TextField("filer", {"受理", "Filed through"}, &Objection::filer, Place::kCardAndCsv),
      DigestField("digest", {"摘要", "Digest"}, &Objection::digest),
  };
}

absl::Status Print(Context& context, const Objection& objection) {
  return PrintCard(context.out, {"异议", "Objection"}, ObjectionColumns(), objection);
}

absl::Status File(Context& context, const Options& options) {
  FileObjectionRequest request;
  request.set_parent(NameBelow(options.RoundName(), "releases", options.release));
  request.set_subject(NameBelow(options.RoundName(), "subjects", options.subject));
  request.set_text(options.text);
  request.set_objector(options.objector);
  request.set_request_id(context.session.NextRequestId());
  return CallAndPrint<ResultService>(context, &Stub::FileObjection, request, Print);
}

absl::Status Answer(Context& context, const Options& options) {
  if (options.uphold == options.reject) {
    return absl::InvalidArgumentError("give either --uphold or --reject");
  }
  AnswerObjectionRequest request;
  request.set_name(ObjectionName(options.RoundName(), options.objection));
  request.set_state(options.uphold ? Objection::STATE_UPHELD : Objection::STATE_REJECTED);
  request.set_answer(options.answer);
  request.set_request_id(context.session.NextRequestId());
  return CallAndPrint<ResultService>(context, &Stub::AnswerObjection, request, Print);
}

absl::Status List(Context& context, const Options& options) {
  ListObjectionsRequest request;
  request.set_parent(
      NameBelow(options.RoundName(), "releases", options.release.empty() ? "-" : options.release));
  if (!options.state.empty()) {
    const auto state = EnumFrom<Objection::State>(options.state);
    if (!state.ok()) return state.status();
    request.set_state(*state);
  }
  request.set_overdue(options.overdue);
  return ListAndPrint<ResultService>(context, &Stub::ListObjections, request,
                                     &ListObjectionsResponse::objections, {"异议", "Objections"},
                                     ObjectionColumns());
}

}  // namespace

void AddObjectionVerbs(Noun& noun) {
  noun.Verb<Options>(
          "object", {"对一次发布提出异议", "File an objection to a release"},
          [](Flags& flags, Options& options) {
            flags.Round(options.round);
            flags.Required("--release", options.release, {"第几次发布", "The release's number"});
            flags.Required("--subject", options.subject, {"评议对象", "The subject"});
            flags.Required("--text", options.text, {"异议内容", "What is objected"});
            flags.Required("--objector", options.objector, {"异议人", "Who objects"});
          },
          File)
      .Verb<Options>(
          "answer", {"答复一项异议", "Answer an objection"},
          [](Flags& flags, Options& options) {
            flags.Round(options.round);
            flags.Required("--objection", options.objection,
                           {"发布/异议，如 1/2", "Release and objection, as 1/2"});
            flags.Required("--answer", options.answer, {"答复内容", "The answer"});
            flags.Switch("--uphold", options.uphold,
                         {"异议成立：须另行更正发布", "It is upheld: a release has to amend"});
            flags.Switch("--reject", options.reject,
                         {"异议不成立", "It is rejected: the result stands"});
          },
          Answer)
      .Verb<Options>(
          "objections", {"列出异议", "List objections"},
          [](Flags& flags, Options& options) {
            flags.Round(options.round);
            flags.Optional("--release", options.release,
                           {"第几次发布；默认全部", "The release's number; all by default"});
            flags.Optional("--state", options.state, {"只列此状态", "Only those in this state"});
            flags.Switch("--overdue", options.overdue, {"只列逾期的", "Only those overdue"});
          },
          List);
}

}  // namespace pingyi::cli
