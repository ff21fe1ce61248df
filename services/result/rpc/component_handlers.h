// What ResultService does about the figures of components, method by method.
#pragma once

#include <set>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "pingyi/result/v1/result_service.pb.h"
#include "services/base/clock/clock.h"
#include "services/base/rpc/call_context.h"
#include "services/result/clients/appraisal_client.h"
#include "services/result/domain/component_figures.h"
#include "services/result/rpc/component_request.h"
#include "services/result/rpc/disclosures.h"
#include "services/result/store/result_store.h"

namespace pingyi::result {

// Thread-safe. Every method blocks, is given a request that was parsed, and keeps to the comment of
// its method in the contract.
class ComponentHandlers {
 public:
  ComponentHandlers(ResultStore& store, AppraisalClient& client, Disclosures& disclosures,
                    const Clock& clock)
      : store_(store), client_(client), disclosures_(disclosures), clock_(clock) {}

  absl::Status SetComponentFigures(const rpc::CallContext& call,
                                   const v1::SetComponentFiguresRequest& request,
                                   v1::ComponentFigures* response);
  absl::Status ListComponentFigures(const rpc::CallContext& call,
                                    const v1::ListComponentFiguresRequest& request,
                                    v1::ListComponentFiguresResponse* response);
  absl::Status ListSubjectFigures(const rpc::CallContext& call,
                                  const v1::ListSubjectFiguresRequest& request,
                                  v1::ListSubjectFiguresResponse* response);

 private:
  // Checks the figures of a request against its round, and takes another round's totals where they
  // come from there.
  absl::Status CompleteFigures(const rpc::CallContext& call, SetFiguresArgs& args);
  // A component of a round's frozen policy or its factors, and the keys of the round's criteria.
  struct Recorded {
    Component component;
    std::set<std::string> criteria;
  };
  absl::StatusOr<Recorded> FindComponent(const rpc::CallContext& call, const ComponentPath& path);
  // The ids of the round's subjects.
  absl::StatusOr<std::set<std::string>> SubjectsOf(const rpc::CallContext& call,
                                                   const std::string& round);
  // FAILED_PRECONDITION COMPONENT_CYCLE if the figures of `source`, or of a round they were taken
  // from, were taken from `round`.
  absl::Status CheckAcyclic(const rpc::CallContext& call, const std::string& round,
                            const std::string& source);
  // Takes the totals of another round's run as it shows them.
  absl::Status TakeTotals(const rpc::CallContext& call, const RunPath& run, DecisionBasis basis,
                          const std::set<std::string>& subjects, ComponentFigures& figures);

  ResultStore& store_;
  AppraisalClient& client_;
  Disclosures& disclosures_;
  const Clock& clock_;
};

}  // namespace pingyi::result
