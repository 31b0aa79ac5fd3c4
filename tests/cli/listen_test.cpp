// `souk listen`: the market's deliveries, as they happen.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <nlohmann/json.hpp>

#include "tests/support/souk.h"

namespace souk::test {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;

constexpr auto kLegacy = "subscription-legacy";
constexpr auto kConcurrent = "subscription-concurrent";
constexpr auto kNobody = "http://127.0.0.1:1/events";

class ListenTest : public testing::Test {
 protected:
  ListenTest() {
    for (const auto* product : {kLegacy, kConcurrent}) {
      EXPECT_TRUE(souk_.box().put_notifications(product, {.sqs = "news"}));
    }
  }
  Command command(std::vector<std::string> words) const {
    words.insert(words.begin(), "listen");
    words.insert(words.end(), {"--emulator", souk_.url()});
    return souk_command(std::move(words));
  }
  /// A buyer buys, and time goes on until everybody was told.
  std::string bought(const std::string& buyer, const char* product) const {
    auto box = souk_.box();
    const auto purchase = box.subscribe(buyer, {.product = product});
    EXPECT_TRUE(purchase);
    EXPECT_TRUE(box.advance_by(2min));
    return purchase->agreement.id;
  }

  Souk souk_{{"--clock", "frozen"}};
};

TEST_F(ListenTest, ADeliveryIsALine) {
  Process listener(command({}));
  listener.line_with("listening to sandbox default of " + souk_.url());

  const auto agreement = bought("ann", kLegacy);

  EXPECT_THAT(listener.line_with("subscribe-success"),
              MatchesRegex("[0-9:]{8} 20[0-9T:.-]+Z sns +subscribe-success \\| ann " + agreement +
                           " \\| sqs arn:aws:sqs:[^ ]+:news \\| attempt 1 delivered \\[[0-9]+\\]"));
}

TEST_F(ListenTest, CtrlCIsHowItEnds) {
  for (const int number : {SIGINT, SIGTERM}) {
    Process listener(command({}));
    listener.line_with("listening");

    listener.signal(number);

    const auto ended = listener.wait();
    EXPECT_EQ(ended.code, 0);
    EXPECT_THAT(ended.err, Not(HasSubstr("souk:")));
  }
}

TEST_F(ListenTest, SaysThatSoukHasGone) {
  Process listener(command({}));
  listener.line_with("listening");

  souk_.process().signal(SIGTERM);
  souk_.process().wait();

  EXPECT_THAT(listener.wait(), ends_with(4, "the connection to " + souk_.url() + " ended",
                                         "Listen again once a souk runs there"));
}

TEST_F(ListenTest, WhatWasBeforeIsShownFromTheStartOrFromARow) {
  bought("ann", kLegacy);
  client::JournalQuery query;
  query.kinds = {"delivery"};
  const auto first = souk_.box().journal(query)->rows.at(0);
  bought("bob", kLegacy);

  Process whole(command({"--from", "start"}));
  Process from_there(command({"--from", std::to_string(first.seq)}));
  Process later(command({"--from", std::to_string(first.seq + 1)}));

  EXPECT_THAT(whole.line_with("subscribe-success"), HasSubstr(" ann "));
  EXPECT_THAT(from_there.line_with("subscribe-success"), HasSubstr(" ann "));
  EXPECT_THAT(later.line_with("subscribe-success"), HasSubstr(" bob "));
}

TEST_F(ListenTest, OnlyWhatIsWantedIsShown) {
  bought("ann", kLegacy);
  bought("bob", kConcurrent);

  Process of_bob(command({"--from", "start", "--buyer", "bob"}));
  Process events(command({"--from", "start", "--channel", "eventbridge"}));
  Process named(command({"--from", "start", "--only", "License Updated,subscribe-fail"}));

  EXPECT_THAT(of_bob.line_with("attempt"), HasSubstr("Purchase Agreement Created | bob "));
  EXPECT_THAT(events.line_with("attempt"), HasSubstr("eventbridge Purchase Agreement Created"));
  EXPECT_THAT(named.line_with("attempt"), HasSubstr("License Updated | bob "));
}

TEST_F(ListenTest, JsonIsAnObjectALine) {
  const auto agreement = bought("ann", kLegacy);
  Process listener(command({"--from", "start", "--format", "json"}));

  const auto line = nlohmann::json::parse(listener.line_with("subscribe-success"));

  EXPECT_EQ(line["agreement"], agreement);
  EXPECT_EQ(line["buyer"], "ann");
  EXPECT_EQ(line["channel"], "sns");
  EXPECT_EQ(line["outcome"], "delivered");
  EXPECT_EQ(line["attempt"], 1);
  for (const auto* member : {"seq", "at", "real", "id", "notification", "endpoint"}) {
    EXPECT_TRUE(line.contains(member)) << member;
  }
}

TEST_F(ListenTest, TheNewsOfAProductIsForwarded) {
  Process listener(command({"--forward-to", kNobody, "--product", kConcurrent}));
  EXPECT_THAT(listener.line_with("now go to"),
              AllOf(HasSubstr("news of subscription-concurrent over eventbridge now go to"),
                    HasSubstr(kNobody), HasSubstr("confirmed")));
  listener.line_with("listening");

  auto box = souk_.box();
  ASSERT_TRUE(box.subscribe("ann", {.product = kConcurrent}));
  ASSERT_TRUE(box.advance_by(11s));

  EXPECT_THAT(listener.line_with("Purchase Agreement Created"),
              AllOf(HasSubstr(std::string("api-destination ") + kNobody),
                    HasSubstr("attempt 1 failed, again at "), HasSubstr("Connection refused")));
}

TEST_F(ListenTest, TheNewsOfAllProductsIsForwardedUnlessOneIsNamed) {
  Process listener(command({"--forward-to", kNobody}));

  for (const auto* product :
       {"subscription-concurrent", "contract-concurrent", "subscription-legacy"}) {
    EXPECT_THAT(listener.line_with(std::string("news of ") + product), HasSubstr(kNobody));
  }
}

TEST_F(ListenTest, ASandboxThatWasResetIsReadAnew) {
  bought("ann", kLegacy);
  Process listener(command({}));
  listener.line_with("listening");

  ASSERT_TRUE(souk_.box().reset());

  listener.line_with("the sandbox was reset");
  ASSERT_TRUE(souk_.box().put_notifications(kLegacy, {.sqs = "news"}));
  bought("bob", kLegacy);
  EXPECT_THAT(listener.line_with("subscribe-success"), HasSubstr(" bob "));
}

TEST_F(ListenTest, WrongWishesAreCodeTwo) {
  const auto ended = [&](std::vector<std::string> words) { return run(command(std::move(words))); };

  EXPECT_THAT(ended({"--from", "soon"}),
              ends_with(2, "neither start, now nor a row", "--from start"));
  EXPECT_THAT(ended({"--from", "-1"}), ends_with(2, "neither start, now nor a row"));
  EXPECT_THAT(ended({"--channel", "snss"}), ends_with(2, "did you mean 'sns'"));
  EXPECT_THAT(ended({"--format", "yaml"}), ends_with(2, "is not text or json"));
  EXPECT_THAT(ended({"--forward-to", "8080"}), ends_with(2, "\"8080\" is no http address"));
  EXPECT_THAT(ended({"--product", kLegacy}), ends_with(2, "--product says whose news"));
  EXPECT_THAT(ended({"--forward-to", kNobody, "--product", "none"}), ends_with(2, "none"));
  EXPECT_THAT(ended({"--sandbox", "nowhere"}), ends_with(2, "There is no sandbox \"nowhere\""));
  EXPECT_THAT(souk({"listen", "--emulator", "http://127.0.0.1:1"}),
              ends_with(4, "no souk answers at http://127.0.0.1:1"));
}

}  // namespace
}  // namespace souk::test
