// Keys for signing, and bundles, from the command line.
#include <sys/stat.h>

#include "services/base/crypto/signature.h"
#include "services/cli/command/run_command_test.h"

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

}  // namespace
}  // namespace pingyi::cli::test
