// Measures the cast path at 1, 64 and 256 callers: acknowledged durable ballots per second with p50
// and p99, beside the same kit without storage, a bare echo and the plain way (one transaction a
// call behind the synchronous API), all in one run, and prints the ratios. Bounded: it casts a
// fixed number of ballots and ends.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <string>

#include <absl/time/clock.h>
#include <fmt/format.h>

#include "services/base/config/data_config.h"
#include "services/base/config/section.h"
#include "services/base/storage/open.h"
#include "tests/integration/small_round.h"
#include "tests/load/baseline/plain_cast.h"
#include "tests/load/load_client.h"

namespace {

namespace load = pingyi::load;
namespace test = pingyi::test;
namespace v1 = pingyi::appraisal::v1;
using load::Figures;
using Casts = std::vector<v1::CastBallotRequest>;

constexpr int kChannels = 4;
constexpr int kIssuedAtOnce = 10'000;
constexpr int kBatch = 64;  // ballots of one call of bulk entry

void SendCast(load::Stub& stub, grpc::ClientContext* context, const v1::CastBallotRequest* request,
              v1::CastBallotResponse* response, std::function<void(grpc::Status)> done) {
  stub.async()->CastBallot(context, request, response, std::move(done));
}

void SendBatch(load::Stub& stub, grpc::ClientContext* context,
               const v1::CastBallotsRequest* request, v1::CastBallotsResponse* response,
               std::function<void(grpc::Status)> done) {
  stub.async()->CastBallots(context, request, response, std::move(done));
}

Figures Cast(const load::Stubs& stubs, int callers, const Casts& casts) {
  return load::Load<v1::CastBallotRequest, v1::CastBallotResponse>(stubs, casts, SendCast)
      .Run(callers);
}

// As many requests as there are credentials made for them, in a round of their own.
Casts MakeCasts(test::Suite& suite, const std::string& round_id, int count) {
  const std::string round = test::OpenSmallRound(suite, round_id, count).name();
  Casts casts;
  casts.reserve(count);
  for (int left = count; left > 0; left -= kIssuedAtOnce) {
    for (const test::Vote& vote : test::IssueVotes(suite, round, "a", std::min(left, kIssuedAtOnce),
                                                   test::BallotOf("competent"))) {
      v1::CastBallotRequest& request = casts.emplace_back();
      request.set_parent(round);
      request.set_credential(vote.credential);
      request.set_request_id(vote.request_id);
      *request.mutable_ballot() = vote.ballot;
    }
  }
  return casts;
}

std::vector<v1::CastBallotsRequest> InBatches(const Casts& casts) {
  std::vector<v1::CastBallotsRequest> batches;
  for (size_t i = 0; i < casts.size(); ++i) {
    if (i % kBatch == 0) batches.emplace_back().set_parent(casts[i].parent());
    v1::BallotEntry& entry = *batches.back().add_entries();
    entry.set_credential(casts[i].credential());
    entry.set_request_id(casts[i].request_id());
    *entry.mutable_ballot() = casts[i].ballot();
  }
  return batches;
}

void Print(std::string_view what, int callers, const Figures& figures) {
  fmt::print("{:<34}{:>8}{:>12.0f}{:>10.2f}{:>10.2f}{:>8}\n", what, callers, figures.per_second,
             figures.p50_ms, figures.p99_ms, figures.failed);
  std::fflush(stdout);
}

void PrintRatio(std::string_view what, double ratio, std::string_view target) {
  fmt::print("  {:<66}{:>8.2f}   {}\n", what, ratio, target);
}

std::string WriteConfig(const std::string& path, const std::string& data) {
  std::ofstream(path) << "listen: 127.0.0.1:0\n" << data;
  return path;
}

// A program of this folder, and connections to it.
class Baseline {
 public:
  Baseline(test::Suite& suite, const std::string& name, const std::string& data)
      : config_(WriteConfig(suite.File(name + ".yaml"), data)),
        process_(test::BinDir() + "/pingyi-" + name, {"--config", config_},
                 suite.File(name + ".log"), "listening on ") {
    if (!process_.ready()) {
      fmt::print(stderr, "pingyi-{} did not start\n", name);
      return;
    }
    const std::string& line = process_.ready_line();
    stubs_ = load::Connect(line.substr(line.rfind("127.0.0.1")), kChannels);
  }

  const load::Stubs& stubs() const { return stubs_; }

