#include "services/base/config/transport.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "services/base/testing/status_matchers.h"

namespace pingyi::config {
namespace {

constexpr char kTls[] = "tls: {certificate: c.pem, key: k.pem, ca: a.pem}\n";

// What is wrong with a service that listens and calls so.
std::string ProblemsOf(const std::string& text) {
  Document document = *Document::Parse(text, "test.yaml");
  Section root = document.Root();
  const TransportConfig transport = ReadTransport(root);
  CheckListen(root, root.String("listen", ""), transport);
  if (root.Has("called")) ReadTarget(root.Child("called"), transport);
  return std::string(document.Finish().message());
}

TransportConfig Read(const std::string& text) {
  Document document = *Document::Parse(text, "test.yaml");
  Section root = document.Root();
  TransportConfig transport = ReadTransport(root);
  EXPECT_OK(document.Finish());
  return transport;
}

TEST(TransportTest, TheKeysAreRead) {
  EXPECT_FALSE(Read("").tls);
  EXPECT_FALSE(Read("").plaintext);
  EXPECT_TRUE(Read("plaintext: true").plaintext);
  const TlsFiles one = *Read(kTls).tls;
  EXPECT_EQ(one.certificate, "c.pem");
  EXPECT_EQ(one.key, "k.pem");
  EXPECT_EQ(one.ca, "a.pem");
  EXPECT_EQ(one.client_ca, "a.pem");
  EXPECT_EQ(Read("tls: {certificate: c, key: k, ca: a, client_ca: x.pem}").tls->client_ca, "x.pem");
}

TEST(TransportTest, HalfOfItIsNoTls) {
  EXPECT_EQ(ProblemsOf("tls: {certificate: c.pem, client_ca: a.pem}"),
            "test.yaml:1: tls.key: is required\ntest.yaml:1: tls.ca: is required");
  EXPECT_EQ(ProblemsOf(std::string(kTls) + "plaintext: true"),
            "test.yaml:2: plaintext: contradicts the section tls: give one of the two");
}

TEST(TransportTest, PlainTextIsTakenOnThisMachineAlone) {
  for (const char* here : {"127.0.0.1:7301", "127.8.9.1:0", "localhost:1", "[::1]:7301",
                           "unix:/run/p.sock", "unix-abstract:p"}) {
    EXPECT_EQ(ProblemsOf(fmt::format("listen: \"{}\"", here)), "") << here;
  }
  for (const char* open : {"0.0.0.0:7301", "[::]:7301", "10.0.0.1:7301", "*:7301", "/run/p.sock",
                           "127.evil.example:1", "localhost.example:1", "127.0.0.1"}) {
    const std::string listen = fmt::format("listen: \"{}\"\n", open);
    EXPECT_EQ(ProblemsOf(listen),
              fmt::format("test.yaml:1: listen: \"{}\" is neither a loopback address nor a unix "
                          "socket, and plain text does not leave this machine: give a section tls, "
                          "or plaintext: true where a mesh encrypts",
                          open));
    EXPECT_EQ(ProblemsOf(listen + kTls), "") << open;
    EXPECT_EQ(ProblemsOf(listen + "plaintext: true"), "") << open;
    EXPECT_NE(ProblemsOf(listen + "plaintext: false"), "") << open;
  }
}

TEST(TransportTest, PlainTextIsSentOnThisMachineAlone) {
  for (const char* here : {"127.0.0.1:7301", "dns:///localhost:1", "dns:localhost:1",
                           "ipv4:127.0.0.1:1,127.0.0.2:1", "ipv6:[::1]:1", "unix:///run/p.sock"}) {
    EXPECT_EQ(ProblemsOf(fmt::format("called: {{target: \"{}\"}}", here)), "") << here;
  }
  for (const char* away :
       {"report.example:7301", "dns:///report.example:1", "dns://10.0.0.1/localhost:1",
        "ipv4:127.0.0.1:1,10.0.0.2:1", "ipv4:127.0.0.1:1,", "xds:///localhost:1"}) {
    const std::string called = fmt::format("called: {{target: \"{}\", name: \"{}\"}}\n", away, "");
    EXPECT_NE(ProblemsOf(called).find("called.target: \"" + std::string(away) +
                                      "\" is neither a loopback address"),
              std::string::npos)
        << away;
    EXPECT_EQ(ProblemsOf(called + "plaintext: true"), "") << away;
  }
}

TEST(TransportTest, AListOfAddressesNeedsTheNameOfTheirCertificates) {
  const std::string list = "called: {target: \"ipv4:10.0.0.1:1,10.0.0.2:1\"";
  EXPECT_EQ(ProblemsOf(kTls + list + "}"),
            "test.yaml:2: called.name: is required where the target lists addresses: the name that "
            "their certificates bear");
  EXPECT_EQ(ProblemsOf(kTls + list + ", name: report.example}"), "");
  EXPECT_EQ(ProblemsOf(std::string(kTls) + "called: {target: \"10.0.0.1:1\"}"), "");
  EXPECT_EQ(ProblemsOf(list + ", name: report.example}\nplaintext: true"),
            "test.yaml:1: called.name: has no effect without TLS");
  for (const char* bad : {"report.example:1", "a b", "https://a", "a,b"}) {
    EXPECT_EQ(
        ProblemsOf(kTls + list + fmt::format(", name: \"{}\"}}", bad)),
        fmt::format("test.yaml:2: called.name: \"{}\" must be the name of a host alone", bad));
  }
}

}  // namespace
}  // namespace pingyi::config
