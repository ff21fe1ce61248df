#include "services/appraisal/domain/round.h"

namespace pingyi::appraisal {

std::string_view StateName(RoundState state) {
  switch (state) {
    case RoundState::kDraft:
      return "DRAFT";
    case RoundState::kOpen:
      return "OPEN";
    case RoundState::kClosed:
      return "CLOSED";
    case RoundState::kVoid:
      return "VOID";
  }
  return "UNKNOWN";
}

std::string RoundName(std::string_view round_id) { return "rounds/" + std::string(round_id); }

std::string BatchName(std::string_view round_id, std::string_view batch_id) {
  return RoundName(round_id) + "/credentialBatches/" + std::string(batch_id);
}

}  // namespace pingyi::appraisal
