#include "emulator/storage/database.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <fstream>

#include "emulator/storage/settings_store.h"
#include "tests/emulator/storage/store_fixture.h"

namespace souk::storage {
namespace {

using testing::HasSubstr;

class DatabaseTest : public StoreTest {
 protected:
  SettingsStore settings{*database};
};

TEST_F(DatabaseTest, KeepsWhatWasCommittedAndForgetsWhatWasNot) {
  database->begin();
  settings.put("kept", "1");
  database->commit();
  database->begin();
  settings.put("lost", "1");
  database->roll_back();

  EXPECT_EQ(settings.find("kept"), "1");
  EXPECT_FALSE(settings.find("lost"));
}

TEST_F(DatabaseTest, EachHasItsOwnMemory) {
  settings.put("a", "1");

  EXPECT_FALSE(SettingsStore(*Database::in_memory()).find("a"));
}

TEST_F(DatabaseTest, AStatementMayBeUsedWhileItRuns) {
  settings.put("a", "1");
  settings.put("b", "2");
  const char* sql = "SELECT name FROM settings ORDER BY name";
  std::string word;

  auto outer = database->prepare(sql);
  while (outer.step()) {
    auto inner = database->prepare(sql);
    while (inner.step()) word += outer.text(0) + inner.text(0) + " ";
  }

  EXPECT_EQ(word, "aa ab ba bb ");
}

TEST_F(DatabaseTest, BindsEverySortOfValue) {
  const std::string bytes("a\0b", 3);
  auto row = database->prepare("SELECT ?,?,?,?,?,?,?");
  row.bind(std::int64_t{1} << 40)
      .bind(true)
      .bind(1.5)
      .bind("text")
      .bind(kNow)
      .bind(std::optional<Timestamp>())
      .bind_blob(bytes);

  ASSERT_TRUE(row.step());

  EXPECT_EQ(row.integer(0), std::int64_t{1} << 40);
  EXPECT_TRUE(row.boolean(1));
  EXPECT_EQ(row.real(2), 1.5);
  EXPECT_EQ(row.text(3), "text");
  EXPECT_EQ(row.time(4), kNow);
  EXPECT_FALSE(row.optional_time(5));
  EXPECT_EQ(row.text(6), bytes);
}

TEST_F(DatabaseTest, ACopyStandsAlone) {
  settings.put("a", "before");

  const auto copy = database->copy();
  settings.put("a", "after");
  SettingsStore(*copy).put("b", "copy");

  EXPECT_EQ(SettingsStore(*copy).find("a"), "before");
  EXPECT_FALSE(settings.find("b"));
}

TEST_F(DatabaseTest, ACopyBringsBackWhatWas) {
  settings.put("a", "before");
  const auto copy = database->copy();
  settings.put("a", "after");
  settings.put("b", "after");

  database->copy_from(*copy);

  EXPECT_EQ(settings.find("a"), "before");
  EXPECT_FALSE(settings.find("b"));
}

TEST_F(DatabaseTest, CannotBeReplacedInTheMiddleOfATransaction) {
  const auto copy = database->copy();
  database->begin();
  settings.put("a", "1");

  EXPECT_THROW(database->copy_from(*copy), SQLite::Exception);

  database->commit();
  EXPECT_EQ(settings.find("a"), "1");
}

TEST_F(DatabaseTest, ClearingRemovesEveryRow) {
  settings.put("a", "1");
  settings.next("counter");

  database->clear();

  EXPECT_FALSE(settings.find("a"));
  EXPECT_EQ(settings.next("counter"), 1);
}

using FileTest = FolderTest;

TEST_F(FileTest, KeepsWhatWasCommitted) {
  SettingsStore(**Database::in_file(file())).put("a", "1");

  const auto again = Database::in_file(file());

  ASSERT_TRUE(again);
  EXPECT_EQ(SettingsStore(**again).find("a"), "1");
}

TEST_F(FileTest, IsReadAsItWasWhenItsProcessDied) {
  const auto alive = Database::in_file(file()).value().release();
  SettingsStore(*alive).put("committed", "1");
  alive->begin();
  SettingsStore(*alive).put("open", "1");
  // What a killed process leaves: the files as they are, nothing closed.
  for (const auto* ending : {"", "-wal"}) {
    std::filesystem::copy_file(file() + ending, file("copy.db") + ending);
  }
  const std::unique_ptr<Database> owner(alive);

  const auto found = Database::in_file(file("copy.db"));

  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(SettingsStore(**found).find("committed"), "1");
  EXPECT_FALSE(SettingsStore(**found).find("open"));
}

TEST_F(FileTest, CopiesGoBothWaysBetweenFilesAndMemory) {
  const auto in_file = Database::in_file(file()).value();
  SettingsStore(*in_file).put("a", "before");
  const auto snapshot = in_file->copy();
  SettingsStore(*in_file).put("a", "after");
  SettingsStore(*snapshot).put("b", "snapshot");

  in_file->copy_from(*snapshot);

  EXPECT_EQ(SettingsStore(*in_file).find("a"), "before");
  EXPECT_EQ(SettingsStore(*in_file).find("b"), "snapshot");
  const auto other = Database::in_file(file("b.db")).value();
  other->copy_from(*in_file);
  EXPECT_EQ(SettingsStore(*other).find("a"), "before");
}

/// Why a file is refused, in the words a person is told.
std::string refusal(const std::string& file) {
  const auto opened = Database::in_file(file);
  if (opened) return "";
  EXPECT_EQ(opened.error().type, "DataDirectoryUnusable");
  EXPECT_EQ(opened.error().field, "data");
  EXPECT_THAT(opened.error().message, HasSubstr(file));
  EXPECT_NE(opened.error().hint, "");
  return opened.error().message;
}

TEST_F(FileTest, OfAnotherProgramIsRefusedAndLeftAlone) {
  SQLite::Database other(file(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  other.exec("CREATE TABLE notes(text)");

  EXPECT_THAT(refusal(file()), HasSubstr("this is not a souk database"));

  SQLite::Statement tables(other, "SELECT group_concat(name) FROM sqlite_schema");
  tables.executeStep();
  EXPECT_EQ(tables.getColumn(0).getString(), "notes");
  SQLite::Statement mode(other, "PRAGMA journal_mode");
  mode.executeStep();
  EXPECT_EQ(mode.getColumn(0).getString(), "delete");
}

TEST_F(FileTest, ThatIsNoDatabaseIsRefused) {
  std::ofstream(file()) << "Dear diary, this is longer than the header of a database would be: "
                        << std::string(1000, '.');

  EXPECT_THAT(refusal(file()), HasSubstr("not a database"));
}

TEST_F(FileTest, OfANewerSoukIsRefused) {
  Database::in_file(file()).value();
  SQLite::Database(file(), SQLite::OPEN_READWRITE).exec("PRAGMA user_version=999");

  EXPECT_THAT(refusal(file()), HasSubstr("written by a newer souk (schema 999"));
}

TEST_F(FileTest, WithoutASchemaVersionIsRefused) {
  Database::in_file(file()).value();
  SQLite::Database(file(), SQLite::OPEN_READWRITE).exec("PRAGMA user_version=0");

  EXPECT_THAT(refusal(file()), HasSubstr("without a schema version"));
}

/// A file with some hundred pages.
void fill(const std::string& file) {
  const auto database = Database::in_file(file).value();
  database->begin();
  for (int i = 0; i < 2000; ++i) {
    SettingsStore(*database).put("name" + std::to_string(i), std::string(500, 'x'));
  }
  database->commit();
  // Everything into the file itself, so that no log can heal it.
  database->prepare("PRAGMA wal_checkpoint(TRUNCATE)").step();
}

TEST_F(FileTest, ThatWasCutOffIsRefused) {
  fill(file());
  std::filesystem::resize_file(file(), std::filesystem::file_size(file()) / 2);

  EXPECT_NE(refusal(file()), "");
}

TEST_F(FileTest, WithDamageInTheMiddleIsRefused) {
  fill(file());
  {
    std::fstream damaged(file(), std::ios::in | std::ios::out | std::ios::binary);
    damaged.seekp(static_cast<std::streamoff>(std::filesystem::file_size(file()) / 2));
    damaged << std::string(8192, '\xa5');
  }

  EXPECT_THAT(refusal(file()), HasSubstr("damaged"));
}

TEST_F(FileTest, InAFolderThatIsNotThereIsRefused) {
  EXPECT_THAT(refusal(file("none/a.db")), HasSubstr("unable to open"));
}

}  // namespace
}  // namespace souk::storage
