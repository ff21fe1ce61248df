// A closed-loop load generator: so many callers, each with one call in flight, until all calls are
// done.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "pingyi/appraisal/v1/appraisal_service.grpc.pb.h"

namespace pingyi::load {

struct Figures {
  double per_second = 0;  // answers that were OK
  double p50_ms = 0;
  double p99_ms = 0;
  int64_t failed = 0;
};

using Stub = pingyi::appraisal::v1::AppraisalService::Stub;

// `channels` stubs, each on a connection of its own.
std::vector<std::unique_ptr<Stub>> Connect(const std::string& address, int channels);

// Sends every request once, `callers` at a time, through gRPC's callback client.
Figures CastAll(const std::vector<std::unique_ptr<Stub>>& stubs, int callers,
                const std::vector<pingyi::appraisal::v1::CastBallotRequest>& requests);

}  // namespace pingyi::load
