#include "scenarios/process/readiness.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "souk/url.h"
#include "tests/scenarios/runner/test_server.h"

namespace souk::process {
namespace {

using Kind = Readiness::Kind;
constexpr auto kSeller = "http://127.0.0.1:8080";

void expect_read(const std::string& text, Kind kind, const std::string& what) {
  const auto read = parse_readiness(text, kSeller);
  ASSERT_TRUE(read) << text << ": " << read.error();
  EXPECT_EQ(read->kind, kind) << text;
  EXPECT_EQ(read->what, what) << text;
}

TEST(ReadinessTest, IsAPortAnAddressOrALine) {
  expect_read("", Kind::Port, "8080");
  expect_read("9000", Kind::Port, "9000");
  expect_read("/healthz", Kind::Url, "http://127.0.0.1:8080/healthz");
  expect_read("http://127.0.0.1:1/x", Kind::Url, "http://127.0.0.1:1/x");
  expect_read("Listening on 8080", Kind::Line, "Listening on 8080");
}

TEST(ReadinessTest, SaysWhatIsWrong) {
  EXPECT_EQ(parse_readiness("0", kSeller).error(), "0 is no port: 1 to 65535.");
  EXPECT_EQ(parse_readiness("65536", kSeller).error(), "65536 is no port: 1 to 65535.");
  EXPECT_TRUE(parse_readiness("65535", kSeller));
  EXPECT_EQ(parse_readiness("http://", kSeller).error(), "'http://' is no address.");
  EXPECT_EQ(parse_readiness("", "nowhere").error(), "'nowhere' is no http address.");
}

TEST(ReadinessTest, APortIsReadyOnceSomebodyListens) {
  const auto port = free_port();
  const Readiness there{Kind::Port, std::to_string(port)};
  EXPECT_GT(port, 0);
  EXPECT_FALSE(looks_ready(there));

  const judge::TestServer server([](const auto&) { return judge::TestAnswer{503}; });
  const auto taken = client::parse_url(server.url())->port;

  EXPECT_TRUE(looks_ready({Kind::Port, std::to_string(taken)}));
}

// A server on ::1 alone, as Node.js makes one of "localhost" on some machines.
class Ipv6Listener {
 public:
  Ipv6Listener() {
    address_.sin6_family = AF_INET6;
    address_.sin6_addr = in6addr_loopback;
    socklen_t size = sizeof address_;
    auto* address = reinterpret_cast<sockaddr*>(&address_);
    there_ = bind(socket_, address, size) == 0 && listen(socket_, 4) == 0 &&
             getsockname(socket_, address, &size) == 0;
  }
  ~Ipv6Listener() { close(socket_); }
  Ipv6Listener(const Ipv6Listener&) = delete;
  Ipv6Listener& operator=(const Ipv6Listener&) = delete;

  bool there() const { return there_; }
  std::string port() const { return std::to_string(ntohs(address_.sin6_port)); }

 private:
  int socket_ = ::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in6 address_{};
  bool there_ = false;
};

TEST(ReadinessTest, APortIsOneOfTheSellersAddress) {
  const Ipv6Listener server;
  if (!server.there()) GTEST_SKIP() << "this machine has no ::1";

  const auto named = parse_readiness("", "http://[::1]:" + server.port());
  const auto usual = parse_readiness("", "http://127.0.0.1:" + server.port());

  ASSERT_TRUE(named && usual);
  EXPECT_TRUE(looks_ready(*named));
  EXPECT_TRUE(looks_ready(*parse_readiness(server.port(), "http://[::1]:1")));
  EXPECT_FALSE(looks_ready(*usual));
  EXPECT_EQ(found_elsewhere(*named), "");
  EXPECT_EQ(found_elsewhere(*usual), "something listens on [::1]:" + server.port() +
                                         ", which --seller 'http://[::1]:${PORT}' leads to");
}

TEST(ReadinessTest, AnAddressIsReadyOnceItAnswersWithoutAFault) {
  for (const auto& [status, ready] :
       {std::pair{200, true}, std::pair{404, true}, std::pair{499, true}, std::pair{500, false},
        std::pair{503, false}}) {
    const judge::TestServer server(
        [status = status](const auto&) { return judge::TestAnswer{status}; });
    EXPECT_EQ(looks_ready({Kind::Url, server.url() + "/healthz"}), ready) << status;
  }
  EXPECT_FALSE(looks_ready({Kind::Url, "http://127.0.0.1:" + std::to_string(free_port())}));
}

}  // namespace
}  // namespace souk::process
