// The components of a policy: from the contract's messages to plain data.
#pragma once

#include "pingyi/result/v1/policy.pb.h"
#include "services/result/domain/component_rules.h"

namespace pingyi::result {

// As it stands, sound or not.
Component ToComponent(const v1::Component& component);

// The factors of criteria likewise.
Component ToFactors(const v1::CriterionFactors& proto);

}  // namespace pingyi::result
