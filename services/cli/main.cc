// pingyi: the operator's command.
#include <unistd.h>

#include <csignal>
#include <iostream>

#include "services/cli/command/app.h"

int main(int argc, char** argv) {
  // A reader that goes away (`pingyi … | head`) is an error of the write and ends the command
  // quietly; by default it would kill it, in the middle of an import perhaps.
  std::signal(SIGPIPE, SIG_IGN);
  const pingyi::cli::Streams streams{std::cout, std::cerr, isatty(STDOUT_FILENO) == 1,
                                     isatty(STDERR_FILENO) == 1};
  return pingyi::cli::RunCommand({argv + 1, argv + argc}, streams);
}
