#include "services/cli/command/release_verify.h"

#include "services/verify/program/program.h"

namespace pingyi::cli {

CLI::App* AddVerifyVerb(CLI::App& release, Language language) {
  const Label help = {
      "离线验证发布包，不需要服务和数据库；与 pingyi-verify 相同（退出码 0 通过、1 不通过、2 "
      "未检查）",
      "Verify a bundle without any service or database: the same as pingyi-verify, with its exit "
      "codes (0 accepted, 1 refused, 2 nothing checked)"};
  CLI::App* verb = release.add_subcommand("verify", help.In(language));
  verb->set_help_flag();
  verb->fallthrough(false)->prefix_command();
  return verb;
}

int RunVerifyVerb(const CLI::App& verb, const Streams& streams, Language language) {
  return verify::RunProgram(verb.remaining(), language == Language::kZh ? "zh" : "en", streams.out,
                            streams.err);
}

}  // namespace pingyi::cli
