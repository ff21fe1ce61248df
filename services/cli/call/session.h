// What the calls of one run of the command have in common.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include <absl/status/statusor.h>
#include <absl/time/time.h>
#include <grpcpp/grpcpp.h>

#include "services/base/clock/id_source.h"
#include "services/base/config/transport.h"
#include "services/cli/call/request_ids.h"

namespace pingyi::cli {

// From the command line and the environment.
struct Settings {
  // "host:port" by the full name of the service, e.g. "pingyi.report.v1.ReportService".
  std::map<std::string, std::string> addresses;
  config::TransportConfig transport;
  std::string tls_name;  // that the certificates of all services bear; empty: their hosts' names
  std::optional<absl::Duration> timeout;  // of each call; absent: what suits the call
  std::string actor;
  std::string request_id;
};

// How long a call may take when the operator does not say.
inline constexpr absl::Duration kUsualTimeout = absl::Seconds(30);
inline constexpr absl::Duration kLongTimeout = absl::Minutes(30);  // aggregation

// One channel to each service, made when it is first used. Not thread-safe; the channels and
// contexts it gives are.
class Session {
 public:
  Session(Settings settings, IdSource& ids);

  absl::StatusOr<std::shared_ptr<grpc::Channel>> ChannelTo(const std::string& service);
  std::string AddressOf(const std::string& service) const;
  const config::TransportConfig& transport() const { return settings_.transport; }
  // The context of one call: deadline, actor, trace. `usual` is its timeout unless the operator
  // gave one.
  std::unique_ptr<grpc::ClientContext> NewContext(absl::Duration usual) const;
  std::string NextRequestId() { return request_ids_.Next(); }
  const RequestIds& request_ids() const { return request_ids_; }

 private:
  Settings settings_;
  IdSource& ids_;
  RequestIds request_ids_;
  std::map<std::string, std::shared_ptr<grpc::Channel>> channels_;
};

}  // namespace pingyi::cli
