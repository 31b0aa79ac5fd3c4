#include "emulator/http/front_end.h"

#include <algorithm>
#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/emulator/http/front_end_fixture.h"

namespace souk::http {
namespace {

using testing::HasSubstr;

TEST_F(FrontEndTest, AnswersARequestWithWhatTheApplicationSays) {
  application_.on("/", [](const HttpRequest& request, Asking) {
    auto response = said(request.headers.get("X-Raw") == "a%2Fb%25c" ? "raw" : "decoded", 201);
    response.headers.add("X-Souk-Now", "2026-10-06T09:00:00Z");
    return response;
  });
  WireClient client(start());

  const auto answer = client.ask(post("/?a=b?c", "{}", "X-Raw: a%2Fb%25c\r\n"));

  ASSERT_THAT(answer, Answers(201, "raw"));
  EXPECT_EQ(answer->headers.get("X-Souk-Now"), "2026-10-06T09:00:00Z");
  EXPECT_EQ(answer->headers.get("Content-Length"), "3");
  EXPECT_THAT(std::string(answer->headers.get("Date")), HasSubstr("GMT"));
  EXPECT_FALSE(answer->headers.find("Keep-Alive"));
}

TEST_F(FrontEndTest, HandsTheTargetAndTheBodyOverUndecoded) {
  WireClient client(start());

  const auto answer = client.ask(post("/a%20b/?x=%41+1#f", std::string("\0\xff\r\n\r\n", 6)));

  EXPECT_THAT(answer, Answers(200, std::string("\0\xff\r\n\r\n", 6)));
  EXPECT_EQ(answer->headers.get("X-Target"), "/a%20b/?x=%41+1#f");
}

TEST_F(FrontEndTest, DoesNotTouchBodiesThatLookLikeForms) {
  WireClient client(start());
  const std::string body(100'000, '%');

  const auto form =
      client.ask(post("/", body, "Content-Type: application/x-www-form-urlencoded\r\n"));
  const auto packed = client.ask(post("/", body, "Content-Encoding: gzip\r\nRange: bytes=0-1\r\n"));

  EXPECT_THAT(form, Answers(200, body));
  EXPECT_THAT(packed, Answers(200, body));
}

TEST_F(FrontEndTest, TakesTwoMegabytesAndNotOneByteMore) {
  WireClient client(start());
  const std::string body(options_.limits.request.body, 'x');

  EXPECT_THAT(client.ask(post("/", body)), Answers(200, body));
  EXPECT_THAT(client.ask(post("/", body + "x")), Answers(413, "2097152"));
  EXPECT_THAT(client.ask(post("/", "after")), Answers(200, "after"));
}

TEST_F(FrontEndTest, TakesMoreWhereItIsToldTo) {
  options_.limits.request.body = 10;
  options_.limits.request.body_below = {{"/_souk/", 20}};
  WireClient client(start());

  EXPECT_THAT(client.ask(post("/", std::string(11, 'x'))), Answers(413, "10 bytes"));
  EXPECT_THAT(client.ask(post("/_souk/v1", std::string(11, 'x'))), Answers(200, "xxxxxxxxxxx"));
}

TEST_F(FrontEndTest, KeepsTheConnectionAfterErrors) {
  application_.on("/missing", [](const HttpRequest&, Asking) { return said("no", 404); });
  application_.on("/broken", [](const HttpRequest&, Asking) { return said("oh", 500); });
  WireClient client(start());

  for (int round = 0; round < 50; ++round) {
    EXPECT_THAT(client.ask(post("/missing", "")), Answers(404, "no"));
    EXPECT_THAT(client.ask(post("/broken", "")), Answers(500, "oh"));
  }
  EXPECT_EQ(server_->connections(), 1u);
}

TEST_F(FrontEndTest, TurnsAnExceptionIntoAnErrorAndLivesOn) {
  application_.on("/", [](const HttpRequest&, Asking) -> Outcome {
    throw std::runtime_error("the shelf fell down");
  });
  WireClient client(start());

  EXPECT_THAT(client.ask(get("/")), Answers(500, "the shelf fell down"));
  EXPECT_THAT(client.ask(get("/else")), Answers(200, ""));
}

TEST_F(FrontEndTest, AnswersPipelinedRequestsInOrder) {
  WireClient client(start());

  client.send(post("/", "one") + post("/pool", "two") + post("/", "three") + get("/four"));

  EXPECT_THAT(client.read(), Answers(200, "one"));
  EXPECT_THAT(client.read(), Answers(200, "two"));
  EXPECT_THAT(client.read(), Answers(200, "three"));
  EXPECT_EQ(client.read()->headers.get("X-Target"), "/four");
}

TEST_F(FrontEndTest, AnswersAClientThatEndedItsHalf) {
  WireClient client(start());

  client.send(post("/pool", "one") + post("/", "two"));
  client.half_close();

  EXPECT_THAT(client.read(), Answers(200, "one"));
  EXPECT_THAT(client.read(), Answers(200, "two"));
  EXPECT_EQ(client.read(), std::nullopt);
}

TEST_F(FrontEndTest, ClosesWhenAskedTo) {
  const int port = start();

  WireClient modern(port);
  EXPECT_THAT(modern.ask(post("/", "bye", "Connection: close\r\n")), Answers(200, "bye"));
  EXPECT_EQ(modern.read_to_end(), "");
  WireClient old(port);
  EXPECT_THAT(old.ask("GET / HTTP/1.0\r\n\r\n"), Answers(200, ""));
  EXPECT_EQ(old.read_to_end(), "");
  WireClient old_but_lasting(port);
  const auto answer = old_but_lasting.ask("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n");
  EXPECT_EQ(answer->headers.get("Connection"), "keep-alive");
  EXPECT_THAT(old_but_lasting.ask("GET / HTTP/1.0\r\n\r\n"), Answers(200, ""));
}

TEST_F(FrontEndTest, SendsHeadsAndEmptyAnswersWithoutABody) {
  application_.on("/gone", [](const HttpRequest&, Asking) { return said("", 204); });
  WireClient client(start());

  client.send("HEAD / HTTP/1.1\r\nHost: souk.test\r\n\r\n");
  EXPECT_THAT(client.read_until("\r\n\r\n"), HasSubstr("HTTP/1.1 200 OK"));
  const auto answer = client.ask(get("/gone"));

  EXPECT_EQ(answer->status, 204);
  EXPECT_FALSE(answer->headers.find("Content-Length"));
}

TEST_F(FrontEndTest, ReadsChunkedBodies) {
  WireClient client(start());
  const std::string head =
      "POST / HTTP/1.1\r\nHost: souk.test\r\nTransfer-Encoding: chunked\r\n\r\n";

  for (const char letter :
       head + "5;ext=1\r\nhello\r\n1\r\n \r\nA\r\nwide world\r\n0\r\nT: x\r\n\r\n") {
    client.send({&letter, 1});
  }

  EXPECT_THAT(client.read(), Answers(200, "hello wide world"));
  EXPECT_THAT(client.ask(head + "0\r\n\r\n"), Answers(200, ""));
}

TEST_F(FrontEndTest, RefusesLongChunkedBodiesAndStaysSane) {
  options_.limits.request.body = 10;
  WireClient client(start());
  const std::string chunk = "8\r\n12345678\r\n";

  client.send("POST / HTTP/1.1\r\nHost: souk.test\r\nTransfer-Encoding: chunked\r\n\r\n");
  client.send(chunk + chunk + chunk + "0\r\n\r\n" + post("/", "after"));

  EXPECT_THAT(client.read(), Answers(413, "longer"));
  EXPECT_THAT(client.read(), Answers(200, "after"));
}

TEST_F(FrontEndTest, ClosesOnABodyTooLongToThrowAway) {
  options_.limits.request.body = 10;
  options_.limits.request.thrown_away = 100;
  const int port = start();

  WireClient announced(port);
  announced.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000000\r\n\r\n");
  EXPECT_THAT(announced.read(), Answers(413, "longer"));
  EXPECT_EQ(announced.read_to_end(), "");
  WireClient endless(port);
  endless.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
  endless.send("FFFFFF\r\n" + std::string(200, 'x'));
  EXPECT_THAT(endless.read(), Answers(413, "longer"));
  EXPECT_EQ(endless.read_to_end(), "");
}

TEST_F(FrontEndTest, GivesLeaveToSendWhenAClientWaitsForIt) {
  WireClient client(start());

  client.send(
      "POST / HTTP/1.1\r\nHost: souk.test\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.read()->status, 100);

  EXPECT_THAT(client.ask("body"), Answers(200, "body"));
}

TEST_F(FrontEndTest, GivesNoLeaveForABodyThatIsTooLong) {
  options_.limits.request.body = 3;
  const int port = start();

  WireClient client(port);
  client.send(
      "POST / HTTP/1.1\r\nHost: souk.test\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");

  EXPECT_THAT(client.read(), Answers(413, "3 bytes"));
  EXPECT_EQ(client.read_to_end(), "");
  WireClient other(port);
  EXPECT_THAT(other.ask(post("/", "", "Expect: wonders\r\n")), Answers(417, "100-continue"));
}

TEST_F(FrontEndTest, KeepsTheDeadlineOfASlowSender) {
  options_.limits.request_time = Duration(30);
  const int port = start();

  WireClient slow_head(port);
  slow_head.send("POST / HTTP/1.1\r\nHo");
  EXPECT_THAT(slow_head.read(), Answers(408, "in time"));
  slow_head.read_to_end();
  WireClient slow_body(port);
  slow_body.send("POST / HTTP/1.1\r\nHost: souk.test\r\nContent-Length: 4\r\n\r\nbo");
  EXPECT_THAT(slow_body.read(), Answers(408, "in time"));
  slow_body.read_to_end();
}

TEST_F(FrontEndTest, LetsAClientGoThatTakesNothing) {
  options_.limits.request_time = Duration(30);
  application_.on(
      "/", [](const HttpRequest&, Asking) { return said(std::string(64 * 1024 * 1024, 'x')); });
  WireClient client(start());

  client.send(get("/"));

  EXPECT_LT(client.read_until("\r\n\r\n").size(), 1000u);
  EXPECT_TRUE(eventually([&] { return server_->connections() == 0; }));
}

TEST_F(FrontEndTest, SendsAnswersLargerThanTheSocketTakesAtOnce) {
  const std::string body(20 * 1024 * 1024, 'x');
  application_.on("/", [&](const HttpRequest&, Asking) { return said(body); });
  WireClient client(start());

  client.send(get("/") + get("/"));

  EXPECT_EQ(client.read()->body.size(), body.size());
  EXPECT_EQ(client.read()->body.size(), body.size());
}

TEST_F(FrontEndTest, SaysWhenAPortIsTaken) {
  const int port = start();
  FrontEndOptions same;
  same.port = port;

  FrontEnd second(application_, same);
  const auto started = second.start();

  ASSERT_FALSE(started);
  EXPECT_THAT(started.error().message, HasSubstr("127.0.0.1:" + std::to_string(port)));
  EXPECT_THAT(started.error().hint, HasSubstr("choose another port"));
}

TEST_F(FrontEndTest, SaysWhenAHostIsNotOurs) {
  FrontEndOptions elsewhere;
  elsewhere.host = "203.0.113.7";

  const auto started = FrontEnd(application_, elsewhere).start();

  ASSERT_FALSE(started);
  EXPECT_THAT(started.error().message, HasSubstr("203.0.113.7:0"));
}

TEST_F(FrontEndTest, TurnsConnectionsAwayAboveTheLimit) {
  options_.limits.connections = 2;
  const int port = start();
  WireClient first(port);
  WireClient second(port);
  EXPECT_THAT(first.ask(get("/")), Answers(200, ""));
  EXPECT_THAT(second.ask(get("/")), Answers(200, ""));

  WireClient third(port);

  EXPECT_THAT(third.read(), Answers(503, "Too many connections"));
  EXPECT_EQ(third.read_to_end(), "");
  EXPECT_THAT(first.ask(get("/")), Answers(200, ""));
}

TEST_F(FrontEndTest, StopsAtOnceWithIdleConnections) {
  // The machine may be busy with other things: the best of three counts.
  auto fastest = Duration::max();
  for (int attempt = 0; attempt < 3 && fastest > Duration(50); ++attempt) {
    const int port = start();
    std::vector<std::unique_ptr<WireClient>> idle;
    for (int count = 0; count < 100; ++count) {
      idle.push_back(std::make_unique<WireClient>(port));
      EXPECT_THAT(idle.back()->ask(get("/")), Answers(200, ""));
    }

    const auto before = real_time::monotonic_now();
    server_->stop();
    fastest = std::min(fastest, real_time::since(before));

    for (auto& client : idle) EXPECT_EQ(client->read(), std::nullopt);
  }
  EXPECT_LE(fastest, Duration(50));
}

TEST_F(FrontEndTest, LetsRequestsInFlightFinishWhenItStops) {
  std::promise<void> arrived;
  std::promise<void> released;
  application_.on("/pool", [&](const HttpRequest&, Asking) {
    arrived.set_value();
    released.get_future().wait();
    return said("done");
  });
  WireClient client(start());
  client.send(get("/pool"));
  arrived.get_future().wait();

  auto stopping = std::async(std::launch::async, [&] { server_->stop(); });
  released.set_value();

  EXPECT_THAT(client.read(), Answers(200, "done"));
  stopping.get();
}

class GarbageTest : public FrontEndTest,
                    public testing::WithParamInterface<std::pair<std::string, std::string>> {};

TEST_P(GarbageTest, IsAnsweredWithASentence) {
  const auto& [bytes, sentence] = GetParam();
  const int port = start();
  WireClient client(port);

  client.send(bytes);
  const auto answer = client.read();

  ASSERT_TRUE(answer);
  EXPECT_GE(answer->status, 400);
  EXPECT_LT(answer->status, 506);
  EXPECT_THAT(answer->body, HasSubstr(sentence));
  EXPECT_EQ(answer->headers.get("Connection"), "close");
  EXPECT_EQ(client.read_to_end(), "");
  EXPECT_THAT(WireClient(port).ask(get("/")), Answers(200, ""));
}

INSTANTIATE_TEST_SUITE_P(
    Requests, GarbageTest,
    testing::Values(
        std::pair("\x16\x03\x01 TLS", "TLS handshake"), std::pair("\x01\x02\x03", "begin like"),
        std::pair("\x80\xff", "begin like"), std::pair("GET /\r\n\r\n", "first line"),
        std::pair("GET / x HTTP/1.1\r\nHost: a\r\n\r\n", "first line"),
        std::pair("GET / HTTP/1.1\nHost: a\n\n", "line feed"),
        std::pair("GET / HTTP/1.1\r\n\r\n", "no Host"),
        std::pair("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "more than one Host"),
        std::pair("GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n", "no colon"),
        std::pair("GET / HTTP/1.1\r\nHost: a\r\nX : a\r\n\r\n", "not the name"),
        std::pair("GET / HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n", "no colon"),
        std::pair("GET / HTTP/1.1\r\nHost: a\r\nX: a\x01\r\n\r\n", "control character"),
        std::pair("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
                  "2 Content-Length"),
        std::pair("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n",
                  "2 Content-Length"),
        std::pair("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", "not a number"),
        std::pair("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n",
                  "not a number"),
        std::pair("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n"
                  "Transfer-Encoding: chunked\r\n\r\n",
                  "both"),
        std::pair("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", "not spoken"),
        std::pair("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                  "size of a chunk"),
        std::pair("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n",
                  "longer than its size"),
        std::pair("GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(70'000, 'x') + "\r\n\r\n",
                  "longer than 65536")));

TEST_F(FrontEndTest, RefusesStrangeMethodsAndVersionsThroughCppHttplib) {
  const int port = start();

  WireClient client(port);
  EXPECT_THAT(client.ask("BREW / HTTP/1.1\r\nHost: a\r\n\r\n"), Answers(400, "BREW"));
  EXPECT_THAT(client.ask("GET / HTTP/3.0\r\nHost: a\r\n\r\n"), Answers(400, "HTTP/3.0"));
  EXPECT_THAT(client.ask(get("/" + std::string(9000, 'x'))), Answers(414, "too long"));
  EXPECT_THAT(client.ask(get("/?" + std::string(9000, 'x'))), Answers(200, ""));
}

}  // namespace
}  // namespace souk::http
