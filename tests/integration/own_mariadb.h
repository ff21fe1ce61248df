// A MariaDB server that a test may kill, stop and start again.
#pragma once

#include <string>
#include <vector>

#include "services/base/testing/temp_dir.h"

namespace pingyi::test {

// Runs from the beginning to the end of the object, with its data in memory. Fails the test if it
// does not start.
class OwnMariadb {
 public:
  OwnMariadb();
  ~OwnMariadb();
  OwnMariadb(const OwnMariadb&) = delete;
  OwnMariadb& operator=(const OwnMariadb&) = delete;

  const std::string& directory() const { return directory_; }
  std::string address() const;

  // Starts it again, on the same port and data, and waits until it answers.
  void Start();
  // Ends it with SIGKILL and waits until it is gone.
  void Kill();
  // Sends a signal: SIGSTOP, SIGCONT. Once it has returned, a stopped server answers nothing.
  void Signal(int signal) const;

 private:
  void Try(std::vector<std::string> arguments);
  int pid() const;

  const TempDir dir_;
  const std::string directory_ = dir_.File("mariadb");
};

}  // namespace pingyi::test
