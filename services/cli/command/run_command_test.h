// What the tests of commands have in common: fakes, a directory, and a way to run a command line.
#pragma once

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/testing/temp_dir.h"
#include "services/cli/command/app.h"
#include "services/cli/command/fake_services.h"

namespace pingyi::cli::test {

struct Ran {
  int exit_code;
  std::string out;
  std::string err;
};

class RunCommandTest : public ::testing::Test {
 protected:
  // Runs the command against the fakes, in English unless the arguments say otherwise.
  Ran Run(std::vector<std::string> arguments, const std::string& language = "en") {
    for (const char* option : {"--report-service", "--appraisal-service", "--result-service"}) {
      arguments.insert(arguments.end(), {option, address_});
    }
    arguments.insert(arguments.end(), {"--lang", language});
    std::ostringstream out;
    std::ostringstream err;
    const int code = RunCommand(arguments, {out, err, false, err_is_terminal_});
    return {code, out.str(), err.str()};
  }

  // Writes a file and gives its path.
  std::string File(const std::string& name, const std::string& text) {
    std::ofstream(Path(name), std::ios::binary) << text;
    return Path(name);
  }
  std::string Path(const std::string& name) const { return dir_.File(name); }
  std::string Content(const std::string& path) const {
    std::ostringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();
    return text.str();
  }

  FakeServices fakes_;
  std::string address_ = fakes_.address();
  bool err_is_terminal_ = false;

 private:
  pingyi::test::TempDir dir_;
};

}  // namespace pingyi::cli::test
