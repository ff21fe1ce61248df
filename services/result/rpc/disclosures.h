// What of each run may be shown: the one place that the service's answers go through.
#pragma once

#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include <absl/status/statusor.h>

#include "pingyi/result/v1/result.pb.h"
#include "services/base/rpc/call_context.h"
#include "services/result/clients/appraisal_client.h"
#include "services/result/domain/disclosure.h"
#include "services/result/rpc/names.h"
#include "services/result/store/result_store.h"

namespace pingyi::result {

// The rule of a run's round, and what it comes to in the round as a whole.
struct ShownRun {
  DisclosureRule rule;
  RoundDisclosure round;

  // Suppresses in a whole result what may not be shown.
  void Apply(v1::SubjectResult& result) const;
  // Of a whole result.
  SubjectMask MaskOf(const v1::SubjectResult& result) const;
};

// Thread-safe.
class Disclosures {
 public:
  Disclosures(ResultStore& store, AppraisalClient& client) : store_(store), client_(client) {}

  // FAILED_PRECONDITION RUN_NOT_SUCCEEDED of a run without results. Errors of the store; those of
  // the client.
  // What is found never changes, because run, policy and closed round never do, and is remembered.
  absl::StatusOr<ShownRun> Of(const rpc::CallContext& call, const RunPath& run);

 private:
  absl::StatusOr<ShownRun> Find(const rpc::CallContext& call, const RunPath& run);

  ResultStore& store_;
  AppraisalClient& client_;
  std::mutex mutex_;
  std::map<std::string, ShownRun> known_;  // by the run's name
};

// All results of a run, whole, by position: the order in which a round without places is listed.
absl::StatusOr<std::vector<v1::SubjectResult>> ResultsByPosition(ResultStore& store,
                                                                 absl::Time deadline,
                                                                 const RunPath& run);

// The names of the subjects of whom it is shown that a tie leaves their grade to the committee.
absl::StatusOr<std::set<std::string>> ShownUndecided(ResultStore& store, absl::Time deadline,
                                                     const RunPath& run, const ShownRun& shown);

}  // namespace pingyi::result
