#include "emulator/storage/events_store.h"

#include "tests/emulator/storage/store_fixture.h"

namespace souk::storage {
namespace {

EventRuleRow rule(const std::string& bus, const std::string& name) {
  EventRuleRow row;
  row.bus = bus;
  row.name = name;
  row.pattern = "{}";
  row.state = "ENABLED";
  return row;
}

class EventsStoreTest : public StoreTest {
 protected:
  EventsStore events_{*database};
};

TEST_F(EventsStoreTest, RulesAreOfTheirBusAndByName) {
  events_.put(rule("default", "b"));
  events_.put(rule("default", "a"));
  auto other = rule("other", "a");
  other.description = "another";
  other.product = 7;
  events_.put(other);

  const auto rules = events_.rules("default");

  ASSERT_EQ(rules.size(), 2U);
  EXPECT_EQ(rules[0].name, "a");
  EXPECT_EQ(events_.rule("other", "a")->description, "another");
  EXPECT_EQ(events_.rule("other", "a")->product, 7);
  EXPECT_FALSE(events_.rule("other", "b"));
  EXPECT_EQ(events_.rules().size(), 3U);
}

TEST_F(EventsStoreTest, ATargetPutAgainKeepsItsPlace) {
  const auto id = events_.put(rule("default", "a"));
  events_.put(RuleTargetRow{0, id, "one", "arn:1", "{}"});
  events_.put(RuleTargetRow{0, id, "two", "arn:2", "{}"});

  events_.put(RuleTargetRow{0, id, "one", "arn:3", R"({"Input":"1"})"});

  const auto targets = events_.targets(id);
  ASSERT_EQ(targets.size(), 2U);
  EXPECT_EQ(targets[0].arn, "arn:3");
  EXPECT_EQ(targets[0].settings_json, R"({"Input":"1"})");
  EXPECT_EQ(events_.rules_with_target("default", "arn:2"), std::vector<std::string>{"a"});
  EXPECT_TRUE(events_.rules_with_target("default", "arn:1").empty());
}

TEST_F(EventsStoreTest, ARuleGoesWithItsTargets) {
  const auto id = events_.put(rule("default", "a"));
  events_.put(RuleTargetRow{0, id, "one", "arn:1", "{}"});
  EXPECT_FALSE(events_.remove_target(id, "two"));

  events_.remove_rule(id);

  EXPECT_TRUE(events_.targets(id).empty());
  EXPECT_FALSE(events_.rule("default", "a"));
}

TEST_F(EventsStoreTest, BusesConnectionsDestinationsAndFunctionsAreKept) {
  events_.put(EventBusRow{"orders", "{}", R"({"a":"b"})", Timestamp(1s), Timestamp(2s)});
  events_.put(ConnectionRow{"c", "id", "AUTHORIZED", "BASIC", "{}", "text", "token", Timestamp(1s),
                            Timestamp(2s), Timestamp(3s)});
  events_.put(ApiDestinationRow{"d", "id", "c/id", "https://a", "PUT", 5, "text", Timestamp(1s),
                                Timestamp(2s)});
  events_.put_function("f", "http://old");
  events_.put_function("f", "http://new");

  EXPECT_EQ(events_.bus("orders")->modified, Timestamp(2s));
  EXPECT_EQ(events_.buses().size(), 1U);
  EXPECT_EQ(events_.connection("c")->authorized, Timestamp(3s));
  EXPECT_EQ(events_.connection("c")->token, "token");
  EXPECT_EQ(events_.api_destination("d")->method, "PUT");
  EXPECT_EQ(events_.api_destination("d")->rate, 5);
  EXPECT_EQ(events_.function_url("f"), "http://new");
  EXPECT_EQ(events_.functions().size(), 1U);
  events_.remove_bus("orders");
  events_.remove_connection("c");
  events_.remove_api_destination("d");
  EXPECT_FALSE(events_.bus("orders"));
  EXPECT_TRUE(events_.connections().empty());
  EXPECT_TRUE(events_.api_destinations().empty());
}

}  // namespace
}  // namespace souk::storage
