#include "services/verify/release_form.h"

#include <gtest/gtest.h>

namespace pingyi::verify {
namespace {

result::v1::Release Release() {
  result::v1::Release release;
  release.set_name("rounds/r1/releases/12");
  release.set_run("rounds/r1/runs/x-1");
  release.set_policy("policies/annual/versions/2");
  const std::string digest(64, 'a');
  release.set_result_digest(digest);
  release.set_policy_digest(digest);
  release.set_frozen_digest(digest);
  release.set_tally_digest(digest);
  return release;
}

bool IsInForm(const result::v1::Release& release, const std::string& round = "rounds/r1") {
  return IsSignedInForm(release, round) && IsReleaseInForm(release, round, release.run());
}

TEST(ReleaseFormTest, TheReleaseItself) {
  EXPECT_TRUE(IsInForm(Release()));
  const auto refused = [](auto spoil) {
    result::v1::Release release = Release();
    spoil(release);
    return !IsInForm(release);
  };
  using R = result::v1::Release&;
  for (const char* name : {"", "rounds/r1/releases/", "rounds/r1/releases/0",
                           "rounds/r1/releases/1\nnote x", "rounds/r2/releases/1"}) {
    EXPECT_TRUE(refused([&](R r) { r.set_name(name); })) << name;
  }
  for (const char* run : {"", "rounds/r1/runs/", "rounds/r1/runs/x\nresult y", "rounds/r1/runs/x y",
                          "rounds/r1/runs/x/y", "rounds/r2/runs/x"}) {
    EXPECT_TRUE(refused([&](R r) { r.set_run(run); })) << run;
  }
  for (const char* policy : {"", "policies/annual", "policies/annual/versions/x",
                             "policies/a b/versions/1", "policies//versions/1"}) {
    EXPECT_TRUE(refused([&](R r) { r.set_policy(policy); })) << policy;
  }
  for (const std::string& digest :
       {std::string(), std::string(63, 'a'), std::string(65, 'a'), std::string(64, 'A'),
        std::string(31, 'a') + "\n" + std::string(32, 'a')}) {
    EXPECT_TRUE(refused([&](R r) { r.set_result_digest(digest); })) << digest;
    EXPECT_TRUE(refused([&](R r) { r.set_policy_digest(digest); })) << digest;
    EXPECT_TRUE(refused([&](R r) { r.set_frozen_digest(digest); })) << digest;
    EXPECT_TRUE(refused([&](R r) { r.set_tally_digest(digest); })) << digest;
    EXPECT_EQ(refused([&](R r) { r.set_inputs_digest(digest); }), !digest.empty()) << digest;
  }
}

TEST(ReleaseFormTest, TheRound) {
  for (const char* round : {"", "rounds/", "rounds/r 1", "rounds/r1/x", "round/r1"}) {
    result::v1::Release release = Release();
    release.set_name(std::string(round) + "/releases/12");
    release.set_run(std::string(round) + "/runs/x");
    EXPECT_FALSE(IsInForm(release, round)) << round;
  }
}

}  // namespace
}  // namespace pingyi::verify
