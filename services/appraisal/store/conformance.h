// The suite that holds every backend to what round_store.h and ballot_box.h promise. A backend
// takes part by one more line in Backends().
#pragma once

#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "services/appraisal/store/ballot_box.h"
#include "services/appraisal/store/round_store.h"
#include "services/appraisal/testing/faulty_database.h"
#include "services/appraisal/testing/sample_round.h"
#include "services/base/clock/clock.h"
#include "services/base/sql/database.h"
#include "services/base/testing/fake_id_source.h"
#include "services/base/testing/status_matchers.h"

namespace pingyi::appraisal {

// A database with the schema, empty, gone with the object.
class TestDatabase {
 public:
  virtual ~TestDatabase() = default;
  virtual sql::Database& database() = 0;
  // The same database as another process would have it.
  virtual std::unique_ptr<sql::Database> OpenAgain() = 0;
  // Whether that is on another node of a cluster, where nobody waits for locks of this one.
  virtual bool has_other_node() const = 0;
};

struct Backend {
  std::string name;
  std::function<std::unique_ptr<TestDatabase>()> make;
};
void PrintTo(const Backend& backend, std::ostream* out);
std::vector<Backend> Backends();
// Those whose database itself refuses what must never change, whoever asks: SQLite's triggers do.
// On MariaDB the rights of the service's user guard (tests/deploy/mariadb); that of these tests has
// all rights.
std::vector<Backend> BackendsWithTriggers();
std::string BackendName(const testing::TestParamInfo<Backend>& info);

class StoreConformance : public testing::TestWithParam<Backend> {
 protected:
  StoreConformance();

  // A context whose request id is `request_id`; without one nothing is recorded.
  static ChangeContext Context(std::string request_id = "", std::string content = "");
  static RoundChange Change(std::string_view round_id = "r1") {
    return {std::string(round_id), std::nullopt, "why"};
  }

  // A draft with subjects "s1" …; the same, opened. Each ends the test's expectations on failure.
  void MakeDraft(const RoundSpec& spec = test::SampleSpec(), std::string_view round_id = "r1",
                 int subjects = 3);
  void MakeOpen(const RoundSpec& spec = test::SampleSpec(), std::string_view round_id = "r1",
                int subjects = 3);

  // Issues credentials and gives their tokens. Holders are those of the batch, one a credential.
  std::vector<std::string> Issue(int count, std::string_view group = "a",
                                 std::string_view round_id = "r1");
  std::string IssueTo(const NewCredential& holder, std::string_view group = "a",
                      std::string_view round_id = "r1");

  PreparedCast Prepare(std::string_view token, const Ballot& ballot,
                       std::string_view request_id = "q1", std::string_view round_id = "r1");
  // Casts one ballot into a box (by default that of the fixture).
  absl::StatusOr<CastReceipt> Cast(const PreparedCast& cast, BallotBox* box = nullptr);

  GroupTurnout TurnoutOf(uint32_t group, std::string_view round_id = "r1");
  Round Get(std::string_view round_id = "r1");
  // How many marks the sealed tally holds in all.
  int64_t MarksCounted(std::string_view round_id = "r1");

  sql::Database& db() { return test_database_->database(); }
  static absl::Time Soon() { return absl::Now() + absl::Minutes(1); }

  std::unique_ptr<TestDatabase> test_database_;
  FakeClock clock_;
  pingyi::test::FakeIdSource ids_;
  std::unique_ptr<RoundStore> rounds_;
  std::unique_ptr<BallotBox> box_;
};

}  // namespace pingyi::appraisal
