#include "tests/emulator/services/events_support.h"

// Events, patterns, buses, connections and API destinations over the wire.
namespace souk::services {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

class EventsApiTest : public EventsServiceTest {
 protected:
  static Json entry(std::string detail = "{}") {
    return {{"Source", "shop"}, {"DetailType", "Order"}, {"Detail", std::move(detail)}};
  }
};

TEST_F(EventsApiTest, EachEntryIsAnsweredByItself) {
  call("sqs", "CreateQueue", {{"QueueName", "news"}});
  rule("r");
  target("r", "one");

  const auto said =
      ask("PutEvents", {{"Entries", {entry("{\"a\":1}"), entry("text"), entry("{\"a\":2}")}}}).body;

  EXPECT_EQ(said["FailedEntryCount"], 1);
  ASSERT_THAT(said["Entries"], SizeIs(3));
  EXPECT_EQ(said["Entries"][1],
            (Json{{"ErrorCode", "MalformedDetail"}, {"ErrorMessage", "Detail is malformed."}}));
  const auto found = bodies("news");
  ASSERT_THAT(found, SizeIs(2));
  EXPECT_EQ(Json::parse(found[0])["id"], said["Entries"][0]["EventId"]);
}

TEST_F(EventsApiTest, OneToTenEntriesAreTaken) {
  const auto put = [&](std::size_t count) {
    return error("PutEvents", {{"Entries", Json(count, entry())}});
  };

  EXPECT_EQ(put(1), "200 : ");
  EXPECT_EQ(put(10), "200 : ");
  EXPECT_THAT(put(11), HasSubstr("Member must have length less than or equal to 10"));
  EXPECT_THAT(put(0), HasSubstr("Member must have length greater than or equal to 1"));
}

TEST_F(EventsApiTest, ARequestStaysBelowItsLargestSize) {
  const auto put = [&](std::size_t size) {
    const std::string rest(size - entry().at("Source").get<std::string>().size() -
                               std::string("Order").size() - std::string("{\"a\":\"\"}").size(),
                           'x');
    return error("PutEvents", {{"Entries", {entry("{\"a\":\"" + rest + "\"}")}}});
  };

  EXPECT_EQ(put(262'143), "200 : ");
  EXPECT_EQ(put(262'144),
            "400 ValidationException: Total size of the entries in the request is over the limit.");
}

TEST_F(EventsApiTest, APatternIsTriedOnAnEvent) {
  const Json event{{"id", "1"},
                   {"account", "999900001111"},
                   {"source", "shop"},
                   {"time", "2026-10-06T09:00:00Z"},
                   {"region", "us-east-1"},
                   {"detail-type", "Order"}};
  const auto tried = [&](const char* pattern, const std::string& text) {
    return ask("TestEventPattern", {{"EventPattern", pattern}, {"Event", text}});
  };

  EXPECT_EQ(tried(R"({"source":["shop"]})", event.dump()).body, (Json{{"Result", true}}));
  EXPECT_EQ(tried(R"({"source":["x"]})", event.dump()).body, (Json{{"Result", false}}));
  EXPECT_THAT(tried(R"({"source":[]})", event.dump()).error(),
              HasSubstr("400 InvalidEventPatternException: Event pattern is not valid. Reason: "));
  for (const auto* name : {"id", "account", "source", "time", "region", "detail-type"}) {
    auto part = event;
    part.erase(name);
    EXPECT_EQ(tried(R"({"source":["shop"]})", part.dump()).error(),
              "400 ValidationException: Parameter Event is not valid.")
        << name;
  }
  EXPECT_EQ(tried(R"({"source":["shop"]})", "text").error(),
            "400 ValidationException: Parameter Event is not valid.");
}

TEST_F(EventsApiTest, BusesAreMadeToldChangedAndDeleted) {
  const auto made = ask("CreateEventBus", {{"Name", "b"}, {"Description", "text"}}).body;
  EXPECT_EQ(made, (Json{{"EventBusArn", arn("event-bus/b")}, {"Description", "text"}}));
  EXPECT_EQ(error("CreateEventBus", {{"Name", "b"}}),
            "400 ResourceAlreadyExistsException: Event bus b already exists.");
  EXPECT_EQ(error("CreateEventBus", {{"Name", "default"}}),
            "400 ResourceAlreadyExistsException: Event bus default already exists.");

  ask("UpdateEventBus", {{"Name", "b"}, {"Description", "other"}});
  const auto told = ask("DescribeEventBus", {{"Name", arn("event-bus/b")}}).body;

  EXPECT_EQ(told["Name"], "b");
  EXPECT_EQ(told["Description"], "other");
  EXPECT_TRUE(told["CreationTime"].is_number());
  EXPECT_THAT(ask("ListEventBuses").body["EventBuses"], SizeIs(2));
  EXPECT_EQ(ask("DeleteEventBus", {{"Name", "b"}}).status(), 200);
  EXPECT_EQ(ask("DeleteEventBus", {{"Name", "b"}}).status(), 200);
  EXPECT_EQ(error("DescribeEventBus", {{"Name", "b"}}),
            "400 ResourceNotFoundException: Event bus b does not exist.");
  EXPECT_EQ(ask("DescribeEventBus").body["Arn"], arn("event-bus/default"));
}

TEST_F(EventsApiTest, SomeBusesCannotBeMadeOrDeleted) {
  EXPECT_EQ(error("DeleteEventBus", {{"Name", "default"}}),
            "400 ValidationException: Cannot delete event bus default.");
  ask("CreateEventBus", {{"Name", "b"}});
  rule("r", {{"EventBusName", "b"}});
  EXPECT_THAT(error("DeleteEventBus", {{"Name", "b"}}), HasSubstr("400 ValidationException"));
  EXPECT_THAT(error("CreateEventBus", {{"Name", "a/b"}}), HasSubstr("400 ValidationException"));
  EXPECT_EQ(error("CreateEventBus",
                  {{"Name", "aws.partner/a/b"}, {"EventSourceName", "aws.partner/a/b"}}),
            "400 ResourceNotFoundException: Event source aws.partner/a/b does not exist.");
  EXPECT_EQ(error("UpdateEventBus", {{"Name", "x"}}),
            "400 ResourceNotFoundException: Event bus x does not exist.");
}

TEST_F(EventsApiTest, AnAccountHasAHundredBuses) {
  for (int i = 1; i < 100; ++i) {
    ASSERT_EQ(ask("CreateEventBus", {{"Name", "b" + std::to_string(i)}}).status(), 200);
  }

  EXPECT_EQ(error("CreateEventBus", {{"Name", "more"}}),
            "400 LimitExceededException: The requested resource exceeds the maximum number "
            "allowed.");
}

TEST_F(EventsApiTest, AConnectionKeepsItsSecrets) {
  const auto made = ask("CreateConnection", api_key()).body;

  EXPECT_EQ(made["ConnectionState"], "AUTHORIZED");
  EXPECT_THAT(made["ConnectionArn"].get<std::string>(), HasSubstr(arn("connection/way/")));
  const auto told = ask("DescribeConnection", {{"Name", "way"}}).body;
  EXPECT_EQ(told["AuthParameters"],
            Json::parse(R"({"ApiKeyAuthParameters":{"ApiKeyName":"x-key"}})"));
  EXPECT_EQ(told["AuthorizationType"], "API_KEY");
  EXPECT_THAT(told["SecretArn"].get<std::string>(), HasSubstr(":secret:events!connection/way/"));
  for (const auto& row : rows("call")) EXPECT_THAT(row.dump(), Not(HasSubstr("hush")));
}

TEST_F(EventsApiTest, AnOAuthConnectionIsNotAuthorizedYet) {
  const auto made = ask("CreateConnection",
                        {{"Name", "way"},
                         {"AuthorizationType", "OAUTH_CLIENT_CREDENTIALS"},
                         {"AuthParameters",
                          {{"OAuthParameters",
                            {{"ClientParameters", {{"ClientID", "id"}, {"ClientSecret", "hush"}}},
                             {"AuthorizationEndpoint", "https://login.test/token"},
                             {"HttpMethod", "POST"}}}}}});

  EXPECT_EQ(made.body["ConnectionState"], "AUTHORIZING");
}

TEST_F(EventsApiTest, WrongConnectionsAreRefused) {
  auto other = api_key();
  other["AuthorizationType"] = "BASIC";
  EXPECT_THAT(error("CreateConnection", other),
              HasSubstr("400 ValidationException: Parameter AuthParameters is not valid."));
  EXPECT_EQ(error("CreateConnection", {{"Name", "way"},
                                       {"AuthorizationType", "INVALID"},
                                       {"AuthParameters", Json::object()}}),
            "400 ValidationException: 1 validation error detected: Value 'INVALID' at "
            "'authorizationType' failed to satisfy constraint: Member must satisfy enum value set: "
            "[BASIC, OAUTH_CLIENT_CREDENTIALS, API_KEY]");
  ask("CreateConnection", api_key());
  EXPECT_EQ(error("CreateConnection", api_key()),
            "400 ResourceAlreadyExistsException: Connection way already exists.");
  for (const auto* operation :
       {"DescribeConnection", "UpdateConnection", "DeauthorizeConnection", "DeleteConnection"}) {
    EXPECT_EQ(error(operation, {{"Name", "x"}}),
              "400 ResourceNotFoundException: Failed to describe the connection(s). Connection 'x' "
              "does not exist.")
        << operation;
  }
}

TEST_F(EventsApiTest, AConnectionIsChangedDeauthorizedAndDeleted) {
  ask("CreateConnection", api_key());
  ask("UpdateConnection",
      {{"Name", "way"}, {"AuthParameters", {{"ApiKeyAuthParameters", {{"ApiKeyName", "k"}}}}}});
  EXPECT_EQ(ask("DescribeConnection", {{"Name", "way"}}).body["AuthParameters"],
            Json::parse(R"({"ApiKeyAuthParameters":{"ApiKeyName":"k"}})"));

  EXPECT_EQ(ask("DeauthorizeConnection", {{"Name", "way"}}).body["ConnectionState"],
            "DEAUTHORIZING");
  EXPECT_THAT(ask("ListConnections", {{"ConnectionState", "DEAUTHORIZED"}}).body["Connections"],
              SizeIs(1));
  EXPECT_THAT(ask("ListConnections", {{"ConnectionState", "AUTHORIZED"}}).body["Connections"],
              SizeIs(0));
  EXPECT_EQ(ask("DeleteConnection", {{"Name", "way"}}).body["ConnectionState"], "DELETING");
  EXPECT_THAT(ask("ListConnections").body["Connections"], SizeIs(0));
}

TEST_F(EventsApiTest, ADestinationUsesAConnection) {
  const auto connection = ask("CreateConnection", api_key()).body["ConnectionArn"];
  const Json wish{{"Name", "hook"},
                  {"ConnectionArn", connection},
                  {"InvocationEndpoint", "https://seller.test/*/hook"},
                  {"HttpMethod", "POST"}};

  const auto made = ask("CreateApiDestination", wish).body;
  EXPECT_EQ(made["ApiDestinationState"], "ACTIVE");
  EXPECT_EQ(error("CreateApiDestination", wish),
            "400 ResourceAlreadyExistsException: An api-destination 'hook' already exists.");
  ask("UpdateApiDestination", {{"Name", "hook"}, {"HttpMethod", "PUT"}});

  auto told = ask("DescribeApiDestination", {{"Name", "hook"}}).body;
  EXPECT_EQ(told["HttpMethod"], "PUT");
  EXPECT_EQ(told["ConnectionArn"], connection);
  EXPECT_EQ(told["InvocationRateLimitPerSecond"], 300);
  EXPECT_THAT(ask("ListApiDestinations", {{"ConnectionArn", connection}}).body["ApiDestinations"],
              SizeIs(1));
  ask("DeleteConnection", {{"Name", "way"}});
  told = ask("DescribeApiDestination", {{"Name", "hook"}}).body;
  EXPECT_EQ(told["ApiDestinationState"], "INACTIVE");
  EXPECT_EQ(ask("DeleteApiDestination", {{"Name", "hook"}}).body, Json::object());
  EXPECT_EQ(error("DescribeApiDestination", {{"Name", "hook"}}),
            "400 ResourceNotFoundException: Failed to describe the api-destination(s). An "
            "api-destination 'hook' does not exist.");
}

TEST_F(EventsApiTest, WrongDestinationsAreRefused) {
  const auto connection = ask("CreateConnection", api_key()).body["ConnectionArn"];
  const auto refused = [&](const char* member, const Json& value) {
    Json wish{{"Name", "hook"},
              {"ConnectionArn", connection},
              {"InvocationEndpoint", "https://seller.test/hook"},
              {"HttpMethod", "POST"}};
    wish[member] = value;
    return error("CreateApiDestination", wish);
  };

  EXPECT_THAT(refused("InvocationEndpoint", "ftp://seller.test"), HasSubstr("HTTPS endpoint"));
  EXPECT_THAT(refused("InvocationEndpoint", "https://*.test/"), HasSubstr("part of the path"));
  EXPECT_THAT(refused("ConnectionArn", arn("connection/x/y")),
              HasSubstr("400 ResourceNotFoundException: Connection '"));
  EXPECT_THAT(refused("ConnectionArn", "x"), HasSubstr("Member must satisfy regular expression"));
  EXPECT_THAT(refused("InvocationRateLimitPerSecond", 0), HasSubstr("greater than or equal to 1"));
  EXPECT_EQ(refused("InvocationRateLimitPerSecond", 1), "200 : ");
}

TEST_F(EventsApiTest, AFaultAnswersAnyModelledError) {
  fault({{"operation", "PutRule"}, {"effect", {{"error", "ConcurrentModificationException"}}}});

  EXPECT_THAT(rule("r").error(), HasSubstr("400 ConcurrentModificationException: "));
}

}  // namespace
}  // namespace souk::services
