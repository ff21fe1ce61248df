// Servers on the loopback that behave as no MariaDB does of its own accord.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace pingyi::sql {

// Accepts connections on an address of 127.0.0.0/8 and serves each in a thread of its own. When it
// goes away every connection is closed under its server's hands.
class LoopbackServer {
 public:
  // `serve` gets the socket, and does not close it.
  explicit LoopbackServer(std::function<void(int socket)> serve,
                          const std::string& address = "127.0.0.1");
  ~LoopbackServer();
  LoopbackServer(const LoopbackServer&) = delete;
  LoopbackServer& operator=(const LoopbackServer&) = delete;

  // "address:port", as MysqlOptions::hosts wants it.
  const std::string& host() const { return host_; }
  int accepted() const { return accepted_; }

 private:
  void Accept();

  const std::function<void(int)> serve_;
  std::string host_;
  int listener_ = -1;
  std::atomic<int> accepted_ = 0;
  std::mutex mutex_;  // guards the two below
  std::vector<int> sockets_;
  std::vector<std::thread> threads_;
  std::thread acceptor_;
};

// Hands everything through to the server on 127.0.0.1:`port`, until told to cut.
class Gate {
 public:
  explicit Gate(int port, const std::string& address = "127.0.0.1");

  const std::string& host() const { return server_.host(); }
  int accepted() const { return server_.accepted(); }

  // The next connection whose client sends `text` is cut: before the server has it, or after the
  // server has answered, and the answer then is lost.
  void CutBefore(const std::string& text) { SetCut(text, /*after=*/false); }
  void CutAfter(const std::string& text) { SetCut(text, /*after=*/true); }

 private:
  void SetCut(const std::string& text, bool after);
  void Serve(int client);
  // Whether the connection goes on after what the client sent.
  bool Forward(const std::string& sent, int server);

  const int port_;
  std::mutex mutex_;  // guards the two below
  std::string cut_;   // empty: nothing is cut
  bool cut_after_ = false;
  LoopbackServer server_;  // ends first
};

// Greets as a MariaDB that cannot encrypt, and closes the connection at the answer.
class PlainTextServer {
 public:
  PlainTextServer();
  const std::string& host() const { return server_.host(); }

 private:
  LoopbackServer server_;
};

// Accepts and then says nothing, as a host does whose server process is stopped.
class SilentServer {
 public:
  SilentServer();
  const std::string& host() const { return server_.host(); }
  int accepted() const { return server_.accepted(); }

 private:
  LoopbackServer server_;
};

// "127.0.0.1:port" of a port nobody listens on.
std::string DeadHost();

}  // namespace pingyi::sql
