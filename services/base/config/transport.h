// How calls travel between clients and services. Without a word about it they travel in plain text
// and then they stay on this machine, unless the configuration says that somebody else, such as a
// service mesh, encrypts them:
//   tls: {certificate: /etc/pingyi/tls/report.pem, key: /etc/pingyi/tls/report-key.pem,
//         ca: /etc/pingyi/tls/ca.pem, client_ca: /etc/pingyi/tls/callers-ca.pem}
//   plaintext: true
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "services/base/config/section.h"

namespace pingyi::config {

// Paths of PEM files. One certificate serves for being called and for calling.
struct TlsFiles {
  std::string certificate;  // the own one first, then whatever leads from it to the authority
  std::string key;          // its private key, without a passphrase
  std::string ca;           // the authorities of the services that are called
  std::string client_ca;    // the authorities of the callers; `ca` unless it is given
};

struct TransportConfig {
  std::optional<TlsFiles> tls;  // absent: plain text
  bool plaintext = false;       // plain text may leave this machine
};

// A service that is called.
struct TargetConfig {
  std::string target;  // as gRPC takes it: "host:port", "dns:///host:port", "ipv4:a:1,b:1"
  // What the server's certificate must be made out to, where that is not the host of the target.
  std::string name{};
};

// Reads the two keys; touches none of the files.
TransportConfig ReadTransport(Section& root);

// Notes a problem if `listen` (a key of the root) would take plain text from other machines.
void CheckListen(Section& root, const std::string& listen, const TransportConfig& transport);

// report_service: {target: "ipv4:10.0.0.1:7301,10.0.0.2:7301", name: report.example}
TargetConfig ReadTarget(Section section, const TransportConfig& transport);

// What is wrong with the target, and with the name, of a service that is called so; empty if
// nothing is.
std::string TargetFault(const TargetConfig& target, const TransportConfig& transport);
std::string NameFault(const TargetConfig& target, const TransportConfig& transport);

// Whether what is sent to, or taken at, these addresses stays on this machine: sockets and loopback
// addresses alone.
bool StaysHere(std::string_view target);

}  // namespace pingyi::config
