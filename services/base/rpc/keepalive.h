// Keepalive of both ends, side by side because they must fit: a client that pings more often than
// the server allows is thrown out with "too many pings".
#pragma once

namespace pingyi::rpc {

inline constexpr int kClientPingMillis = 60'000;  // a client pings an idle connection this often
inline constexpr int kClientPingTimeoutMillis = 10'000;  // and gives it up after this
inline constexpr int kServerMinPingMillis = 30'000;      // the server allows a ping this often
static_assert(kServerMinPingMillis < kClientPingMillis);

}  // namespace pingyi::rpc
