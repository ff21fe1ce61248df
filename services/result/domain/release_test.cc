#include "services/result/domain/release.h"

#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/crypto/encoding.h"
#include "services/base/crypto/hash.h"

namespace pingyi::result {
namespace {

ReleaseFacts Example() {
  return {.name = "rounds/r1/releases/1",
          .run = "rounds/r1/runs/x",
          .result_digest = std::string(64, '1'),
          .frozen_digest = std::string(64, '2'),
          .tally_digest = std::string(64, '3'),
          .policy = "policies/p/versions/1",
          .policy_digest = std::string(64, '4'),
          .note = "公示",
          .releaser = "张三",
          .create_time_us = 1'750'000'000'000'001,
          .subject_count = 5};
}

TEST(ReleaseTest, DigestIsThatOfTheContract) {
  const std::string lines = "pingyi-release-v1\nname rounds/r1/releases/1\nresult " +
                            std::string(64, '1') + "\nnote " + crypto::Hex(crypto::Sha256("公示")) +
                            "\ntime 1750000000000001\n";
  EXPECT_EQ(ReleaseDigest(Example()), crypto::Hex(crypto::Sha256(lines)));
}

std::string Hash(const std::string& text) { return crypto::Hex(crypto::Sha256(text)); }

// With everything that need not be there.
ReleaseFacts FullExample() {
  ReleaseFacts full = Example();
  full.publicity = {.calendar = "calendars/c/versions/1",
                    .calendar_digest = std::string(64, '5'),
                    .working_days = 5,
                    .start_date = "2026-03-03",
                    .end_date = "2026-03-09",
                    .answer_days = 10,
                    .answer_day_kind = DayKind::kWorking};
  full.decisions = {{.name = "rounds/r1/runs/x/decisions/1",
                     .subject = "rounds/r1/subjects/s",
                     .grade = "good",
                     .grade_title = "好",
                     .computed_grade = "",
                     .reason = "理由",
                     .decider = "党组",
                     .recorder = "王五",
                     .create_time_us = 3}};
  full.amends = "rounds/r1/releases/1";
  full.amended_digest = std::string(64, '6');
  full.settled = {{"rounds/r1/releases/1/objections/1", std::string(64, '7')}};
  full.changes = {{.subject = "rounds/r1/subjects/s",
                   .before = {"张三", 2, "", "", "90", "90.00"},
                   .after = {"张三", 2, "good", "好", "90", "90.00"}}};
  return full;
}

TEST(ReleaseTest, TextOfWhatNeedNotBeThereIsThatOfTheContract) {
  const std::string added = ReleaseText(FullExample()).substr(ReleaseText(Example()).size());
  EXPECT_EQ(added, "publicity calendars/c/versions/1 " + std::string(64, '5') +
                       " 5 2026-03-03 2026-03-09 10 WORKING\n"
                       "decision rounds/r1/runs/x/decisions/1 rounds/r1/subjects/s good " +
                       Hash("好") + " - " + Hash("理由") + " " + Hash("党组") + " " + Hash("王五") +
                       " 3\namends rounds/r1/releases/1 " + std::string(64, '6') +
                       "\nobjection rounds/r1/releases/1/objections/1 " + std::string(64, '7') +
                       "\nchange rounds/r1/subjects/s " + Hash("张三") + " 2 2 - good " + Hash("") +
                       " " + Hash("好") + " 90 90.00 90 90.00\n");
}

TEST(ReleaseTest, SignedTextIsThatOfTheContract) {
  EXPECT_EQ(SignedText(Example(), "k"),
            "pingyi-release-signature-v1\nkey k\nrelease " + ReleaseDigest(Example()) +
                "\nrun rounds/r1/runs/x\nresult " + std::string(64, '1') + "\nround " +
                std::string(64, '2') + "\ntally " + std::string(64, '3') +
                "\npolicy policies/p/versions/1\npolicy_digest " + std::string(64, '4') +
                "\nreleaser " + crypto::Hex(crypto::Sha256("张三")) + "\nsubjects 5\n");
}

TEST(ReleaseTest, EveryFactIsSigned) {
  std::set<std::string> texts = {SignedText(Example(), "k"), SignedText(Example(), "l")};
  for (std::string ReleaseFacts::*field :
       {&ReleaseFacts::name, &ReleaseFacts::run, &ReleaseFacts::result_digest,
        &ReleaseFacts::frozen_digest, &ReleaseFacts::tally_digest, &ReleaseFacts::policy,
        &ReleaseFacts::policy_digest, &ReleaseFacts::note, &ReleaseFacts::releaser}) {
    ReleaseFacts changed = Example();
    changed.*field += "x";
    texts.insert(SignedText(changed, "k"));
  }
  ReleaseFacts later = Example();
  ++later.create_time_us;
  texts.insert(SignedText(later, "k"));
  ReleaseFacts more = Example();
  ++more.subject_count;
  texts.insert(SignedText(more, "k"));
  EXPECT_EQ(texts.size(), 13);
}

}  // namespace
}  // namespace pingyi::result
