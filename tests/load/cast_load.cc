// Measures the cast path at 1, 64 and 256 callers: acknowledged durable ballots per second with p50
// and p99, beside the same kit without storage, a bare echo and the plain way (one transaction a
// call behind the synchronous API), and prints the ratios. Processors and disks have good and bad
// seconds, so what is compared takes turns, and the figures are medians over the turns. Bounded: it
// casts a fixed number of ballots and ends.
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <absl/functional/function_ref.h>
#include <absl/time/clock.h>
#include <fmt/format.h>

#include "tests/load/baseline/plain_cast.h"
#include "tests/load/load_suite.h"
#include "tests/load/report.h"

namespace {

namespace load = pingyi::load;
namespace test = pingyi::test;
using load::Figures;

constexpr size_t kTurns = 5;

// Each of so many ballots is cast once, a part of them in each turn.
struct Level {
  int callers;
  int ballots;
  int plain_ballots;  // the plain way takes longer
};
constexpr Level kLone = {1, 5'000, 5'000};
constexpr Level kSome = {64, 60'000, 20'000};
constexpr Level kMany = {256, 60'000, 20'000};
constexpr int kBatched = 64'000;

struct Row {
  Figures echo, kit, plain, cast;
};

// What belongs to the turn.
template <typename T>
std::span<const T> Part(const std::vector<T>& all, size_t turn) {
  const size_t count = all.size() / kTurns;
  return std::span(all).subspan(turn * count, count);
}

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
    constexpr int kBatchCallers = 8;
    const auto batches = load::InBatches(load::MakeCasts(suite_, "load-batches", kBatched));
    const std::string in_batches = fmt::format("batches of {} ballots", load::kBatch);
    load::Turns alone_turns("single-row commit, no RPC", 1);
    load::Turns batch_turns(in_batches, kBatchCallers);
    const Row lone = Measure(kLone, [&](size_t turn) {
      alone_turns.Add(CommitRows(kLone.ballots / kTurns));
      batch_turns.Add(load::CastBatches(service_, kBatchCallers, Part(batches, turn)));
    });
    const Figures alone = alone_turns.Sum(failed_);
    const Figures batch = batch_turns.Sum(failed_);
    const Row some = Measure(kSome, [](size_t) {});
    const Row many = Measure(kMany, [](size_t) {});
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
  // `beside` is what else takes turns.
  Row Measure(const Level& level, absl::FunctionRef<void(size_t turn)> beside) {
    const int callers = level.callers;
    const load::Casts casts =
        load::MakeCasts(suite_, fmt::format("load-{}", callers), level.ballots);
    const load::Casts others =
        load::MakeCasts(suite_, fmt::format("plain-{}", callers), level.plain_ballots);
    load::Turns echo("bare echo", callers);
    load::Turns kit("kit: server, queue, no storage", callers);
    load::Turns plain("plain: a transaction a call", callers);
    load::Turns cast("durable ballots", callers);
    for (size_t turn = 0; turn < kTurns; ++turn) {
      const auto part = Part(casts, turn);
      echo.Add(load::Cast(echo_.stubs(), callers, part));
      plain.Add(load::Cast(plain_.stubs(), callers, Part(others, turn)));
      kit.Add(load::Cast(kit_.stubs(), callers, part));
      cast.Add(load::Cast(service_, callers, part));
      beside(turn);
    }
    return {echo.Sum(failed_), kit.Sum(failed_), plain.Sum(failed_), cast.Sum(failed_)};
  }

  // Single rows committed one after the other, without any RPC.
  Figures CommitRows(int rows) {
    return load::TimeEach(rows, [this] {
      return load::InsertOneRow(*direct_, absl::Now() + absl::Seconds(30)).ok();
    });
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
