#include "emulator/http/outbound_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>

#include <atomic>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "emulator/clock/real_time.h"
#include "emulator/http/certificates.h"
#include "emulator/http/front_end.h"
#include "emulator/http/socket.h"
#include "emulator/http/url.h"
#include "tests/emulator/http/fake_application.h"

namespace souk::http {
namespace {

using testing::HasSubstr;
using testing::StartsWith;
using Failure = OutboundAnswer::Failure;

/// A server without manners: a test decides, byte by byte, what each connection gets.
class RawServer {
 public:
  /// `serve` gets each connection, one after the other.
  explicit RawServer(std::function<void(RawServer&, const Descriptor&)> serve)
      : listener_(listen_on("127.0.0.1", 0, false).value()),
        thread_([this, serve = std::move(serve)] { run(serve); }) {}
  ~RawServer() {
    shutdown(listener_.sockets.front().get(), SHUT_RDWR);
    thread_.join();
  }

  std::string url(const std::string& target = "/") const {
    return "http://127.0.0.1:" + std::to_string(listener_.port) + target;
  }
  int port() const { return listener_.port; }
  int connections() const { return connections_; }

  /// Reads up to the end of a request's head and `body` bytes behind it; empty when the client
  /// left.
  static std::string read_request(const Descriptor& socket, std::size_t body = 0) {
    std::string bytes;
    std::string buffer(256 * 1024, '\0');
    auto end = std::string::npos;
    while (end == std::string::npos || bytes.size() < end + 4 + body) {
      pollfd waiting{socket.get(), POLLIN, 0};
      poll(&waiting, 1, 10'000);
      const auto count = recv(socket.get(), buffer.data(), buffer.size(), 0);
      if (count <= 0) return {};
      bytes.append(buffer, 0, static_cast<std::size_t>(count));
      if (end == std::string::npos) end = bytes.find("\r\n\r\n");
    }
    return bytes;
  }
  static bool put(const Descriptor& socket, std::string_view bytes) {
    while (!bytes.empty()) {
      pollfd waiting{socket.get(), POLLOUT, 0};
      poll(&waiting, 1, 10'000);
      const auto count = ::send(socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
  }
  /// Waits until the client has closed.
  static void await_end(const Descriptor& socket) {
    while (!read_request(socket, std::string::npos / 2).empty()) {
    }
  }

 private:
  void run(const std::function<void(RawServer&, const Descriptor&)>& serve) {
    while (true) {
      pollfd waiting{listener_.sockets.front().get(), POLLIN, 0};
      poll(&waiting, 1, -1);
      Arrival arrival;
      if (accept_from(listener_.sockets.front(), arrival) != Accepted::One) return;
      ++connections_;
      serve(*this, arrival.socket);
    }
  }

  Listener listener_;
  std::atomic<int> connections_ = 0;
  std::thread thread_;
};

std::unique_ptr<OutboundClient> client_for(OutboundOptions options = {}) {
  if (!options.allowed) options.allowed = loopback_and({});
  return OutboundClient::make(std::move(options)).value();
}

OutboundRequest to(std::string url, std::string body = "{}") {
  OutboundRequest request;
  request.url = std::move(url);
  request.body = std::move(body);
  request.timeout = Duration(10'000);
  return request;
}

TEST(OutboundClientTest, SendsHeadersAsTheyAreGivenAndNoOthers) {
  std::string seen;
  RawServer server([&](RawServer&, const Descriptor& socket) {
    seen = RawServer::read_request(socket, 2);
    RawServer::put(socket, "HTTP/1.1 200 OK\r\nX-A: a%2Fb\r\nContent-Length: 2\r\n\r\nok");
    RawServer::await_end(socket);
  });
  auto request = to(server.url("/hook?a=%41&b=c%20d"));
  request.headers.add("x-amz-sns-message-type", "Notification");
  request.headers.add("Content-Type", "text/plain; charset=UTF-8");
  request.headers.add("User-Agent", "Amazon Simple Notification Service Agent");
  request.headers.add("Accept-Encoding", "gzip,deflate");

  const auto answer = client_for()->send(request);

  EXPECT_EQ(answer.failure, Failure::None) << answer.explanation;
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "ok");
  EXPECT_EQ(answer.headers.get("x-a"), "a%2Fb");
  EXPECT_EQ(seen,
            "POST /hook?a=%41&b=c%20d HTTP/1.1\r\n"
            "Host: 127.0.0.1:" +
                std::to_string(server.port()) +
                "\r\n"
                "x-amz-sns-message-type: Notification\r\n"
                "Content-Type: text/plain; charset=UTF-8\r\n"
                "User-Agent: Amazon Simple Notification Service Agent\r\n"
                "Accept-Encoding: gzip,deflate\r\n"
                "Content-Length: 2\r\n"
                "Connection: keep-alive\r\n\r\n{}");
}

TEST(OutboundClientTest, KeepsAConnectionAliveAndReadsEveryFormOfBody) {
  RawServer server([](RawServer&, const Descriptor& socket) {
    for (const std::string answer :
         {"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\none",
          "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\ntwo\r\n0\r\n\r\n",
          "HTTP/1.1 200 OK\r\n\r\nuntil the end"}) {
      RawServer::read_request(socket, 2);
      RawServer::put(socket, answer);
    }
  });
  const auto client = client_for();

  EXPECT_EQ(client->send(to(server.url())).body, "one");
  EXPECT_EQ(client->send(to(server.url())).status, 204);
  EXPECT_EQ(client->send(to(server.url())).body, "two");
  EXPECT_EQ(client->send(to(server.url())).body, "until the end");
  EXPECT_EQ(server.connections(), 1);
}

TEST(OutboundClientTest, OpensAnotherConnectionWhenTheKeptOneWasClosed) {
  RawServer server([](RawServer&, const Descriptor& socket) {
    RawServer::read_request(socket, 2);
    RawServer::put(socket, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  });
  const auto client = client_for();

  EXPECT_EQ(client->send(to(server.url())).status, 200);
  for (int served = 1; served < 5; ++served) {
    while (server.connections() == served) {
      if (client->send(to(server.url())).status == 200) break;
    }
  }

  EXPECT_GE(server.connections(), 5);
}

TEST(OutboundClientTest, SaysWhenNobodyListens) {
  int port = 0;
  {
    const auto listener = listen_on("127.0.0.1", 0, false).value();
    port = listener.port;
  }

  const auto answer = client_for()->send(to("http://localhost:" + std::to_string(port) + "/"));

  EXPECT_EQ(answer.failure, Failure::Refused);
  EXPECT_THAT(answer.explanation, HasSubstr("localhost:" + std::to_string(port)));
  EXPECT_EQ(answer.status, 0);
}

TEST(OutboundClientTest, ReachesLocalhostOverIpv4) {
  RawServer server([](RawServer&, const Descriptor& socket) {
    RawServer::read_request(socket, 2);
    RawServer::put(socket, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  });

  const auto answer =
      client_for()->send(to("http://LOCALHOST:" + std::to_string(server.port()) + "?q"));

  EXPECT_EQ(answer.status, 200) << answer.explanation;
}

class SlowServerTest : public testing::TestWithParam<std::string> {};

INSTANTIATE_TEST_SUITE_P(Answers, SlowServerTest,
                         testing::Values("", "HTTP/1.1 200 OK\r\n",
                                         "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"));

TEST_P(SlowServerTest, IsGivenUpAtTheDeadline) {
  RawServer server([](RawServer&, const Descriptor& socket) {
    RawServer::read_request(socket, 2);
    RawServer::put(socket, GetParam());
    RawServer::await_end(socket);
  });
  auto request = to(server.url());
  request.timeout = Duration(50);

  const auto answer = client_for()->send(request);

  EXPECT_EQ(answer.failure, Failure::Timeout);
  EXPECT_THAT(answer.explanation, HasSubstr("in time"));
  EXPECT_EQ(answer.status, 0);
  EXPECT_GE(answer.took, Duration(50));
  EXPECT_LT(answer.took, Duration(5000));
}

TEST(OutboundClientTest, CountsTheDeadlineForTheWholeExchange) {
  RawServer server([](RawServer&, const Descriptor& socket) {
    RawServer::read_request(socket, 2);
    RawServer::put(socket, "HTTP/1.1 200 OK\r\nX-Long: ");
    while (RawServer::put(socket, "x")) {
    }
  });
  auto request = to(server.url());
  request.timeout = Duration(50);

  const auto answer = client_for()->send(request);

  // Bytes come all the time: either they become too many, or the time is over.
  EXPECT_NE(answer.failure, Failure::None);
  EXPECT_LT(answer.took, Duration(5000));
}

TEST(OutboundClientTest, SendsToAServerThatDoesNotRead) {
  RawServer server([](RawServer&, const Descriptor& socket) { RawServer::await_end(socket); });
  RawServer deaf([](RawServer&, const Descriptor& socket) {
    RawServer::put(socket, "HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nbig");
    RawServer::read_request(socket, 64 * 1024 * 1024);
  });
  auto request = to(deaf.url(), std::string(32 * 1024 * 1024, 'x'));

  const auto answer = client_for()->send(request);

  EXPECT_EQ(answer.status, 413) << answer.explanation;
  EXPECT_EQ(answer.body, "big");
}

TEST(OutboundClientTest, KeepsOnlyTheStartOfAnEndlessAnswer) {
  for (const std::string framing :
       {"Content-Length: 100000000\r\n", "Transfer-Encoding: chunked\r\n", ""}) {
    RawServer server([&](RawServer&, const Descriptor& socket) {
      RawServer::read_request(socket, 2);
      RawServer::put(socket, "HTTP/1.1 200 OK\r\n" + framing + "\r\n");
      if (framing.find("chunked") != std::string::npos) RawServer::put(socket, "5F5E100\r\n");
      const std::string block(1'000'000, 'x');
      for (int count = 0; count < 100 && RawServer::put(socket, block); ++count) {
      }
    });
    auto request = to(server.url());
    request.answer_limit = 1000;

    const auto answer = client_for()->send(request);

    EXPECT_EQ(answer.status, 200) << answer.explanation;
    EXPECT_EQ(answer.body, std::string(1000, 'x'));
  }
}

struct BadAnswer {
  std::string bytes;
  std::string explanation;
};

class BadServerTest : public testing::TestWithParam<BadAnswer> {};

INSTANTIATE_TEST_SUITE_P(
    Answers, BadServerTest,
    testing::Values(BadAnswer{"", "without an answer"},
                    BadAnswer{"HTTP/1.1 200 OK\r\nContent-", "middle of its answer"},
                    BadAnswer{"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", "middle"},
                    BadAnswer{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\na",
                              "middle"},
                    BadAnswer{"SSH-2.0-OpenSSH_9.2\r\n\r\n", "status line"},
                    BadAnswer{"HTTP/1.1 abc\r\n\r\n", "status line"},
                    BadAnswer{"HTTP/1.1 200 OK\n\n", "line feed"},
                    BadAnswer{"HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "no colon"},
                    BadAnswer{"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", "not a number"},
                    BadAnswer{"HTTP/1.1 200 OK\r\nX: " + std::string(300'000, 'x'), "not end"}));

TEST_P(BadServerTest, IsReportedAsBroken) {
  RawServer server([](RawServer&, const Descriptor& socket) {
    RawServer::read_request(socket, 2);
    RawServer::put(socket, GetParam().bytes);
  });

  const auto answer = client_for()->send(to(server.url()));

  EXPECT_EQ(answer.failure, Failure::Broken);
  EXPECT_THAT(answer.explanation, HasSubstr(GetParam().explanation));
}

TEST(OutboundClientTest, FollowsNoRedirect) {
  RawServer server([](RawServer& self, const Descriptor& socket) {
    RawServer::read_request(socket, 2);
    RawServer::put(socket, "HTTP/1.1 302 Found\r\nLocation: " + self.url("/else") +
                               "\r\nContent-Length: 0\r\n\r\n");
  });

  const auto answer = client_for()->send(to(server.url()));

  EXPECT_EQ(answer.status, 302);
  EXPECT_EQ(answer.headers.get("Location"), server.url("/else"));
  EXPECT_EQ(server.connections(), 1);
}

TEST(OutboundClientTest, NamesItselfOnlyWhenAskedTo) {
  std::vector<std::string> seen;
  RawServer server([&](RawServer&, const Descriptor& socket) {
    for (const std::string answer :
         {"HTTP/1.1 401 Who\r\nWWW-Authenticate: Basic realm=\"a\"\r\nContent-Length: 0\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"}) {
      seen.push_back(RawServer::read_request(socket, 2));
      RawServer::put(socket, answer);
    }
  });
  const auto at = server.url().substr(7);

  const auto answer = client_for()->send(to("http://ann:p%40ss@" + at));

  EXPECT_EQ(answer.status, 200);
  ASSERT_EQ(seen.size(), 2u);
  EXPECT_THAT(seen[0], Not(HasSubstr("Authorization")));
  EXPECT_THAT(seen[1], HasSubstr("Authorization: Basic YW5uOnBAc3M=\r\n"));
  EXPECT_THAT(seen[1], Not(HasSubstr("@")));
}

TEST(OutboundClientTest, CallsNobodyItWasNotToldAbout) {
  const auto client = client_for({loopback_and({"Seller.test", "other.test:8080"}), "", true});

  EXPECT_EQ(client->send(to("http://203.0.113.7/")).failure, Failure::Forbidden);
  EXPECT_EQ(client->send(to("http://127.0.0.1.evil.test/")).failure, Failure::Forbidden);
  EXPECT_EQ(client->send(to("http://other.test:8081/")).failure, Failure::Forbidden);
  EXPECT_EQ(client->send(to("http://127.0.0.1@203.0.113.7/")).failure, Failure::Forbidden);
  const auto policy = loopback_and({"Seller.test", "other.test:8080"});
  EXPECT_TRUE(policy("seller.test", 1));
  EXPECT_TRUE(policy("other.test", 8080));
  EXPECT_TRUE(policy("::1", 1));
  EXPECT_TRUE(policy("127.0.0.2", 1));
}

class BadUrlTest : public testing::TestWithParam<std::string> {};

INSTANTIATE_TEST_SUITE_P(Urls, BadUrlTest,
                         testing::Values("", "localhost:80/x", "ftp://localhost/", "http://",
                                         "http:///path", "http://localhost:0/",
                                         "http://localhost:65536/", "http://localhost:8o/",
                                         "http://[::1/", "http://localhost/a b",
                                         "http://localhost/\r\nX: y"));

TEST_P(BadUrlTest, IsExplained) {
  const auto answer = client_for()->send(to(GetParam()));

  EXPECT_EQ(answer.failure, Failure::BadUrl);
  EXPECT_THAT(answer.explanation, HasSubstr("cannot be called"));
}

TEST(OutboundClientTest, SendsNoHeaderThatWouldBecomeTwo) {
  auto request = to("http://127.0.0.1:1/");
  request.headers.add("X-Name", "a\r\nX-Other: b");

  EXPECT_THAT(client_for()->send(request).explanation, HasSubstr("X-Name"));
}

TEST(UrlTest, IsTakenApart) {
  const auto url = parse_url("HTTPS://user:p%3Aw@[::1]:8443?x=1#part").value();

  EXPECT_TRUE(url.tls);
  EXPECT_EQ(url.user, "user");
  EXPECT_EQ(url.password, "p:w");
  EXPECT_EQ(url.host, "::1");
  EXPECT_EQ(url.port, 8443);
  EXPECT_EQ(url.authority, "[::1]:8443");
  EXPECT_EQ(url.target, "/?x=1");
  EXPECT_EQ(parse_url("https://a.test").value().port, 443);
}

/// A real server with TLS at the other end.
class OutboundTlsTest : public testing::Test {
 protected:
  OutboundTlsTest() {
    const auto issued = authority_.issue_server();
    FrontEndOptions options;
    options.tls = TlsOptions{0, issued.certificate_pem, issued.key_pem};
    server_ = std::make_unique<FrontEnd>(application_, options);
    EXPECT_TRUE(server_->start());
  }

  std::string url(const std::string& host = "localhost") const {
    return "https://" + host + ":" + std::to_string(server_->tls_port()) + "/";
  }

  CertificateAuthority authority_ = CertificateAuthority::in_memory();
  FakeApplication application_;
  std::unique_ptr<FrontEnd> server_;
};

TEST_F(OutboundTlsTest, TrustsTheAuthoritiesItWasGiven) {
  const auto client = client_for({{}, authority_.certificate_pem(), true});
  const std::string body(3'000'000, 'x');

  auto request = to(url(), body.substr(0, 1'500'000));
  request.answer_limit = body.size();
  EXPECT_EQ(client->send(request).body, request.body);
  EXPECT_EQ(client->send(to(url("127.0.0.1"), "again")).body, "again");
  EXPECT_EQ(client->send(to(url(), "again")).body, "again");
}

TEST_F(OutboundTlsTest, RefusesStrangers) {
  const auto answer = client_for()->send(to(url()));

  EXPECT_EQ(answer.failure, Failure::Tls);
  EXPECT_THAT(answer.explanation, HasSubstr("certificate"));
}

TEST_F(OutboundTlsTest, TrustsAnybodyWhenToldTo) {
  EXPECT_EQ(client_for({{}, "", false})->send(to(url(), "hello")).body, "hello");
}

TEST_F(OutboundTlsTest, SaysWhenTheOtherSideSpeaksNoTls) {
  const auto answer =
      client_for()->send(to("https://127.0.0.1:" + std::to_string(server_->port()) + "/"));

  EXPECT_EQ(answer.failure, Failure::Tls);
}

TEST_F(OutboundTlsTest, RefusesAListOfAuthoritiesThatIsNone) {
  EXPECT_FALSE(OutboundClient::make({loopback_and({}), "no certificates", true}));
}

TEST_F(OutboundTlsTest, SendsInParallelToOneEndpoint) {
  const auto client = client_for({{}, authority_.certificate_pem(), true});
  std::vector<std::future<std::string>> answers;
  for (int count = 0; count < 32; ++count) {
    answers.push_back(std::async(std::launch::async, [&, count] {
      return client->send(to(url(), "call " + std::to_string(count))).body;
    }));
  }

  for (int count = 0; count < 32; ++count) {
    EXPECT_EQ(answers[static_cast<std::size_t>(count)].get(), "call " + std::to_string(count));
  }
}

}  // namespace
}  // namespace souk::http
