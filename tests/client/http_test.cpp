#include "souk/http.h"

#include <thread>

#include "tests/client/support/raw_server.h"
#include "tests/support/precompiled.h"

namespace souk::client {
namespace {

using namespace std::chrono_literals;
using test::always;
using test::RawServer;

TEST(ClientHttp, KeepsHeadersOfAnAnswerAsTheyCame) {
  RawServer server(always(test::ok("hi",
                                   "Set-Cookie: a=x%2By; Path=/\r\nset-cookie: b=2\r\n"
                                   "Location: /next?token=a%2Bb\r\nX-Empty:\r\n")));

  const auto answer = request("GET", server.url("/page"));

  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->body, "hi");
  EXPECT_THAT(answer->headers.all("Set-Cookie"), testing::ElementsAre("a=x%2By; Path=/", "b=2"));
  EXPECT_EQ(answer->headers.get("location"), "/next?token=a%2Bb");
  EXPECT_EQ(answer->headers.find("X-Empty"), "");
  EXPECT_FALSE(answer->headers.find("X-Other"));
}

TEST(ClientHttp, SendsTheRequestAsItWasGiven) {
  RawServer server(always(test::ok("")));

  ASSERT_TRUE(request("POST", server.url("/a%2Fb?q=%20+"),
                      {{"Content-Type", "text/x"}, {"X-One", "a%2Fb"}, {"X-One", "c"}}, "body"));

  const auto sent = server.requests().at(0);
  EXPECT_THAT(sent, testing::StartsWith("POST /a%2Fb?q=%20+ HTTP/1.1\r\n"));
  EXPECT_THAT(sent, testing::HasSubstr("\r\nX-One: a%2Fb\r\n"));
  EXPECT_THAT(sent, testing::HasSubstr("\r\nX-One: c\r\n"));
  EXPECT_THAT(sent, testing::HasSubstr("\r\nContent-Type: text/x\r\n"));
  EXPECT_THAT(sent, testing::HasSubstr("\r\nContent-Length: 4\r\n"));
  EXPECT_THAT(sent, testing::HasSubstr("Host: 127.0.0.1:" + std::to_string(server.port())));
  EXPECT_THAT(sent, testing::EndsWith("\r\n\r\nbody"));
}

TEST(ClientHttp, TakesErrorsRedirectsAndHeadsAsAnswers) {
  RawServer server(always(test::answer(303, "go", "Location: /elsewhere\r\n")));

  const auto answer = request("POST", server.url(), {}, "x");

  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 303);
  EXPECT_EQ(answer->reason, "Because");
  EXPECT_EQ(answer->headers.get("Location"), "/elsewhere");
  EXPECT_EQ(server.requests().size(), 1U);
}

TEST(ClientHttp, ReadsChunksAndAnswersWithoutABody) {
  RawServer chunked(
      always("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
             "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n"));
  RawServer unchanged(always("HTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\n"));
  RawServer informed(always("HTTP/1.1 100 Continue\r\n\r\n" + test::ok("yes")));

  EXPECT_EQ(request("GET", chunked.url())->body, "abcde");
  EXPECT_EQ(request("GET", unchanged.url())->status, 304);
  EXPECT_EQ(request("GET", informed.url())->body, "yes");
}

TEST(ClientHttp, KeepsAConnectionForTheNextRequest) {
  RawServer server(always(test::ok("hi")));

  for (int i = 0; i < 5; ++i) ASSERT_TRUE(request("POST", server.url(), {}, "x"));

  EXPECT_EQ(server.connections(), 1);
  EXPECT_EQ(server.requests().size(), 5U);
}

TEST(ClientHttp, OpensAConnectionPerRequestWhenAsked) {
  RawServer server(always(test::ok("hi")));

  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(request("GET", server.url(), {}, {}, {.keep_alive = false}));
  }

  EXPECT_EQ(server.connections(), 3);
}

