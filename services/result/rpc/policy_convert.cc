#include "services/result/rpc/policy_convert.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include "services/result/rpc/convert.h"
#include "services/result/store/resource_names.h"

namespace pingyi::result {

std::string SerializeRules(const v1::ScoringPolicy& policy) {
  v1::ScoringPolicy rules = policy;
  rules.clear_name();
  rules.clear_display_name();
  rules.clear_digest();
  rules.clear_create_time();
  rules.DiscardUnknownFields();
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    rules.SerializeToCodedStream(&coded);
  }
  return bytes;
}

absl::StatusOr<v1::ScoringPolicy> ParseRules(const std::string& bytes) {
  v1::ScoringPolicy policy;
  if (!policy.ParseFromString(bytes)) return absl::DataLossError("a stored policy cannot be read");
  return policy;
}

absl::StatusOr<v1::ScoringPolicy> ToProto(const PolicyVersion& policy) {
  absl::StatusOr<v1::ScoringPolicy> proto = ParseRules(policy.rules);
  if (!proto.ok()) return proto;
  proto->set_name(NameOf(PolicyKey{policy.policy, policy.version}));
  proto->set_display_name(policy.display_name);
  proto->set_digest(policy.digest);
  *proto->mutable_create_time() = ToTimestamp(policy.create_time);
  return proto;
}

}  // namespace pingyi::result
