// Calls over mutual TLS, between real servers and clients.
#include "services/base/rpc/tls.h"

#include <echo_service.grpc.pb.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <absl/time/clock.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/rpc/client.h"
#include "services/base/rpc/testing/echo_service.h"
#include "services/base/testing/certificates/authority.h"
#include "services/base/testing/rpc/rpc_server.h"
#include "services/base/testing/status_matchers.h"
#include "services/base/testing/temp_dir.h"
#include "services/base/testing/whole_file.h"

namespace pingyi::rpc {
namespace {

using config::TlsFiles;
using test::Authority;
using test::CertificateOptions;
using test::StatusIs;
using ::testing::HasSubstr;

class TlsTest : public ::testing::Test {
 protected:
  TlsTest() {
    service_.on_echo = [this](const CallContext&, const test::v1::EchoRequest&,
                              test::v1::EchoResponse*) {
      ++calls_;
      return absl::OkStatus();
    };
  }

  // A file of the test's directory.
  std::string Write(const std::string& name, const std::string& text, mode_t mode = 0600) {
    return test::WriteWhole(dir_.File(name), text, mode);
  }

  // The same for a certificate and its key.
  void Replace(const TlsFiles& files, const test::Issued& issued) {
    Write(std::filesystem::path(files.key).filename(), issued.key);
    Write(std::filesystem::path(files.certificate).filename(), issued.certificate);
  }

  // The files of somebody to whom `issuer` issues a certificate, and who believes `believed`.
  TlsFiles FilesOf(const std::string& name, const Authority& issuer, const Authority& believed,
                   const CertificateOptions& options = {}) {
    const test::Issued issued = issuer.Issue(name, options);
    const std::string ca = Write(name + "-ca.pem", believed.pem());
    return {Write(name + ".pem", issued.certificate), Write(name + "-key.pem", issued.key), ca, ca};
  }

  void StartServer(const TlsFiles& files) {
    ServerOptions options = test::TestServerOptions();
    options.tls = files;
    server_.emplace(kit_, std::vector<Served>{test::EchoService::Entry(service_)}, options);
  }

  // How a call on a connection of its own ends.
  grpc::Status CallOn(const config::TargetConfig& target, const std::optional<TlsFiles>& files) {
    const auto channel = MakeChannel(target, {.tls = files});
    EXPECT_OK(channel);
    if (!channel.ok()) return {grpc::StatusCode::UNKNOWN, "no channel"};
    test::v1::EchoRequest request;
    request.set_text("hello");
    test::v1::EchoResponse response;
    const auto context = test::TestClientContext();
    const grpc::Status status =
        test::v1::EchoService::NewStub(*channel)->Echo(context.get(), request, &response);
    shown_.clear();
    const auto peer = context->auth_context();
    if (status.ok() && peer != nullptr) {
      for (const auto& pem : peer->FindPropertyValues(GRPC_X509_PEM_CERT_PROPERTY_NAME)) {
        shown_.assign(pem.data(), pem.size());
      }
    }
    return status;
  }
  grpc::Status Call(const std::optional<TlsFiles>& files) {
    return CallOn({server_->address()}, files);
  }

  // The same by a client that is not ours, which would not take what is wrong with its own files.
  grpc::Status CallOfOthers(const test::Issued& issued) {
    const auto credentials =
        grpc::SslCredentials({authority_.pem(), issued.key, issued.certificate});
    const auto stub =
        test::v1::EchoService::NewStub(grpc::CreateChannel(server_->address(), credentials));
    test::v1::EchoResponse response;
    const auto context = test::TestClientContext();
    return stub->Echo(context.get(), {}, &response);
  }

  // Calls, each time on a connection of its own, until one ends as wanted.
  void CallUntil(const TlsFiles& files, const std::function<bool(const grpc::Status&)>& wanted) {
    const absl::Time limit = absl::Now() + absl::Seconds(30);
    grpc::Status status;
    do {
      status = Call(files);
    } while (!wanted(status) && absl::Now() < limit);
    EXPECT_TRUE(wanted(status)) << status.error_message();
    calls_ = 0;
  }

  void ExpectServed(const grpc::Status& status) {
    EXPECT_TRUE(status.ok()) << status.error_message();
    EXPECT_EQ(calls_, 1);
    calls_ = 0;
  }
  void ExpectRefused(const grpc::Status& status, const std::string& text) {
    EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
    EXPECT_THAT(status.error_message(), HasSubstr(text));
    EXPECT_EQ(calls_, 0) << "a call reached the service";
  }

