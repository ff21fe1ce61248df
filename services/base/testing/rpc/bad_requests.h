// Requests that no client of ours would send, for every method of a service.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <grpcpp/grpcpp.h>

namespace pingyi::test {

// The unary methods of a service whose code is linked in, by its full name, e.g.
// "pingyi.report.v1.ReportService".
std::vector<const google::protobuf::MethodDescriptor*> UnaryMethods(const std::string& service);

// Sends these bytes as the request of a method; the status of the call with its details.
absl::Status CallWithBytes(const std::shared_ptr<grpc::Channel>& channel,
                           const google::protobuf::MethodDescriptor& method,
                           const std::string& bytes);

// One request for each text field of the method's request, those of nested messages included, in
// which that field has `text` and nothing else is given. A field that contains itself is entered
// once.
struct OneText {
  std::string field;  // "report.sections.text", as the contract names it
  std::string bytes;  // the request, serialised
};
std::vector<OneText> EachTextField(const google::protobuf::MethodDescriptor& method,
                                   const std::string& text);

// Expects of the server that what is no request of the method at all – too large, not a message,
// text that is not UTF-8 or has no end – is refused as the caller's fault, and that the server goes
// on serving.
void ExpectBadMessagesRefused(const std::shared_ptr<grpc::Channel>& channel,
                              const google::protobuf::MethodDescriptor& method);

}  // namespace pingyi::test
