#include "services/cli/io/scratch_dir.h"

#include <filesystem>
#include <fstream>
#include <optional>

#include <gtest/gtest.h>

#include "services/base/testing/status_matchers.h"

namespace pingyi::cli {
namespace {

using ::pingyi::test::StatusIs;

TEST(ScratchDirTest, IsForItsOwnerAndGoesWithAllItHolds) {
  std::string file;
  {
    ASSERT_OK_AND_ASSIGN(const ScratchDir dir, ScratchDir::Create());
    file = dir.File("page.html");
    std::ofstream(file) << std::string("a\0b", 3);
    EXPECT_THAT(ReadBinaryFile(file), StatusIs(absl::StatusCode::kOk));
    EXPECT_EQ(ReadBinaryFile(file)->size(), 3U);
    const auto mode =
        std::filesystem::status(std::filesystem::path(file).parent_path()).permissions();
    EXPECT_EQ(mode, std::filesystem::perms::owner_all);
  }
  EXPECT_FALSE(std::filesystem::exists(std::filesystem::path(file).parent_path()));
}

TEST(ScratchDirTest, FileThatIsNotThereIsAnError) {
  EXPECT_THAT(ReadBinaryFile("/nowhere/at-all"), StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace pingyi::cli
