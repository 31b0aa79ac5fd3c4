// Ctrl-C and its like in the middle of things.
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <filesystem>
#include <mutex>
#include <stdexcept>

#include "souk/url.h"
#include "tests/scenarios/runner/test_server.h"
#include "tests/support/souk.h"
#include "tests/support/stories.h"

namespace souk::test {
namespace {

using namespace std::chrono_literals;
using judge::TestAnswer;
using judge::TestRequest;
using judge::TestServer;
using testing::AllOf;
using testing::HasSubstr;

/// Far above what an end takes, far below the five and more seconds of a server that waits for
/// connections or sellers.
constexpr auto kPromptly = 2s;

/// How long the program takes to end after `signal`.
std::pair<Ended, std::chrono::milliseconds> end_with(Process& process, int signal) {
  const auto begin = std::chrono::steady_clock::now();
  process.signal(signal);
  auto ended = process.wait();
  return {std::move(ended), std::chrono::duration_cast<std::chrono::milliseconds>(
                                std::chrono::steady_clock::now() - begin)};
}

/// A seller that answers everything but events; those it keeps until this goes.
class StuckSeller {
 public:
  StuckSeller() : server_([this](const TestRequest& request) { return answer(request); }) {}
  ~StuckSeller() {
    const std::lock_guard lock(mutex_);
    over_ = true;
    changed_.notify_all();
  }

  std::string url() const { return server_.url(); }

  void wait_for_events(int count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return events_ >= count; });
  }

 private:
  TestAnswer answer(const TestRequest& request) {
    if (request.path() != "/events") return {};
    std::unique_lock lock(mutex_);
    ++events_;
    changed_.notify_all();
    changed_.wait(lock, [&] { return over_; });
    return {};
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  int events_ = 0;
  bool over_ = false;
  TestServer server_;
};

class RunSignals : public testing::TestWithParam<int> {};

TEST_P(RunSignals, InTheMiddleOfAnAdvanceEndTheRunAndKeepTheReport) {
  const Folder folder;
  StuckSeller seller;
  Process souk(souk_command({"run", folder.file("a.yaml", kListener), "--seller", seller.url(),
                             "--report", "json=" + folder.in("a.json")}));
  seller.wait_for_events(1);

  const auto [ended, took] = end_with(souk, GetParam());

  EXPECT_EQ(ended.code, 4);
  EXPECT_THAT(ended.err, HasSubstr("interrupted; the runs that had ended are reported"));
  EXPECT_THAT(ended.out, HasSubstr("json report: " + folder.in("a.json")));
  EXPECT_TRUE(std::filesystem::exists(folder.in("a.json")));
  EXPECT_LT(took, kPromptly);
}

INSTANTIATE_TEST_SUITE_P(Signals, RunSignals, testing::Values(SIGINT, SIGTERM));

/// A connection that has asked once, was answered, and stays.
class IdleConnection {
 public:
  explicit IdleConnection(int port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const std::string request = "GET /_souk/v1/health HTTP/1.1\r\nHost: localhost\r\n\r\n";
    std::array<char, 4096> answer{};
    if (connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        write(socket_, request.data(), request.size()) < 0 ||
        read(socket_, answer.data(), answer.size()) <= 0) {
      close(socket_);
      throw std::runtime_error("souk did not answer");
    }
  }
  ~IdleConnection() { close(socket_); }
  IdleConnection(const IdleConnection&) = delete;
  IdleConnection& operator=(const IdleConnection&) = delete;

 private:
  int socket_;
};

TEST(Interrupts, AHundredIdleConnectionsDoNotHoldTheServer) {
  Souk souk;
  const int port = client::parse_url(souk.url()).value().port;
  std::vector<std::unique_ptr<IdleConnection>> connections;
  connections.reserve(100);
  for (int i = 0; i < 100; ++i) connections.push_back(std::make_unique<IdleConnection>(port));

  const auto [ended, took] = end_with(souk.process(), SIGTERM);

  EXPECT_EQ(ended.code, 0);
  EXPECT_LT(took, kPromptly);
}

TEST(Interrupts, WhoeverFollowsTheJournalDoesNotHoldTheServer) {
  Souk souk;
  Process follower(souk_command({"journal", "--follow", "--emulator", souk.url()}));
  follower.line_with("event=created");

  const auto [ended, took] = end_with(souk.process(), SIGINT);

  EXPECT_EQ(ended.code, 0);
  EXPECT_LT(took, kPromptly);
  EXPECT_EQ(follower.wait().code, 4);
}

TEST(Interrupts, ASellerThatKeepsADeliveryDoesNotHoldTheServer) {
  StuckSeller seller;
  Souk souk({"--clock", "frozen"});
  const Folder folder;
  Process buyer(souk_command({"run", folder.file("a.yaml", kListener), "--seller", seller.url(),
                              "--emulator", souk.url()}));
  seller.wait_for_events(1);

  const auto [ended, took] = end_with(souk.process(), SIGTERM);

  EXPECT_EQ(ended.code, 0);
  EXPECT_LT(took, kPromptly);
  EXPECT_THAT(buyer.wait(), testing::Field(&Ended::code, 4));
}

TEST(Interrupts, ADeliveryThatWasGivenUpIsMadeByTheNextSouk) {
  const Folder folder;
  const std::vector<std::string> kept{"--data", folder.in("data"), "--clock", "frozen"};
  StuckSeller seller;
  {
    Souk first(kept);
    Process buyer(souk_command({"run", folder.file("a.yaml", kListener), "--seller", seller.url(),
                                "--emulator", first.url(), "--sandbox", "default"}));
    seller.wait_for_events(1);
    end_with(first.process(), SIGTERM);
  }

  const Souk second(kept);

  seller.wait_for_events(2);
}

}  // namespace
}  // namespace souk::test
