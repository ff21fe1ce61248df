#include "services/base/sql/mysql/testing/loopback_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include <fmt/format.h>

namespace pingyi::sql {
namespace {

void Require(bool ok, const char* what) {
  if (ok) return;
  std::perror(what);
  std::abort();
}

sockaddr_in Address(const std::string& address, int port) {
  sockaddr_in result = {};
  result.sin_family = AF_INET;
  result.sin_port = htons(static_cast<uint16_t>(port));
  Require(inet_pton(AF_INET, address.c_str(), &result.sin_addr) == 1, "inet_pton");
  return result;
}

// A socket that listens on a free port, told in `port`.
int Listen(const std::string& address, int& port) {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in place = Address(address, 0);
  socklen_t size = sizeof(place);
  Require(bind(listener, reinterpret_cast<sockaddr*>(&place), size) == 0, "bind");
  Require(listen(listener, 64) == 0, "listen");
  Require(getsockname(listener, reinterpret_cast<sockaddr*>(&place), &size) == 0, "getsockname");
  port = ntohs(place.sin_port);
  return listener;
}

// What has arrived; empty at the end.
std::string Receive(int from) {
  std::array<char, 16384> buffer;
  const ssize_t size = recv(from, buffer.data(), buffer.size(), 0);
  return size > 0 ? std::string(buffer.data(), static_cast<size_t>(size)) : std::string();
}

bool SendAll(int to, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t size = send(to, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (size <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(size));
  }
  return true;
}

void ReadToTheEnd(int socket) {
  while (!Receive(socket).empty()) {
  }
}

// The first packet of the protocol, with capabilities that lack CLIENT_SSL.
std::string GreetingWithoutTls() {
  using std::string_view_literals::operator""sv;
  std::string greeting(
      "\x0a"
      "5.5.5-10.11.0-MariaDB\0"  // version 10, the server's version
      "\x01\0\0\0"
      "12345678\0"  // connection, first part of the challenge
      "\xff\xf7"
      "\x2d"
      "\x02\0"  // capabilities, collation, status
      "\xff\x81"
      "\x15"  // more capabilities, length of challenge
      "\0\0\0\0\0\0\0\0\0\0"
      "123456789012\0"
      "mysql_native_password\0"sv);
  std::string packet = {static_cast<char>(greeting.size()), '\0', '\0', '\0'};
  return packet + greeting;
}

}  // namespace

LoopbackServer::LoopbackServer(std::function<void(int)> serve, const std::string& address)
    : serve_(std::move(serve)) {
  int port = 0;
  listener_ = Listen(address, port);
  host_ = fmt::format("{}:{}", address, port);
  acceptor_ = std::thread([this] { Accept(); });
}

LoopbackServer::~LoopbackServer() {
  shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  for (int socket : sockets_) shutdown(socket, SHUT_RDWR);
  for (std::thread& thread : threads_) thread.join();
  for (int socket : sockets_) close(socket);
  close(listener_);
}

void LoopbackServer::Accept() {
  for (;;) {
    const int socket = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) return;
    ++accepted_;
    const std::unique_lock lock(mutex_);
    sockets_.push_back(socket);
    threads_.emplace_back([this, socket] {
      serve_(socket);
      shutdown(socket, SHUT_RDWR);
    });
  }
}

Gate::Gate(int port, const std::string& address)
    : port_(port), server_([this](int client) { Serve(client); }, address) {}

void Gate::SetCut(const std::string& text, bool after) {
  const std::unique_lock lock(mutex_);
  cut_ = text;
  cut_after_ = after;
}

void Gate::Serve(int client) {
  const int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in place = Address("127.0.0.1", port_);
  bool open = connect(server, reinterpret_cast<const sockaddr*>(&place), sizeof(place)) == 0;
  while (open) {
    std::array<pollfd, 2> sockets = {pollfd{client, POLLIN, 0}, pollfd{server, POLLIN, 0}};
    if (poll(sockets.data(), sockets.size(), -1) < 0) break;
    if (sockets[0].revents != 0) {
      const std::string sent = Receive(client);
      open = !sent.empty() && Forward(sent, server);
    }
    if (open && sockets[1].revents != 0) {
      const std::string answer = Receive(server);
      open = !answer.empty() && SendAll(client, answer);
    }
  }
  close(server);
}

bool Gate::Forward(const std::string& sent, int server) {
  bool cut_after = false;
  {
    const std::unique_lock lock(mutex_);
    if (!cut_.empty() && sent.find(cut_) != std::string::npos) {
      cut_.clear();
      if (!cut_after_) return false;
      cut_after = true;
    }
  }
  if (!SendAll(server, sent)) return false;
  if (cut_after) Receive(server);
  return !cut_after;
}

PlainTextServer::PlainTextServer()
    : server_([](int socket) {
        if (SendAll(socket, GreetingWithoutTls())) Receive(socket);
      }) {}

SilentServer::SilentServer() : server_(ReadToTheEnd) {}

std::string DeadHost() {
  int port = 0;
  close(Listen("127.0.0.1", port));
  return fmt::format("127.0.0.1:{}", port);
}

}  // namespace pingyi::sql
