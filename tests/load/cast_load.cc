// Prints acknowledged durable ballots per second with p50 and p99 at 1, 64 and 256 callers, beside
// a bare echo of the same request on the same server kit. Bounded: it casts a fixed number of
// ballots and ends.
#include <algorithm>
#include <cstdio>
#include <fstream>

#include <fmt/format.h>

#include "tests/integration/small_round.h"
#include "tests/load/load_client.h"

namespace {

using pingyi::appraisal::v1::CastBallotRequest;
using pingyi::load::CastAll;
using pingyi::load::Connect;
using pingyi::load::Figures;
namespace test = pingyi::test;

constexpr int kChannels = 4;
constexpr int kIssuedAtOnce = 10'000;

struct Level {
  int callers;
  int ballots;
};
constexpr Level kLevels[] = {{1, 4'000}, {64, 60'000}, {256, 60'000}};

std::vector<CastBallotRequest> MakeRequests(test::Suite& suite, const std::string& round,
                                            int count) {
  std::vector<CastBallotRequest> requests;
  while (count > 0) {
    const int some = std::min(count, kIssuedAtOnce);
    for (const test::Vote& vote :
         test::IssueVotes(suite, round, "a", some, test::BallotOf("competent"))) {
      CastBallotRequest& request = requests.emplace_back();
      request.set_parent(round);
      request.set_credential(vote.credential);
      request.set_request_id(vote.request_id);
      *request.mutable_ballot() = vote.ballot;
    }
    count -= some;
  }
  return requests;
}

void Print(const char* what, int callers, const Figures& figures) {
  fmt::print("{:<28}{:>8}{:>12.0f}{:>10.2f}{:>10.2f}{:>8}\n", what, callers, figures.per_second,
             figures.p50_ms, figures.p99_ms, figures.failed);
  std::fflush(stdout);
}

}  // namespace

int main() {
  test::Suite suite;
  const std::string config = suite.File("echo.yaml");
  std::ofstream(config) << "listen: 127.0.0.1:0\ndata: {backend: sqlite, path: "
                        << suite.File("echo.db") << "}\n";
  const test::Process echo(test::BinDir() + "/pingyi-echo", {"--config", config},
                           suite.File("echo.log"), "listening on ");
  if (!echo.ready()) return 1;
  const std::string& line = echo.ready_line();
  const auto echo_stubs = Connect(line.substr(line.rfind("127.0.0.1")), kChannels);
  const auto stubs = Connect(suite.address(test::Service::kAppraisal), kChannels);

  int64_t failed = 0;
  fmt::print("{:<28}{:>8}{:>12}{:>10}{:>10}{:>8}\n", "", "callers", "per second", "p50 ms",
             "p99 ms", "failed");
  for (const Level& level : kLevels) {
    const std::string id = fmt::format("load-{}", level.callers);
    const std::string round = test::OpenSmallRound(suite, id, level.ballots).name();
    const std::vector<CastBallotRequest> requests = MakeRequests(suite, round, level.ballots);
    const Figures bare = CastAll(echo_stubs, level.callers, requests);
    const Figures cast = CastAll(stubs, level.callers, requests);
    Print("bare echo", level.callers, bare);
    Print("durable ballot (SQLite)", level.callers, cast);
    fmt::print("{:<28}{:>8}{:>12.2f}\n", "  ballot / echo", level.callers,
               cast.per_second / bare.per_second);
    failed += bare.failed + cast.failed;
  }
  fmt::print(
      "one request: {} bytes\n",
      MakeRequests(suite, test::OpenSmallRound(suite, "size", 1).name(), 1)[0].ByteSizeLong());
  return failed == 0 ? 0 : 1;
}
