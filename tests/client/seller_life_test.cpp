#include <chrono>
#include <fstream>
#include <thread>

#include "tests/client/support/raw_server.h"
#include "tests/client/support/seller_test.h"
#include "tests/support/precompiled.h"

namespace souk::test {
namespace {

using namespace std::chrono_literals;

class SellerLifeTest : public SellerTest {
 protected:
  static client::Duration time_of(const std::function<void()>& work) {
    const auto before = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration_cast<client::Duration>(std::chrono::steady_clock::now() - before);
  }
};

TEST_F(SellerLifeTest, StopsAtOnceWithIdleConnections) {
  start();
  std::vector<std::thread> visitors;
  for (int i = 0; i < 20; ++i) {
    visitors.emplace_back([this] {
      get("/");
      get("/idle");
    });
  }
  for (auto& visitor : visitors) visitor.join();
  get("/");

  EXPECT_LE(time_of([this] { seller_->stop(); }), 50ms);
}

TEST_F(SellerLifeTest, StopsAtOnceWhileAwsHangs) {
  std::atomic<bool> asked{false};
  RawServer hanging([&](RawServer& self, int socket) {
    self.read_request(socket);
    asked = true;
    self.read_request(socket);
  });
  auto wanted = options();
  wanted.endpoint = hanging.url("");
  start(wanted);
  std::thread visitor([this] {
    static_cast<void>(
        client::request("POST", url_ + "/register", {}, "x-amzn-marketplace-token=t"));
  });
  while (!asked) std::this_thread::yield();

  EXPECT_LE(time_of([this] { seller_->stop(); }), 50ms);
  visitor.join();
}

TEST_F(SellerLifeTest, SaysWhenItIsIdle) {
  start();
  EXPECT_EQ(get("/idle").status, 200);
}

TEST_F(SellerLifeTest, AnswersFirstWhenToldTo) {
  auto wanted = options();
  wanted.answer_first = true;
  wanted.slow = sample::Slowness{7, 5ms};
  start(wanted);
  know_ann();
  license_updated();
  land();
  sign_up();
  use(5);
  license_deprovisioned();

  EXPECT_EQ(get("/idle").status, 200);
  EXPECT_EQ(souk_.records().size(), 1U);
}

TEST_F(SellerLifeTest, FollowsTheTimeOfAwsAnswers) {
  start();
  know_ann();
  souk_.set_now(kNine + 5h);
  land();
  license_updated();
  use(5);
  at(kNine + 6h);
  tick();

  ASSERT_FALSE(souk_.records().empty());
  EXPECT_EQ(souk_.records().back()["Timestamp"], 1791277200 + 5 * 3600 + 3599);
}

TEST_F(SellerLifeTest, ForgetsEverythingOnRequest) {
  start();
  know_ann();
  at(kNine + 100h);
  license_updated();
  land();
  sign_up();
  EXPECT_EQ(accounts(), 1);
  at(kNine);

  EXPECT_EQ(post("/test/reset", "").status, 200);

  EXPECT_EQ(accounts(), 0);
  EXPECT_EQ(app(), 401);
  license_updated();
  EXPECT_TRUE(use(5));
  at(kNine + 1h);
  tick();
  EXPECT_EQ(souk_.records().size(), 1U);
}

TEST_F(SellerLifeTest, TakesOtherKeysWithAReset) {
  start();
  know_ann();
  post("/test/reset", R"({"access_key_id":"AKIDOTHER","secret_access_key":"s"})");

  land();

  EXPECT_THAT(souk_.calls("ResolveCustomer").back().authorization,
              testing::HasSubstr("Credential=AKIDOTHER/"));
}

TEST_F(SellerLifeTest, DoesTheSameAgainForTheSameInputs) {
  const auto cookies = [&] {
    start();
    know_ann();
    land();
    return browser_->first().headers.all("Set-Cookie");
  };

  const auto first = cookies();

  EXPECT_EQ(cookies(), first);
}

TEST_F(SellerLifeTest, SaysWhyItCannotStart) {
  start();
  auto wanted = options();
  wanted.port = client::parse_url(url_)->port;
  sample::Seller second(wanted);
  EXPECT_THROW(second.start(), std::runtime_error);

  wanted.database = testing::TempDir() + "not_ours.db";
  std::ofstream(wanted.database) << "something else, and long enough to be looked at as a header";
  EXPECT_THROW(sample::Seller{wanted}, std::runtime_error);
}

TEST_F(SellerLifeTest, AnswersEveryConnectionOfMany) {
  start();
  std::atomic<int> answered{0};
  std::vector<std::thread> visitors;
  for (int i = 0; i < 64; ++i) {
    visitors.emplace_back([&] {
      for (int n = 0; n < 5; ++n) answered += get("/").status == 200 ? 1 : 0;
    });
  }
  for (auto& visitor : visitors) visitor.join();

  EXPECT_EQ(answered, 320);
}

/// A queue with two messages, then nothing.
TEST_F(SellerLifeTest, ReadsItsQueueAndDeletesWhatItDealtWith) {
  const auto news = Json{{"detail-type", "License Updated - Manufacturer"},
                         {"source", "aws.agreement-marketplace"},
                         {"time", client::to_iso(kNine)},
                         {"detail",
                          {{"requestId", "r"},
                           {"product", {{"code", kConcurrent}}},
                           {"license", {{"arn", kLicense}}},
                           {"acceptor", {{"accountId", kAnn}}}}}};
  const Json messages{{"Messages",
                       {{{"MessageId", "1"}, {"ReceiptHandle", "h-1"}, {"Body", news.dump()}},
                        {{"MessageId", "2"}, {"ReceiptHandle", "h-2"}, {"Body", "no news"}}}}};
  souk_.next("ReceiveMessage", {200, messages});
  souk_.next("DeleteMessage", {200, Json::object()});
  souk_.next("DeleteMessage", {200, Json::object()});
  auto wanted = options();
  wanted.queue_url = souk_.url() + "/1/news";
  start(wanted);
  while (souk_.calls("DeleteMessage").size() < 2) std::this_thread::yield();

  EXPECT_TRUE(use(5));
  EXPECT_EQ(souk_.calls("DeleteMessage")[0].input["ReceiptHandle"], "h-1");
}

}  // namespace
}  // namespace souk::test
