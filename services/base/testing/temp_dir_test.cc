#include "services/base/testing/temp_dir.h"

#include <fstream>

#include <gtest/gtest.h>

namespace pingyi::test {
namespace {

TEST(TempDirTest, IsEmptyAndItsOwnAndGoesWithAllItHolds) {
  std::filesystem::path path;
  {
    const TempDir dir;
    const TempDir other;
    path = dir.path();
    EXPECT_NE(path, other.path());
    EXPECT_TRUE(std::filesystem::is_empty(path));
    std::ofstream(dir.File("a.txt")) << "text";
    std::filesystem::create_directory(path / "sub");
    EXPECT_TRUE(std::filesystem::exists(path / "a.txt"));
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

}  // namespace
}  // namespace pingyi::test
