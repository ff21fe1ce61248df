#include "services/cli/command/app.h"

#include <algorithm>

#include <fmt/format.h>

#include "services/base/clock/id_source.h"
#include "services/cli/call/error_text.h"
#include "services/cli/command/commands.h"
#include "services/cli/command/global_options.h"
#include "services/cli/command/release_verify.h"

namespace pingyi::cli {
namespace {

void AddCommands(Menu& menu) {
  AddTemplateCommands(menu);
  AddCycleCommands(menu);
  AddReporterCommands(menu);
  AddReportCommands(menu);
  AddRoundCommands(menu);
  AddSubjectCommands(menu);
  AddCredentialCommands(menu);
  AddVoteCommands(menu);
  AddTurnoutCommands(menu);
  AddTallyCommands(menu);
  AddPolicyCommands(menu);
  AddCalendarCommands(menu);
  AddComponentCommands(menu);
  AddAggregateCommand(menu);
  AddResultCommands(menu);
  AddReleaseCommands(menu);
  AddAuditCommands(menu);
  AddDoctorCommand(menu);
}

int Exit(ExitCode code) { return static_cast<int>(code); }

// What the operator needs to know beyond the error itself.
void Advise(const Context& context, const absl::Status& status) {
  const std::string id = context.session.request_ids().used();
  if (ExitCodeOf(status.code()) != ExitCode::kUnavailable || id.empty()) return;
  context.Note(
      {fmt::format("是否已生效不得而知；要安全地重复，请加 --request_id {}", id),
       fmt::format("Whether it took effect is not known; to repeat it safely, add --request_id {}",
                   id)});
}

int RunChoice(const Choice& choice, const GlobalOptions& options, const Streams& streams) {
  Output out(streams.out, options.format(), {options.language(), absl::LocalTimeZone()});
  Session session(options.settings(), SystemIdSource());
  Context context{out, streams, session};
  const absl::Status status = choice.run(context);
  if (!status.ok() && !absl::IsCancelled(status)) {
    streams.err << ErrorText(choice.what, status);
    if (!context.advised) Advise(context, status);
  }
  const ExitCode code = ExitCodeOf(status.code());
  return Exit(code == ExitCode::kOk ? context.exit_code : code);
}

}  // namespace

int RunCommand(const std::vector<std::string>& arguments, const Streams& streams) {
  const Language language = LanguageOf(arguments);
  CLI::App app(Label{"评议：机关单位绩效评议的命令行",
                     "Pingyi: performance evaluation in institutions, from the command line"}
                   .In(language),
               "pingyi");
  app.require_subcommand(1)->fallthrough();
  app.footer(ExitCodeHelp());
  GlobalOptions options(app, language);
  Menu menu(app, language);
  AddCommands(menu);
  const CLI::App* const verify = AddVerifyVerb(*app.get_subcommand("release"), language);
  try {
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::ParseError& error) {
    const bool asked_for_help = app.exit(error, streams.out, streams.err) == 0;
    if (!asked_for_help && verify->parsed()) return kNothingChecked;
    return Exit(asked_for_help ? ExitCode::kOk : ExitCode::kBadInput);
  }
  if (verify->parsed()) return RunVerifyVerb(*verify, streams, language);
  if (const absl::Status status = options.Check(); !status.ok()) {
    streams.err << ErrorText(menu.choice().what, status);
    return Exit(ExitCode::kBadInput);
  }
  return RunChoice(menu.choice(), options, streams);
}

}  // namespace pingyi::cli
