#include "pingyi/result/v1/result_service.grpc.pb.h"
#include "services/cli/command/commands.h"
#include "services/cli/command/names.h"
#include "services/cli/command/print.h"
#include "services/cli/command/release_bundle.h"
#include "services/cli/command/release_export.h"
#include "services/cli/command/release_key.h"
#include "services/cli/command/release_objection.h"
#include "services/cli/command/run_view.h"
#include "services/cli/command/workflow_names.h"

namespace pingyi::cli {
namespace {

using result::v1::GetReleaseRequest;
using result::v1::GradeDecision;
using result::v1::ListReleasesRequest;
using result::v1::ListReleasesResponse;
using result::v1::Release;
using result::v1::ReleaseResultsRequest;
using result::v1::ResultDifference;
using result::v1::ResultService;
using Stub = ResultService::StubInterface;

Columns<Release> ReleaseColumns() {
  return {
      TextField("name", {"名称", "Name"}, &Release::name),
      CountField("number", {"第几次", "No"}, &Release::number),
      TimeField("create_time", {"发布时间", "Released"}, &Release::create_time),
      TextField("releaser", {"发布人", "By"}, &Release::releaser),
      CountField("subject_count", {"对象", "Subjects"}, &Release::subject_count),
      EnumField("state", {"状态", "State"}, &Release::state),
      {{"end_date", {"公示截止", "Publicity ends"}, CellKind::kText},
       [](const Release& release) { return release.publicity().end_date(); }},
      {{"start_date", {"公示起始", "Publicity begins"}, CellKind::kText, Place::kCardAndCsv},
       [](const Release& release) { return release.publicity().start_date(); }},
      TextField("amends", {"更正", "Amends"}, &Release::amends, Place::kCardAndCsv),
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

Columns<GradeDecision> DecisionColumns() {
  return {
      NameField("subject", {"对象", "Subject"}, &GradeDecision::subject),
      TextField("grade_title", {"决定等次", "Decided"}, &GradeDecision::grade_title),
      TextField("computed_grade", {"计算等次键", "Computed (key)"}, &GradeDecision::computed_grade),
      TextField("reason", {"理由", "Reason"}, &GradeDecision::reason),
      TextField("decider", {"决定者", "Decided by"}, &GradeDecision::decider),
  };
}

Columns<ResultDifference> ChangeColumns() {
  return {
      NameField("subject", {"编号", "Id"}, &ResultDifference::subject),
      TextField("display_name", {"对象", "Name"}, &ResultDifference::display_name),
      TextField("old_grade_title", {"原等次", "Grade"}, &ResultDifference::old_grade_title),
      TextField("new_grade_title", {"新等次", "New grade"}, &ResultDifference::new_grade_title),
      {{"total", {"总分", "Total"}, CellKind::kNumber},
       [](const ResultDifference& d) { return d.new_total().rounded(); }},
      {{"rank", {"名次", "Rank"}, CellKind::kNumber},
       [](const ResultDifference& d) {
         return d.new_rank() == 0 ? "" : std::to_string(d.new_rank());
       }},
  };
}

absl::Status Print(Context& context, const Release& release) {
  if (release.key_id().empty()) {
    context.Note({"此次发布未签名", "This release is not signed"});
  }
  if (auto s = PrintCard(context.out, {"结果发布", "Release"}, ReleaseColumns(), release);
      !s.ok()) {
    return s;
  }
  if (auto s = PrintPart(context, {"委员会决定", "Committee decisions"}, DecisionColumns(),
                         release.decisions());
      !s.ok()) {
    return s;
  }
  return PrintPart(context, {"与被更正发布的不同", "What the amendment changes"}, ChangeColumns(),
                   release.changes());
}

struct Options {
  std::string round;
  std::string run;
  std::string release;
  std::string note;
  int publicity_days = 0;
  std::string calendar;
  std::string amends;
  std::vector<std::string> settles;
  std::string out;
  bool confidential = false;

  std::string RoundName() const { return NameIn("rounds", round); }
};

absl::Status Create(Context& context, const Options& options) {
  absl::StatusOr<std::string> run = NameBelow(options.RoundName(), "runs", options.run);
  if (options.run.empty()) run = NewestRun(context.session, options.RoundName());
  if (!run.ok()) return run.status();
  ReleaseResultsRequest request;
  request.set_run(*run);
  request.set_note(options.note);
  request.set_publicity_days(options.publicity_days);
  if (!options.calendar.empty()) request.set_calendar(CalendarVersionName(options.calendar));
  if (!options.amends.empty()) {
    request.set_amends(NameBelow(options.RoundName(), "releases", options.amends));
  }
  for (const std::string& objection : options.settles) {
    request.add_settled_objections(ObjectionName(options.RoundName(), objection));
  }
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
                     options.out, options.confidential);
}

struct ExportFlags {
  std::string round;
  std::string release;
  std::string compare;
  ExportOptions options;
};

absl::Status Export(Context& context, const ExportFlags& flags) {
  ExportOptions options = flags.options;
  if (options.bundle.empty()) {
    if (flags.round.empty() || flags.release.empty()) {
      return absl::InvalidArgumentError(
          "which release: give --round and --release, or --bundle FILE");
    }
    options.release = NameBelow(NameIn("rounds", flags.round), "releases", flags.release);
  } else if (!flags.round.empty() || !flags.release.empty()) {
    return absl::InvalidArgumentError("give --round and --release, or --bundle FILE, not both");
  }
  const size_t slash = flags.compare.rfind('/');
  if (!flags.compare.empty()) {
    if (slash == std::string::npos || !options.compare_bundle.empty()) {
      return absl::InvalidArgumentError("--compare ROUND/RELEASE or --compare-bundle FILE");
    }
    options.compare = NameBelow(NameIn("rounds", flags.compare.substr(0, slash)), "releases",
                                flags.compare.substr(slash + 1));
  }
  return ExportRelease(context, options);
}

void DeclareExport(Flags& flags, ExportFlags& values) {
  flags.Optional("--round,round", values.round, {"评议轮次", "The round"});
  flags.Optional("--release", values.release, {"第几次", "The release's number"});
  flags.Optional("--bundle", values.options.bundle,
                 {"不问服务，取自发布包", "Take it from this bundle and ask no service"});
  flags
      .Required("--format", values.options.format,
                {"html、xlsx、csv、json、pdf（需要 Chromium）",
                 "html, xlsx, csv, json, or pdf (needs Chromium)"})
      ->check(CLI::IsMember({"html", "xlsx", "csv", "json", "pdf"}));
  flags.Required("--out", values.options.out,
                 {"新文件；csv 的每个擂台榜另写入 <文件>.board-<键>.csv",
                  "A new file; with csv each leaderboard goes to FILE.board-KEY.csv beside it"});
  flags
      .Optional("--languages", values.options.languages,
                {"报告的语言：zh、en、both（网页可切换；pdf 只有一种）",
                 "The report's: zh, en or both (a page switches between them; a pdf has one)"})
      ->check(CLI::IsMember({"zh", "en", "both"}))
      ->capture_default_str();
  flags.Optional("--compare", values.compare,
                 {"与哪次发布对比：轮次/第几次", "An earlier release beside it: ROUND/RELEASE"});
  flags.Optional("--compare-bundle", values.options.compare_bundle,
                 {"同上，取自发布包", "The same, from its bundle"});
  flags.Switch("--bom", values.options.byte_order_mark,
               {"csv 加上字节序标记，便于 Excel 打开", "A byte order mark in the csv, for Excel"});
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
  Noun noun = menu.AddNoun("release", {"结果发布", "Numbered, immutable publications of results"});
  AddObjectionVerbs(noun);
  noun.Verb<Options>(
          "create", {"发布结果", "Publish a run's results"},
          [](Flags& flags, Options& options) {
            flags.Round(options.round);
            flags.Optional("--run", options.run,
                           {"哪次汇总；默认最近成功的一次",
                            "Which run; the newest that succeeded by default"});
            flags.Optional("--note", options.note,
                           {"对公众的说明", "What the public is told with it"});
            flags.Optional(
                "--publicity-days", options.publicity_days,
                {"公示几个工作日；不给则不公示", "Working days of publicity; none if not given"});
            flags.Optional("--calendar", options.calendar,
                           {"按哪个日历计算，如 cn/1", "The calendar to count them by, as cn/1"});
            flags.Optional("--amends", options.amends,
                           {"更正第几次发布", "Number of the release that this one amends"});
            flags.Optional("--settles", options.settles,
                           {"所依据的已成立异议，如 1/2；可多次",
                            "An upheld objection that asks for it, as 1/2; may be repeated"});
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
            flags.Switch("--confidential", options.confidential,
                         {"含有不予公布的计票时也写出，仅供审计",
                          "Write it also where the tally holds counts that the results suppress: "
                          "for the auditor, not for publication"});
          },
          Bundle)
      .Verb<ExportFlags>("export",
                         {"写出供阅读的报告：网页、表格、PDF",
                          "Write a report for people: a page, a workbook, a PDF"},
                         DeclareExport, Export)
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
