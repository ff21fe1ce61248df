#include "services/result/clients/appraisal_client.h"

#include <utility>

#include "pingyi/appraisal/v1/appraisal_service.grpc.pb.h"
#include "services/base/rpc/client.h"
#include "services/base/rpc/paging.h"
#include "services/base/rpc/status.h"
#include "services/base/status/error.h"
#include "services/base/status/reason.h"
#include "services/result/clients/convert.h"
#include "services/result/wire/round/round_wire.h"

namespace pingyi::result {
namespace {

namespace appraisal_v1 = pingyi::appraisal::v1;

// Rounds come with their whole form, so that a page of many could be larger than a message may be.
constexpr int kRoundsPerPage = 50;

absl::Status UpstreamError(std::string_view message) {
  return MakeError(absl::StatusCode::kUnavailable, pingyi::reason::kUpstreamUnavailable, message);
}

// An error without a reason comes from the transport, or from something that is no such service.
absl::Status Translate(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  absl::Status error = rpc::FromGrpc(status);
  switch (error.code()) {
    case absl::StatusCode::kCancelled:
      return error;
    case absl::StatusCode::kDeadlineExceeded:
      return MakeError(absl::StatusCode::kDeadlineExceeded, pingyi::reason::kDeadlineExceeded,
                       "the appraisal service did not answer before the deadline");
    case absl::StatusCode::kUnavailable:
      return UpstreamError("the appraisal service cannot be reached now");
    default:
      if (DetailsOf(error).reason == pingyi::reason::kCallerNotPermitted) {
        // Its caller is this service; ours has done nothing wrong.
        return UpstreamError(
            "the appraisal service's configuration gives the result service no right to this call");
      }
      if (!DetailsOf(error).reason.empty()) return error;
      return UpstreamError("the appraisal service did not answer as expected");
  }
}

class GrpcAppraisalClient final : public AppraisalClient {
 public:
  explicit GrpcAppraisalClient(std::shared_ptr<grpc::Channel> channel)
      : stub_(appraisal_v1::AppraisalService::NewStub(std::move(channel))) {}

  absl::StatusOr<AppraisedRound> GetRound(const rpc::CallContext& call,
                                          const std::string& round) override {
    appraisal_v1::GetRoundRequest request;
    request.set_name("rounds/" + round);
    appraisal_v1::Round response;
    absl::Status status =
        Translate(stub_->GetRound(rpc::MakeClientContext(call).get(), request, &response));
    if (!status.ok()) return status;
    return FromProto(response);
  }

  absl::Status CloseDueRounds(const rpc::CallContext& call) override {
    appraisal_v1::CloseDueRoundsResponse response;
    return Translate(stub_->CloseDueRounds(rpc::MakeClientContext(call).get(), {}, &response));
  }

  absl::StatusOr<RoundPage> ListClosedRounds(const rpc::CallContext& call,
                                             const std::string& page_token) override {
    appraisal_v1::ListRoundsRequest request;
    request.add_states(appraisal_v1::Round::STATE_CLOSED);
    request.set_page_size(kRoundsPerPage);
    request.set_page_token(page_token);
    appraisal_v1::ListRoundsResponse response;
    absl::Status status =
        Translate(stub_->ListRounds(rpc::MakeClientContext(call).get(), request, &response));
    if (!status.ok()) return status;
    RoundPage page{.rounds = {}, .next_page_token = response.next_page_token()};
    if (!page.next_page_token.empty() && page.next_page_token == page_token) {
      return UpstreamError("the appraisal service's list does not advance");
    }
    for (const appraisal_v1::Round& round : response.rounds()) {
      page.rounds.push_back(LastSegment(round.name()));
    }
    return page;
  }

  absl::StatusOr<std::vector<AppraisedSubject>> ListSubjects(const rpc::CallContext& call,
                                                             const std::string& round,
                                                             ReadProgress progress) override {
    std::vector<AppraisedSubject> subjects;
    absl::Status status = ReadPages<appraisal_v1::ListSubjectsResponse>(
        call, round, appraisal_v1::ListSubjectsRequest(),
        [this](auto&&... arguments) { return stub_->ListSubjects(arguments...); },
        [&](const appraisal_v1::ListSubjectsResponse& page) {
          for (const appraisal_v1::Subject& subject : page.subjects()) {
            subjects.push_back({.id = LastSegment(subject.name()),
                                .display_name = subject.display_name(),
                                .unit = subject.unit(),
                                .subject_type = subject.subject_type()});
          }
          return progress(subjects.size());
        });
    if (!status.ok()) return status;
    return subjects;
  }

  absl::StatusOr<Tally> ReadTally(const rpc::CallContext& call, const std::string& round,
                                  ReadProgress progress) override {
    Tally tally;
    absl::Status status = ReadPages<appraisal_v1::ListTalliesResponse>(
        call, round, appraisal_v1::ListTalliesRequest(),
        [this](auto&&... arguments) { return stub_->ListTallies(arguments...); },
        [&](const appraisal_v1::ListTalliesResponse& page) -> absl::Status {
          tally.groups.clear();  // the same on every page
          for (const appraisal_v1::GroupTurnout& group : page.groups()) {
            GroupBallots& ballots = tally.groups.emplace_back();
            ballots.valid = group.valid();
            ballots.spoiled = group.spoiled();
            if (group.has_straight_lined()) ballots.straight_lined = group.straight_lined();
          }
          tally.salt = page.salt();
          for (const appraisal_v1::SubjectTally& subject : page.tallies()) {
            absl::StatusOr<SubjectTally> converted = ToTally(subject);
            if (!converted.ok()) return converted.status();
            tally.subjects.push_back(*std::move(converted));
          }
          return progress(tally.subjects.size());
        });
    if (!status.ok()) return status;
    return tally;
  }

 private:
  // Reads every page of a list below the round.
  template <typename Response, typename Request, typename Method, typename Take>
  absl::Status ReadPages(const rpc::CallContext& call, const std::string& round, Request request,
                         Method method, Take take) {
    request.set_parent("rounds/" + round);
    request.set_page_size(rpc::kMaxPageSize);
    do {
      Response page;
      absl::Status status =
          Translate(method(rpc::MakeClientContext(call).get(), std::as_const(request), &page));
      if (status.ok()) status = take(page);
      if (!status.ok()) return status;
      if (!page.next_page_token().empty() && page.next_page_token() == request.page_token()) {
        return UpstreamError("the appraisal service's list does not advance");
      }
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    return absl::OkStatus();
  }

  const std::unique_ptr<appraisal_v1::AppraisalService::Stub> stub_;
};

}  // namespace

std::unique_ptr<AppraisalClient> NewAppraisalClient(std::shared_ptr<grpc::Channel> channel) {
  return std::make_unique<GrpcAppraisalClient>(std::move(channel));
}

std::vector<std::string> IdempotentAppraisalMethods() {
  constexpr std::string_view kService = "pingyi.appraisal.v1.AppraisalService/";
  std::vector<std::string> methods;
  for (const char* method :
       {"GetRound", "CloseDueRounds", "ListRounds", "ListSubjects", "ListTallies"}) {
    methods.push_back(std::string(kService) + method);
  }
  return methods;
}

}  // namespace pingyi::result