  const test::TempDir dir_;
  const Authority authority_{"authority"};
  const Authority stranger_{"stranger"};
  std::atomic<int> calls_ = 0;
  std::string shown_;  // the certificate of the server that answered last
  Kit kit_{{}};
  test::EchoService service_{kit_};
  std::optional<test::RpcServer> server_;
};

TEST_F(TlsTest, TheRightCertificatesAreServed) {
  StartServer(FilesOf("server", authority_, authority_));
  ExpectServed(Call(FilesOf("client", authority_, authority_)));
}

TEST_F(TlsTest, CallersMayHaveAnAuthorityOfTheirOwn) {
  StartServer(FilesOf("server", authority_, stranger_));
  ExpectServed(Call(FilesOf("caller", stranger_, authority_)));
  ExpectRefused(Call(FilesOf("client", authority_, authority_)), "Socket closed");
}

TEST_F(TlsTest, PlainTextIsRefused) {
  StartServer(FilesOf("server", authority_, authority_));
  ExpectRefused(Call(std::nullopt), "Socket closed");
}

TEST_F(TlsTest, ACallerWithoutCertificateIsRefused) {
  StartServer(FilesOf("server", authority_, authority_));
  ExpectRefused(CallOfOthers({}), "");
}

TEST_F(TlsTest, ACallerWhoseCertificateExpiredIsRefused) {
  StartServer(FilesOf("server", authority_, authority_));
  ExpectRefused(CallOfOthers(authority_.Issue("client", {.until = -absl::Minutes(1)})), "");
  ExpectServed(CallOfOthers(authority_.Issue("client")));
}

TEST_F(TlsTest, ACallerOfAnotherAuthorityIsRefused) {
  StartServer(FilesOf("server", authority_, authority_));
  ExpectRefused(Call(FilesOf("client", stranger_, authority_)), "Socket closed");
}

TEST_F(TlsTest, AServerOfAnotherAuthorityIsRefused) {
  StartServer(FilesOf("server", stranger_, authority_));
  ExpectRefused(Call(FilesOf("client", authority_, authority_)), "certificate verify failed");
}

TEST_F(TlsTest, AServerOfAnotherNameIsRefused) {
  StartServer(FilesOf("server", authority_, authority_, {.names = "DNS:other.example"}));
  const TlsFiles client = FilesOf("client", authority_, authority_);
  ExpectRefused(Call(client), "Hostname Verification Check failed");
  ExpectServed(CallOn({server_->address(), "other.example"}, client));
  ExpectRefused(CallOn({server_->address(), "another.example"}, client),
                "Hostname Verification Check failed");
}

TEST_F(TlsTest, ACertificateForCallingMakesNoServer) {
  StartServer(FilesOf("server", authority_, authority_, {.usage = "clientAuth"}));
  ExpectRefused(Call(FilesOf("client", authority_, authority_)), "certificate verify failed");
}

TEST_F(TlsTest, ACertificateForServingMakesNoCaller) {
  StartServer(FilesOf("server", authority_, authority_, {.usage = "serverAuth"}));
  ExpectRefused(Call(FilesOf("other", authority_, authority_, {.usage = "serverAuth"})),
                "Socket closed");
  ExpectServed(Call(FilesOf("client", authority_, authority_, {.usage = "clientAuth"})));
}

TEST_F(TlsTest, ACommonNameBesideOthersIsNoHostName) {
  StartServer(FilesOf("cn.example", authority_, authority_));
  const TlsFiles client = FilesOf("client", authority_, authority_);
  ExpectRefused(CallOn({server_->address(), "cn.example"}, client),
                "Hostname Verification Check failed");
  ExpectServed(Call(client));
}

// As gRPC has it: deploy/README.md says so.
TEST_F(TlsTest, ACommonNameAloneIsAHostName) {
  StartServer(FilesOf("cn.example", authority_, authority_, {.names = ""}));
  const TlsFiles client = FilesOf("client", authority_, authority_);
  ExpectServed(CallOn({server_->address(), "cn.example"}, client));
  ExpectRefused(CallOn({server_->address(), "other.example"}, client),
                "Hostname Verification Check failed");
}

TEST_F(TlsTest, ExpiredCertificatesAreNotTakenAtStart) {
  const CertificateOptions past = {.until = -absl::Minutes(1)};
  const TlsFiles expired = FilesOf("expired", authority_, authority_, past);
  for (const absl::Status& status :
       {MakeTlsServerCredentials(expired).status(), MakeTlsChannelCredentials(expired).status()}) {
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kFailedPrecondition));
    EXPECT_THAT(std::string(status.message()),
                HasSubstr(expired.certificate + ": the certificate expired at 20"));
  }
  const CertificateOptions future = {.from = absl::Minutes(30)};
  EXPECT_THAT(std::string(MakeTlsServerCredentials(FilesOf("f", authority_, authority_, future))
                              .status()
                              .message()),
              HasSubstr("is not valid before 20"));

