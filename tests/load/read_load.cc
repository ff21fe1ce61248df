// Measures what is read: ordinary calls beside the same query without RPC, and how the result
// service is fed with a round's ballots beside a stream of one ballot a message, and what mutual
// TLS costs a call. Prints the ratios.
#include <cstdio>
#include <span>
#include <string>
#include <vector>

#include <absl/time/clock.h>
#include <fmt/format.h>

#include "services/appraisal/store/round_store.h"
#include "services/base/clock/clock.h"
#include "tests/load/baseline/feed.h"
#include "tests/load/load_suite.h"
#include "tests/load/report.h"

namespace {

namespace load = pingyi::load;
namespace test = pingyi::test;
namespace v1 = pingyi::appraisal::v1;
using load::Figures;

constexpr int kTurns = 15;
constexpr int kCalls = 500;  // a turn
constexpr int kPage = 50;
constexpr int kBallots = 60'000;
constexpr int kFeeds = 20;
constexpr int kTlsCallers = 64;
constexpr int kTlsCalls = 20'000;

void SendGet(load::Stub& stub, grpc::ClientContext* context, const v1::GetRoundRequest* request,
             v1::Round* response, std::function<void(grpc::Status)> done) {
  stub.async()->GetRound(context, request, response, std::move(done));
}

void SendList(load::Stub& stub, grpc::ClientContext* context,
              const v1::ListSubjectsRequest* request, v1::ListSubjectsResponse* response,
              std::function<void(grpc::Status)> done) {
  stub.async()->ListSubjects(context, request, response, std::move(done));
}

absl::Time Soon() { return absl::Now() + absl::Seconds(30); }

// Messages of a stream with one ballot each, per second.
double StreamedPerSecond(load::Stub& stub) {
  grpc::ClientContext context;
  int64_t count = 0;
  const double seconds = load::Quickest(1, [&] {
    const auto reader = stub.WatchTurnout(&context, v1::WatchTurnoutRequest());
    v1::Turnout message;
    while (reader->Read(&message)) ++count;
    reader->Finish();
  });
  return static_cast<double>(count) / seconds;
}

class ReadLoad {
 public:
  ReadLoad()
      : data_(suite_.DataOf(test::Service::kAppraisal)),
        echo_(suite_, "echo", data_),
        tls_echo_(suite_, "echo", data_, load::Baseline::Transport::kMutualTls),
        service_(load::Connect(suite_.address(test::Service::kAppraisal), load::kChannels)),
        direct_(load::OpenDirectly(data_)) {}

  // Whether every call succeeded.
  bool Run() {
    if (echo_.stubs().empty() || tls_echo_.stubs().empty() || !direct_) return false;
    load::PrintHead();
    MeasureCalls();
    const load::Casts casts = load::MakeCasts(suite_, "feed", kBallots);
    MeasureFeed(casts);
    MeasureTls(std::span(casts).first(kTlsCalls));
    return failed_ == 0;
  }

 private:
  // One call after the other; in turns, so that a slow second of the machine meets all alike.
  void MeasureCalls() {
    const std::string round = test::OpenSmallRound(suite_, "read", 1, kPage).name();
    const std::string id = round.substr(round.find('/') + 1);
    const auto store = pingyi::appraisal::NewRoundStore(*direct_, pingyi::SystemClock());
    v1::GetRoundRequest get;
    get.set_name(round);
    v1::ListSubjectsRequest list;
    list.set_parent(round);
    list.set_page_size(kPage);
    const load::Casts echoes(kCalls);
    const std::vector gets(kCalls, get);
    const std::vector lists(kCalls, list);
    load::Turns echo("bare echo", 1);
    load::Turns got("get", 1);
    load::Turns direct_get("the same query, no RPC", 1);
    load::Turns listed(fmt::format("list of {}", kPage), 1);
    load::Turns direct_list("the same query, no RPC", 1);
    for (int turn = 0; turn < kTurns; ++turn) {
      echo.Add(load::Cast(echo_.stubs(), 1, echoes));
      got.Add(load::Load<v1::GetRoundRequest, v1::Round>(service_, gets, SendGet).Run(1));
      direct_get.Add(load::TimeEach(kCalls, [&] { return store->GetRound(Soon(), id).ok(); }));
      listed.Add(
          load::Load<v1::ListSubjectsRequest, v1::ListSubjectsResponse>(service_, lists, SendList)
              .Run(1));
      direct_list.Add(load::TimeEach(
          kCalls, [&] { return store->ListSubjects(Soon(), id, {}, kPage + 1).ok(); }));
    }
    const double lone = echo.Sum(failed_).p50_ms;
    const double get_ms = got.Sum(failed_).p50_ms;
    const double direct_get_ms = direct_get.Sum(failed_).p50_ms;
    const double list_ms = listed.Sum(failed_).p50_ms;
    const double direct_list_ms = direct_list.Sum(failed_).p50_ms;
    load::PrintRatioHead();
    load::PrintRatio("get ÷ (the same query without RPC + lone echo), medians",
                     get_ms / (direct_get_ms + lone), "≤ 1.3");
    load::PrintRatio(fmt::format("list of {} ÷ (the same query without RPC + lone echo)", kPage),
                     list_ms / (direct_list_ms + lone), "≤ 1.3");
  }

  // The services exchange counts, not ballots: the more ballots a round has, the better the ratio.
  void MeasureFeed(const load::Casts& casts) {
    failed_ += load::CastBatches(service_, 8, load::InBatches(casts)).failed;
    const std::string round = casts.front().parent();
    const double closing = load::Quickest(1, [&] { test::Close(suite_, round); });
    fmt::print("\n{:<34}{:>20.0f} ballots/s\n", "closing and sealing", kBallots / closing);
    std::fflush(stdout);
    const double fed = load::Quickest(kFeeds, [&] { test::Tallies(suite_, round); });
    fmt::print("{:<34}{:>20.0f} ballots/s\n", "feed of the tally", kBallots / fed);
    const double streamed = StreamedPerSecond(*echo_.stubs().front());
    fmt::print("{:<34}{:>20.0f} ballots/s\n", "stream, one ballot a message", streamed);
    load::PrintRatioHead();
    load::PrintRatio(fmt::format("feed of {} ballots ÷ one ballot a message", kBallots),
                     kBallots / fed / streamed, "≥ 40");
  }

  // On connections that are kept, in turns: what else the machine does meets both alike.
  void MeasureTls(std::span<const v1::CastBallotRequest> calls) {
    load::Turns plain("bare echo, plain text", kTlsCallers);
    load::Turns tls("bare echo, mutual TLS", kTlsCallers);
    for (int turn = 0; turn < kTurns; ++turn) {
      plain.Add(load::Cast(echo_.stubs(), kTlsCallers, calls));
      tls.Add(load::Cast(tls_echo_.stubs(), kTlsCallers, calls));
    }
    fmt::print("\n");
    load::PrintHead();
    const Figures in_plain = plain.Sum(failed_);
    const Figures over_tls = tls.Sum(failed_);
    load::PrintRatioHead();
    load::PrintRatio("mTLS ÷ plain, unary", over_tls.per_second / in_plain.per_second, "≥ 0.65");
  }

  test::Suite suite_;
  const std::string data_;
  const load::Baseline echo_;
  const load::Baseline tls_echo_;
  const load::Stubs service_;
  const std::unique_ptr<pingyi::sql::Database> direct_;
  int64_t failed_ = 0;
};

}  // namespace

int main() { return ReadLoad().Run() ? 0 : 1; }
