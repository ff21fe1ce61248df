// The section "data" of a service's configuration: which database keeps its data. Exactly one of
//   data: {backend: sqlite, path: /var/lib/pingyi/report.db}
//   data: {backend: mysql, hosts: ["127.0.0.1:3306"], database: pingyi_report, user: pingyi_report,
//          password_file: /etc/pingyi/report.password, tls_ca: /etc/pingyi/db-ca.pem,
//          connections: 16}
// Keys of the other backend are errors, so that nobody believes in a setting that has no effect.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "services/base/config/section.h"

namespace pingyi::config {

struct MysqlConfig {
  // "host:port" with a name, an IPv4 address or an IPv6 address in brackets, or the absolute path
  // of a socket; several are the nodes of one cluster.
  std::vector<std::string> hosts;
  std::string database;
  std::string user;
  // Holds the password alone (ReadSecretFile). May be left out only where every host is a socket:
  // there the server can tell the user by the process that connects.
  std::string password_file;
  // The authority that signed the servers' certificates. Required unless every host is a socket or
  // a loopback address: no password or ballot travels unencrypted between machines.
  std::string tls_ca;
  int connections = 16;
};

struct DataConfig {
  std::string backend;  // "sqlite" or "mysql"
  std::string path;     // sqlite: the file
  MysqlConfig mysql;
};

// Reads the section; touches none of the files it names.
DataConfig ReadDataConfig(Section section);

// What is wrong with an entry of `hosts`; empty if nothing is.
std::string HostFault(std::string_view host);

// Whether an entry of `hosts` is a socket of this machine, or at least stays on this machine.
bool IsSocket(std::string_view host);
bool IsLocal(std::string_view host);

}  // namespace pingyi::config
