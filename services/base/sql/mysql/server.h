// One server out of MysqlOptions::hosts, and how the connector is told to connect to it.
#pragma once

#include <string>
#include <string_view>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "services/base/sql/mysql/connector.h"
#include "services/base/sql/mysql/mysql.h"

namespace pingyi::sql {

struct MysqlServer {
  std::string socket;  // absolute path; empty for a host
  std::string host;    // name or address
  int port = 0;
};

// "host:port", "[address]:port" or an absolute path; INVALID_ARGUMENT for anything else.
absl::StatusOr<MysqlServer> ParseMysqlServer(std::string_view text);

// What a connection is for. Only one for scripts takes several statements in one text, and it
// begins a transaction by itself, so that what follows a change of the schema is committed as a
// whole. One for pings gives up a silent server at the deadline, where the others wait a while
// longer lest they cut off one that is at work.
enum class MysqlUse { kOrdinary, kScripts, kPing };

// How long a connection waits for its server; whole seconds, since the connector knows no others.
struct MysqlPatience {
  absl::Duration connect;
  absl::Duration answer;  // infinite: for ever
};

// Everything the connector is told. It ignores options it does not know without a word and takes
// some that it knows without effect, so they are set here alone; the tests hold each to its effect.
connector::ConnectOptionsMap ConnectOptions(const MysqlOptions& options, const MysqlServer& server,
                                            MysqlUse use, const MysqlPatience& patience);

}  // namespace pingyi::sql
