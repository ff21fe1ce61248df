#include "services/base/sql/mysql/server.h"

#include <algorithm>
#include <charconv>
#include <system_error>

#include <fmt/format.h>

namespace pingyi::sql {
namespace {

using connector::SQLString;

SQLString ToText(const std::string& text) { return SQLString(text.data(), text.size()); }

int ToSeconds(absl::Duration duration) {
  return static_cast<int>(absl::ToInt64Seconds(
      std::clamp(absl::Ceil(duration, absl::Seconds(1)), absl::Seconds(1), absl::Hours(24))));
}

// What a URL of the connector cannot hold, or would take for something else.
bool IsHost(std::string_view host) {
  return !host.empty() && host.find_first_of("/[]@? \t\n") == std::string_view::npos;
}

}  // namespace

absl::StatusOr<MysqlServer> ParseMysqlServer(std::string_view text) {
  if (text.starts_with('/')) return MysqlServer{.socket = std::string(text), .host = ""};
  const size_t colon = text.rfind(':');
  MysqlServer server;
  if (colon != std::string_view::npos) {
    std::string_view host = text.substr(0, colon);
    const std::string_view port = text.substr(colon + 1);
    const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
    if (bracketed) host = host.substr(1, host.size() - 2);
    const auto [rest, error] = std::from_chars(port.begin(), port.end(), server.port);
    const bool is_port = error == std::errc() && rest == port.end() && server.port > 0 &&
                         server.port <= 65535 && port.front() != '+';
    if (is_port && IsHost(host) && (bracketed || host.find(':') == std::string_view::npos)) {
      server.host = host;
      return server;
    }
  }
  return absl::InvalidArgumentError(fmt::format(
      "\"{}\" is neither host:port nor the absolute path of the database's socket", text));
}

connector::ConnectOptionsMap ConnectOptions(const MysqlOptions& options, const MysqlServer& server,
                                            MysqlUse use, const MysqlPatience& patience) {
  connector::ConnectOptionsMap map;
  if (server.socket.empty()) {
    // In brackets an address of IPv6 does not lose its colons.
    map["hostName"] = SQLString(fmt::format("tcp://[{}]:{}", server.host, server.port));
  } else {
    map["socket"] = ToText(server.socket);
  }
  map["schema"] = ToText(options.database);
  map["userName"] = ToText(options.user);
  map["password"] = ToText(options.password);
  map["OPT_CHARSET_NAME"] = SQLString("utf8mb4");
  map["OPT_CONNECT_TIMEOUT"] = ToSeconds(patience.connect);
  if (patience.answer != absl::InfiniteDuration()) {
    map["OPT_READ_TIMEOUT"] = ToSeconds(patience.answer);
    map["OPT_WRITE_TIMEOUT"] = ToSeconds(patience.answer);
  }
  // On by default: a server could ask for any file this process can read.
  map["OPT_LOCAL_INFILE"] = 0;
  // Neither OPT_RECONNECT, which would lose the session's settings and its transaction without a
  // word, nor CLIENT_FOUND_ROWS, with which an upsert's count no longer tells a duplicate.
  if (use == MysqlUse::kScripts) map["CLIENT_MULTI_STATEMENTS"] = true;
  if (!options.tls_ca.empty()) {
    map["sslCA"] = ToText(options.tls_ca);
#if PINGYI_CONNECTOR_OF_ORACLE
    map["OPT_SSL_MODE"] = static_cast<int>(connector::SSL_MODE_VERIFY_IDENTITY);
#else
    // 1.1 takes OPT_SSL_MODE without effect, and with sslEnforce falls back to plain text.
    map["sslVerify"] = true;
#endif
  }
  return map;
}

}  // namespace pingyi::sql
