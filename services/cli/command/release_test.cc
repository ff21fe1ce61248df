// Keys for signing, and bundles, from the command line.
#include <sys/stat.h>

#include "services/base/crypto/signature.h"
#include "services/cli/command/run_command_test.h"
#include "services/verify/program/program.h"

namespace pingyi::cli::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class ReleaseTest : public RunCommandTest {
 protected:
  static mode_t ModeOf(const std::string& path) {
    struct stat facts {};
    EXPECT_EQ(stat(path.c_str(), &facts), 0) << path;
    return facts.st_mode & 07777U;
  }
};

TEST_F(ReleaseTest, KeygenWritesAPairAndPrintsOnlyItsId) {
  const Ran ran = Run({"release", "keygen", "--out", Path("key.pem")});
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_EQ(ModeOf(Path("key.pem")), 0600U);
  const auto key = crypto::SigningKey::FromPem(Content(Path("key.pem")));
  ASSERT_TRUE(key.ok()) << key.status();
  EXPECT_EQ(ran.out, key->public_key().id() + "\n");
  const auto public_key = crypto::PublicKey::FromPem(Content(Path("key.pem.pub")));
  ASSERT_TRUE(public_key.ok()) << public_key.status();
  EXPECT_EQ(public_key->id(), key->public_key().id());
  EXPECT_THAT(Content(Path("key.pem.pub")), Not(HasSubstr("PRIVATE")));
  EXPECT_THAT(ran.err, Not(HasSubstr("PRIVATE")));
}

TEST_F(ReleaseTest, KeygenOverwritesNothing) {
  File("key.pem", "precious");
  EXPECT_EQ(Run({"release", "keygen", "--out", Path("key.pem")}).exit_code, 1);
  EXPECT_EQ(Content(Path("key.pem")), "precious");
  // Without a place for the public key there is no private one either.
  File("other.pem.pub", "precious");
  EXPECT_EQ(Run({"release", "keygen", "--out", Path("other.pem")}).exit_code, 1);
  EXPECT_EQ(Content(Path("other.pem.pub")), "precious");
  EXPECT_EQ(Content(Path("other.pem")), "");
}

// Without the services' addresses, which such a command line does not have.
Ran RunAlone(const std::vector<std::string>& arguments) {
  std::ostringstream out;
  std::ostringstream err;
  const int code = RunCommand(arguments, {out, err, false, false});
  return {code, out.str(), err.str()};
}

TEST_F(ReleaseTest, VerifyIsTheWholeOfPingyiVerify) {
  const std::string key = File("key.pub", crypto::SigningKey::Generate().public_key().ToPem());
  const std::string bundle = File("b.json", "{}");
  for (const std::vector<std::string>& rest :
       std::vector<std::vector<std::string>>{{bundle, "--key", key},
                                             {"--key", key, "--lang", "zh", "--bundle", bundle},
                                             {"--key", key, "--key", key, bundle, "--lang", "en"},
                                             {"/nowhere", "--key", key},
                                             {bundle},
                                             {bundle, "--key", key, "--no-such"},
                                             {"--help"},
                                             {}}) {
    std::vector<std::string> line = {"--lang", "en", "release", "verify"};
    line.insert(line.end(), rest.begin(), rest.end());
    const Ran ran = RunAlone(line);
    std::ostringstream out;
    std::ostringstream err;
    EXPECT_EQ(ran.exit_code, verify::RunProgram(rest, "en", out, err));
    EXPECT_EQ(ran.out, out.str());
    EXPECT_EQ(ran.err, err.str());
  }
  EXPECT_EQ(RunAlone({"release", "verify", bundle, "--key", key}).exit_code, 1) << "refused";
  EXPECT_EQ(RunAlone({"release", "verify", bundle}).exit_code, 2) << "nothing checked";
  EXPECT_EQ(RunAlone({"--output", "xml", "release", "verify", bundle, "--key", key}).exit_code, 2);
  EXPECT_THAT(RunAlone({"--lang", "zh", "release", "verify", bundle, "--key", key}).out,
              HasSubstr("验证不通过"));
  EXPECT_THAT(RunAlone({"--lang", "en", "release", "--help"}).out, HasSubstr("pingyi-verify"));
}

class BundleTest : public ReleaseTest {
 protected:
  void SetUp() override {
    result::v1::Release& release = fakes_.result.releases.emplace_back();
    release.set_name("rounds/r1/releases/1");
    release.set_policy("policies/p/versions/1");
    release.set_key_id("k");
    fakes_.result.policies.emplace_back().set_name("policies/p/versions/1");
    fakes_.appraisal.round.set_name("rounds/r1");
    fakes_.appraisal.tallies.set_salt("5a17");
    appraisal::v1::GroupTurnout& group = *fakes_.appraisal.tallies.add_groups();
    group.set_group("a");
    group.set_valid(3);
    group.set_straight_lined(0);
    result::v1::SubjectResult& result = fakes_.result.results.emplace_back();
    result.set_subject("rounds/r1/subjects/s1");
    result.add_groups()->set_group("a");
  }

  Ran Bundle(const std::string& file, const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments = {"release",   "bundle", "--round", "r1",
                                          "--release", "1",      "--out",   Path(file)};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return Run(arguments);
  }
};

TEST_F(BundleTest, HoldsWhatTheTallyRestsOn) {
  const Ran ran = Bundle("b.json");
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  const std::string text = Content(Path("b.json"));
  EXPECT_THAT(text, HasSubstr("\"tally_salt\": \"5a17\""));
  EXPECT_THAT(text, HasSubstr("\"straight_lined\":\"0\""));
  EXPECT_THAT(text, Not(HasSubstr("confidential")));
}

TEST_F(BundleTest, OneThatWouldDiscloseWhatIsSuppressedIsForTheAuditorAlone) {
  fakes_.result.results[0].mutable_groups(0)->set_suppression(result::v1::SUPPRESSION_SMALL);
  const Ran refused = Bundle("b.json");
  EXPECT_NE(refused.exit_code, 0);
  EXPECT_THAT(refused.err, HasSubstr("BUNDLE_DISCLOSES"));
  EXPECT_EQ(Content(Path("b.json")), "");
  const Ran ran = Bundle("b.json", {"--confidential"});
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.err, HasSubstr("for the auditor alone"));
  EXPECT_THAT(Content(Path("b.json")), HasSubstr("\"confidential\": true"));
}

}  // namespace
}  // namespace pingyi::cli::test
