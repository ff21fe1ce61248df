#include "services/base/rpc/request.h"

#include <algorithm>
#include <charconv>
#include <memory>

#include <fmt/format.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include "services/base/crypto/hash.h"
#include "services/base/status/error.h"
#include "services/base/status/reason.h"

namespace pingyi::rpc {
namespace {

using google::protobuf::Message;

constexpr size_t kUuidLength = 36;
constexpr int64_t kNoVersion = -1;

bool IsUuid(std::string_view text) {
  if (text.size() != kUuidLength) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    const char c = text[i];
    const bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    if (dash ? c != '-' : !hex) return false;
  }
  return true;
}

// The bytes of a message with the entries of maps in order.
std::string DeterministicBytes(const Message& message) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    message.SerializeToCodedStream(&coded);
  }
  return bytes;
}

}  // namespace

absl::Status CheckRequestId(std::string_view request_id) {
  if (request_id.empty() || IsUuid(request_id)) return absl::OkStatus();
  return InvalidFields(
      {{"request_id", "must be empty or a UUID such as 1b4e28ba-2fa1-41d2-883f-0016d3cca427",
        std::string(reason::kInvalidRequestId)}});
}

std::string RequestDigest(const Message& request, const std::vector<std::string>& without) {
  std::unique_ptr<Message> copy(request.New());
  copy->CopyFrom(request);
  for (const std::string& name : without) {
    const auto* field = copy->GetDescriptor()->FindFieldByName(name);
    if (field != nullptr) copy->GetReflection()->ClearField(copy.get(), field);
  }
  crypto::Sha256Stream digest;
  digest.Update(request.GetTypeName());
  digest.Update(std::string_view("\0", 1));
  digest.Update(DeterministicBytes(*copy));
  return digest.Finish();
}

std::string Etag(int64_t version) { return fmt::format("v{}", version); }

std::optional<int64_t> ExpectedVersion(std::string_view etag) {
  if (etag.empty()) return std::nullopt;
  int64_t version = 0;
  const char* const end = etag.data() + etag.size();
  const auto [stop, error] = std::from_chars(etag.data() + 1, end, version);
  const bool valid = error == std::errc() && stop == end && Etag(version) == etag && version >= 0;
  return valid ? version : kNoVersion;
}

}  // namespace pingyi::rpc
