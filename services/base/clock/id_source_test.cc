#include "services/base/clock/id_source.h"

#include <algorithm>
#include <set>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/testing/fake_id_source.h"

namespace pingyi {
namespace {

TEST(SystemIdSourceTest, IdsAreTwentySixSafeCharactersAndDiffer) {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const std::string id = SystemIdSource().NewId();
    EXPECT_THAT(id, ::testing::MatchesRegex("[0-9a-z]{26}"));
    seen.insert(id);
  }
  EXPECT_EQ(seen.size(), 1000u);
}

TEST(SystemIdSourceTest, IdsDoNotComeInOrder) {
  std::vector<std::string> ids;
  ids.reserve(100);
  for (int i = 0; i < 100; ++i) ids.push_back(SystemIdSource().NewId());
  EXPECT_FALSE(std::is_sorted(ids.begin(), ids.end()));
}

TEST(SystemIdSourceTest, NoBytesComeTwiceInOneThreadOrInMany) {
  constexpr int kThreads = 4;
  constexpr int kEach = 300;
  std::vector<std::vector<std::string>> taken(kThreads);
  std::vector<std::thread> threads;
  threads.reserve(kThreads);
  for (std::vector<std::string>& mine : taken) {
    threads.emplace_back([&mine] {
      for (int i = 0; i < kEach; ++i) mine.push_back(SystemIdSource().RandomBytes(8 + i % 120));
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::set<std::string> seen;
  for (const std::vector<std::string>& mine : taken) {
    for (int i = 0; i < kEach; ++i) {
      const std::string& bytes = mine[static_cast<size_t>(i)];
      EXPECT_EQ(bytes.size(), static_cast<size_t>(8 + i % 120));
      for (size_t at = 0; at + 8 <= bytes.size(); at += 8) seen.insert(bytes.substr(at, 8));
    }
  }
  size_t eights = 0;
  for (int i = 0; i < kEach; ++i) eights += static_cast<size_t>(8 + i % 120) / 8;
  EXPECT_EQ(seen.size(), kThreads * eights);
}

TEST(FakeIdSourceTest, IsTheSameInEveryRunAndNeverRepeats) {
  test::FakeIdSource a("seed");
  test::FakeIdSource b("seed");
  test::FakeIdSource other("other");
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) {
    const std::string id = a.NewId();
    EXPECT_EQ(id, b.NewId());
    EXPECT_NE(id, other.NewId());
    seen.insert(id);
  }
  EXPECT_EQ(seen.size(), 100u);
}

TEST(FakeIdSourceTest, GivesAsManyBytesAsAskedFor) {
  test::FakeIdSource ids;
  for (const size_t count : {0u, 1u, 32u, 33u, 1000u})
    EXPECT_EQ(ids.RandomBytes(count).size(), count);
}

}  // namespace
}  // namespace pingyi