  const TlsFiles alone = FilesOf("alone", authority_, Authority("old", -absl::Minutes(1)));
  EXPECT_THAT(std::string(MakeTlsServerCredentials(alone).status().message()),
              HasSubstr(alone.client_ca + ": the last of the authorities expired at 20"));
  TlsFiles unused = FilesOf("server", authority_, authority_);
  unused.ca = alone.ca;
  EXPECT_OK(MakeTlsServerCredentials(unused)) << "a server believes no servers";
  EXPECT_FALSE(MakeTlsChannelCredentials(unused).ok());
}

TEST_F(TlsTest, WrongFilesAreToldAtStart) {
  const TlsFiles right = FilesOf("server", authority_, authority_);
  const std::string text = Write("text.pem", "no certificate");
  const std::string other_key = FilesOf("other", authority_, authority_).key;
  const std::string open_key = Write("open-key.pem", authority_.Issue("x").key, 0644);
  struct Wrong {
    TlsFiles files;
    absl::StatusCode code;
    std::string message;
  };
  const auto with = [&](std::string TlsFiles::*member, const std::string& path) {
    TlsFiles files = right;
    files.*member = path;
    return files;
  };
  const std::string none = dir_.File("none.pem");
  const auto not_found = absl::StatusCode::kNotFound;
  const auto invalid = absl::StatusCode::kInvalidArgument;
  for (const Wrong& wrong : std::vector<Wrong>{
           {with(&TlsFiles::certificate, none), not_found, none + ": No such file"},
           {with(&TlsFiles::client_ca, dir_.path()), invalid, ": is not a file"},
           {with(&TlsFiles::key, none), not_found, none + ": No such file"},
           {with(&TlsFiles::certificate, text), invalid, text + ": holds no certificate"},
           {with(&TlsFiles::client_ca, text), invalid, text + ": holds no certificate"},
           {with(&TlsFiles::key, text), invalid, text + ": holds no private key"},
           {with(&TlsFiles::key, other_key), invalid,
            other_key + ": is not the key of the certificate"},
           {with(&TlsFiles::key, open_key), absl::StatusCode::kFailedPrecondition,
            open_key + ": holds a secret, but every user of this machine has rights to it"},
       }) {
    ServerOptions options = test::TestServerOptions();
    options.tls = wrong.files;
    const auto server = Server::Start(options, kit_, {test::EchoService::Entry(service_)},
                                      [](absl::Time) { return absl::OkStatus(); });
    EXPECT_THAT(server, StatusIs(wrong.code)) << wrong.message;
    EXPECT_THAT(std::string(server.status().message()), HasSubstr(wrong.message));
  }
  EXPECT_THAT(MakeChannel({"127.0.0.1:1"}, {.tls = with(&TlsFiles::ca, none)}),
              StatusIs(not_found));
  EXPECT_THAT(MakeChannel({"127.0.0.1:1"}, {.tls = with(&TlsFiles::key, other_key)}),
              StatusIs(invalid));
  EXPECT_OK(MakeChannel({"127.0.0.1:1"}, {.tls = right}));
}

// Whoever opens a pipe without care waits for somebody to write into it.
TEST_F(TlsTest, APipeInPlaceOfAFileHoldsUpNothing) {
  const TlsFiles right = FilesOf("server", authority_, authority_);
  const std::string pipe = dir_.File("pipe");
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  for (const auto member : {&TlsFiles::certificate, &TlsFiles::key, &TlsFiles::client_ca}) {
    TlsFiles files = right;
    files.*member = pipe;
    auto made =
        std::async(std::launch::async, [&files] { return MakeTlsServerCredentials(files); });
    if (made.wait_for(std::chrono::seconds(30)) != std::future_status::ready) {
      ADD_FAILURE() << "waits for a writer";
      close(open(pipe.c_str(), O_WRONLY | O_NONBLOCK));
    }
    const auto credentials = made.get();
    EXPECT_THAT(credentials, StatusIs(absl::StatusCode::kInvalidArgument));
    EXPECT_EQ(std::string(credentials.status().message()), pipe + ": is not a file");
  }
}

