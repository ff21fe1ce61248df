#include "tests/integration/own_mariadb.h"

#include <signal.h>

#include <filesystem>
#include <string>
#include <thread>

#include <absl/strings/numbers.h>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/integration/process.h"
#include "tests/integration/storage.h"

namespace pingyi::test {

namespace {

// Whether every thread of the process is: one that is not yet might answer once more.
bool IsStopped(int pid) {
  for (const auto& task : std::filesystem::directory_iterator(fmt::format("/proc/{}/task", pid))) {
    const std::string stat = ContentOf(task.path() / "stat");
    const size_t name_end = stat.rfind(')');
    if (name_end == std::string::npos || stat.substr(name_end).rfind(") T", 0) != 0) return false;
  }
  return true;
}

}  // namespace

OwnMariadb::OwnMariadb() { Start(); }

OwnMariadb::~OwnMariadb() { Try({"remove"}); }

std::string OwnMariadb::address() const {
  const std::string port = ContentOf(directory_ + "/port");
  return "127.0.0.1:" + port.substr(0, port.find('\n'));
}

void OwnMariadb::Start() { Try({"start", "--scratch"}); }

void OwnMariadb::Kill() {
  Signal(SIGKILL);
  // The script's stop waits until the process is gone.
  Try({"stop"});
}

void OwnMariadb::Signal(int signal) const {
  ASSERT_GT(pid(), 1);
  EXPECT_EQ(kill(pid(), signal), 0);
  while (signal == SIGSTOP && !IsStopped(pid())) std::this_thread::yield();
}

void OwnMariadb::Try(std::vector<std::string> arguments) {
  arguments.push_back(directory_);
  const Finished done =
      RunToEnd(SourceDir() + "/deploy/mariadb/try", arguments, dir_.File("try.log"));
  EXPECT_EQ(done.code, 0) << done.out << done.err;
}

int OwnMariadb::pid() const {
  int pid = 0;
  const std::string text = ContentOf(directory_ + "/pid");
  return absl::SimpleAtoi(std::string(text.substr(0, text.find('\n'))), &pid) ? pid : 0;
}

}  // namespace pingyi::test
