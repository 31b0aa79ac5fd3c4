#include "emulator/messaging/event_deliveries.h"

#include "tests/emulator/messaging/events_fixture.h"

namespace souk::messaging {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;

class EventDeliveriesTest : public EventsTest {
 protected:
  void hook(Json more = Json::object(), ConnectionWish connection = {}) {
    more["Arn"] = destination("https://seller.test/hook", std::move(connection));
    rule("all", any(), more);
  }

  void answer(int status, const std::string& retry_after = "") {
    outbound_.react = [=](const auto&) {
      auto made = answered(status);
      if (!retry_after.empty()) made.headers.add("Retry-After", retry_after);
      return made;
    };
  }

  /// {name: text} of the only message there.
  std::map<std::string, std::string> grave() {
    std::map<std::string, std::string> attributes;
    const auto messages = messages_in("graves");
    EXPECT_EQ(messages.size(), 1U);
    if (messages.empty()) return attributes;
    const auto told = Json::parse(messages[0].attributes_json);
    for (const auto& [name, value] : told.items()) attributes[name] = value["StringValue"];
    return attributes;
  }

  Json buried() { return {{"DeadLetterConfig", {{"Arn", queue("graves")}}}}; }
};

TEST_F(EventDeliveriesTest, AFailureIsTriedAgainAsOftenAsTheTargetSays) {
  auto target = buried();
  target["RetryPolicy"] = {{"MaximumRetryAttempts", 2}};
  hook(target);
  answer(503);

  put();
  pass(24h);

  EXPECT_THAT(outcomes(), ElementsAre("failed", "failed", "given-up"));
  const auto told = grave();
  EXPECT_EQ(told.at("EXHAUSTED_RETRY_CONDITION"), "MaximumRetryAttempts");
  EXPECT_EQ(told.at("RETRY_ATTEMPTS"), "2");
  EXPECT_EQ(told.at("ERROR_CODE"), "REMOTE_SERVER_ERROR");
  EXPECT_EQ(told.at("RULE_ARN"), "arn:aws:events:us-east-1:999900001111:rule/all");
  EXPECT_EQ(told.at("TARGET_ARN").rfind("arn:aws:events:us-east-1:999900001111:api-dest", 0), 0U);
}

TEST_F(EventDeliveriesTest, AnEventIsTriedUntilItIsAsOldAsTheTargetSays) {
  auto target = buried();
  // Attempts come 1, 2, 4, 8, 16 and 32 seconds after one another: the seventh at 63 s.
  target["RetryPolicy"] = {{"MaximumEventAgeInSeconds", 63}};
  hook(target);
  answer(503);

  put();
  pass(24h);

  EXPECT_THAT(outcomes(), SizeIs(7));
  EXPECT_EQ(grave().at("EXHAUSTED_RETRY_CONDITION"), "MaximumEventAgeInSeconds");
}

TEST_F(EventDeliveriesTest, AnAttemptThatWouldComeASecondTooLateIsNotMade) {
  hook({{"RetryPolicy", {{"MaximumEventAgeInSeconds", 62}}}});
  answer(503);

  put();
  pass(24h);

  EXPECT_THAT(outcomes(), SizeIs(6));
}

struct EventAge {
  int most;         ///< seconds, as the target says; 0 where it says nothing
  int retry_after;  ///< what the endpoint asks for, and so the age of the second attempt
  bool tried;
};

class EventAgeTest : public EventDeliveriesTest, public testing::WithParamInterface<EventAge> {};

TEST_P(EventAgeTest, IsTheMostASecondAttemptMayHave) {
  const auto& [most, retry_after, tried] = GetParam();
  hook(most == 0 ? Json::object() : Json{{"RetryPolicy", {{"MaximumEventAgeInSeconds", most}}}});
  answer(503, std::to_string(retry_after));

  put();
  EXPECT_THAT(outcomes(), ElementsAre(tried ? "failed" : "given-up"));
  pass(std::chrono::seconds(retry_after) - 1ms);
  EXPECT_THAT(outcomes(), SizeIs(1));
  pass(1ms);

  EXPECT_THAT(outcomes(), SizeIs(tried ? 2 : 1));
}

INSTANTIATE_TEST_SUITE_P(Ages, EventAgeTest,
                         testing::Values(EventAge{60, 59, true}, EventAge{60, 60, true},
                                         EventAge{60, 61, false}, EventAge{86'400, 86'399, true},
                                         EventAge{86'400, 86'400, true},
                                         EventAge{86'400, 86'401, false}, EventAge{0, 86'399, true},
                                         EventAge{0, 86'400, true}, EventAge{0, 86'401, false}));

class MostRetriesTest : public EventDeliveriesTest, public testing::WithParamInterface<int> {};

TEST_P(MostRetriesTest, AreMadeAndNoMore) {
  hook({{"RetryPolicy", {{"MaximumRetryAttempts", GetParam()}}}});
  answer(503);

  put();
  pass(24h);

  EXPECT_THAT(outcomes(), SizeIs(GetParam() + 1));
  EXPECT_EQ(outcomes().back(), "given-up");
}

INSTANTIATE_TEST_SUITE_P(Retries, MostRetriesTest, testing::Values(0, 1, 184, 185));

TEST_F(EventDeliveriesTest, AnEndpointMayAskToBeLeftAloneForLonger) {
  hook();
  answer(429, "30");

  put();
  pass(30s - 1ms);
  EXPECT_THAT(outcomes(), SizeIs(1));
  pass(1ms);

  EXPECT_THAT(outcomes(), SizeIs(2));
}

TEST_F(EventDeliveriesTest, ItsOwnPaceCountsWhenTheEndpointAsksForLess) {
  hook();
  answer(503, "0");

  put();
  pass(1s - 1ms);
  EXPECT_THAT(outcomes(), SizeIs(1));
  pass(1ms);

  EXPECT_THAT(outcomes(), SizeIs(2));
}

TEST_F(EventDeliveriesTest, OtherRefusalsAreFinal) {
  hook(buried());
  for (const int status : {400, 401, 404, 407, 302}) {
    answer(status);
    put();
  }

  EXPECT_THAT(outcomes(), ElementsAre("refused", "refused", "refused", "refused", "refused"));
  EXPECT_THAT(messages_in("graves"), SizeIs(5));
}

TEST_F(EventDeliveriesTest, TheSwitchOfTopicsIsNotForEvents) {
  choose("sns_429", "lost");
  hook();
  answer(429);

  put();

  EXPECT_THAT(outcomes(), ElementsAre("failed"));
}

TEST_F(EventDeliveriesTest, TheWholeEventIsBuriedWhateverItsTargetGets) {
  auto target = buried();
  target["Input"] = "{}";
  hook(target);
  answer(404);

  const auto id = put();

  const auto bodies = bodies_in("graves");
  ASSERT_THAT(bodies, SizeIs(1));
  EXPECT_EQ(Json::parse(bodies[0])["id"], id);
}

TEST_F(EventDeliveriesTest, AQueueThatIsGoneIsNoResource) {
  auto target = buried();
  target["Arn"] = "arn:aws:sqs:us-east-1:999900001111:gone";
  rule("all", any(), target);

  put();

  const auto told = grave();
  EXPECT_EQ(told.at("ERROR_CODE"), "NO_RESOURCE");
  EXPECT_EQ(told.at("RETRY_ATTEMPTS"), "0");
  EXPECT_EQ(told.count("EXHAUSTED_RETRY_CONDITION"), 0U);
}

TEST_F(EventDeliveriesTest, ATemplateThatMakesNoJsonIsBuried) {
  auto target = buried();
  target["Arn"] = queue("news");
  target["InputTransformer"] = {{"InputPathsMap", {{"a", "$.detail.a"}}},
                                {"InputTemplate", "{<a>: 1}"}};
  rule("all", any(), target);

  put();

  EXPECT_EQ(grave().at("ERROR_CODE"), "INVALID_JSON");
  EXPECT_THAT(bodies_in("news"), IsEmpty());
}

TEST_F(EventDeliveriesTest, ATargetThatIsChangedMeanwhileKeepsWhatItWasToldBefore) {
  hook({{"RetryPolicy", {{"MaximumRetryAttempts", 1}}}});
  answer(503);
  put();

  events_of(messaging_).remove_rule(find_rule(messaging_, "", "all").value().id);
  pass(24h);

  EXPECT_THAT(outcomes(), ElementsAre("failed", "given-up"));
}

TEST_F(EventDeliveriesTest, ADestinationThatIsDeletedMeanwhileGetsNoMore) {
  hook(buried());
  answer(503);
  put();

  ASSERT_TRUE(delete_api_destination(messaging_, "hook"));
  pass(24h);

  EXPECT_THAT(outcomes(), ElementsAre("failed", "refused"));
  EXPECT_EQ(grave().at("ERROR_CODE"), "NO_RESOURCE");
}

class ApiCallTest : public EventDeliveriesTest {
 protected:
  static ConnectionWish basic() {
    ConnectionWish wish;
    wish.authorization = "BASIC";
    wish.parameters = {{"BasicAuthParameters", {{"Username", "ann"}, {"Password", "pass"}}}};
    return wish;
  }
  static ConnectionWish oauth() {
    ConnectionWish wish;
    wish.authorization = "OAUTH_CLIENT_CREDENTIALS";
    wish.parameters = {
        {"OAuthParameters",
         {{"ClientParameters", {{"ClientID", "id"}, {"ClientSecret", "s&cret"}}},
          {"AuthorizationEndpoint", "https://login.test/token"},
          {"HttpMethod", "POST"},
          {"OAuthHttpParameters",
           {{"BodyParameters", Json::array({{{"Key", "scope"}, {"Value", "all"}}})}}}}}};
    return wish;
  }

  /// An endpoint for tokens, "t1", "t2", …, and a hook that takes those in `good`.
  void give_tokens(std::set<std::string> good) {
    outbound_.react = [this, good = std::move(good)](const OutboundRequest& request) {
      if (request.url.rfind("https://login.test", 0) == 0) {
        return answered(200, R"({"access_token":"t)" + std::to_string(++given_) + R"("})");
      }
      const std::string sent(request.headers.get("authorization"));
      return answered(good.count(sent.substr(7)) != 0 ? 200 : 401);
    };
  }

  std::vector<std::pair<std::string, std::string>> headers() const {
    const auto sent = last_sent().headers;
    return {sent.begin(), sent.end()};
  }

  int given_ = 0;
};

TEST_F(ApiCallTest, AKeyIsSentUnderItsName) {
  hook();

  put();

  EXPECT_THAT(headers(), Contains(Pair("x-api-key", "secret")));
  EXPECT_EQ(last_sent().timeout, 5s);
}

TEST_F(ApiCallTest, BasicIsUserAndPassword) {
  hook(Json::object(), basic());

  put();

  EXPECT_THAT(headers(), Contains(Pair("Authorization", "Basic YW5uOnBhc3M=")));
}

TEST_F(ApiCallTest, OAuthAsksForATokenOnceAndSendsIt) {
  hook(Json::object(), oauth());
  give_tokens({"t1"});

  put();
  put();

  const auto sent = outbound_.sent();
  ASSERT_THAT(sent, SizeIs(3));
  EXPECT_EQ(sent[0].url, "https://login.test/token");
  EXPECT_EQ(sent[0].body,
            "grant_type=client_credentials&client_id=id&client_secret=s%26cret&scope=all");
  EXPECT_EQ(sent[2].headers.get("authorization"), "Bearer t1");
  EXPECT_EQ(find_connection(messaging_, "way")->state, "AUTHORIZED");
}

TEST_F(ApiCallTest, ATokenThatIsNotTakenIsReplacedInTheNextAttempt) {
  hook(Json::object(), oauth());
  give_tokens({"t2"});

  put();
  EXPECT_THAT(outcomes(), ElementsAre("failed"));
  pass(1s);

  EXPECT_THAT(outcomes(), ElementsAre("failed", "delivered"));
}

TEST_F(ApiCallTest, WithoutATokenNothingIsSent) {
  hook(Json::object(), oauth());
  outbound_.react = [](const auto&) { return answered(403); };

  put();

  EXPECT_THAT(outcomes(), ElementsAre("failed"));
  EXPECT_THAT(outbound_.sent(), SizeIs(1));
  EXPECT_EQ(find_connection(messaging_, "way")->state, "AUTHORIZING");
}

TEST_F(ApiCallTest, ParametersFillPathQueryAndHeadersAndTheConnectionsWin) {
  auto connection = basic();
  const auto one = [](const char* key, const char* value) {
    return Json::array({{{"Key", key}, {"Value", value}}});
  };
  connection.parameters["InvocationHttpParameters"] = {
      {"HeaderParameters", one("x-tenant", "connections")},
      {"QueryStringParameters", one("q", "a b")},
      {"BodyParameters", one("extra", "yes")}};
  const auto arn = destination("https://seller.test/*/hook/*", connection);
  rule("all", any(),
       {{"Arn", arn},
        {"HttpParameters",
         {{"PathParameterValues", {"$.detail.id", "x/y"}},
          {"HeaderParameters",
           {{"x-tenant", "targets"}, {"x-type", "$.detail-type"}, {"User-Agent", "mine"}}},
          {"QueryStringParameters", {{"p", "1"}}}}}});

  put({{"Detail", R"({"id":"a b"})"}});

  const auto sent = last_sent();
  EXPECT_EQ(sent.url, "https://seller.test/a%20b/hook/x%2Fy?p=1&q=a%20b");
  EXPECT_THAT(headers(), Contains(Pair("x-tenant", "connections")));
  EXPECT_THAT(headers(), Contains(Pair("x-type", "Order")));
  EXPECT_EQ(sent.headers.get("user-agent"), "Amazon/EventBridge/ApiDestinations");
  EXPECT_EQ(Json::parse(sent.body)["extra"], "yes");
}

TEST_F(ApiCallTest, AConnectionWithoutAuthorizationSendsNothing) {
  hook();
  ASSERT_TRUE(deauthorize_connection(messaging_, "way"));

  put();

  EXPECT_THAT(outbound_.sent(), IsEmpty());
  EXPECT_THAT(outcomes(), ElementsAre("refused"));
}

}  // namespace
}  // namespace souk::messaging
