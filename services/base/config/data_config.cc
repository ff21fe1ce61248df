#include "services/base/config/data_config.h"

#include <arpa/inet.h>
#include <sys/un.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include <fmt/format.h>

namespace pingyi::config {
namespace {

constexpr char kSqlite[] = "sqlite";
constexpr char kMysql[] = "mysql";
constexpr std::string_view kSqliteKeys[] = {"path"};
constexpr std::string_view kMysqlKeys[] = {"hosts",         "database", "user",
                                           "password_file", "tls_ca",   "connections"};

constexpr size_t kMaxDatabaseLength = 64;
constexpr size_t kMaxUserLength = 80;
constexpr size_t kMaxHostLength = 253;
constexpr size_t kMaxSocketLength = sizeof(sockaddr_un{}.sun_path) - 1;
constexpr int kMaxConnections = 1000;

constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view kDigits = "0123456789";

bool IsOnly(std::string_view text, std::initializer_list<std::string_view> allowed) {
  return std::ranges::all_of(text, [&](char c) {
    return std::ranges::any_of(
        allowed, [c](std::string_view set) { return set.find(c) != std::string_view::npos; });
  });
}

// "host:port" in its two parts, the host without brackets.
struct Address {
  std::string_view host;
  std::string_view port;
  bool bracketed = false;
};

std::optional<Address> SplitAddress(std::string_view text) {
  const size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  Address address{text.substr(0, colon), text.substr(colon + 1)};
  if (address.host.size() >= 2 && address.host.front() == '[' && address.host.back() == ']') {
    address.host = address.host.substr(1, address.host.size() - 2);
    address.bracketed = true;
  }
  return address;
}

bool IsPort(std::string_view text) {
  int port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc() && end == text.data() + text.size() && port >= 1 && port <= 65535;
}

bool IsIpv6(std::string_view text) {
  in6_addr address;
  return inet_pton(AF_INET6, std::string(text).c_str(), &address) == 1;
}

bool IsIpv4(std::string_view text) {
  in_addr address;
  return inet_pton(AF_INET, std::string(text).c_str(), &address) == 1;
}

// A name as DNS has it, or an IPv4 address. What looks like one and is none would be asked of DNS.
bool IsHostName(std::string_view text) {
  if (text.empty() || text.size() > kMaxHostLength || text.front() == '-' || text.front() == '.') {
    return false;
  }
  if (IsOnly(text, {kDigits, "."})) return IsIpv4(text);
  return IsOnly(text, {kLetters, kDigits, ".-_"});
}

std::string SocketFault(std::string_view path) {
  if (path.size() <= kMaxSocketLength) return "";
  return fmt::format("is longer than the {} bytes the path of a socket may have", kMaxSocketLength);
}

// A key of the other backend is worse than an unknown one: somebody meant something by it.
template <size_t N>
void RefuseKeys(Section& section, const std::string_view (&keys)[N], std::string_view of,
                std::string_view backend) {
  for (const std::string_view key : keys) {
    if (section.Has(key)) {
      section.AddProblem(key, fmt::format("belongs to the backend {}, not to {}", of, backend));
    }
  }
}

void CheckHosts(Section& section, const std::vector<std::string>& hosts) {
  if (hosts.empty()) {
    section.AddProblem("hosts", "is required: a list of \"host:port\" or paths of sockets");
  }
  for (const std::string& host : hosts) {
    if (const std::string fault = HostFault(host); !fault.empty()) {
      section.AddProblem("hosts", fmt::format("\"{}\" {}", host, fault));
    }
    if (std::ranges::count(hosts, host) > 1) {
      section.AddProblem("hosts", fmt::format("\"{}\" is given twice", host));
      break;
    }
  }
}

void CheckNames(Section& section, const MysqlConfig& config) {
  if (config.database.size() > kMaxDatabaseLength ||
      !IsOnly(config.database, {kLetters, kDigits, "_-"})) {
    section.AddProblem(
        "database", fmt::format("must be at most {} letters, digits, \"_\" and \"-\", not \"{}\"",
                                kMaxDatabaseLength, config.database));
  }
  if (config.user.size() > kMaxUserLength || !IsOnly(config.user, {kLetters, kDigits, "_-."})) {
    section.AddProblem(
        "user",
        fmt::format("must be at most {} letters, digits, \"_\", \"-\" and \".\", not \"{}\"",
                    kMaxUserLength, config.user));
  }
}

MysqlConfig ReadMysql(Section& section) {
  const MysqlConfig defaults;
  MysqlConfig config;
  config.hosts = section.Strings("hosts");
  CheckHosts(section, config.hosts);
  config.database = section.String("database");
  config.user = section.String("user");
  CheckNames(section, config);
  config.password_file = section.String("password_file", "");
  if (config.password_file.empty() && !std::ranges::all_of(config.hosts, IsSocket)) {
    section.AddProblem("password_file", "is required unless every host is a socket");
  }
  config.tls_ca = section.String("tls_ca", "");
  if (config.tls_ca.empty() && !std::ranges::all_of(config.hosts, IsLocal)) {
    section.AddProblem("tls_ca", "is required unless every host is a socket or a loopback address");
  }
  config.connections =
      static_cast<int>(section.Int("connections", 1, kMaxConnections, defaults.connections));
  return config;
}

}  // namespace

bool IsSocket(std::string_view host) { return host.starts_with('/'); }

bool IsLocal(std::string_view host) {
  if (IsSocket(host)) return true;
  const std::optional<Address> address = SplitAddress(host);
  if (!address) return false;
  if (address->bracketed) {
    in6_addr parsed;
    return inet_pton(AF_INET6, std::string(address->host).c_str(), &parsed) == 1 &&
           IN6_IS_ADDR_LOOPBACK(&parsed);
  }
  return address->host == "localhost" ||
         (address->host.starts_with("127.") && IsIpv4(address->host));
}

std::string HostFault(std::string_view host) {
  if (IsSocket(host)) return SocketFault(host);
  const std::optional<Address> address = SplitAddress(host);
  if (!address) return "must be \"host:port\" or the absolute path of a socket";
  if (!IsPort(address->port)) return "must end in a port from 1 to 65535";
  if (address->bracketed) {
    return IsIpv6(address->host) ? "" : "must have an IPv6 address in the brackets";
  }
  if (IsHostName(address->host)) return "";
  return "must begin with a host name, an IPv4 address or an IPv6 address in brackets";
}

DataConfig ReadDataConfig(Section section) {
  DataConfig config;
  config.backend = section.OneOf("backend", {kSqlite, kMysql});
  if (config.backend == kMysql) {
    RefuseKeys(section, kSqliteKeys, kSqlite, kMysql);
    config.mysql = ReadMysql(section);
  } else if (config.backend == kSqlite) {
    RefuseKeys(section, kMysqlKeys, kMysql, kSqlite);
    config.path = section.String("path");
  } else {
    // Which keys are right depends on the backend; one problem is enough for now.
    section.Ignore();
  }
  return config;
}

}  // namespace pingyi::config
