#include "emulator/messaging/retries.h"

#include <algorithm>
#include <numeric>

#include "tests/emulator/messaging/messaging_fixture.h"

namespace souk::messaging {
namespace {

using marketplace::News;
using testing::ElementsAre;
using testing::SizeIs;

/// Waits until no retry is left, in seconds.
std::vector<std::int64_t> all_waits(std::string_view channel, std::string_view protocol) {
  std::vector<std::int64_t> waits;
  for (std::int64_t made = 1; const auto wait = next_attempt(channel, protocol, made); ++made) {
    waits.push_back(std::chrono::duration_cast<std::chrono::seconds>(*wait).count());
  }
  return waits;
}

TEST(RetriesTest, HttpEndpointsOfTopicsGetThreeMore) {
  EXPECT_THAT(all_waits("sns", "https"), ElementsAre(20, 20, 20));
  EXPECT_THAT(all_waits("sns", "http"), ElementsAre(20, 20, 20));
}

TEST(RetriesTest, FunctionsOfTopicsGetTwentyThreeDays) {
  const auto waits = all_waits("sns", "lambda");

  ASSERT_EQ(waits.size(), 100'015U);
  EXPECT_THAT(std::vector(waits.begin(), waits.begin() + 16),
              ElementsAre(0, 0, 0, 1, 1, 1, 2, 4, 8, 16, 20, 20, 20, 20, 20, 20));
  const auto seconds = std::accumulate(waits.begin(), waits.end(), std::int64_t{0});
  EXPECT_EQ(seconds / 86'400, 23);
}

TEST(RetriesTest, EventsGet185RetriesWithinADay) {
  for (const auto* protocol : {"https", "lambda"}) {
    const auto waits = all_waits("eventbridge", protocol);

    EXPECT_EQ(waits.size(), 185U);
    EXPECT_LT(std::accumulate(waits.begin(), waits.end(), std::int64_t{0}), 86'400);
    EXPECT_TRUE(std::is_sorted(waits.begin(), waits.begin() + 10)) << "backs off at first";
  }
}

struct StatusCase {
  int status;
  Verdict verdict;
};

class AnswersTest : public testing::TestWithParam<StatusCase> {};

TEST_P(AnswersTest, CountAsTheGuideSays) {
  EXPECT_EQ(judge_status(GetParam().status, true), GetParam().verdict);
}

INSTANTIATE_TEST_SUITE_P(
    Statuses, AnswersTest,
    testing::Values(StatusCase{199, Verdict::Refused}, StatusCase{200, Verdict::Delivered},
                    StatusCase{204, Verdict::Delivered}, StatusCase{299, Verdict::Delivered},
                    StatusCase{300, Verdict::Refused}, StatusCase{302, Verdict::Refused},
                    StatusCase{400, Verdict::Refused}, StatusCase{404, Verdict::Refused},
                    StatusCase{428, Verdict::Refused}, StatusCase{429, Verdict::Failed},
                    StatusCase{430, Verdict::Refused}, StatusCase{499, Verdict::Refused},
                    StatusCase{500, Verdict::Failed}, StatusCase{503, Verdict::Failed}),
    [](const auto& each) { return "Status" + std::to_string(each.param.status); });

/// Endpoints that are down, on the market's clock.
class RetryingTest : public MessagingTest {
 protected:
  RetryingTest() {
    outbound_.react = [](const auto& request) {
      return answered(
          request.headers.get("x-amz-sns-message-type") == "SubscriptionConfirmation" ? 200 : 503);
    };
  }
};

TEST_F(RetryingTest, AFailedDeliveryIsTriedThreeTimesMoreAndGivenUp) {
  hear("https", kHook);

  tell(News::SubscribeSuccess, bought(kLegacy));
  pass(20s - 1ms);
  EXPECT_THAT(outcomes(), ElementsAre("failed"));
  pass(1ms);
  EXPECT_THAT(outcomes(), ElementsAre("failed", "failed"));
  pass(40s - 1ms);
  EXPECT_THAT(outcomes(), ElementsAre("failed", "failed", "failed"));
  pass(1ms);
  EXPECT_THAT(outcomes(), ElementsAre("failed", "failed", "failed", "given-up"));
  pass(24h);

  EXPECT_EQ(outcomes().size(), 4U);
  EXPECT_EQ(rows("delivery").back()["data"]["attempt"], 4);
}

TEST_F(RetryingTest, AFunctionIsTriedForTwentyThreeDays) {
  hear("lambda", "http://127.0.0.1:9000/invoke");
  tell(News::SubscribeSuccess, bought(kLegacy));
  EXPECT_THAT(outcomes(), SizeIs(4)) << "three more at once";
  pass(1s - 1ms);
  EXPECT_THAT(outcomes(), SizeIs(4));
  pass(1ms);
  EXPECT_THAT(outcomes(), SizeIs(5));

  // All but the last two of the 100,015 retries, without making them.
  storage::DeliveryFilter retried;
  retried.name = "subscribe-success";
  auto delivery = messaging_.outbox.newest(retried, 1).at(0);
  delivery.attempts = 100'013;
  messaging_.outbox.put(delivery);
  pass(1s);
  EXPECT_EQ(outcomes().back(), "failed");
  pass(20s - 1ms);
  EXPECT_EQ(outcomes().back(), "failed");
  EXPECT_THAT(outcomes(), SizeIs(6));
  pass(1ms);
  EXPECT_EQ(outcomes().back(), "failed");
  pass(20s);
  EXPECT_EQ(outcomes().back(), "given-up");
  EXPECT_EQ(rows("delivery").back()["data"]["attempt"], 100'016);
  pass(24h);
  EXPECT_THAT(outcomes(), SizeIs(8));
}

TEST_F(RetryingTest, AnEventIsTriedForAsLongAsItsRetriesLast) {
  target("https", kHook);
  tell(News::LicenseUpdated, bought(kConcurrent));
  const auto waits = all_waits("eventbridge", "https");
  const auto all = std::chrono::seconds(std::accumulate(waits.begin(), waits.end(), 0));

  pass(all - 1ms);
  EXPECT_THAT(outcomes(), SizeIs(185));
  EXPECT_EQ(outcomes().back(), "failed");
  pass(1ms);
  EXPECT_THAT(outcomes(), SizeIs(186));
  EXPECT_EQ(outcomes().back(), "given-up");
  pass(24h);
  EXPECT_THAT(outcomes(), SizeIs(186));
}

}  // namespace
}  // namespace souk::messaging
