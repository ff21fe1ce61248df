// An appraisal service in memory, as the result service sees it.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include <absl/status/status.h>

#include "services/base/status/error.h"
#include "services/base/status/reason.h"
#include "services/result/clients/appraisal_client.h"

namespace pingyi::result {

// Thread-safe once the test calls the service; `rounds`, `down` and `before_tally` are set before.
class FakeAppraisal final : public AppraisalClient {
 public:
  struct Entry {
    AppraisedRound round;
    std::vector<AppraisedSubject> subjects;
    Tally tally;
  };
  std::map<std::string, Entry> rounds;
  absl::Status down;  // what every call fails with
  // Runs at the beginning of each reading of a tally, outside of any lock.
  std::function<void(const rpc::CallContext&)> before_tally;

  int tallies_read() const { return Locked(tallies_read_); }
  int closings() const { return Locked(closings_); }

  absl::StatusOr<AppraisedRound> GetRound(const rpc::CallContext& /*call*/,
                                          const std::string& round) override {
    if (!down.ok()) return down;
    const auto found = rounds.find(round);
    if (found != rounds.end()) return found->second.round;
    return MakeError(absl::StatusCode::kNotFound, pingyi::reason::kResourceNotFound,
                     "there is no such round");
  }

  absl::Status CloseDueRounds(const rpc::CallContext& /*call*/) override {
    const std::lock_guard lock(mutex_);
    ++closings_;
    return down;
  }

  // One round a page, so that paging is at work in every test.
  absl::StatusOr<RoundPage> ListClosedRounds(const rpc::CallContext& /*call*/,
                                             const std::string& page_token) override {
    if (!down.ok()) return down;
    RoundPage page;
    for (auto entry = rounds.upper_bound(page_token); entry != rounds.end(); ++entry) {
      if (entry->second.round.state != AppraisedRound::State::kClosed) continue;
      if (!page.rounds.empty()) {
        page.next_page_token = page.rounds.back();
        break;
      }
      page.rounds.push_back(entry->first);
    }
    return page;
  }

  absl::StatusOr<std::vector<AppraisedSubject>> ListSubjects(const rpc::CallContext& /*call*/,
                                                             const std::string& round,
                                                             ReadProgress progress) override {
    const std::vector<AppraisedSubject>& subjects = rounds.at(round).subjects;
    if (absl::Status status = progress(subjects.size()); !status.ok()) return status;
    return subjects;
  }

  absl::StatusOr<Tally> ReadTally(const rpc::CallContext& call, const std::string& round,
                                  ReadProgress progress) override {
    if (before_tally) before_tally(call);
    {
      const std::lock_guard lock(mutex_);
      ++tallies_read_;
    }
    const Tally& tally = rounds.at(round).tally;
    if (absl::Status status = progress(tally.subjects.size()); !status.ok()) return status;
    return tally;
  }

 private:
  int Locked(const int& value) const {
    const std::lock_guard lock(mutex_);
    return value;
  }

  mutable std::mutex mutex_;
  int tallies_read_ = 0;
  int closings_ = 0;
};

}  // namespace pingyi::result
