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
