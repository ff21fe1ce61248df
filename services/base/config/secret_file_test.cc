#include "services/base/config/secret_file.h"

#include <sys/stat.h>

#include <fstream>
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/testing/status_matchers.h"
#include "services/base/testing/temp_dir.h"

namespace pingyi::config {
namespace {

using test::StatusIs;
using ::testing::HasSubstr;
using ::testing::Not;

class SecretFileTest : public ::testing::Test {
 protected:
  std::string Write(std::string_view text, mode_t mode = 0600) {
    const std::string path = dir_.File("password");
    std::ofstream(path, std::ios::binary) << text;
    chmod(path.c_str(), mode);
    return path;
  }

  const test::TempDir dir_;
};

TEST_F(SecretFileTest, GivesTheLineWithoutItsEnd) {
  EXPECT_EQ(*ReadSecretFile(Write("s3 cret")), "s3 cret");
  EXPECT_EQ(*ReadSecretFile(Write("s3 cret\n")), "s3 cret");
  EXPECT_EQ(*ReadSecretFile(Write("s3 cret\r\n")), "s3 cret");
  EXPECT_EQ(*ReadSecretFile(Write(" 密码 \n")), " 密码 ") << "blanks are part of a password";
}

TEST_F(SecretFileTest, OwnerAndGroupMayHaveRights) {
  for (const mode_t mode : {0400, 0600, 0440, 0640, 0660}) {
    EXPECT_OK(ReadSecretFile(Write("secret\n", mode))) << mode;
  }
}

TEST_F(SecretFileTest, AnybodyElseMayHaveNone) {
  for (const mode_t mode : {0604, 0602, 0601, 0644, 0666}) {
    const auto result = ReadSecretFile(Write("secret\n", mode));
    EXPECT_THAT(result, StatusIs(absl::StatusCode::kFailedPrecondition)) << mode;
    const std::string message(result.status().message());
    EXPECT_THAT(message, HasSubstr("chmod o="));
    EXPECT_THAT(message, Not(HasSubstr("secret\n")));
  }
}

TEST_F(SecretFileTest, WhatIsNoSecretIsRefusedWithoutShowingIt) {
  using namespace std::string_view_literals;
  for (const std::string_view text :
       {""sv, "\n"sv, "\r\n"sv, "one\ntwo\n"sv, "one\n\n"sv, "a\0b"sv}) {
    const auto result = ReadSecretFile(Write(text));
    EXPECT_THAT(result, StatusIs(absl::StatusCode::kInvalidArgument));
    EXPECT_THAT(std::string(result.status().message()), Not(HasSubstr("one\n")));
  }
  EXPECT_OK(ReadSecretFile(Write(std::string(4096, 'x'))));
  EXPECT_THAT(ReadSecretFile(Write(std::string(4097, 'x'))),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(SecretFileTest, TheFileMustBeThereAndBeAFile) {
  EXPECT_THAT(ReadSecretFile(dir_.File("missing")), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(ReadSecretFile(dir_.path().string()), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(SecretFileTest, APrivateKeyIsForItsOwnerAlone) {
  for (const mode_t mode : {0400, 0600}) {
    EXPECT_EQ(*ReadPrivateKeyFile(Write("one\ntwo\n", mode)), "one\ntwo\n") << mode;
  }
  for (const mode_t mode : {0640, 0620, 0610, 0604, 0644}) {
    const auto result = ReadPrivateKeyFile(Write("one\ntwo\n", mode));
    EXPECT_THAT(result, StatusIs(absl::StatusCode::kFailedPrecondition)) << mode;
    const std::string message(result.status().message());
    EXPECT_THAT(message, HasSubstr("chmod go="));
    EXPECT_THAT(message, Not(HasSubstr("one")));
  }
  EXPECT_THAT(ReadPrivateKeyFile(Write(std::string(4097, 'x'))),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(ReadPrivateKeyFile(dir_.File("missing")), StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(SecretFileTest, ATlsKeyIsForOwnerAndGroup) {
  const std::string key(6400, 'k');
  for (const mode_t mode : {0400, 0600, 0440, 0640}) {
    EXPECT_EQ(*ReadTlsKeyFile(Write(key, mode)), key) << mode;
  }
  for (const mode_t mode : {0644, 0604, 0602, 0601}) {
    EXPECT_THAT(ReadTlsKeyFile(Write(key, mode)), StatusIs(absl::StatusCode::kFailedPrecondition))
        << mode;
  }
  EXPECT_THAT(ReadTlsKeyFile(Write(std::string(65537, 'k'))),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(SecretFileTest, CertificatesAreForEverybody) {
  const std::string text(200'000, 'c');
  EXPECT_EQ(*ReadCertificateFile(Write(text, 0644)), text);
  EXPECT_THAT(ReadCertificateFile(Write(std::string((4 << 20) + 1, 'c'))),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(ReadCertificateFile(dir_.File("missing")), StatusIs(absl::StatusCode::kNotFound));
}

}  // namespace
}  // namespace pingyi::config
