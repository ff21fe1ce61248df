// What must hold of what the services show, whoever asks. Pure: the messages are read by others.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <google/protobuf/repeated_ptr_field.h>

#include "pingyi/appraisal/v1/ballot.pb.h"
#include "pingyi/appraisal/v1/round.pb.h"
#include "pingyi/result/v1/result.pb.h"
#include "services/cli/view/label.h"

namespace pingyi::cli {

// What does not hold, each in a sentence; empty: all is well.
using Faults = std::vector<Label>;

// A digest that is not what it should be; `what` names the two.
void CompareDigests(const Label& what, const std::string& found, const std::string& expected,
                    Faults& faults);

// Ballots are no more than credentials, credentials no more than voters, and the total is the sum.
Faults TurnoutFaults(const appraisal::v1::Turnout& turnout);

// The tally of a closed round against its form, its subjects and its turnout: every subject once,
// every mark on its scale, and no more marks than valid ballots – as many as those where the rules
// leave no choice.
class TallyRules {
 public:
  TallyRules(const appraisal::v1::Round& round,
             const google::protobuf::RepeatedPtrField<appraisal::v1::GroupTurnout>& groups);

  void CompareWith(const appraisal::v1::Turnout& turnout);
  void Add(const appraisal::v1::SubjectTally& tally);
  Faults Finish();

 private:
  void CheckCell(const appraisal::v1::SubjectTally& tally, const appraisal::v1::TallyCell& cell);
  // The cells a subject must have where every ballot must mark everything.
  int CellsExpected(const appraisal::v1::SubjectTally& tally) const;

  const appraisal::v1::Round& round_;
  std::vector<int64_t> valid_;  // ballots of each group
  bool complete_;               // every valid ballot marks every criterion of every subject
  std::set<int32_t> positions_;
  Faults faults_;
};

// A run that succeeded rests on its round as it is.
Faults RunFaults(const appraisal::v1::Round& round, const result::v1::AggregationRun& run);

// The releases of one round, as listed: numbered from 1 without a gap, each with its digest and
// those of its run. Runs are by name.
Faults ReleaseFaults(const google::protobuf::RepeatedPtrField<result::v1::Release>& releases,
                     const std::map<std::string, result::v1::AggregationRun>& runs);

}  // namespace pingyi::cli
