#include "services/appraisal/store/credential_cache.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/crypto/hash.h"
#include "services/base/testing/at_once.h"

namespace pingyi::appraisal {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr size_t kRows = 4;  // of a page

std::string HashOf(int number) { return crypto::Sha256(fmt::format("{}", number)); }

// A page of credentials numbered from `first` on, of one batch.
CredentialPage Page(std::string behind, int first, int count, bool last = false) {
  CredentialPage page{.behind = std::move(behind), .credentials = {}, .last = last};
  for (int i = first; i < first + count; ++i) {
    page.credentials.push_back(
        {.hash = HashOf(i), .batch_id = "b1", .own_subject = std::nullopt, .voter = ""});
  }
  return page;
}

class CredentialCacheTest : public testing::Test {
 protected:
  // Which of the credentials numbered from 0 on are kept.
  std::vector<int> KeptOf(std::string_view round_id, int count) {
    std::vector<int> numbers;
    for (int i = 0; i < count; ++i) {
      const std::string hash = HashOf(i);
      const std::string_view view = hash;
      if (cache_.Find(round_id, {&view, 1}, now_).credentials[0]) numbers.push_back(i);
    }
    return numbers;
  }

  absl::Time now_ = absl::UnixEpoch();
  CredentialCache cache_{10};
};

TEST_F(CredentialCacheTest, GivesBackWhatWasIssued) {
  CredentialPage page{.behind = "", .credentials = {}, .last = true};
  page.credentials = {{HashOf(1), "b1", std::nullopt, ""},
                      {HashOf(2), "b2", 0, "Zhang"},
                      {HashOf(3), "b1", 7, "Li"},
                      {HashOf(4), "b3", std::nullopt, ""}};
  cache_.Keep("r1", page, now_);
  EXPECT_EQ(cache_.size(), 4);
  const std::vector<std::string> asked = {HashOf(3), HashOf(9), HashOf(2), HashOf(1), "short", ""};
  const std::vector<std::string_view> hashes(asked.begin(), asked.end());
  const KeptCredentials found = cache_.Find("r1", hashes, now_);
  EXPECT_THAT(found.batch_ids, ElementsAre("b1", "b2"));
  ASSERT_EQ(found.credentials.size(), 6);
  ASSERT_TRUE(found.credentials[0] && found.credentials[2] && found.credentials[3]);
  EXPECT_EQ(found.credentials[0]->batch, 0);
  EXPECT_EQ(found.credentials[0]->own_subject, 7);
  EXPECT_EQ(found.credentials[0]->voter, "Li");
  EXPECT_EQ(found.credentials[2]->batch, 1);
  EXPECT_EQ(found.credentials[2]->own_subject, 0);
  EXPECT_EQ(found.credentials[2]->voter, "Zhang");
  EXPECT_EQ(found.credentials[3]->batch, 0);
  EXPECT_EQ(found.credentials[3]->own_subject, std::nullopt);
  EXPECT_EQ(found.credentials[3]->voter, "");
  for (const size_t none : {1, 4, 5}) EXPECT_FALSE(found.credentials[none]);
  const KeptCredentials other = cache_.Find("r2", hashes, now_);
  EXPECT_THAT(other.batch_ids, IsEmpty());
  EXPECT_EQ(other.credentials.size(), 6);
}

TEST_F(CredentialCacheTest, ARoundIsReadPageByPageOnce) {
  EXPECT_EQ(cache_.NextPage("r1", kRows, 1, now_), "");
  cache_.Keep("r1", Page("", 0, 4), now_);
  EXPECT_EQ(cache_.NextPage("r1", kRows, 1, now_), HashOf(3));
  cache_.Keep("r1", Page("", 0, 4), now_);  // another has read the same
  EXPECT_EQ(cache_.NextPage("r1", kRows, 1, now_), HashOf(3));
  EXPECT_EQ(cache_.size(), 4);
  cache_.Keep("r1", Page(HashOf(3), 4, 1, /*last=*/true), now_);
  EXPECT_EQ(cache_.NextPage("r1", kRows, 1, now_), std::nullopt);
  cache_.Keep("r1", Page("", 0, 4), now_);
  EXPECT_EQ(cache_.NextPage("r1", kRows, 1, now_), std::nullopt);
  EXPECT_THAT(KeptOf("r1", 9), ElementsAre(0, 1, 2, 3, 4));
  EXPECT_EQ(cache_.NextPage("r2", kRows, 1, now_), "");
}

TEST_F(CredentialCacheTest, ARoundIsReadAnewOnceMuchWasIssuedSince) {
  cache_.Keep("r1", Page("", 0, 4, /*last=*/true), now_);
  EXPECT_EQ(cache_.NextPage("r1", kRows, 0, now_), std::nullopt);  // an unknown one
  EXPECT_EQ(cache_.NextPage("r1", kRows, 3, now_), std::nullopt);
  EXPECT_EQ(cache_.NextPage("r1", kRows, 1, now_), "");
  cache_.Keep("r1", Page("", 0, 6, /*last=*/true), now_);
  EXPECT_EQ(cache_.NextPage("r1", kRows, 1, now_), std::nullopt);
  EXPECT_EQ(cache_.size(), 6);
}

TEST_F(CredentialCacheTest, ARoundWithoutCredentialsTakesNoRoom) {
  cache_.Keep("r1", Page("", 0, 0, /*last=*/true), now_);
  EXPECT_EQ(cache_.NextPage("r1", kRows, 0, now_), "");
}

TEST_F(CredentialCacheTest, ALargeRoundIsKeptInPart) {
  cache_.Keep("r1", Page("", 0, 8), now_);
  now_ += absl::Hours(1);
  EXPECT_EQ(cache_.NextPage("r1", kRows, 1, now_), std::nullopt);
  cache_.Keep("r1", Page(HashOf(7), 8, 4), now_);
  EXPECT_EQ(cache_.size(), 8);
  EXPECT_EQ(cache_.NextPage("r1", 2, 1, now_), HashOf(7));
}

TEST_F(CredentialCacheTest, TheRoundUnusedForLongestMakesRoom) {
  cache_.Keep("r1", Page("", 0, 4, /*last=*/true), now_);
  cache_.Keep("r2", Page("", 0, 4, /*last=*/true), now_);
  now_ += absl::Seconds(59);
  EXPECT_EQ(KeptOf("r1", 1).size(), 1);
  EXPECT_EQ(cache_.NextPage("r3", kRows, 1, now_), std::nullopt) << "both are in use";
  now_ += absl::Seconds(59);
  EXPECT_EQ(cache_.NextPage("r3", kRows, 1, now_), "");
  cache_.Keep("r3", Page("", 0, 4), now_);
  EXPECT_THAT(KeptOf("r2", 4), IsEmpty());
  EXPECT_EQ(KeptOf("r1", 4).size(), 4);
  EXPECT_EQ(KeptOf("r3", 4).size(), 4);
  now_ += absl::Hours(1);
  EXPECT_EQ(cache_.NextPage("r1", 10, 100, now_), std::nullopt)
      << "it does not make room for itself";
  EXPECT_EQ(cache_.size(), 4);
}

TEST_F(CredentialCacheTest, ForgetsARound) {
  cache_.Keep("r1", Page("", 0, 4), now_);
  cache_.Keep("r2", Page("", 0, 4), now_);
  cache_.Forget("r1");
  cache_.Forget("r1");
  EXPECT_EQ(cache_.size(), 4);
  EXPECT_THAT(KeptOf("r1", 4), IsEmpty());
  EXPECT_EQ(KeptOf("r2", 4).size(), 4);
  EXPECT_EQ(cache_.NextPage("r1", kRows, 1, now_), "");
}

TEST_F(CredentialCacheTest, ManyUseItAtOnce) {
  CredentialCache cache(1000);
  test::AtOnce(4, [&](int thread) {
    const std::string round_id = fmt::format("r{}", thread % 2);
    for (int i = 0; i < 200; ++i) {
      const std::optional<std::string> behind = cache.NextPage(round_id, kRows, 1, now_);
      if (behind) cache.Keep(round_id, Page(*behind, i * 4, 4), now_);
      const std::string hash = HashOf(i);
      const std::string_view view = hash;
      const KeptCredentials found = cache.Find(round_id, {&view, 1}, now_);
      if (found.credentials[0]) {
        EXPECT_THAT(found.batch_ids, ElementsAre("b1"));
      }
      if (i % 50 == 49) cache.Forget(round_id);
    }
  });
  EXPECT_LE(cache.size(), 1000);
}

}  // namespace
}  // namespace pingyi::appraisal
