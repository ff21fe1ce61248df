#include "services/base/rpc/paging.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include <absl/strings/escaping.h>
#include <fmt/format.h>
#include <google/protobuf/descriptor.h>

#include "services/base/rpc/request.h"
#include "services/base/status/error.h"
#include "services/base/status/reason.h"

namespace pingyi::rpc {
namespace {

using google::protobuf::Message;

// Enough of the digest to tell requests apart; it guards against mistakes, not against forgers.
constexpr size_t kDigestBytes = 8;

std::string ListDigest(const Message& request) {
  return RequestDigest(request, {"page_size", "page_token"}).substr(0, kDigestBytes);
}

std::string PageTokenOf(const Message& request) {
  const auto* field = request.GetDescriptor()->FindFieldByName("page_token");
  return field == nullptr ? std::string() : request.GetReflection()->GetString(request, field);
}

std::optional<std::string> TakePart(std::string_view& in) {
  size_t length = 0;
  const char* const end = in.data() + in.size();
  const auto [stop, error] = std::from_chars(in.data(), end, length);
  if (error != std::errc() || stop == end || *stop != ':') return std::nullopt;
  in.remove_prefix(static_cast<size_t>(stop - in.data()) + 1);
  if (length > in.size()) return std::nullopt;
  std::string part(in.substr(0, length));
  in.remove_prefix(length);
  return part;
}

std::optional<std::vector<std::string>> DecodeKey(std::string_view in, size_t parts) {
  std::vector<std::string> key;
  while (!in.empty() && key.size() < parts) {
    std::optional<std::string> part = TakePart(in);
    if (!part) return std::nullopt;
    key.push_back(*std::move(part));
  }
  if (!in.empty() || key.size() != parts) return std::nullopt;
  return key;
}

}  // namespace

absl::StatusOr<int> PageSize(int32_t requested) {
  if (requested < 0) {
    return InvalidFields(
        {{"page_size", "must not be negative", std::string(reason::kInvalidField)}});
  }
  return requested == 0 ? kDefaultPageSize : std::min<int>(requested, kMaxPageSize);
}

std::string EncodePageToken(const std::vector<std::string>& key, const Message& request) {
  std::string bytes = ListDigest(request);
  for (const std::string& part : key) bytes += fmt::format("{}:{}", part.size(), part);
  return absl::WebSafeBase64Escape(bytes);
}

absl::StatusOr<std::vector<std::string>> DecodePageToken(const Message& request, size_t parts) {
  const std::string token = PageTokenOf(request);
  if (token.empty()) return std::vector<std::string>();
  std::string bytes;
  if (absl::WebSafeBase64Unescape(token, &bytes) && bytes.size() > kDigestBytes &&
      bytes.substr(0, kDigestBytes) == ListDigest(request)) {
    std::string_view key = bytes;
    key.remove_prefix(kDigestBytes);
    if (auto decoded = DecodeKey(key, parts)) return *std::move(decoded);
  }
  return InvalidFields(
      {{"page_token",
        "must be empty or the next_page_token that the same request was answered with",
        std::string(reason::kInvalidPageToken)}});
}

}  // namespace pingyi::rpc
