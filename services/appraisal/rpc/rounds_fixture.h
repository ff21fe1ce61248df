// What tests of rounds recompute.
#pragma once

#include <string>

#include <fmt/format.h>

#include "services/appraisal/rpc/service_fixture.h"
#include "services/base/crypto/encoding.h"
#include "services/base/crypto/hash.h"

namespace pingyi::appraisal {

class RoundsTest : public ServiceTest {
 protected:
  // The digest of a tally, recomputed as the contract's comment on SubjectTally says.
  std::string RecomputeDigest(const std::string& id) {
    const auto round = Call(&Stub::GetRound, fmt::format("name: \"rounds/{}\"", id));
    const auto page = Call(&Stub::ListTallies, fmt::format("parent: \"rounds/{}\"", id));
    std::string text = "pingyi-tally-v1\nround rounds/" + id + "\n";
    for (const v1::GroupTurnout& group : page->groups()) {
      text += fmt::format("group {} {} {}\n", group.group(), group.valid(), group.spoiled());
    }
    for (const v1::GroupTurnout& group : page->groups()) {
      if (!group.has_straight_lined()) continue;
      text += fmt::format("straight {} {}\n", group.group(), group.straight_lined());
    }
    if (!page->salt().empty()) text += fmt::format("salt {}\n", page->salt());
    for (const v1::SubjectTally& subject : page->tallies()) {
      const std::string& name = subject.subject();
      text += "subject " + name.substr(name.rfind('/') + 1) + "\n";
      for (const v1::TallyCell& cell : subject.cells()) {
        text += fmt::format("cell {} {} {}", cell.group_index(), cell.criterion_index(),
                            cell.abstentions());
        for (int i = 0; i < cell.marks_size(); ++i) {
          text += fmt::format(" {}:{}", cell.marks(i), cell.counts(i));
        }
        text += "\n";
      }
    }
    return crypto::Hex(crypto::Sha256(text));
  }
};

}  // namespace pingyi::appraisal
