// Casting while another ballot is on its way.
#pragma once

#include <future>
#include <string>

#include "services/appraisal/rpc/service_fixture.h"

namespace pingyi::appraisal {

class CastingTest : public ServiceTest {
 protected:
  using ServiceTest::ServiceTest;
  using Answer = absl::StatusOr<v1::CastBallotResponse>;

  std::future<Answer> CastLater(const v1::CastBallotRequest& request) {
    return std::async(std::launch::async, [this, request] { return Cast(request); });
  }
  // A ballot that is in its transaction and stays there until Release().
  std::future<Answer> Occupy(const std::string& token) {
    box_.Hold();
    std::future<Answer> occupant = CastLater(CastRequest("r", token));
    box_.WaitUntilHeld();
    return occupant;
  }
};

}  // namespace pingyi::appraisal
