// The way of a ballot: checked against the round's frozen rules, then into the queue that commits
// many together, then answered. No thread waits for any of it, but that where the kit allows brief
// calls to be served in place, one thread casts a ballot that comes alone by itself: handing it
// over would take longer than the commit.
#pragma once

#include <cstddef>

#include "pingyi/appraisal/v1/appraisal_service.pb.h"
#include "services/appraisal/rpc/cast_queue.h"
#include "services/appraisal/rpc/rules_cache.h"
#include "services/appraisal/rpc/validate.h"
#include "services/appraisal/store/ballot_box.h"
#include "services/base/rpc/call_context.h"
#include "services/base/rpc/kit.h"
#include "services/base/rpc/unary.h"

namespace pingyi::appraisal {

// Thread-safe.
class Caster {
 public:
  // All references must outlive it, and it the calls of the server.
  Caster(RulesCache& rules, BallotBox& box, rpc::Kit& kit, const CastQueueOptions& options)
      : rules_(rules), kit_(kit), queue_(box, options) {}

  // As their methods in the contract. They do not block but for a lone ballot served in place;
  // `done` is called then or later, from any thread.
  void Cast(const rpc::CallContext& call, const v1::CastBallotRequest& request,
            v1::CastBallotResponse* response, rpc::Done done);
  void CastMany(const rpc::CallContext& call, const v1::CastBallotsRequest& request,
                v1::CastBallotsResponse* response, rpc::Done done);

  // To be called when no call is left.
  void Stop() { queue_.Stop(); }

 private:
  // Whether a call is still on the thread it came in on.
  enum class Where { kInPlace, kElsewhere };
  struct OneCall;
  struct ManyCall;

  void PrepareOne(const std::shared_ptr<OneCall>& one, const RulesPtr& rules, Where where);
  absl::Status SubmitOne(CastUnit&& unit, Where where);
  void PrepareMany(const std::shared_ptr<ManyCall>& many, const RulesPtr& rules);

  RulesCache& rules_;
  rpc::Kit& kit_;
  CastQueue queue_;
};

}  // namespace pingyi::appraisal
