// What keeps souk fast on every machine: counted, not timed.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "emulator/http/server.h"
#include "tests/bench/bench_requests.h"
#include "tests/bench/counted.h"
#include "tests/emulator/http/wire_client.h"

namespace souk::bench {
namespace {

using http::WireAnswer;
using http::WireClient;

/// A whole souk in memory, its clock frozen, with a buyer whose token can be resolved.
class MarketGuardTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(server_.start());
    host_ = fmt::format("127.0.0.1:{}", server_.port());
    const auto keys = server_.sandboxes().standard()->credentials();
    signer_ = std::make_unique<Signer>(
        Caller{host_, keys.access_key_id, keys.secret_access_key, "us-east-1"});
    const auto purchase =
        control("/buyers/ann/subscribe", R"({"product": "subscription-concurrent"})");
    const std::string agreement = purchase["agreement"]["id"];
    token_ =
        control("/agreements/" + agreement + "/set-up", "")["fields"]["x-amzn-marketplace-token"];
  }

  nlohmann::json control(const std::string& path, const std::string& body) {
    const auto answer = WireClient(server_.port())
                            .ask(fmt::format("POST /_souk/v1/sandboxes/default{} HTTP/1.1\r\n"
                                             "Host: {}\r\nContent-Length: {}\r\n\r\n{}",
                                             path, host_, body.size(), body));
    return nlohmann::json::parse(answer.value().body);
  }

  std::string resolve(const std::string& token) {
    return signer_->request("ResolveCustomer",
                            fmt::format(R"({{"RegistrationToken": "{}"}})", token));
  }

  http::Server server_{{}};
  std::string host_;
  std::unique_ptr<Signer> signer_;
  std::string token_;
};

TEST_F(MarketGuardTest, ServesManyConnectionsAlike) {
  constexpr std::size_t kConnections = 256;
  constexpr int kEach = 20;
  std::vector<std::unique_ptr<WireClient>> clients;
  for (std::size_t count = 0; count < kConnections; ++count) {
    clients.push_back(std::make_unique<WireClient>(server_.port()));
  }
  const auto request = resolve(token_);
  std::vector<int> answers(kConnections, 0);
  int total = 0;

  for (auto& client : clients) client->send(request);
  while (total < static_cast<int>(kConnections) * kEach) {
    for (std::size_t at = 0; at < kConnections; ++at) {
      if (clients[at]->is_quiet()) continue;
      const auto answer = clients[at]->read();
      ASSERT_TRUE(answer);
      ASSERT_EQ(answer->status, 200) << answer->body;
      clients[at]->send(request);
      ++answers[at];
      ++total;
    }
  }

  const auto [fewest, most] = std::minmax_element(answers.begin(), answers.end());
  EXPECT_GT(*fewest, 0);
  EXPECT_LE(*most * 10, *fewest * 12) << "fewest " << *fewest << ", most " << *most;
}

TEST_F(MarketGuardTest, KeepsConnectionsThroughThousandsOfErrors) {
  WireClient client(server_.port());
  const auto wrong = resolve("no such token");

  for (int count = 0; count < 3000; ++count) {
    const auto answer = client.ask(wrong);
    ASSERT_TRUE(answer) << "closed after " << count << " errors";
    ASSERT_EQ(answer->status, 400) << answer->body;
    ASSERT_FALSE(answer->headers.find("Connection"));
  }

  const auto right = client.ask(resolve(token_));
  ASSERT_TRUE(right);
  EXPECT_EQ(right->status, 200) << right->body;
}

/// What souk did for one ResolveCustomer, on average of many on one connection.
struct Effort {
  double allocations = 0;
  double socket_calls = 0;
};

TEST_F(MarketGuardTest, DoesLittleForEachCall) {
  constexpr int kWarm = 50;
  constexpr int kCalls = 500;
  WireClient client(server_.port());
  const auto request = resolve(token_);
  for (int count = 0; count < kWarm; ++count) ASSERT_TRUE(client.ask(request));

  const auto allocations = allocations_of_others();
  const auto calls = socket_calls_of_others();
  for (int count = 0; count < kCalls; ++count) ASSERT_EQ(client.ask(request)->status, 200);
  const Effort effort{static_cast<double>(allocations_of_others() - allocations) / kCalls,
                      static_cast<double>(socket_calls_of_others() - calls) / kCalls};

  EXPECT_GT(effort.allocations, 0);
  EXPECT_LE(effort.allocations, 175);
  EXPECT_GE(effort.socket_calls, 2.9) << "wait, receive, send";
  EXPECT_LE(effort.socket_calls, 3.1) << "wait, receive, send";
}

}  // namespace
}  // namespace souk::bench
