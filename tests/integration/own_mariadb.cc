#include "tests/integration/own_mariadb.h"

#include <signal.h>

#include <string>

#include <absl/strings/numbers.h>
#include <absl/strings/strip.h>
#include <gtest/gtest.h>

#include "tests/integration/process.h"
#include "tests/integration/storage.h"

namespace pingyi::test {

OwnMariadb::OwnMariadb() { Start(); }

OwnMariadb::~OwnMariadb() { Try("remove"); }

std::string OwnMariadb::address() const {
  const std::string port = ContentOf(directory_ + "/port");
  return "127.0.0.1:" + port.substr(0, port.find('\n'));
}

void OwnMariadb::Start() { Try("start"); }

void OwnMariadb::Kill() {
  Signal(SIGKILL);
  // The script's stop waits until the process is gone.
  Try("stop");
}

void OwnMariadb::Signal(int signal) const {
  ASSERT_GT(pid(), 1);
  EXPECT_EQ(kill(pid(), signal), 0);
}

void OwnMariadb::Try(const std::string& verb) {
  const Finished done =
      RunToEnd(SourceDir() + "/deploy/mariadb/try", {verb, directory_}, dir_.File("try.log"));
  EXPECT_EQ(done.code, 0) << done.out << done.err;
}

int OwnMariadb::pid() const {
  int pid = 0;
  const std::string text = ContentOf(directory_ + "/pid");
  return absl::SimpleAtoi(std::string(text.substr(0, text.find('\n'))), &pid) ? pid : 0;
}

}  // namespace pingyi::test
