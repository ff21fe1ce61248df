#include "services/cli/io/secret_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/cli/io/text_file.h"

namespace pingyi::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class SecretFileTest : public ::testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(dir_); }
  void TearDown() override { std::filesystem::remove_all(dir_); }
  std::string Path(const std::string& name) const { return (dir_ / name).string(); }

  const std::filesystem::path dir_ =
      std::filesystem::temp_directory_path() / fmt::format("pingyi-secret-{}", getpid());
};

TEST_F(SecretFileTest, OnlyTheOwnerCanReadIt) {
  auto file = SecretFile::Create(Path("creds.csv"));
  ASSERT_TRUE(file.ok()) << file.status();
  ASSERT_TRUE(file->Append("group,token\n").ok());
  ASSERT_TRUE(file->Append("a,x\n").ok());
  struct stat info {};
  ASSERT_EQ(stat(Path("creds.csv").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  EXPECT_EQ(*ReadTextFile(Path("creds.csv")), "group,token\na,x\n");
}

TEST_F(SecretFileTest, NeverOverwritesAndFollowsNoLink) {
  std::ofstream(Path("old.csv")) << "keep";
  const auto existing = SecretFile::Create(Path("old.csv"));
  EXPECT_EQ(existing.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(existing.status().message()), HasSubstr("not overwritten"));
  EXPECT_EQ(*ReadTextFile(Path("old.csv")), "keep");

  std::filesystem::create_symlink(Path("elsewhere.csv"), Path("link.csv"));
  EXPECT_FALSE(SecretFile::Create(Path("link.csv")).ok());
  EXPECT_FALSE(std::filesystem::exists(Path("elsewhere.csv")));
}

TEST_F(SecretFileTest, DiscardRemovesIt) {
  auto file = SecretFile::Create(Path("empty.csv"));
  ASSERT_TRUE(file.ok());
  file->Discard();
  EXPECT_FALSE(std::filesystem::exists(Path("empty.csv")));
}

TEST_F(SecretFileTest, ReadsTheFirstLineAndNeverShowsIt) {
  std::ofstream(Path("one")) << "  abcd-efgh \r\nsecond\n";
  EXPECT_EQ(*ReadSecret(Path("one")), "abcd-efgh");
  std::ofstream(Path("blank")) << "\nk7q2mwx\n";
  const auto blank = ReadSecret(Path("blank"));
  ASSERT_FALSE(blank.ok());
  EXPECT_THAT(std::string(blank.status().message()), Not(HasSubstr("k7q2mwx")));
}

}  // namespace
}  // namespace pingyi::cli
