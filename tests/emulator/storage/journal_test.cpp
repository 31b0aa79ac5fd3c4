#include "emulator/storage/journal.h"

#include "tests/emulator/storage/store_fixture.h"

namespace souk::storage {
namespace {

using testing::ElementsAre;

class JournalTest : public StoreTest {
 protected:
  std::int64_t write(const std::string& kind) {
    Entry entry;
    entry.kind = kind;
    return journal.write(entry);
  }
  /// The numbers of the rows that are read.
  std::vector<std::int64_t> seqs(std::int64_t after, std::size_t limit,
                                 const std::vector<std::string>& kinds = {}) {
    std::vector<std::int64_t> found;
    for (const auto& row : journal.read(after, limit, kinds)) found.push_back(row["seq"]);
    return found;
  }

  FixedClock clock;
  Timestamp real_now = parse_iso("2031-03-05T12:00:00.500Z").value();
  Journal journal{*database, clock, [this] { return real_now; }};
};

TEST_F(JournalTest, ARowTellsAllThatIsKnown) {
  journal.write(
      {"call", "seller", "ResolveCustomer", "c1", {{"status", 200}}, {{"peer", "x"}}, ""});

  const auto rows = journal.read(0, 10);

  ASSERT_EQ(rows.size(), 1);
  EXPECT_EQ(rows[0],
            (Json{{"seq", 1},
                  {"at", "2026-10-06T09:00:00.000Z"},
                  {"kind", "call"},
                  {"actor", "seller"},
                  {"subject", "ResolveCustomer"},
                  {"correlation", "c1"},
                  {"data", {{"status", 200}}},
                  {"nondeterministic", {{"peer", "x"}, {"real", "2031-03-05T12:00:00.500Z"}}}}));
}

TEST_F(JournalTest, RowsAreNumberedInTheOrderTheyAreWritten) {
  EXPECT_EQ(journal.last(), 0);
  EXPECT_EQ(write("a"), 1);
  EXPECT_EQ(write("b"), 2);
  EXPECT_EQ(journal.last(), 2);
}

TEST_F(JournalTest, IsReadAfterARowAndUpToALimit) {
  for (int i = 0; i < 5; ++i) write("a");

  EXPECT_THAT(seqs(0, 10), ElementsAre(1, 2, 3, 4, 5));
  EXPECT_THAT(seqs(2, 2), ElementsAre(3, 4));
  EXPECT_THAT(seqs(4, 10), ElementsAre(5));
  EXPECT_THAT(seqs(5, 10), ElementsAre());
  EXPECT_THAT(seqs(0, 0), ElementsAre());
}

TEST_F(JournalTest, IsReadByKind) {
  for (const auto* kind : {"a", "b", "c", "a", "b"}) write(kind);

  EXPECT_THAT(seqs(0, 10, {"a"}), ElementsAre(1, 4));
  EXPECT_THAT(seqs(0, 10, {"a", "c"}), ElementsAre(1, 3, 4));
  EXPECT_THAT(seqs(0, 2, {"b"}), ElementsAre(2, 5));
  EXPECT_THAT(seqs(2, 10, {"b"}), ElementsAre(5));
  EXPECT_THAT(seqs(0, 10, {"d"}), ElementsAre());
}

TEST_F(JournalTest, ARowsTimeIsTheMarkets) {
  write("a");
  clock.time += 1h;
  write("b");

  EXPECT_EQ(journal.read(1, 1)[0]["at"], "2026-10-06T10:00:00.000Z");
}

TEST_F(JournalTest, ABodyIsShownAsTheRequest) {
  Entry entry;
  entry.body = R"({"RegistrationToken":"t"})";
  journal.write(entry);

  EXPECT_EQ(journal.read(0, 1)[0]["data"]["request"], (Json{{"RegistrationToken", "t"}}));
}

TEST_F(JournalTest, ABodyThatIsNoJsonIsShownAsItIs) {
  Entry entry;
  entry.body = "Action=Publish&Version=1";
  journal.write(entry);

  EXPECT_EQ(journal.read(0, 1)[0]["data"]["request"], "Action=Publish&Version=1");
}

TEST_F(JournalTest, BytesThatAreNoTextAreReplacedNotRefused) {
  Entry entry;
  entry.data = {{"text", "\xff"}};
  entry.body = std::string("\x00\xff", 2);
  journal.write(entry);

  const auto row = journal.read(0, 1)[0];

  EXPECT_EQ(row["data"]["text"], "\xef\xbf\xbd");
  EXPECT_EQ(row["data"]["request"].get<std::string>(), std::string("\x00\xff", 2));
}

TEST_F(JournalTest, SecretsAreMaskedWhereverTheyStand) {
  Entry entry;
  entry.data = {{"form", {{"email", "a@b.c"}, {"new-password", "p"}}},
                {"keys", {{{"SecretAccessKey", "s"}, {"AccessKeyId", "AKIA"}}}}};
  entry.nondeterministic = {{"client_secret", "s"}};
  entry.body = R"({"RegistrationToken":"t","Password":"p","secrets":{"count":2}})";
  journal.write(entry);

  const auto row = journal.read(0, 1)[0];

  EXPECT_EQ(row["data"]["form"], (Json{{"email", "a@b.c"}, {"new-password", "***"}}));
  EXPECT_EQ(row["data"]["keys"][0]["SecretAccessKey"], "***");
  EXPECT_EQ(row["data"]["keys"][0]["AccessKeyId"], "AKIA");
  EXPECT_EQ(row["nondeterministic"]["client_secret"], "***");
  EXPECT_EQ(row["data"]["request"]["Password"], "***");
  EXPECT_EQ(row["data"]["request"]["RegistrationToken"], "t") << "tokens are no secrets here";
  EXPECT_EQ(row["data"]["request"]["secrets"]["count"], 2);
}

TEST_F(JournalTest, WithoutABodyARowHasNoRequest) {
  write("a");

  EXPECT_FALSE(journal.read(0, 1)[0]["data"].contains("request"));
}

TEST_F(JournalTest, IsOfTheTransactionItIsWrittenIn) {
  database->begin();
  write("a");
  database->roll_back();
  EXPECT_EQ(journal.last(), 0);

  EXPECT_EQ(write("b"), 1);
}

}  // namespace
}  // namespace souk::storage
