// Measures the cast path at 1, 64 and 256 callers: acknowledged durable ballots per second with p50
// and p99, beside the same kit without storage, a bare echo and the plain way (one transaction a
// call behind the synchronous API), all in one run, and prints the ratios. Bounded: it casts a
// fixed number of ballots and ends.
#include <string>

#include <absl/time/clock.h>
#include <fmt/format.h>

#include "tests/load/baseline/plain_cast.h"
#include "tests/load/load_suite.h"
#include "tests/load/report.h"

namespace {

namespace load = pingyi::load;
namespace test = pingyi::test;
using load::Figures;

struct Level {
  int callers;
  int ballots;
  int plain_ballots;  // the plain way takes longer
};
constexpr Level kLone = {1, 4'000, 4'000};
constexpr Level kSome = {64, 60'000, 20'000};
constexpr Level kMany = {256, 60'000, 20'000};

struct Row {
  Figures echo, kit, plain, cast;
};

class CastLoad {
 public:
  CastLoad()
      : data_(suite_.DataOf(test::Service::kAppraisal)),
        echo_(suite_, "echo", data_),
        kit_(suite_, "queue", data_),
        plain_(suite_, "plain", data_),
        service_(load::Connect(suite_.address(test::Service::kAppraisal), load::kChannels)),
        direct_(load::OpenDirectly(data_)) {}

  // Whether every call succeeded.
  bool Run() {
    if (echo_.stubs().empty() || kit_.stubs().empty() || plain_.stubs().empty() || !direct_) {
      return false;
    }
    load::PrintHead();
    // What is compared is measured close together: a disk has good and bad minutes.
    const Row lone = Measure(kLone);
    const Figures alone = CommitAlone();
    const Figures batch = MeasureBatches();
    const Row some = Measure(kSome);
    const Row many = Measure(kMany);
    const bool sqlite = data_.find("sqlite") != std::string::npos;
    load::PrintRatioHead();
    load::PrintRatio("ballots/s, 256 callers ÷ the kit without storage",
                     many.cast.per_second / many.kit.per_second, sqlite ? "≥ 0.45" : "≥ 0.6");
    load::PrintRatio("ballots/s, 256 callers ÷ the plain way",
                     many.cast.per_second / many.plain.per_second, sqlite ? "≥ 5" : "≥ 3.3");
    load::PrintRatio("p99 at 64 callers ÷ that of the plain way",
                     some.cast.p99_ms / some.plain.p99_ms, "≤ 0.5");
    load::PrintRatio("lone cast ÷ (single-row commit + lone echo), medians",
                     lone.cast.p50_ms / (alone.p50_ms + lone.echo.p50_ms), "≤ 1.2");
    load::PrintRatio(fmt::format("ballots/s in batches of {} ÷ single-row commits/s", load::kBatch),
                     batch.per_second * load::kBatch / alone.per_second, sqlite ? "≥ 8" : "≥ 10");
    return failed_ == 0;
  }

 private:
  Figures Note(std::string_view what, int callers, const Figures& figures) {
    load::PrintFigures(what, callers, figures);
    failed_ += figures.failed;
    return figures;
  }

  Row Measure(const Level& level) {
    const int callers = level.callers;
    const load::Casts casts =
        load::MakeCasts(suite_, fmt::format("load-{}", callers), level.ballots);
    const load::Casts others =
        load::MakeCasts(suite_, fmt::format("plain-{}", callers), level.plain_ballots);
    Row row;
    row.echo = Note("bare echo", callers, load::Cast(echo_.stubs(), callers, casts));
    row.kit =
        Note("kit: server, queue, no storage", callers, load::Cast(kit_.stubs(), callers, casts));
    row.plain =
        Note("plain: a transaction a call", callers, load::Cast(plain_.stubs(), callers, others));
    row.cast = Note("durable ballots", callers, load::Cast(service_, callers, casts));
    return row;
  }

  // Single rows committed one after the other, without any RPC.
  Figures CommitAlone() {
    return Note("single-row commit, no RPC", 1, load::TimeEach(kLone.ballots, [this] {
                  return load::InsertOneRow(*direct_, absl::Now() + absl::Seconds(30)).ok();
                }));
  }

  Figures MeasureBatches() {
    constexpr int kBatchCallers = 8;
    const auto batches = load::InBatches(load::MakeCasts(suite_, "load-batches", 60'000));
    return Note(fmt::format("batches of {} ballots", load::kBatch), kBatchCallers,
                load::CastBatches(service_, kBatchCallers, batches));
  }

  test::Suite suite_;
  const std::string data_;
  const load::Baseline echo_;
  const load::Baseline kit_;
  const load::Baseline plain_;
  const load::Stubs service_;
  const std::unique_ptr<pingyi::sql::Database> direct_;
  int64_t failed_ = 0;
};

}  // namespace

int main() { return CastLoad().Run() ? 0 : 1; }
