#include "pingyi/result/v1/result_service.grpc.pb.h"
#include "services/cli/command/commands.h"
#include "services/cli/command/names.h"
#include "services/cli/command/print.h"
#include "services/cli/command/release_bundle.h"
#include "services/cli/command/release_key.h"
#include "services/cli/command/run_view.h"

namespace pingyi::cli {
namespace {

using result::v1::GetReleaseRequest;
using result::v1::ListReleasesRequest;
using result::v1::ListReleasesResponse;
using result::v1::Release;
using result::v1::ReleaseResultsRequest;
using result::v1::ResultService;
using Stub = ResultService::StubInterface;

Columns<Release> ReleaseColumns() {
  return {
      TextField("name", {"名称", "Name"}, &Release::name),
      CountField("number", {"第几次", "No"}, &Release::number),
      TimeField("create_time", {"发布时间", "Released"}, &Release::create_time),
      TextField("releaser", {"发布人", "By"}, &Release::releaser),
      CountField("subject_count", {"对象", "Subjects"}, &Release::subject_count),
      TextField("note", {"说明", "Note"}, &Release::note),
      TextField("run", {"汇总", "Run"}, &Release::run, Place::kCardAndCsv),
      TextField("policy", {"计分办法", "Policy"}, &Release::policy, Place::kCardAndCsv),
      {{"key_id", {"签名密钥", "Signed by"}, CellKind::kDigest, Place::kCardAndCsv},
       [](const Release& release) { return release.key_id(); }},
      DigestField("digest", {"发布摘要", "Digest"}, &Release::digest),
      DigestField("result_digest", {"结果摘要", "Result digest"}, &Release::result_digest),
      DigestField("tally_digest", {"计票摘要", "Tally digest"}, &Release::tally_digest),
      DigestField("policy_digest", {"办法摘要", "Policy digest"}, &Release::policy_digest),
      DigestField("frozen_digest", {"冻结摘要", "Frozen digest"}, &Release::frozen_digest),
  };
}

absl::Status Print(Context& context, const Release& release) {
  if (release.key_id().empty()) {
    context.Note({"此次发布未签名", "This release is not signed"});
  }
  return PrintCard(context.out, {"结果发布", "Release"}, ReleaseColumns(), release);
}

struct Options {
  std::string round;
  std::string run;
  std::string release;
  std::string note;
  std::string out;

  std::string RoundName() const { return NameIn("rounds", round); }
};

absl::Status Create(Context& context, const Options& options) {
  absl::StatusOr<std::string> run = NameBelow(options.RoundName(), "runs", options.run);
  if (options.run.empty()) run = NewestRun(context.session, options.RoundName());
  if (!run.ok()) return run.status();
  ReleaseResultsRequest request;
  request.set_run(*run);
  request.set_note(options.note);
  request.set_request_id(context.session.NextRequestId());
  return CallAndPrint<ResultService>(context, &Stub::ReleaseResults, request, Print);
}

absl::Status Show(Context& context, const Options& options) {
  GetReleaseRequest request;
  request.set_name(NameBelow(options.RoundName(), "releases", options.release));
  return CallAndPrint<ResultService>(context, &Stub::GetRelease, request, Print);
}

absl::Status Bundle(Context& context, const Options& options) {
  return WriteBundle(context, NameBelow(options.RoundName(), "releases", options.release),
                     options.out);
}

absl::Status Keygen(Context& context, const Options& options) {
  return WriteNewKey(context, options.out);
}

absl::Status List(Context& context, const Options& options) {
  ListReleasesRequest request;
  request.set_parent(NameIn("rounds", options.round.empty() ? "-" : options.round));
  return ListAndPrint<ResultService>(context, &Stub::ListReleases, request,
                                     &ListReleasesResponse::releases, {"结果发布", "Releases"},
                                     ReleaseColumns());
}

}  // namespace

void AddReleaseCommands(Menu& menu) {
  menu.AddNoun("release", {"结果发布", "Numbered, immutable publications of results"})
      .Verb<Options>(
          "create", {"发布结果", "Publish a run's results"},
          [](Flags& flags, Options& options) {
            flags.Round(options.round);
            flags.Optional("--run", options.run,
                           {"哪次汇总；默认最近成功的一次",
                            "Which run; the newest that succeeded by default"});
            flags.Optional("--note", options.note,
                           {"对公众的说明", "What the public is told with it"});
          },
          Create)
      .Verb<Options>(
          "show", {"显示一次发布", "Show a release"},
          [](Flags& flags, Options& options) {
            flags.Round(options.round);
            flags.Required("--release,release", options.release,
                           {"第几次", "The release's number"});
          },
          Show)
      .Verb<Options>(
          "bundle", {"写出可离线验证的发布包", "Write all that a release rests on into one file"},
          [](Flags& flags, Options& options) {
            flags.Round(options.round);
            flags.Required("--release", options.release, {"第几次", "The release's number"});
            flags.Required("--out", options.out,
                           {"新文件；用 pingyi-verify 验证", "A new file, for pingyi-verify"});
          },
          Bundle)
      .Verb<Options>(
          "keygen", {"生成签名密钥", "Make a key for signing releases"},
          [](Flags& flags, Options& options) {
            flags.Required("--out", options.out,
                           {"私钥的新文件（0600）；公钥写入 <文件>.pub",
                            "A new file for the private key (0600); the public one is FILE.pub"});
          },
          Keygen)
      .Verb<Options>(
          "list", {"列出历次发布", "List releases"},
          [](Flags& flags, Options& options) {
            flags.Optional("--round,round", options.round,
                           {"评议轮次；默认全部", "The round; all by default"});
          },
          List);
}

}  // namespace pingyi::cli
