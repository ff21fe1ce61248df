// SIGTERM and SIGINT as something to wait for. Nothing can be done safely in a signal handler,
// least of all a drain.
#pragma once

namespace pingyi::rpc {

// Blocks both signals for this thread and those it starts from now on: to be called before the
// first thread.
void BlockTerminationSignals();

// Waits for one of them and returns it.
int WaitForTerminationSignal();

}  // namespace pingyi::rpc
