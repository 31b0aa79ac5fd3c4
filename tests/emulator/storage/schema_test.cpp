#include "emulator/storage/schema.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>

#include <fstream>
#include <map>
#include <sstream>

#include "emulator/storage/agreements_store.h"
#include "emulator/storage/events_store.h"
#include "emulator/storage/settings_store.h"
#include "tests/emulator/storage/store_fixture.h"

// Schemas that were shipped are kept as text in schemas/. Each must lead to the present one.
namespace souk::storage {
namespace {

const int kWritable = SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE;

int number(SQLite::Database& database, const std::string& pragma) {
  SQLite::Statement statement(database, "PRAGMA " + pragma);
  statement.executeStep();
  return statement.getColumn(0).getInt();
}

/// {table: {column: type}} and {index: {columns: ""}}, whatever order they were made in.
std::map<std::string, std::map<std::string, std::string>> shape_of(SQLite::Database& database) {
  std::map<std::string, std::map<std::string, std::string>> shape;
  SQLite::Statement names(database,
                          "SELECT name,type FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'");
  while (names.executeStep()) {
    const auto name = names.getColumn(0).getString();
    const bool is_index = names.getColumn(1).getString() == "index";
    SQLite::Statement columns(database, fmt::format("SELECT * FROM pragma_{}_info('{}')",
                                                    is_index ? "index" : "table", name));
    auto& found = shape[name];
    while (columns.executeStep()) {
      const int at = is_index ? 2 : 1;
      found[columns.getColumn(at).getString()] =
          is_index ? "" : columns.getColumn(2).getString() + columns.getColumn(3).getString();
    }
  }
  return shape;
}

class OldSchemaTest : public FolderTest, public testing::WithParamInterface<int> {
 protected:
  /// A file as souk left it when its schema had this version.
  void write_old() {
    std::ifstream text(fmt::format("{}/schemas/{}.sql", SOUK_STORAGE_TESTS, GetParam()));
    ASSERT_TRUE(text);
    std::stringstream sql;
    sql << text.rdbuf();
    SQLite::Database old(file(), kWritable);
    old.exec("PRAGMA journal_mode=WAL");
    old.exec(sql.str());
    old.exec(fmt::format("PRAGMA application_id={}", kApplicationId));
    old.exec(fmt::format("PRAGMA user_version={}", GetParam()));
    old.exec("INSERT INTO settings VALUES('kept','value')");
    old.exec(
        "INSERT INTO agreements VALUES(1,'agmt-1',1,1,'offer','arn','ACTIVE',0,NULL,NULL,NULL,"
        "NULL,NULL,'','{}')");
    old.exec(
        "INSERT INTO entitlements(agreement,dimension,value,expires_ms,visible_ms) "
        "VALUES(1,'users',5,2000,1000)");
  }
};

TEST_P(OldSchemaTest, BecomesThePresentOne) {
  write_old();

  const auto opened = Database::in_file(file());

  ASSERT_TRUE(opened) << opened.error().message;
  SQLite::Database migrated(file());
  SQLite::Database fresh(":memory:", kWritable);
  create_schema(fresh);
  EXPECT_EQ(number(migrated, "user_version"), kSchemaVersion);
  EXPECT_EQ(shape_of(migrated), shape_of(fresh));
}

TEST_P(OldSchemaTest, KeepsItsRows) {
  write_old();

  const auto database = Database::in_file(file()).value();

  EXPECT_EQ(SettingsStore(*database).find("kept"), "value");
  const auto entitlements = AgreementsStore(*database).entitlements(1);
  ASSERT_EQ(entitlements.size(), 1);
  EXPECT_EQ(entitlements[0].value, 5);
  EXPECT_EQ(entitlements[0].visible, from_epoch_ms(1000));
  EXPECT_FALSE(entitlements[0].gone);
}

TEST_P(OldSchemaTest, TargetsOfEventsBecomeRulesWithTargets) {
  write_old();
  SQLite::Database(file(), kWritable)
      .exec(
          "INSERT INTO event_targets VALUES"
          "(1,'arn:aws:events:us-east-1:999900001111:rule/souk-a',7,'https','https://a'),"
          "(2,'arn:aws:events:us-east-1:999900001111:rule/souk-b',8,'lambda','http://b'),"
          "(3,'arn:aws:events:us-east-1:999900001111:rule/souk-b',8,'sqs','arn:aws:sqs:q')");

  const auto database = Database::in_file(file()).value();

  EventsStore events(*database);
  const auto rules = events.rules("default");
  ASSERT_EQ(rules.size(), 2U);
  EXPECT_EQ(rules[0].name, "souk-a");
  EXPECT_EQ(rules[0].product, 7);
  const auto destination = events.api_destination("souk-target-1").value();
  EXPECT_EQ(destination.endpoint, "https://a");
  EXPECT_EQ(events.targets(rules[0].id).at(0).arn,
            "arn:aws:events:us-east-1:999900001111:api-destination/souk-target-1/" +
                destination.unique_id);
  const auto targets = events.targets(rules[1].id);
  ASSERT_EQ(targets.size(), 2U);
  EXPECT_EQ(targets[0].arn, "arn:aws:lambda:us-east-1:999900001111:function:souk-target-2");
  EXPECT_EQ(events.function_url("souk-target-2"), "http://b");
  EXPECT_EQ(targets[1].arn, "arn:aws:sqs:q");
}

TEST_P(OldSchemaTest, IsMigratedOnce) {
  write_old();
  Database::in_file(file()).value();

  EXPECT_TRUE(Database::in_file(file()));
}

TEST_P(OldSchemaTest, StaysAsItWasWhenItCannotBeMigrated) {
  write_old();
  // What the last step makes: the steps before it have been taken by then.
  SQLite::Database(file(), kWritable).exec("CREATE TABLE role_sessions(in_the_way)");
  SQLite::Database written(file(), kWritable);
  const auto before = shape_of(written);

  EXPECT_FALSE(Database::in_file(file()));

  SQLite::Database left(file(), kWritable);
  EXPECT_EQ(number(left, "user_version"), GetParam());
  EXPECT_EQ(shape_of(left), before);
}

INSTANTIATE_TEST_SUITE_P(Versions, OldSchemaTest, testing::Range(1, kSchemaVersion));

TEST(Schema, IsMarkedAsSouksAndWithItsVersion) {
  SQLite::Database database(":memory:", kWritable);

  EXPECT_EQ(bring_up_to_date(database), "");

  EXPECT_EQ(number(database, "application_id"), kApplicationId);
  EXPECT_EQ(number(database, "user_version"), kSchemaVersion);
  EXPECT_EQ(bring_up_to_date(database), "");
}

}  // namespace
}  // namespace souk::storage
