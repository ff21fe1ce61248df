#include "services/appraisal/rpc/service_fixture.h"

#include <fmt/format.h>

#include "services/appraisal/store/schema.h"
#include "services/base/clock/id_source.h"

namespace pingyi::appraisal {

std::string NewUuid() {
  static std::atomic<uint64_t> count = 0;
  return fmt::format("5b0c7e1a-0000-4000-8000-{:012x}", ++count);
}

void GatedBox::Hold() {
  const std::lock_guard lock(mutex_);
  hold_ = true;
}

void GatedBox::WaitUntilHeld() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return held_; });
}

void GatedBox::Release() {
  const std::lock_guard lock(mutex_);
  hold_ = false;
  changed_.notify_all();
}

absl::StatusOr<CastOutcomes> GatedBox::CastBatch(absl::Time deadline,
                                                 std::span<const PreparedCast> casts) {
  {
    std::unique_lock lock(mutex_);
    held_ = hold_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return !hold_; });
    held_ = false;
  }
  return ForwardingBox::CastBatch(deadline, casts);
}

ServiceTest::ServiceTest(const AppraisalServiceOptions& options)
    : database_(Migrations()),
      rounds_(NewRoundStore(*database_, clock_)),
      box_(NewBallotBox(*database_, clock_, SystemIdSource())),
      service_({kit_, *rounds_, box_, reports_}, options),
      server_(kit_, {service_.served()}),
      stub_(v1::AppraisalService::NewStub(server_.channel())) {}

std::string ServiceTest::RoundText(const std::string& more) {
  const std::string form = R"pb(
    display_name: "2026 年度民主评议"
    ballot_form {
      criteria {
        key: "de"
        title: "德"
        weight: "1"
        graded {
          grades { key: "a" title: "优秀" points: "100" }
          grades { key: "b" title: "称职" points: "80" }
          grades { key: "c" title: "不称职" points: "0" }
        }
      }
      criteria {
        key: "ji"
        title: "绩"
        weight: "1/3"
        numeric { min: "0" max: "100" step: "0.5" }
      }
    }
    voter_groups { key: "a" title: "A票" weight: "40" expected_voters: 1000 }
    voter_groups { key: "b" title: "B票" weight: "60" expected_voters: 1000 }
    scoring_policy {
      name: "policies/annual/versions/1"
      digest: "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
    }
  )pb";
  const bool says_anonymity = more.find("anonymity") != std::string::npos;
  return form + (says_anonymity ? "" : "anonymity: ANONYMITY_ANONYMOUS ") + more;
}

v1::Round ServiceTest::MakeDraft(const std::string& id, const std::string& round_text) {
  const auto created =
      Call(&Stub::CreateRound, fmt::format("round_id: \"{}\" round {{ {} }}", id, round_text));
  EXPECT_OK(created);
  std::string subjects;
  for (const char* subject : {"li", "wang", "zhao"}) {
    subjects += fmt::format("subjects {{ name: 'rounds/{0}/subjects/{1}' display_name: '{1}' }} ",
                            id, subject);
  }
  EXPECT_OK(
      Call(&Stub::BatchCreateSubjects, fmt::format("parent: \"rounds/{}\" {}", id, subjects)));
  return *created;
}

v1::Round ServiceTest::MakeOpenRound(const std::string& id, const std::string& round_text) {
  MakeDraft(id, round_text);
  const auto opened = Call(&Stub::OpenRound, fmt::format("name: \"rounds/{}\"", id));
  EXPECT_OK(opened);
  return *opened;
}

v1::Round ServiceTest::Close(const std::string& id) {
  const auto closed = Call(&Stub::CloseRound, fmt::format("name: \"rounds/{}\"", id));
  EXPECT_OK(closed);
  return *closed;
}

std::vector<std::string> ServiceTest::Issue(const std::string& round_id, int count,
                                            const std::string& group) {
  const auto issued = Call(&Stub::IssueCredentials,
                           fmt::format("parent: 'rounds/{}' group: '{}' count: {} request_id: '{}'",
                                       round_id, group, count, NewUuid()));
  EXPECT_OK(issued);
  std::vector<std::string> tokens;
  for (const v1::Credential& credential : issued->credentials()) {
    tokens.push_back(credential.token());
  }
  return tokens;
}

v1::Ballot ServiceTest::Ballot(const std::string& de, const std::string& ji) {
  return Proto<v1::Ballot>(
      fmt::format("subjects {{ subject: 'li' marks {{ criterion: 'de' mark: '{}' }} marks {{ "
                  "criterion: 'ji' mark: '{}' }} }}",
                  de, ji));
}

v1::CastBallotRequest ServiceTest::CastRequest(const std::string& round_id,
                                               const std::string& token, const v1::Ballot& ballot) {
  v1::CastBallotRequest request;
  request.set_parent("rounds/" + round_id);
  request.set_credential(token);
  *request.mutable_ballot() = ballot;
  request.set_request_id(NewUuid());
  return request;
}

v1::Turnout ServiceTest::TurnoutOf(const std::string& round_id) {
  const auto turnout = Call(&Stub::GetTurnout, fmt::format("name: \"rounds/{}\"", round_id));
  EXPECT_OK(turnout);
  return *turnout;
}

int64_t ServiceTest::TalliedBallots(const std::string& round_id) {
  const auto tallies = Call(&Stub::ListTallies, fmt::format("parent: \"rounds/{}\"", round_id));
  EXPECT_OK(tallies);
  int64_t valid = 0;
  for (const v1::GroupTurnout& group : tallies->groups()) valid += group.valid();
  return valid;
}

}  // namespace pingyi::appraisal
