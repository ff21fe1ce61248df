#include "tests/load/load_suite.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <functional>
#include <utility>

#include <fmt/format.h>

#include "services/base/config/data_config.h"
#include "services/base/config/section.h"
#include "services/base/storage/open.h"

namespace pingyi::load {
namespace {

namespace v1 = pingyi::appraisal::v1;

constexpr int kIssuedAtOnce = 10'000;

void SendCast(Stub& stub, grpc::ClientContext* context, const v1::CastBallotRequest* request,
              v1::CastBallotResponse* response, std::function<void(grpc::Status)> done) {
  stub.async()->CastBallot(context, request, response, std::move(done));
}

void SendBatch(Stub& stub, grpc::ClientContext* context, const v1::CastBallotsRequest* request,
               v1::CastBallotsResponse* response, std::function<void(grpc::Status)> done) {
  stub.async()->CastBallots(context, request, response, std::move(done));
}

std::string WriteConfig(const std::string& path, const std::string& data) {
  std::ofstream(path) << "listen: 127.0.0.1:0\n" << data;
  return path;
}

}  // namespace

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

std::vector<v1::CastBallotsRequest> InBatches(std::span<const v1::CastBallotRequest> casts) {
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

Figures Cast(const Stubs& stubs, int callers, std::span<const v1::CastBallotRequest> casts) {
  return Load<v1::CastBallotRequest, v1::CastBallotResponse>(stubs, casts, SendCast).Run(callers);
}

Figures CastBatches(const Stubs& stubs, int callers,
                    std::span<const v1::CastBallotsRequest> batches) {
  return Load<v1::CastBallotsRequest, v1::CastBallotsResponse>(stubs, batches, SendBatch)
      .Run(callers);
}

std::unique_ptr<sql::Database> OpenDirectly(const std::string& data) {
  auto document = config::Document::Parse(data, "data");
  config::Section root = document->Root();
  auto database = storage::Open(config::ReadDataConfig(root.Child("data")));
  if (database.ok()) return *std::move(database);
  fmt::print(stderr, "the database cannot be opened: {}\n", database.status().ToString());
  return nullptr;
}

Baseline::Baseline(test::Suite& suite, const std::string& name, const std::string& data)
    : config_(WriteConfig(suite.File(name + ".yaml"), data)),
      process_(test::BinDir() + "/pingyi-" + name, {"--config", config_}, suite.File(name + ".log"),
               "listening on ") {
  if (!process_.ready()) {
    fmt::print(stderr, "pingyi-{} did not start\n", name);
    return;
  }
  const std::string& line = process_.ready_line();
  stubs_ = Connect(line.substr(line.rfind("127.0.0.1")), kChannels);
}

}  // namespace pingyi::load
