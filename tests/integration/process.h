// One real process of a service, for tests that start, kill and restart it.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace pingyi::test {

// Not thread-safe. The process is killed when the object goes.
class Process {
 public:
  // Starts `program` with `arguments`, its errors appended to the file `log`. Returns when it has
  // printed a line to standard output that contains `ready`, or has ended without.
  Process(const std::string& program, const std::vector<std::string>& arguments,
          const std::string& log, const std::string& ready);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  // Whether the ready line came.
  bool ready() const { return !ready_line_.empty(); }
  const std::string& ready_line() const { return ready_line_; }
  pid_t pid() const { return pid_; }

  // Sends the signal and waits for the end; the exit code, or minus the signal that ended it. 0 if
  // it had ended before.
  int Signal(int signal);
  // As Signal, without waiting.
  void SignalOnly(int signal) const;
  // Waits for the end by itself.
  int Wait();
  // What else it prints to standard output, up to its end.
  std::string ReadRest() const;

 private:
  pid_t pid_ = -1;
  int output_ = -1;
  std::string ready_line_;
};

// What a program that ran to its end left behind.
struct Finished {
  int code;  // as Process::Wait()
  std::string out;
  std::string err;
};

// Runs a program to its end; its errors go through the file `log`, which is emptied first.
Finished RunToEnd(const std::string& program, const std::vector<std::string>& arguments,
                  const std::string& log);

// All of a file; empty if there is none.
std::string ContentOf(const std::string& path);

}  // namespace pingyi::test
