// Calls to one service.
#pragma once

#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include <absl/functional/function_ref.h>
#include <absl/status/statusor.h>
#include <fmt/format.h>
#include <google/protobuf/repeated_ptr_field.h>
#include <grpcpp/grpcpp.h>

#include "services/base/rpc/status.h"
#include "services/cli/call/session.h"

namespace pingyi::cli {

// Service is a generated service class, such as report::v1::ReportService. Thread-safe after its
// making, as stubs are.
//
//   Client<ReportService> reports(session);
//   absl::StatusOr<Cycle> cycle = reports.Call(&ReportService::StubInterface::GetCycle, request);
template <typename Service>
class Client {
 public:
  using Stub = typename Service::StubInterface;
  template <typename Request, typename Response>
  using Method = grpc::Status (Stub::*)(grpc::ClientContext*, const Request&, Response*);

  template <typename Item>
  using Visitor = absl::FunctionRef<absl::Status(const Item&)>;

  explicit Client(Session& session) : session_(session) {
    auto channel = session.ChannelTo(Service::service_full_name());
    if (channel.ok()) stub_ = Service::NewStub(*channel);
    made_ = channel.status();
  }

  template <typename Request, typename Response>
  absl::StatusOr<Response> Call(Method<Request, Response> method, const Request& request,
                                absl::Duration usual_timeout = kUsualTimeout) const {
    if (!made_.ok()) return made_;
    const auto context = session_.NewContext(usual_timeout);
    Response response;
    const grpc::Status status = ((*stub_).*method)(context.get(), request, &response);
    if (!status.ok()) return Explain(status);
    return response;
  }

  // Visits every item of a paged list, page by page, until the visitor fails.
  template <typename Request, typename Response, typename Item>
  absl::Status ListAll(Method<Request, Response> method, Request request,
                       const google::protobuf::RepeatedPtrField<Item>& (Response::*items)() const,
                       std::type_identity_t<Visitor<Item>> visit) const {
    return ListPages<Request, Response>(method, std::move(request), [&](const Response& page) {
      for (const Item& item : (page.*items)()) {
        if (absl::Status visited = visit(item); !visited.ok()) return visited;
      }
      return absl::OkStatus();
    });
  }

  // The same for lists whose pages carry more than items.
  template <typename Request, typename Response>
  absl::Status ListPages(Method<Request, Response> method, Request request,
                         std::type_identity_t<Visitor<Response>> visit) const {
    request.set_page_size(kPageSize);
    do {
      const absl::StatusOr<Response> page = Call(method, request);
      if (!page.ok()) return page.status();
      if (absl::Status visited = visit(*page); !visited.ok()) return visited;
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return absl::OkStatus();
  }

  // For calls that are not unary. made() must be OK.
  const absl::Status& made() const { return made_; }
  Stub& stub() const { return *stub_; }
  // The status of a finished call, with the address where nobody answered.
  absl::Status Explain(const grpc::Status& status) const {
    absl::Status error = rpc::FromGrpc(status);
    // No command cancels a call and then asks how it ended: the service broke it off, and CANCELLED
    // would pass for success here (see ExitCodeOf).
    if (absl::IsCancelled(error)) error = absl::UnavailableError(std::string(error.message()));
    const bool silent = absl::IsUnavailable(error) || absl::IsDeadlineExceeded(error);
    if (!silent || !status.error_details().empty()) return error;
    return absl::Status(error.code(),
                        fmt::format("{} at {} does not answer: {}", Service::service_full_name(),
                                    session_.AddressOf(Service::service_full_name()),
                                    std::string(error.message())));
  }

 private:
  static constexpr int kPageSize = 500;

  Session& session_;
  std::unique_ptr<Stub> stub_;
  absl::Status made_;
};

}  // namespace pingyi::cli
