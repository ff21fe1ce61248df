#include "tests/load/load_suite.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <utility>

#include <fmt/format.h>

#include "services/base/config/data_config.h"
#include "services/base/config/section.h"
#include "services/base/rpc/tls.h"
#include "services/base/storage/open.h"
#include "services/base/testing/certificates/authority.h"

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

// Of a server that is its own client too.
config::TlsFiles WriteTls(const test::Suite& suite) {
  const test::Authority authority("authority");
  const test::Issued issued = authority.Issue("load");
  const auto write = [&suite](const std::string& name, const std::string& text) {
    const std::string path = suite.File(name);
    std::ofstream(path) << text;
    std::filesystem::permissions(path, std::filesystem::perms::owner_read);
    return path;
  };
  const std::string ca = write("load-ca.pem", authority.pem());
  return {write("load.pem", issued.certificate), write("load-key.pem", issued.key), ca, ca};
}

std::string WriteConfig(const std::string& path, const std::string& data,
                        const std::optional<config::TlsFiles>& tls) {
  std::ofstream file(path);
  file << "listen: 127.0.0.1:0\n" << data;
  if (tls) {
    file << fmt::format("tls: {{certificate: \"{}\", key: \"{}\", ca: \"{}\"}}\n", tls->certificate,
                        tls->key, tls->ca);
  }
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

Baseline::Baseline(test::Suite& suite, const std::string& name, const std::string& data,
                   Transport transport)
    : tls_(transport == Transport::kMutualTls ? std::optional(WriteTls(suite)) : std::nullopt),
      config_(WriteConfig(suite.File(name + (tls_ ? "-tls.yaml" : ".yaml")), data, tls_)),
      process_(test::BinDir() + "/pingyi-" + name, {"--config", config_}, suite.File(name + ".log"),
               "listening on ") {
  if (!process_.ready()) {
    fmt::print(stderr, "pingyi-{} did not start\n", name);
    return;
  }
  std::shared_ptr<grpc::ChannelCredentials> credentials;
  if (tls_) {
    auto made = rpc::MakeTlsChannelCredentials(*tls_);
    if (!made.ok()) {
      fmt::print(stderr, "no TLS: {}\n", made.status().ToString());
      return;
    }
    credentials = *std::move(made);
  }
  const std::string& line = process_.ready_line();
  stubs_ = Connect(line.substr(line.rfind("127.0.0.1")), kChannels, credentials);
}

}  // namespace pingyi::load
