#include "services/appraisal/rpc/rules_cache.h"

#include <atomic>
#include <condition_variable>
#include <latch>
#include <mutex>
#include <string>
#include <vector>

#include <absl/time/clock.h>

#include "services/base/testing/status_matchers.h"

namespace pingyi::appraisal {
namespace {

using ::pingyi::test::HasReason;
using ::pingyi::test::IsOk;
using ::pingyi::test::StatusIs;
using ::testing::Each;
using ::testing::SizeIs;

RulesPtr CompileRules(std::string_view round_id) {
  RoundSpec spec;
  spec.anonymity = Anonymity::kAnonymous;
  spec.criteria.push_back({.key = "de",
                           .title = "德",
                           .weight = "1",
                           .scale = NumericScale{.min = "0", .max = "10", .step = "1"}});
  spec.groups.push_back({.key = "a", .title = "A", .weight = "1", .expected_voters = 1});
  Subject li;
  li.id = "li";
  li.display_name = "李";
  li.position = 1;
  absl::StatusOr<RulesPtr> rules = BallotRules::Compile(round_id, spec, std::vector{li});
  EXPECT_OK(rules);
  return *rules;
}

// A store that knows rules and counts how often they are loaded.
class FakeStore final : public RoundStore {
 public:
  absl::StatusOr<RulesPtr> LoadRules(absl::Time, std::string_view round_id) override {
    gate.wait();
    ++loads;
    if (round_id == "missing") return absl::NotFoundError("no such round");
    return CompileRules(round_id);
  }

  std::latch gate{1};  // loads wait here
  std::atomic<int> loads = 0;

  absl::StatusOr<Round> CreateRound(const ChangeContext&, std::string_view,
                                    const RoundSpec&) override {
    return Unused();
  }
  absl::StatusOr<Round> GetRound(absl::Time, std::string_view) override { return Unused(); }
  absl::StatusOr<std::vector<Round>> ListRounds(absl::Time, const RoundFilter&, int) override {
    return Unused();
  }
  absl::StatusOr<Round> UpdateRound(const ChangeContext&, std::string_view, std::optional<int64_t>,
                                    EditSpec) override {
    return Unused();
  }
  absl::StatusOr<Round> OpenRound(const ChangeContext&, const RoundChange&) override {
    return Unused();
  }
  absl::StatusOr<Round> ExtendRound(const ChangeContext&, const RoundChange&, absl::Time) override {
    return Unused();
  }
  absl::StatusOr<Round> CloseRound(const ChangeContext&, const RoundChange&) override {
    return Unused();
  }
  absl::StatusOr<DueRounds> CloseDueRounds(const ChangeContext&) override { return Unused(); }
  absl::StatusOr<Round> VoidRound(const ChangeContext&, const RoundChange&) override {
    return Unused();
  }
  absl::StatusOr<std::vector<Subject>> AddSubjects(const ChangeContext&, std::string_view,
                                                   std::span<const Subject>) override {
    return Unused();
  }
  absl::StatusOr<ImportOutcome> ImportSubjects(const ChangeContext&, std::string_view,
                                               std::string_view,
                                               std::span<const Subject>) override {
    return Unused();
  }
  absl::StatusOr<std::optional<ImportOutcome>> FindImport(const ChangeContext&,
                                                          std::string_view) override {
    return Unused();
  }
  absl::StatusOr<std::vector<Subject>> ListSubjects(absl::Time, std::string_view,
                                                    const SubjectFilter&, int) override {
    return Unused();
  }
  absl::Status DeleteSubject(const ChangeContext&, std::string_view, std::string_view) override {
    return Unused();
  }
  absl::StatusOr<std::vector<ledger::AuditRecord>> ListAudit(absl::Time, const ledger::AuditFilter&,
                                                             int) override {
    return Unused();
  }

