#include "services/base/rpc/program.h"

#include <echo_service.grpc.pb.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <thread>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include "services/base/rpc/testing/echo_service.h"
#include "services/base/status/error.h"
#include "services/base/testing/certificates/authority.h"
#include "services/base/testing/temp_dir.h"
#include "services/base/testing/whole_file.h"

namespace pingyi::rpc {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

// The least program; notes in a file what was asked of it.
class EchoProgram final : public Program {
 public:
  explicit EchoProgram(std::string notes) : notes_(std::move(notes)) {}

  std::string_view ServiceName() const override {
    return test::v1::EchoService::service_full_name();
  }
  void Configure(config::Section& root, const config::TransportConfig&) override {
    fail_ = root.Bool("fail", false);
  }
  absl::Status Start(const config::ServerConfig&, Kit& kit) override {
    Note("start");
    if (fail_) {
      return MakeError(absl::StatusCode::kFailedPrecondition, "SCHEMA_PENDING", "an old schema");
    }
    service_ = std::make_unique<test::EchoService>(kit);
    return absl::OkStatus();
  }
  std::vector<Served> Services() override { return {test::EchoService::Entry(*service_)}; }
  absl::Status Check(absl::Time) override { return absl::OkStatus(); }
  void BeginDrain() override { Note("drain"); }
  void Stop() override { Note("stop"); }

 private:
  void Note(std::string_view what) { std::ofstream(notes_, std::ios::app) << what << ' '; }

