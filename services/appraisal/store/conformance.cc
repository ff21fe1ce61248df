#include "services/appraisal/store/conformance.h"

#include <utility>

#include "services/appraisal/domain/credential.h"
#include "services/appraisal/store/schema.h"
#include "services/base/sql/testing/temp_database.h"

namespace pingyi::appraisal {
namespace {

class TempTestDatabase : public TestDatabase {
 public:
  explicit TempTestDatabase(sql::Backend backend) : database_(Migrations(), backend) {}
  sql::Database& database() override { return *database_; }
  std::unique_ptr<sql::Database> OpenAgain() override { return database_.OpenAgain(); }
  bool has_other_node() const override { return database_.has_other_node(); }

 private:
  sql::TempDatabase database_;
};

}  // namespace

std::vector<Backend> Backends() {
  std::vector<Backend> backends = BackendsWithTriggers();
  backends.push_back(
      {"Mysql", [] { return std::make_unique<TempTestDatabase>(sql::Backend::kMysql); }});
  return backends;
}

std::vector<Backend> BackendsWithTriggers() {
  return {{"Sqlite", [] { return std::make_unique<TempTestDatabase>(sql::Backend::kSqlite); }}};
}

void PrintTo(const Backend& backend, std::ostream* out) { *out << backend.name; }

std::string BackendName(const testing::TestParamInfo<Backend>& info) { return info.param.name; }

StoreConformance::StoreConformance()
    : test_database_(GetParam().make()),
      rounds_(NewRoundStore(db(), clock_)),
      box_(NewBallotBox(db(), clock_, ids_)) {}

ChangeContext StoreConformance::Context(std::string request_id, std::string content) {
  return {.actor = "organiser",
          .trace_id = "trace",
          .request = {.request_id = std::move(request_id),
                      .method = "Method",
                      .digest = "d" + std::move(content)},
          .deadline = Soon()};
}

void StoreConformance::MakeDraft(const RoundSpec& spec, std::string_view round_id, int subjects) {
  EXPECT_OK(rounds_->CreateRound(Context(), round_id, spec));
  EXPECT_OK(rounds_->AddSubjects(Context(), round_id, test::SampleSubjects(subjects)));
}

void StoreConformance::MakeOpen(const RoundSpec& spec, std::string_view round_id, int subjects) {
  MakeDraft(spec, round_id, subjects);
  EXPECT_OK(rounds_->OpenRound(Context(), Change(round_id)));
}

std::vector<std::string> StoreConformance::Issue(int count, std::string_view group,
                                                 std::string_view round_id) {
  CredentialBatch batch{std::string(round_id), ids_.NewId(), std::string(group), {}};
  std::vector<std::string> tokens;
  for (int i = 0; i < count; ++i) {
    tokens.push_back(ids_.RandomBytes(kTokenBytes));
    batch.credentials.push_back({CredentialHash(round_id, tokens.back()), "", ""});
  }
  EXPECT_OK(box_->IssueCredentials(Context(), batch));
  return tokens;
}

std::string StoreConformance::IssueTo(const NewCredential& holder, std::string_view group,
                                      std::string_view round_id) {
  std::string token = ids_.RandomBytes(kTokenBytes);
  CredentialBatch batch{std::string(round_id), ids_.NewId(), std::string(group), {holder}};
  batch.credentials[0].hash = CredentialHash(round_id, token);
  EXPECT_OK(box_->IssueCredentials(Context(), batch));
  return token;
}

PreparedCast StoreConformance::Prepare(std::string_view token, const Ballot& ballot,
                                       std::string_view request_id, std::string_view round_id) {
  PreparedCast cast;
  absl::StatusOr<std::shared_ptr<const BallotRules>> rules = rounds_->LoadRules(Soon(), round_id);
  EXPECT_OK(rules);
  cast.rules = *std::move(rules);
  absl::StatusOr<ReadableBallot> readable = ReadBallot(*cast.rules, ballot);
  EXPECT_OK(readable);
  cast.ballot = *std::move(readable);
  cast.credential_hash = CredentialHash(round_id, token);
  cast.commitment = Commitment(token, round_id, request_id, cast.ballot.content);
  cast.receipt = Receipt(token, cast.commitment);
  return cast;
}

absl::StatusOr<CastReceipt> StoreConformance::Cast(const PreparedCast& cast, BallotBox* box) {
  auto outcomes = (box == nullptr ? *box_ : *box).CastBatch(Soon(), std::span(&cast, 1));
  if (!outcomes.ok()) return outcomes.status();
  if (outcomes->size() != 1) return absl::InternalError("not one outcome");
  return std::move(outcomes->front());
}

GroupTurnout StoreConformance::TurnoutOf(uint32_t group, std::string_view round_id) {
  absl::StatusOr<Turnout> turnout = box_->GetTurnout(Soon(), round_id);
  EXPECT_OK(turnout);
  return turnout.ok() ? turnout->groups.at(group) : GroupTurnout{};
}

Round StoreConformance::Get(std::string_view round_id) {
  absl::StatusOr<Round> round = rounds_->GetRound(Soon(), round_id);
  EXPECT_OK(round);
  return round.value_or(Round{});
}

int64_t StoreConformance::MarksCounted(std::string_view round_id) {
  absl::StatusOr<TallyPage> page = box_->ListTallies(Soon(), round_id, 0, 1000, 1 << 20);
  EXPECT_OK(page);
  int64_t marks = 0;
  if (!page.ok()) return -1;
  for (const SubjectTally& subject : page->subjects) {
    for (const TallyCell& cell : subject.cells) {
      for (const MarkCount& mark : cell.marks) marks += mark.count;
    }
  }
  return marks;
}

}  // namespace pingyi::appraisal
