#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "emulator/http/certificates.h"
#include "tests/emulator/http/front_end_fixture.h"

namespace souk::http {
namespace {

using testing::HasSubstr;

class FrontEndTlsTest : public FrontEndTest {
 protected:
  FrontEndTlsTest() {
    const auto issued = authority_.issue_server();
    options_.tls = TlsOptions{0, issued.certificate_pem, issued.key_pem};
  }

  WireClient connect(const std::string& host = "sns.us-east-1.amazonaws.com") {
    return WireClient(server_->tls_port(), trusting_, host);
  }

  CertificateAuthority authority_ = CertificateAuthority::in_memory();
  TlsContext trusting_ = TlsContext::for_client(authority_.certificate_pem(), true).value();
};

TEST_F(FrontEndTlsTest, ServesTheSameApplicationUnderTheNamesOfAws) {
  application_.on("/", [](const HttpRequest& request, Asking) {
    return said(request.tls ? "over TLS" : "in the clear");
  });
  const int port = start();

  EXPECT_THAT(connect("127.0.0.1").ask(get("/")), Answers(200, "over TLS"));
  auto client = connect();
  EXPECT_THAT(client.ask(get("/")), Answers(200, "over TLS"));
  EXPECT_THAT(client.ask(get("/")), Answers(200, "over TLS"));
  EXPECT_THAT(WireClient(port).ask(get("/")), Answers(200, "in the clear"));
}

TEST_F(FrontEndTlsTest, IsNotBelievedUnderOtherNames) {
  start();

  EXPECT_THROW(connect("s3.us-east-1.amazonaws.com"), std::runtime_error);
  const auto stranger = TlsContext::for_client("", true).value();
  EXPECT_THROW(WireClient(server_->tls_port(), stranger, "localhost"), std::runtime_error);
  EXPECT_THAT(connect().ask(get("/")), Answers(200, ""));
}

TEST_F(FrontEndTlsTest, CarriesLargeBodiesAndPipelines) {
  start();
  auto client = connect();
  const std::string body(2'000'000, 'x');

  client.send(post("/", body) + post("/pool", body) + post("/", "last"));

  EXPECT_THAT(client.read(), Answers(200, body));
  EXPECT_THAT(client.read(), Answers(200, body));
  EXPECT_THAT(client.read(), Answers(200, "last"));
}

TEST_F(FrontEndTlsTest, ParksAndStreams) {
  std::atomic<bool> asked = false;
  application_.on("/poll", [&](const HttpRequest&, Asking asking) -> Outcome {
    asked = true;
    if (asking == Asking::First) return Park{{"shelf"}, std::chrono::hours(1)};
    return said("bread");
  });
  application_.on("/stream", [](const HttpRequest&, Asking) -> Outcome {
    return EventStream{said(""), {"shelf"}, [] { return std::string("data: x\n\n"); }};
  });
  start();
  auto poller = connect();
  auto stream = connect();

  stream.send(get("/stream"));
  stream.read_until("data: x");
  poller.send(get("/poll"));
  ASSERT_TRUE(eventually([&] { return asked.load(); }));
  server_->wake("shelf");

  EXPECT_THAT(poller.read(), Answers(200, "bread"));
  stream.read_until("data: x");
}

TEST_F(FrontEndTlsTest, EndsSessionsInGoodOrder) {
  start();
  auto client = connect();

  EXPECT_THAT(client.ask(get("/", "Connection: close\r\n")), Answers(200, ""));

  EXPECT_EQ(client.read_to_end(), "");
}

TEST_F(FrontEndTlsTest, TellsAClientThatSpeaksHttpToTheWrongPort) {
  start();
  WireClient client(server_->tls_port());

  EXPECT_THAT(client.ask(get("/")), Answers(400, "speaks HTTPS"));
  EXPECT_EQ(client.read_to_end(), "");
}

TEST_F(FrontEndTlsTest, LetsGoOfAHandshakeThatDoesNotEnd) {
  options_.limits.request_time = Duration(30);
  start();
  WireClient silent(server_->tls_port());
  WireClient half(server_->tls_port());

  half.send("\x16\x03\x01");

  EXPECT_EQ(silent.read_to_end(), "");
  EXPECT_EQ(half.read_to_end(), "");
  EXPECT_EQ(server_->connections(), 0u);
}

TEST_F(FrontEndTlsTest, SurvivesGarbageInPlaceOfAHandshake) {
  start();
  WireClient client(server_->tls_port());

  client.send(std::string("\x16\x03\x01\x00\x05hello and goodbye", 22));
  client.read_to_end();

  EXPECT_THAT(connect().ask(get("/")), Answers(200, ""));
}

TEST_F(FrontEndTlsTest, SaysWhichPartOfItsCredentialsIsWrong) {
  const auto other = authority_.issue_server();
  auto options = options_;
  options.tls->key_pem = other.key_pem;
  const auto mismatched = FrontEnd(application_, options).start();
  options.tls->certificate_pem = "nothing";
  const auto absent = FrontEnd(application_, options).start();

  ASSERT_FALSE(mismatched);
  EXPECT_THAT(mismatched.error().message, HasSubstr("private key"));
  ASSERT_FALSE(absent);
  EXPECT_THAT(absent.error().message, HasSubstr("certificate"));
}

}  // namespace
}  // namespace souk::http
