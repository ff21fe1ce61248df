#include "services/verify/program/program.h"

#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/crypto/signature.h"
#include "services/base/testing/temp_dir.h"

namespace pingyi::verify {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

struct Ran {
  int code;
  std::string out;
  std::string err;
};

Ran Verify(const std::vector<std::string>& arguments, const std::string& language = "en") {
  std::ostringstream out;
  std::ostringstream err;
  const int code = RunProgram(arguments, language, out, err);
  return {code, out.str(), err.str()};
}

class ProgramTest : public ::testing::Test {
 protected:
  std::string File(const std::string& name, const std::string& text) const {
    std::ofstream(dir_.File(name), std::ios::binary) << text;
    return dir_.File(name);
  }
  std::string Key() const {
    return File("key.pub", crypto::SigningKey::Generate().public_key().ToPem());
  }

 private:
  test::TempDir dir_;
};

TEST_F(ProgramTest, AWrongCommandLineIsNotARefusal) {
  for (const std::vector<std::string>& line : std::vector<std::vector<std::string>>{
           {}, {"b.json"}, {"--key", "k"}, {"b.json", "--key", "k", "--lang", "fr"}}) {
    const Ran ran = Verify(line);
    EXPECT_EQ(ran.code, kNotChecked);
    EXPECT_EQ(ran.out, "");
    EXPECT_NE(ran.err, "");
  }
}

TEST_F(ProgramTest, HelpTellsTheExitCodes) {
  const Ran ran = Verify({"--help"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_THAT(ran.out, HasSubstr("Exit codes: 0 the bundle is accepted, 1 it is refused"));
}

TEST_F(ProgramTest, FilesThatCannotBeReadAreNotChecked) {
  const Ran ran = Verify({"/nowhere/b.json", "--key", Key()});
  EXPECT_EQ(ran.code, kNotChecked);
  EXPECT_EQ(ran.err, "pingyi-verify: /nowhere/b.json: cannot be read\n");
  const Ran key = Verify({File("b.json", "{}"), "--key", File("bad.pub", "no key")});
  EXPECT_EQ(key.code, kNotChecked);
  EXPECT_THAT(key.err, HasSubstr("bad.pub"));
}

TEST_F(ProgramTest, WhatIsNoBundleIsRefusedInTheLanguageAskedFor) {
  const std::string bundle = File("b.json", "{\x1b[2J");
  const Ran ran = Verify({bundle, "--key", Key()});
  EXPECT_EQ(ran.code, kRefused);
  EXPECT_THAT(ran.out, StartsWith("REFUSED: "));
  EXPECT_EQ(ran.out.find('\x1b'), std::string::npos);
  EXPECT_THAT(Verify({bundle, "--key", Key()}, "zh").out, StartsWith("验证不通过"));
  EXPECT_THAT(Verify({bundle, "--key", Key(), "--lang", "en"}, "zh").out, StartsWith("REFUSED"));
}

}  // namespace
}  // namespace pingyi::verify
