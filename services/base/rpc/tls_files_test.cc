#include "services/base/rpc/tls_files.h"

#include <sys/stat.h>

#include <string>
#include <string_view>
#include <vector>

#include <absl/time/clock.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/testing/certificates/authority.h"
#include "services/base/testing/status_matchers.h"
#include "services/base/testing/temp_dir.h"
#include "services/base/testing/whole_file.h"

namespace pingyi::rpc {
namespace {

using test::Authority;
using test::Issued;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using Kind = TlsFinding::Kind;

constexpr absl::Duration kDay = absl::Hours(24);

class TlsFilesTest : public ::testing::Test {
 protected:
  TlsFilesTest() { Replace(authority_.Issue("server", {.until = 100 * kDay})); }

  std::string Write(std::string_view name, std::string_view text, mode_t mode = 0600) {
    return test::WriteWhole(dir_.File(name), text, mode);
  }
  void Replace(const Issued& issued) {
    Write("own.pem", issued.certificate);
    Write("key.pem", issued.key);
  }

  // One line for each finding, without the directory: "soon own.pem: the certificate ends at …".
  std::vector<std::string> Found(absl::Duration from_now = absl::ZeroDuration()) const {
    std::vector<std::string> lines;
    for (const TlsFinding& finding : ExamineTlsFiles(files_, start_ + from_now)) {
      const std::string text(finding.status.message());
      EXPECT_FALSE(finding.status.ok());
      EXPECT_EQ(text.find(dir_.path().string()), 0U) << "the file stands first: " << text;
      lines.push_back((finding.kind == Kind::kFault ? "fault " : "soon ") +
                      text.substr(dir_.path().string().size() + 1));
    }
    return lines;
  }

  const absl::Time start_ = absl::Now();
  const test::TempDir dir_;
  const Authority authority_{"authority", 200 * kDay};
  const std::string ca_ = Write("ca.pem", authority_.pem());
  config::TlsFiles files_{dir_.File("own.pem"), dir_.File("key.pem"), ca_, ca_};
};

TEST_F(TlsFilesTest, TheEndIsToldThirtyDaysBeforeAndOnceItHasCome) {
  EXPECT_THAT(Found(), IsEmpty());
  EXPECT_THAT(Found(70 * kDay - absl::Hours(1)), IsEmpty());
  for (const absl::Duration at : {70 * kDay + absl::Hours(1), 100 * kDay - absl::Hours(1)}) {
    EXPECT_THAT(Found(at), ElementsAre(MatchesRegex("soon own.pem: the certificate ends at 20.*")));
  }
  EXPECT_THAT(Found(100 * kDay + absl::Hours(1)),
              ElementsAre(MatchesRegex("fault own.pem: the certificate expired at 20.*")));
  EXPECT_THAT(Found(-absl::Hours(2)),
              ElementsAre(MatchesRegex("fault own.pem: the certificate is not valid before 20.*")));
}

TEST_F(TlsFilesTest, WhatIsFoundStaysTheSameWhileNothingChanges) {
  const auto found = ExamineTlsFiles(files_, start_ + 80 * kDay);
  EXPECT_EQ(found.size(), 1U);
  EXPECT_EQ(found, ExamineTlsFiles(files_, start_ + 81 * kDay));
  EXPECT_NE(found, ExamineTlsFiles(files_, start_ + 101 * kDay));
}

TEST_F(TlsFilesTest, IntermediateCertificatesCountToo) {
  const Authority between("between", 20 * kDay, &authority_);
  const Authority unrelated("unrelated", 10 * kDay, &authority_);
  const Issued issued = between.Issue("server", {.until = 100 * kDay});
  Replace({issued.certificate + between.pem() + unrelated.pem(), issued.key});
  EXPECT_THAT(Found(),
              ElementsAre(MatchesRegex("soon own.pem: an intermediate certificate ends at 20.*")));
  EXPECT_THAT(
      Found(21 * kDay),
      ElementsAre(MatchesRegex("fault own.pem: an intermediate certificate expired at 20.*")));
}

TEST_F(TlsFilesTest, OfTheAuthoritiesTheLastCounts) {
  const Authority old("old", 10 * kDay);
  Write("ca.pem", old.pem() + authority_.pem());
  EXPECT_THAT(Found(), IsEmpty());
  EXPECT_THAT(Found(20 * kDay), IsEmpty()) << "the other one will do";
  Write("ca.pem", old.pem());
  EXPECT_THAT(Found(),
              ElementsAre(MatchesRegex("soon ca.pem: the last of the authorities ends at 20.*")));
  EXPECT_THAT(
      Found(11 * kDay),
      ElementsAre(MatchesRegex("fault ca.pem: the last of the authorities expired at 20.*")));
}

TEST_F(TlsFilesTest, BothFilesOfAuthoritiesAreLookedAtAndOneAlone) {
  files_.client_ca = Write("callers.pem", Authority("callers", 10 * kDay).pem());
  EXPECT_THAT(Found(), ElementsAre(MatchesRegex("soon callers.pem: the last .*")));
  files_.ca = files_.client_ca;
  EXPECT_THAT(Found(), ElementsAre(MatchesRegex("soon callers.pem: the last .*")));
  files_.client_ca = "";
  EXPECT_THAT(Found(), ElementsAre(MatchesRegex("soon callers.pem: the last .*")));
}

TEST_F(TlsFilesTest, FilesThatDoNotServeAreFaults) {
  const Issued other = authority_.Issue("other");
  Write("key.pem", other.key);
  EXPECT_THAT(Found(), ElementsAre("fault key.pem: is not the key of the certificate"));
  Replace(authority_.Issue("server", {.until = 100 * kDay}));
  chmod(files_.key.c_str(), 0644);
  EXPECT_THAT(Found(), ElementsAre(MatchesRegex("fault key.pem: holds a secret, but every user of "
                                                "this machine has rights to it.*")));
  Write("own.pem", "none");
  Write("ca.pem", "none");
  EXPECT_THAT(Found(), ElementsAre(MatchesRegex("fault own.pem: holds no certificate.*"),
                                   MatchesRegex("fault ca.pem: holds no certificate.*")));
  files_.certificate = dir_.File("missing.pem");
  files_.ca = files_.client_ca = dir_.path().string() + "/";
  EXPECT_THAT(Found(),
              ElementsAre("fault missing.pem: No such file or directory", "fault : is not a file"));
}

}  // namespace
}  // namespace pingyi::rpc
