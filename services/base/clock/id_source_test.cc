#include "services/base/clock/id_source.h"

#include <algorithm>
#include <set>

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
