// How many messages pingyi-echo sends to whoever watches a turnout: the feed as it would be with
// one ballot a message.
#pragma once

namespace pingyi::load {

inline constexpr int kFeedMessages = 200'000;

}  // namespace pingyi::load
