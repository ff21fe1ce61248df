#include "services/base/rpc/certificate_watch.h"

#include <sys/stat.h>

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <absl/time/clock.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/telemetry/log.h"
#include "services/base/testing/certificates/authority.h"
#include "services/base/testing/temp_dir.h"
#include "services/base/testing/whole_file.h"

namespace pingyi::rpc {
namespace {

using test::Authority;
using test::Issued;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr absl::Duration kDay = absl::Hours(24);

class CertificateWatchTest : public ::testing::Test {
 protected:
  std::string Write(std::string_view name, std::string_view text, mode_t mode = 0600) {
    return test::WriteWhole(dir_.File(name), text, mode);
  }
  void Replace(const Issued& issued) {
    Write("key.pem", issued.key);
    Write("own.pem", issued.certificate);
  }

  // The lines since the last time that one asked.
  std::vector<std::string> Lines() {
    const std::lock_guard lock(mutex_);
    return std::exchange(lines_, {});
  }
  // Waits for lines, and takes them.
  std::vector<std::string> NextLines() {
    std::unique_lock lock(mutex_);
    written_.wait_for(lock, std::chrono::seconds(30), [this] { return !lines_.empty(); });
    return std::exchange(lines_, {});
  }
  std::vector<std::string> LinesOfLook(CertificateJournal& journal, absl::Duration from_start) {
    journal.Look(clock_.Now() + from_start);
    return Lines();
  }

  static auto Warning(const std::string& text) {
    return AllOf(HasSubstr(R"("level":"warn","message":"a certificate ends soon")"),
                 HasSubstr(text));
  }
  static auto Error(const std::string& text) {
    return AllOf(HasSubstr(R"("level":"error","message":"a file of TLS is faulty")"),
                 HasSubstr(text));
  }
  static auto Fine() {
    return HasSubstr(R"("level":"info","message":"the files of TLS are in order again")");
  }

  FakeClock clock_{absl::Now()};
  const test::TempDir dir_;
  const Authority authority_{"authority", 1000 * kDay};
  const Issued issued_ = authority_.Issue("server", {.until = 100 * kDay});
  const std::string ca_ = Write("ca.pem", authority_.pem());
  const config::TlsFiles files_{Write("own.pem", issued_.certificate),
                                Write("key.pem", issued_.key), ca_, ca_};
  std::mutex mutex_;
  std::condition_variable written_;
  std::vector<std::string> lines_;
  const telemetry::ScopedLogSink sink_{[this](std::string_view line) {
    const std::lock_guard lock(mutex_);
    lines_.emplace_back(line);
    written_.notify_all();
  }};
};

TEST_F(CertificateWatchTest, TheEndIsToldOnceADayAndAnErrorOnceItHasCome) {
  CertificateJournal journal(files_);
  EXPECT_THAT(LinesOfLook(journal, 69 * kDay), IsEmpty());
  const absl::Duration first = 71 * kDay;
  EXPECT_THAT(LinesOfLook(journal, first), ElementsAre(Warning("own.pem: the certificate ends")));
  for (const absl::Duration later : {absl::Seconds(1), absl::Hours(23)}) {
    EXPECT_THAT(LinesOfLook(journal, first + later), IsEmpty());
  }
  EXPECT_THAT(LinesOfLook(journal, first + kDay), ElementsAre(Warning("own.pem")));
  EXPECT_THAT(LinesOfLook(journal, first + kDay + absl::Hours(23)), IsEmpty());
  const absl::Duration end = 100 * kDay + absl::Minutes(1);
  EXPECT_THAT(LinesOfLook(journal, end), ElementsAre(Error("own.pem: the certificate expired")));
  EXPECT_THAT(LinesOfLook(journal, end + absl::Seconds(1)), IsEmpty());
  EXPECT_THAT(LinesOfLook(journal, end + kDay), ElementsAre(Error("own.pem")));
  Replace(authority_.Issue("server", {.until = 300 * kDay}));
  EXPECT_THAT(LinesOfLook(journal, end + kDay + absl::Seconds(1)), ElementsAre(Fine()));
  EXPECT_THAT(LinesOfLook(journal, end + 3 * kDay), IsEmpty());
}

TEST_F(CertificateWatchTest, EveryChangeOfTheFilesIsTold) {
  CertificateJournal journal(files_);
  const auto lines = [&] { return LinesOfLook(journal, absl::ZeroDuration()); };
  EXPECT_THAT(lines(), IsEmpty()) << "nothing to tell of what is well from the start";
  Write("key.pem", authority_.Issue("other").key);
  EXPECT_THAT(lines(), ElementsAre(Error("key.pem: is not the key of the certificate")));
  EXPECT_THAT(lines(), IsEmpty());
  Write("key.pem", issued_.key, 0644);
  EXPECT_THAT(lines(), ElementsAre(Error("key.pem: holds a secret, but every user")));
  Write("ca.pem", Authority("old", 3 * kDay).pem());
  EXPECT_THAT(lines(), ElementsAre(Error("key.pem: holds a secret"),
                                   Warning("ca.pem: the last of the authorities ends")));
  std::filesystem::remove(files_.key);
  EXPECT_THAT(lines(), ElementsAre(Error("key.pem: No such file"), Warning("ca.pem")));
  Write("key.pem", issued_.key);
  EXPECT_THAT(lines(), ElementsAre(Warning("ca.pem")));
  Write("ca.pem", authority_.pem());
  EXPECT_THAT(lines(), ElementsAre(Fine()));
}

TEST_F(CertificateWatchTest, TheWatchLooksAtOnceEvenIfItEndsAtOnce) {
  clock_.Advance(80 * kDay);
  { const CertificateWatch watch(files_, clock_, absl::Hours(1)); }
  EXPECT_THAT(Lines(), ElementsAre(Warning("own.pem")));
}

TEST_F(CertificateWatchTest, TheWatchLooksAgainAtItsIntervals) {
  clock_.Advance(80 * kDay);
  const CertificateWatch watch(files_, clock_, absl::Milliseconds(1));
  EXPECT_THAT(NextLines(), ElementsAre(Warning("own.pem")));
  clock_.Advance(kDay);
  EXPECT_THAT(NextLines(), ElementsAre(Warning("own.pem")));
  std::filesystem::remove(files_.certificate);
  EXPECT_THAT(NextLines(), ElementsAre(Error("own.pem: No such file")));
}

}  // namespace
}  // namespace pingyi::rpc