 private:
  static absl::Status Unused() { return absl::UnimplementedError("not used here"); }
};

// Gathers answers from any thread.
class Answers {
 public:
  RulesCache::Ready Callback() {
    return [this](absl::StatusOr<RulesPtr> rules) {
      const std::lock_guard lock(mutex_);
      answers_.push_back(std::move(rules));
      arrived_.notify_all();
    };
  }
  std::vector<absl::StatusOr<RulesPtr>> WaitFor(size_t count) {
    std::unique_lock lock(mutex_);
    arrived_.wait(lock, [&] { return answers_.size() >= count; });
    return answers_;
  }
  size_t count() {
    const std::lock_guard lock(mutex_);
    return answers_.size();
  }

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::vector<absl::StatusOr<RulesPtr>> answers_;
};

class RulesCacheTest : public ::testing::Test {
 protected:
  // Loads into the cache and waits for it.
  void Warm(std::string_view round_id) {
    Answers answers;
    cache_.Get(round_id, answers.Callback());
    answers.WaitFor(1);
  }

  FakeStore store_;
  rpc::Kit kit_{rpc::KitOptions{.threads = 1, .queue = 1}};
  RulesCache cache_{store_, kit_, 2};
};

TEST_F(RulesCacheTest, ManyWhoAskAtOnceShareOneLoad) {
  Answers answers;
  for (int i = 0; i < 100; ++i) cache_.Get("r", answers.Callback());
  EXPECT_EQ(answers.count(), 0U);
  store_.gate.count_down();
  EXPECT_THAT(answers.WaitFor(100), Each(IsOk()));
  EXPECT_EQ(store_.loads, 1);
}

TEST_F(RulesCacheTest, KeptRulesAreAnsweredAtOnce) {
  store_.gate.count_down();
  EXPECT_EQ(cache_.IfKept("r"), nullptr);
  Warm("r");
  Answers answers;
  cache_.Get("r", answers.Callback());
  EXPECT_EQ(answers.count(), 1U);
  ASSERT_NE(cache_.IfKept("r"), nullptr);
  EXPECT_EQ(cache_.IfKept("r")->round_id(), "r");
  EXPECT_EQ(cache_.IfKept("another"), nullptr);
  EXPECT_OK(cache_.Load(absl::Now(), "r"));
  EXPECT_EQ(store_.loads, 1);
}

TEST_F(RulesCacheTest, RulesNotUsedForLongestMakeRoom) {
  store_.gate.count_down();
  Warm("a");
  Warm("b");
  Warm("a");
  Warm("c");
  EXPECT_EQ(store_.loads, 3);
  Warm("a");
  EXPECT_EQ(store_.loads, 3) << "a was used after b";
  Warm("b");
  EXPECT_EQ(store_.loads, 4);
}

TEST_F(RulesCacheTest, FailureIsToldToAllAndNotKept) {
  store_.gate.count_down();
  Answers answers;
  cache_.Get("missing", answers.Callback());
  EXPECT_THAT(answers.WaitFor(1), Each(StatusIs(absl::StatusCode::kNotFound)));
  Warm("missing");
  EXPECT_EQ(store_.loads, 2);
}

TEST_F(RulesCacheTest, ServerThatShutsDownSaysSo) {
  store_.gate.count_down();
  kit_.BeginDrain();
  kit_.executor().Stop();
  Answers answers;
  cache_.Get("r", answers.Callback());
  const auto refused = answers.WaitFor(1);
  EXPECT_THAT(refused[0], StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(refused[0], HasReason("SERVER_DRAINING"));
}

TEST_F(RulesCacheTest, FullExecutorIsOverload) {
  Answers loading;
  cache_.Get("a", loading.Callback());
  Answers refused;
  // One load runs and one may wait; which of the others got the place does not matter.
  for (const char* id : {"b", "c", "d"}) cache_.Get(id, refused.Callback());
  EXPECT_THAT(refused.WaitFor(1)[0], HasReason("SERVER_OVERLOADED"));
  store_.gate.count_down();
  loading.WaitFor(1);
  EXPECT_THAT(refused.WaitFor(3), SizeIs(3));
  Answers again;
  cache_.Get("d", again.Callback());
  EXPECT_THAT(again.WaitFor(1), Each(IsOk())) << "a refusal leaves nothing behind";
}

}  // namespace
}  // namespace pingyi::appraisal
