// Which callers may call which methods of a service, by the names in their certificates:
//   rights:
//     clerks: {callers: [clerks.example], methods: ["*"]}
//     voting: {callers: [voting.example, kiosk.example], methods: [GetRound, "Cast*"]}
// What one entry gives, no other takes away. The words before the colons are for the reader.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>

#include "services/base/config/section.h"
#include "services/base/config/transport.h"

namespace pingyi::config {

// The names of those who may call a method, by the name of the method without its service. Who may
// call nothing, and a method that nobody may call, are not in it.
using Rights = std::map<std::string, std::set<std::string, std::less<>>, std::less<>>;

// Reads the key `rights`; without it nothing is returned, and everybody who may call at all may
// call everything. `methods` are those of the service. It is a problem if callers have no names,
// because there is no TLS, and if an entry names nobody, or a method that the service does not
// have.
std::optional<Rights> ReadRights(Section& root, const TransportConfig& transport,
                                 std::span<const std::string> methods);

}  // namespace pingyi::config