TEST(ClientHttp, SendsAGetAgainWhenTheKeptConnectionWasClosed) {
  RawServer server([](RawServer& self, int socket) {
    if (!self.read_request(socket).empty()) RawServer::say(socket, test::ok("hi"));
  });

  EXPECT_TRUE(request("GET", server.url()));
  EXPECT_TRUE(request("GET", server.url()));
}

TEST(ClientHttp, NeverSendsAPostTwice) {
  RawServer server([](RawServer& self, int socket) {
    self.read_request(socket);
    RawServer::say(socket, test::ok("hi"));
    self.read_request(socket);
  });
  ASSERT_TRUE(request("POST", server.url(), {}, "one"));

  const auto lost = request("POST", server.url(), {}, "two");

  EXPECT_EQ(lost.error_type(), transport::kBroken);
  EXPECT_EQ(server.requests().size(), 2U);
}

TEST(ClientHttp, NamesWhatWentWrong) {
  RawServer silent([](RawServer& self, int socket) { self.read_request(socket); });
  RawServer hanging(always(""));
  RawServer greeting([](RawServer& self, int socket) {
    RawServer::say(socket, "220 mail.example ESMTP\r\n");
    self.read_request(socket);
  });
  RawServer babbling(always("220 mail.example ESMTP\r\n\r\n"));
  RawServer cut([](RawServer& self, int socket) {
    self.read_request(socket);
    RawServer::say(socket, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort");
  });
  const int closed_port = [] { return RawServer(always("")).port(); }();

  EXPECT_EQ(request("GET", silent.url()).error_type(), transport::kBroken);
  EXPECT_EQ(request("GET", hanging.url(), {}, {}, {.timeout = 50ms}).error_type(),
            transport::kTimeout);
  EXPECT_EQ(request("GET", babbling.url()).error_type(), transport::kBroken);
  EXPECT_EQ(request("GET", cut.url()).error_type(), transport::kBroken);
  EXPECT_EQ(request("GET", "http://127.0.0.1:" + std::to_string(closed_port)).error_type(),
            transport::kRefused);
  EXPECT_EQ(request("GET", "gopher://x/").error_type(), transport::kBadUrl);
  EXPECT_EQ(request("GET", silent.url(), {{"X", "a\r\nY: b"}}).error_type(), transport::kBadUrl);
  EXPECT_EQ(request("GET", "https://127.0.0.1:" + std::to_string(greeting.port())).error_type(),
            transport::kTls);
}

TEST(ClientHttp, CapsAnswers) {
  RawServer server(always(test::ok(std::string(1001, 'x'))));

  EXPECT_EQ(request("GET", server.url(), {}, {}, {.max_body = 1000}).error_type(),
            transport::kTooLarge);
  EXPECT_TRUE(request("GET", server.url(), {}, {}, {.max_body = 1001}));
}

TEST(ClientHttp, GivesUpOnADripOnceTheTimeIsOver) {
  RawServer server([](RawServer& self, int socket) {
    self.read_request(socket);
    RawServer::say(socket, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nx");
    self.read_request(socket);
  });

  EXPECT_EQ(request("GET", server.url(), {}, {}, {.timeout = 50ms}).error_type(),
            transport::kTimeout);
}

TEST(ClientHttp, ConnectsElsewhereWhenToldTo) {
  RawServer server(always(test::ok("hi")));
  const auto elsewhere = "127.0.0.1:" + std::to_string(server.port());

  ASSERT_TRUE(
      request("GET", "http://sns.us-east-1.amazonaws.com/x", {}, {}, {.connect_to = elsewhere}));

  EXPECT_THAT(server.requests().at(0), testing::HasSubstr("Host: sns.us-east-1.amazonaws.com\r\n"));
}

TEST(ClientHttp, ACancelledExchangeEndsAtOnce) {
  const auto cancellation = std::make_shared<Cancellation>();
  RawServer server([&](RawServer& self, int socket) {
    self.read_request(socket);
    cancellation->cancel();
    self.read_request(socket);
  });

  EXPECT_EQ(request("POST", server.url(), {}, "x", {.cancellation = cancellation}).error_type(),
            transport::kCancelled);
}

}  // namespace
}  // namespace souk::client
