#include "services/base/config/transport.h"

#include <fmt/format.h>

#include "services/base/config/data_config.h"

namespace pingyi::config {
namespace {

constexpr std::string_view kLists[] = {"ipv4:", "ipv6:"};
constexpr std::string_view kSockets[] = {"unix:", "unix-abstract:"};
constexpr char kLeavesHere[] =
    "\"{}\" is neither a loopback address nor a unix socket, and plain text does not leave this "
    "machine: {}";

TlsFiles ReadTls(Section section) {
  TlsFiles files;
  files.certificate = section.String("certificate");
  files.key = section.String("key");
  files.ca = section.String("ca");
  files.client_ca = section.String("client_ca", files.ca);
  return files;
}

bool IsAllowed(std::string_view address, const TransportConfig& transport) {
  return transport.tls || transport.plaintext || address.empty() || StaysHere(address);
}

// gRPC takes such a target's text as the name of every address in it.
bool IsList(std::string_view target) {
  for (const std::string_view scheme : kLists) {
    if (target.starts_with(scheme)) return true;
  }
  return false;
}

bool IsName(std::string_view text) {
  return text.find_first_not_of(
             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-") ==
         std::string_view::npos;
}

}  // namespace

bool StaysHere(std::string_view target) {
  for (const std::string_view scheme : kSockets) {
    if (target.starts_with(scheme)) return true;
  }
  for (const std::string_view scheme : {"dns:///", "dns:", "ipv4:", "ipv6:"}) {
    if (!target.starts_with(scheme)) continue;
    target.remove_prefix(scheme.size());
    break;
  }
  for (;;) {
    const size_t comma = target.find(',');
    const std::string_view address = target.substr(0, comma);
    // A path alone is a socket to a database, and nothing to gRPC.
    if (IsSocket(address) || !IsLocal(address)) return false;
    if (comma == std::string_view::npos) return true;
    target.remove_prefix(comma + 1);
  }
}

TransportConfig ReadTransport(Section& root) {
  TransportConfig config;
  if (root.Has("tls")) config.tls = ReadTls(root.Child("tls"));
  config.plaintext = root.Bool("plaintext", false);
  if (config.tls && config.plaintext) {
    root.AddProblem("plaintext", "contradicts the section tls: give one of the two");
  }
  return config;
}

void CheckListen(Section& root, const std::string& listen, const TransportConfig& transport) {
  if (IsAllowed(listen, transport)) return;
  root.AddProblem("listen",
                  fmt::format(kLeavesHere, listen,
                              "give a section tls, or plaintext: true where a mesh encrypts"));
}

std::string TargetFault(const TargetConfig& target, const TransportConfig& transport) {
  if (IsAllowed(target.target, transport)) return "";
  return fmt::format(kLeavesHere, target.target,
                     "configure TLS, or allow it (plaintext) where a mesh encrypts");
}

std::string NameFault(const TargetConfig& target, const TransportConfig& transport) {
  if (!IsName(target.name)) {
    return fmt::format("\"{}\" must be the name of a host alone", target.name);
  }
  if (!transport.tls && !target.name.empty()) return "has no effect without TLS";
  if (transport.tls && target.name.empty() && IsList(target.target)) {
    return "is required where the target lists addresses: the name that their certificates bear";
  }
  return "";
}

TargetConfig ReadTarget(Section section, const TransportConfig& transport) {
  TargetConfig config;
  config.target = section.String("target");
  config.name = section.String("name", "");
  if (const std::string fault = TargetFault(config, transport); !fault.empty()) {
    section.AddProblem("target", fault);
  }
  if (const std::string fault = NameFault(config, transport); !fault.empty()) {
    section.AddProblem("name", fault);
  }
  return config;
}

}  // namespace pingyi::config
