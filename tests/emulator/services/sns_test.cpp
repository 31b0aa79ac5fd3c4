#include "tests/emulator/services/services_fixture.h"

namespace souk::services {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr auto kTopic =
    "arn:aws:sns:us-east-1:287250355862:aws-mp-subscription-notification-souksubscriptionlegacy001";
class SnsTest : public ServicesTest {
 protected:
  Said subscribe(Json parameters = Json::object()) {
    parameters.emplace("TopicArn", kTopic);
    parameters.emplace("Protocol", "https");
    parameters.emplace("Endpoint", kHook);
    return query("sns", "Subscribe", parameters);
  }
  /// The newest subscription there is.
  storage::SubscriptionRow newest(sandbox::Sandbox& sandbox) {
    sandbox::Session session(sandbox);
    return sandbox.messaging.channels.subscriptions(kTopic).back();
  }
  Said follow(const std::string& link) {
    HttpRequest request;
    request.method = "GET";
    request.target = "/?" + link;
    request.headers.add("Host", kHost);
    return send(request);
  }
};

TEST_F(SnsTest, ASubscriptionIsPendingUntilItIsConfirmed) {
  EXPECT_THAT(subscribe().answer.response.body,
              HasSubstr("<SubscriptionArn>pending confirmation</SubscriptionArn>"));
  const auto row = newest(*sandbox_);

  EXPECT_THAT(subscribe({{"ReturnSubscriptionArn", "true"}}).answer.response.body,
              HasSubstr("<SubscriptionArn>" + row.arn + "</SubscriptionArn>"));
  const auto confirmed =
      query("sns", "ConfirmSubscription", {{"TopicArn", kTopic}, {"Token", row.token}});
  EXPECT_EQ(confirmed.status(), 200);
  EXPECT_THAT(confirmed.answer.response.body,
              AllOf(HasSubstr("<ConfirmSubscriptionResponse "
                              "xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\">"),
                    HasSubstr("<SubscriptionArn>" + row.arn + "</SubscriptionArn>")));
  EXPECT_THAT(subscribe().answer.response.body, HasSubstr(row.arn)) << "it is there";
}

TEST_F(SnsTest, AttributesComeAsEntries) {
  const Json raw{{"Attributes.entry.1.key", "RawMessageDelivery"},
                 {"Attributes.entry.1.value", "true"}};

  EXPECT_EQ(subscribe(raw).status(), 200);

  EXPECT_TRUE(newest(*sandbox_).raw);
}

TEST_F(SnsTest, ErrorsAreXmlInAwssWords) {
  const auto none = subscribe({{"TopicArn", "arn:aws:sns:us-east-1:1:none"}});
  const auto wrong = subscribe({{"Protocol", "pigeon"}});

  EXPECT_EQ(none.status(), 404);
  EXPECT_THAT(none.answer.response.body,
              AllOf(HasSubstr("<Code>NotFound</Code>"),
                    HasSubstr("<Message>Topic does not exist</Message>")));
  EXPECT_EQ(wrong.status(), 400);
  EXPECT_THAT(wrong.answer.response.body, HasSubstr("<Code>InvalidParameter</Code>"));
}

TEST_F(SnsTest, TheLinkOfAConfirmationNeedsNoSignature) {
  subscribe();
  const auto row = newest(*sandbox_);

  const auto said =
      follow(std::string("Action=ConfirmSubscription&TopicArn=") + kTopic + "&Token=" + row.token);

  EXPECT_EQ(said.status(), 200);
  EXPECT_THAT(said.answer.response.body, HasSubstr(row.arn));
  EXPECT_TRUE(newest(*sandbox_).confirmed);
  EXPECT_EQ(last_call()["data"]["signed"], "none");
}

TEST_F(SnsTest, ALinkReachesTheSandboxThatSentIt) {
  sandbox::Config config;
  config.name = "other";
  const auto other = sandboxes_->create(config).value();
  key_ = other->credentials();
  subscribe();
  const auto row = newest(*other);

  const auto said =
      follow(std::string("Action=ConfirmSubscription&TopicArn=") + kTopic + "&Token=" + row.token);

  EXPECT_EQ(said.status(), 200);
  EXPECT_TRUE(newest(*other).confirmed);
}

TEST_F(SnsTest, AnUnsubscribeLinkWorksUnlessTheSubscriptionAsksForASignature) {
  subscribe();
  const auto row = newest(*sandbox_);
  query("sns", "ConfirmSubscription",
        {{"TopicArn", kTopic}, {"Token", row.token}, {"AuthenticateOnUnsubscribe", "true"}});
  const auto link = "Action=Unsubscribe&SubscriptionArn=" + row.arn;

  const auto refused = follow(link);
  EXPECT_EQ(refused.status(), 403);
  EXPECT_THAT(refused.answer.response.body, HasSubstr("<Code>AuthorizationError</Code>"));
  EXPECT_EQ(query("sns", "Unsubscribe", {{"SubscriptionArn", row.arn}}).status(), 200);
  EXPECT_EQ(follow(link).status(), 200) << "what is not there is gone";
}

TEST_F(SnsTest, ALinkWithNothingInItIsAnErrorAndNoMore) {
  const auto said = follow("Action=ConfirmSubscription");

  EXPECT_EQ(said.status(), 400);
  EXPECT_THAT(said.answer.response.body, HasSubstr("<Code>"));
}

}  // namespace
}  // namespace souk::services
