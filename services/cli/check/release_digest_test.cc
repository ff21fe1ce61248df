#include <gtest/gtest.h>

#include "services/base/crypto/encoding.h"
#include "services/base/crypto/hash.h"
#include "services/cli/check/digest.h"

namespace pingyi::cli {
namespace {

std::string Hash(const std::string& text) { return crypto::Hex(crypto::Sha256(text)); }

TEST(ReleaseDigestTest, CoversPublicityDecisionsAndAmendment) {
  result::v1::Release release;
  release.set_name("rounds/r1/releases/2");
  release.set_result_digest("rr");
  auto& publicity = *release.mutable_publicity();
  publicity.set_calendar("calendars/cn/versions/1");
  publicity.set_calendar_digest("cc");
  publicity.set_working_days(5);
  publicity.set_start_date("2026-03-03");
  publicity.set_end_date("2026-03-09");
  publicity.set_answer_days(10);
  publicity.set_answer_day_kind(result::v1::DAY_KIND_CALENDAR);
  auto& decision = *release.add_decisions();
  decision.set_name("rounds/r1/runs/x/decisions/1");
  decision.set_subject("rounds/r1/subjects/s");
  decision.set_grade("good");
  decision.set_grade_title("好");
  decision.set_reason("理由");
  decision.set_decider("党组");
  decision.set_recorder("王五");
  decision.mutable_create_time()->set_seconds(3);
  release.set_amends("rounds/r1/releases/1");
  release.set_amended_digest("aa");
  auto& settled = *release.add_settled_objections();
  settled.set_objection("rounds/r1/releases/1/objections/1");
  settled.set_digest("oo");
  auto& change = *release.add_changes();
  change.set_subject("rounds/r1/subjects/s");
  change.set_display_name("张三");
  change.set_old_rank(2);
  change.set_new_rank(2);
  change.set_old_grade("fair");
  change.set_new_grade("good");
  change.mutable_old_total()->set_exact("90");
  change.mutable_old_total()->set_rounded("90.00");
  EXPECT_EQ(ReleaseDigest(release),
            Hash("pingyi-release-v1\nname rounds/r1/releases/2\nresult rr\nnote " + Hash("") +
                 "\ntime 0\npublicity calendars/cn/versions/1 cc 5 2026-03-03 2026-03-09 10 "
                 "CALENDAR\ndecision rounds/r1/runs/x/decisions/1 rounds/r1/subjects/s good " +
                 Hash("好") + " - " + Hash("理由") + " " + Hash("党组") + " " + Hash("王五") +
                 " 3000000\namends rounds/r1/releases/1 aa\nobjection "
                 "rounds/r1/releases/1/objections/1 oo\nchange rounds/r1/subjects/s " +
                 Hash("张三") + " 2 2 fair good " + Hash("") + " " + Hash("") + " 90 90.00 - -\n"));
}

}  // namespace
}  // namespace pingyi::cli