 private:
  const std::string config_;
  test::Process process_;
  load::Stubs stubs_;
};

// Single rows committed one after the other, without any RPC.
Figures CommitAlone(const std::string& data, int rows) {
  auto document = pingyi::config::Document::Parse(data, "data");
  pingyi::config::Section root = document->Root();
  auto database = pingyi::storage::Open(pingyi::config::ReadDataConfig(root.Child("data")));
  if (!database.ok()) return {.failed = rows};
  using Clock = std::chrono::steady_clock;
  std::vector<double> milliseconds;
  int64_t failed = 0;
  const Clock::time_point begun = Clock::now();
  for (int i = 0; i < rows; ++i) {
    const Clock::time_point start = Clock::now();
    if (!load::InsertOneRow(**database, absl::Now() + absl::Seconds(30)).ok()) ++failed;
    milliseconds.push_back(std::chrono::duration<double, std::milli>(Clock::now() - start).count());
  }
  return load::Summarize(std::move(milliseconds),
                         std::chrono::duration<double>(Clock::now() - begun).count(), failed);
}

struct Level {
  int callers;
  int ballots;
  int plain_ballots;  // the plain way takes longer
};
constexpr Level kLevels[] = {{1, 4'000, 4'000}, {64, 60'000, 20'000}, {256, 60'000, 20'000}};

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
        service_(load::Connect(suite_.address(test::Service::kAppraisal), kChannels)) {}

  // Whether every call succeeded.
  bool Run() {
    if (echo_.stubs().empty() || kit_.stubs().empty() || plain_.stubs().empty()) return false;
    fmt::print("{:<34}{:>8}{:>12}{:>10}{:>10}{:>8}\n", "", "callers", "per second", "p50 ms",
               "p99 ms", "failed");
    const Row lone = Measure(kLevels[0]);
    const Row some = Measure(kLevels[1]);
    const Row many = Measure(kLevels[2]);
    const Figures alone = CommitAlone(data_, kLevels[0].ballots);
    Note("single-row commit, no RPC", 1, alone);
    const Figures batch = MeasureBatches();
    fmt::print("\n  {:<66}{:>8}   {}\n", "ratios of this run", "", "target");
    const bool sqlite = data_.find("sqlite") != std::string::npos;
    PrintRatio("ballots/s, 256 callers ÷ the kit without storage",
               many.cast.per_second / many.kit.per_second, sqlite ? "≥ 0.45" : "≥ 0.6");
    PrintRatio("ballots/s, 256 callers ÷ the plain way",
               many.cast.per_second / many.plain.per_second, sqlite ? "≥ 5" : "≥ 3.3");
    PrintRatio("p99 at 64 callers ÷ that of the plain way", some.cast.p99_ms / some.plain.p99_ms,
               "≤ 0.5");
    PrintRatio("lone cast ÷ (single-row commit + lone echo), medians",
               lone.cast.p50_ms / (alone.p50_ms + lone.echo.p50_ms), "≤ 1.2");
    PrintRatio(fmt::format("ballots/s in batches of {} ÷ single-row commits/s", kBatch),
               batch.per_second * kBatch / alone.per_second, sqlite ? "≥ 8" : "≥ 10");
    return failed_ == 0;
  }

 private:
  Figures Note(std::string_view what, int callers, const Figures& figures) {
    Print(what, callers, figures);
    failed_ += figures.failed;
    return figures;
  }

  Row Measure(const Level& level) {
    const Casts casts = MakeCasts(suite_, fmt::format("load-{}", level.callers), level.ballots);
    const Casts others =
        MakeCasts(suite_, fmt::format("plain-{}", level.callers), level.plain_ballots);
    const int callers = level.callers;
    Row row;
    row.echo = Note("bare echo", callers, Cast(echo_.stubs(), callers, casts));
    row.kit = Note("kit: server, queue, no storage", callers, Cast(kit_.stubs(), callers, casts));
    row.plain = Note("plain: a transaction a call", callers, Cast(plain_.stubs(), callers, others));
    row.cast = Note("durable ballots", callers, Cast(service_, callers, casts));
    return row;
  }

  Figures MeasureBatches() {
    constexpr int kBatchCallers = 8;
    const Casts casts = MakeCasts(suite_, "load-batches", 60'000);
    const auto batches = InBatches(casts);
    return Note(
        fmt::format("batches of {} ballots", kBatch), kBatchCallers,
        load::Load<v1::CastBallotsRequest, v1::CastBallotsResponse>(service_, batches, SendBatch)
            .Run(kBatchCallers));
  }

  test::Suite suite_;
  const std::string data_;
  const Baseline echo_;
  const Baseline kit_;
  const Baseline plain_;
  const load::Stubs service_;
  int64_t failed_ = 0;
};

}  // namespace

int main() { return CastLoad().Run() ? 0 : 1; }