TEST_F(TlsTest, ReplacedFilesAreUsedWithoutARestart) {
  const TlsFiles files = FilesOf("server", authority_, authority_);
  const TlsFiles client = FilesOf("client", authority_, authority_);
  StartServer(files);
  const auto before = MakeChannel({server_->address()}, {.tls = client});
  ASSERT_OK(before);
  const auto stub = test::v1::EchoService::NewStub(*before);
  const auto call_before = [&] {
    test::v1::EchoResponse response;
    const auto context = test::TestClientContext();
    return stub->Echo(context.get(), {}, &response).ok();
  };
  EXPECT_TRUE(call_before());

  const test::Issued next = authority_.Issue("server");
  Replace(files, next);
  CallUntil(client, [&](const grpc::Status&) { return shown_ == next.certificate; });

  Replace(files, {next.certificate, authority_.Issue("server").key});
  CallUntil(client, [](const grpc::Status& status) { return !status.ok(); });
  EXPECT_TRUE(call_before()) << "open connections go on";
  Replace(files, next);
  CallUntil(client, [](const grpc::Status& status) { return status.ok(); });

  Replace(files, authority_.Issue("server", {.until = -absl::Minutes(1)}));
  CallUntil(client, [](const grpc::Status& status) {
    return std::string_view(status.error_message()).find("certificate verify failed") !=
           std::string_view::npos;
  });
}

TEST_F(TlsTest, AClientUsesItsReplacedFilesToo) {
  const TlsFiles client = FilesOf("client", stranger_, authority_);
  StartServer(FilesOf("server", authority_, authority_));
  const auto channel = MakeChannel({server_->address()}, {.tls = client});
  ASSERT_OK(channel);
  const auto stub = test::v1::EchoService::NewStub(*channel);
  test::v1::EchoResponse response;
  ExpectRefused(stub->Echo(test::TestClientContext().get(), {}, &response), "Socket closed");
  Replace(client, authority_.Issue("client"));
  const auto context = test::TestClientContext();
  context->set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(30)));
  context->set_wait_for_ready(true);
  ExpectServed(stub->Echo(context.get(), {}, &response));
}

TEST_F(TlsTest, ReplicasThatAreListedAreCheckedByTheNameGiven) {
  const TlsFiles files = FilesOf("echo", authority_, authority_, {.names = "DNS:echo.example"});
  StartServer(files);
  test::EchoService other(kit_);
  other.on_echo = [](const CallContext&, const test::v1::EchoRequest&,
                     test::v1::EchoResponse* response) {
    response->set_text("other");
    return absl::OkStatus();
  };
  ServerOptions options = test::TestServerOptions();
  options.tls = files;
  const test::RpcServer second(kit_, {test::EchoService::Entry(other)}, options);
  const std::string both = fmt::format("ipv4:{},{}", server_->address(), second.address());
  EXPECT_THAT(MakeChannel({both}, {.tls = files}), StatusIs(absl::StatusCode::kInvalidArgument));
  const auto channel = MakeChannel({both, "echo.example"}, {.tls = files});
  ASSERT_OK(channel);
  const auto stub = test::v1::EchoService::NewStub(*channel);
  const auto other_answers = [&] {
    test::v1::EchoResponse response;
    const auto context = test::TestClientContext();
    context->set_wait_for_ready(true);
    const grpc::Status status = stub->Echo(context.get(), {}, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response.text() == "other";
  };
  // The first calls go to whoever was connected first.
  const absl::Time limit = absl::Now() + absl::Seconds(30);
  int others = 0;
  while ((calls_ == 0 || others == 0) && absl::Now() < limit) others += other_answers() ? 1 : 0;
  ASSERT_GT(calls_, 0);
  ASSERT_GT(others, 0);
  calls_ = others = 0;
  for (int i = 0; i < 10; ++i) others += other_answers() ? 1 : 0;
  EXPECT_EQ(others, 5);
  EXPECT_EQ(calls_, 5);
}

}  // namespace
}  // namespace pingyi::rpc