  const std::string notes_;
  bool fail_ = false;
  std::unique_ptr<test::EchoService> service_;
};

std::string ReadFile(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

// What the service at the address answers to "hello". The channel is closed when it returns: an
// idle client that nobody polls would notice the server's farewell only seconds later, and hold up
// its drain for as long.
std::string EchoFrom(const std::string& address) {
  auto stub = test::v1::EchoService::NewStub(
      grpc::CreateChannel(address, grpc::InsecureChannelCredentials()));
  grpc::ClientContext context;
  test::v1::EchoRequest request;
  request.set_text("hello");
  test::v1::EchoResponse response;
  const grpc::Status status = stub->Echo(&context, request, &response);
  return status.ok() ? response.text() : status.error_message();
}

class ProgramTest : public ::testing::Test {
 protected:
  void WriteConfig(const std::string& more) {
    std::ofstream(dir_.File("echo.yaml")) << "listen: 127.0.0.1:0\nport_file: " << dir_.File("port")
                                          << "\ndata: {backend: sqlite, path: x.db}\n"
                                          << more;
  }

  int Run(std::vector<std::string> flags) {
    flags.insert(flags.begin(), "echo");
    std::vector<char*> argv;
    argv.reserve(flags.size());
    for (std::string& flag : flags) argv.push_back(flag.data());
    ::testing::internal::CaptureStdout();
    ::testing::internal::CaptureStderr();
    EchoProgram program(dir_.File("notes"));
    const int code = RunProgram(static_cast<int>(argv.size()), argv.data(), "echo", program);
    out_ = ::testing::internal::GetCapturedStdout();
    err_ = ::testing::internal::GetCapturedStderr();
    return code;
  }

  const test::TempDir dir_;
  std::string out_;
  std::string err_;
};

TEST_F(ProgramTest, VersionAndHelp) {
  EXPECT_EQ(Run({"--version"}), 0);
  EXPECT_THAT(out_, ::testing::MatchesRegex("echo [0-9]+\\.[0-9]+\\.[0-9]+\n"));
  EXPECT_EQ(Run({"--help"}), 0);
  EXPECT_THAT(out_, AllOf(HasSubstr("--config"), HasSubstr("--check_config")));
}

TEST_F(ProgramTest, WrongFlagsAreCodeTwo) {
  EXPECT_EQ(Run({}), 2);
  EXPECT_THAT(err_, HasSubstr("--config is required"));
  EXPECT_EQ(Run({"--config", "x", "--password", "secret"}), 2);
}

TEST_F(ProgramTest, CheckConfigSaysOkAndTouchesNothing) {
  WriteConfig("fail: true\n");
  EXPECT_EQ(Run({"--config", dir_.File("echo.yaml"), "--check_config"}), 0);
  EXPECT_EQ(out_, dir_.File("echo.yaml") + ": OK\n");
  EXPECT_EQ(ReadFile(dir_.File("notes")), "");
}

TEST_F(ProgramTest, CheckConfigListsEveryProblem) {
  WriteConfig("fail: maybe\ncolour: red\n");
  EXPECT_EQ(Run({"--config", dir_.File("echo.yaml"), "--check_config"}), 2);
  EXPECT_EQ(err_, dir_.File("echo.yaml") + ":4: fail: must be true or false, not \"maybe\"\n" +
                      dir_.File("echo.yaml") + ":5: colour: is not a known key\n");
  EXPECT_EQ(Run({"--config", dir_.File("none.yaml")}), 2);
  EXPECT_THAT(err_, HasSubstr("none.yaml: cannot be read"));
}

TEST_F(ProgramTest, RightsAreToMethodsOfTheContract) {
  WriteConfig(
      "tls: {certificate: c.pem, key: k.pem, ca: a.pem}\n"
      "rights: {all: {callers: [a], methods: [Echo, EchoLater, Watch, Shout]}}\n");
  EXPECT_EQ(Run({"--config", dir_.File("echo.yaml"), "--check_config"}), 2);
  EXPECT_EQ(err_, dir_.File("echo.yaml") +
                      ":5: rights.all.methods: the service has no method \"Shout\"; a name may end "
                      "in *, which stands for any letters\n");
}

TEST_F(ProgramTest, WrongTlsFilesAreToldAtStart) {
  WriteConfig("tls: {certificate: /nonexistent/c.pem, key: k.pem, ca: a.pem}\n");
  EXPECT_EQ(Run({"--config", dir_.File("echo.yaml"), "--check_config"}), 0);
  EXPECT_EQ(Run({"--config", dir_.File("echo.yaml")}), 1);
  EXPECT_EQ(err_, "/nonexistent/c.pem: No such file or directory\n");
  EXPECT_EQ(ReadFile(dir_.File("notes")), "start drain stop ");
}

TEST_F(ProgramTest, AFailedStartIsCodeOneWithTheReason) {
  WriteConfig("fail: true\n");
  EXPECT_EQ(Run({"--config", dir_.File("echo.yaml")}), 1);
  EXPECT_EQ(err_, "an old schema (SCHEMA_PENDING)\n");
}

// Starts itself anew with PINGYI_PROGRAM_TEST set, so that the service has a process, and its
// signals, of its own.
class ProgramProcessTest : public ProgramTest {
 protected:
  pid_t Spawn() {
    const std::string config = "--config=" + dir_.File("echo.yaml");
    const std::string out = dir_.File("out");
    const std::string err = dir_.File("err");
    const pid_t pid = fork();
    if (pid == 0) {
      setenv("PINGYI_PROGRAM_TEST", dir_.File("notes").c_str(), 1);
      if (freopen(out.c_str(), "w", stdout) == nullptr) _exit(99);
      if (freopen(err.c_str(), "w", stderr) == nullptr) _exit(99);
      execl("/proc/self/exe", "echo", config.c_str(), nullptr);
      _exit(98);
    }
    return pid;
  }

  std::string WaitForPort() {
    while (!std::filesystem::exists(dir_.File("port"))) std::this_thread::yield();
    std::string port = ReadFile(dir_.File("port"));
    port.pop_back();
    return port;
  }

  static int ExitCodeOf(pid_t pid) {
    int status = 0;
    waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }
};

TEST_F(ProgramProcessTest, ServesUntilSigtermAndEndsCleanly) {
  for (const int signal : {SIGTERM, SIGINT}) {
    std::filesystem::remove(dir_.File("port"));
    std::filesystem::remove(dir_.File("notes"));
    WriteConfig("log: {level: error}\n");
    const pid_t pid = Spawn();
    const std::string address = "127.0.0.1:" + WaitForPort();
    EXPECT_EQ(EchoFrom(address), "hello");
    kill(pid, signal);
    EXPECT_EQ(ExitCodeOf(pid), 0);
    EXPECT_EQ(ReadFile(dir_.File("notes")), "start drain stop ");
    EXPECT_EQ(ReadFile(dir_.File("out")), "echo listening on " + address + "\n");
  }
}

TEST_F(ProgramProcessTest, TellsInItsLogThatItsCertificateEndsSoon) {
  const test::Authority authority("authority");
  const test::Issued issued = authority.Issue("echo");
  test::WriteWhole(dir_.File("own.pem"), issued.certificate);
  test::WriteWhole(dir_.File("key.pem"), issued.key);
  test::WriteWhole(dir_.File("ca.pem"), authority.pem());
  WriteConfig(fmt::format("tls: {{certificate: {0}/own.pem, key: {0}/key.pem, ca: {0}/ca.pem}}\n",
                          dir_.path().string()));
  const pid_t pid = Spawn();
  WaitForPort();
  kill(pid, SIGTERM);
  EXPECT_EQ(ExitCodeOf(pid), 0);
  EXPECT_THAT(ReadFile(dir_.File("err")),
              AllOf(HasSubstr(R"("level":"warn","message":"a certificate ends soon")"),
                    HasSubstr("own.pem: the certificate ends at 20"),
                    HasSubstr("ca.pem: the last of the authorities ends at 20")));
}

TEST_F(ProgramProcessTest, APortInUseIsCodeOne) {
  WriteConfig("log: {level: error}\n");
  const pid_t first = Spawn();
  const std::string port = WaitForPort();
  std::ofstream(dir_.File("second.yaml"))
      << "listen: 127.0.0.1:" << port << "\ndata: {backend: sqlite, path: x.db}\n";
  EXPECT_EQ(Run({"--config", dir_.File("second.yaml")}), 1);
  EXPECT_THAT(err_, HasSubstr("cannot listen on 127.0.0.1:" + port));
  EXPECT_EQ(ReadFile(dir_.File("notes")), "start start drain stop ");
  kill(first, SIGTERM);
  EXPECT_EQ(ExitCodeOf(first), 0);
}

}  // namespace

int RunEchoProgram(int argc, char** argv, const char* notes) {
  EchoProgram program(notes);
  return RunProgram(argc, argv, "echo", program);
}

}  // namespace pingyi::rpc

// The test program is also the service that its tests start.
int main(int argc, char** argv) {
  if (const char* notes = getenv("PINGYI_PROGRAM_TEST")) {
    return pingyi::rpc::RunEchoProgram(argc, argv, notes);
  }
  ::testing::InitGoogleMock(&argc, argv);
  return RUN_ALL_TESTS();
}
