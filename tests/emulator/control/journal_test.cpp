#include <fmt/format.h>

#include <sstream>

#include "tests/emulator/control/control_fixture.h"

namespace souk::control {
namespace {

using testing::HasSubstr;

class JournalCallsTest : public ControlTest {
 protected:
  std::int64_t last() { return get(in("/journal")).body()["last"]; }
  Told append(const Json& rows) { return post(in("/journal"), {{"rows", rows}}); }
};

TEST_F(JournalCallsTest, RowsAreReadFromWhereTheReaderIs) {
  const auto all = get(in("/journal")).body();
  const auto rest = get(in("/journal?after=3")).body();
  const auto two = get(in("/journal?after=1&limit=2")).body();

  EXPECT_EQ(all["rows"][0]["seq"], 1);
  EXPECT_EQ(all["rows"][0]["kind"], "sandbox");
  EXPECT_EQ(all["last"], all["rows"].size());
  EXPECT_EQ(rest["rows"][0]["seq"], 4);
  ASSERT_EQ(two["rows"].size(), 2U);
  EXPECT_EQ(two["last"], 3);
}

TEST_F(JournalCallsTest, KindsAreChosenByCommas) {
  const auto chosen = get(in("/journal?kind=sandbox,buyer")).body()["rows"];

  ASSERT_EQ(chosen.size(), 1U);
  EXPECT_EQ(chosen[0]["kind"], "sandbox");
}

TEST_F(JournalCallsTest, WaitsOnlyWhereThereIsNothingYet) {
  const auto path = fmt::format("/journal?wait=5&after={}", last());

  EXPECT_EQ(send(request("GET", in(path)), false).reply.wait, Duration(5s));
  const auto over = send(request("GET", in(path)), true);
  EXPECT_FALSE(over.reply.wait);
  EXPECT_EQ(over.body()["rows"], Json::array());
  EXPECT_EQ(over.body()["last"], last());
  EXPECT_FALSE(send(request("GET", in("/journal?wait=5")), false).reply.wait);
}

TEST_F(JournalCallsTest, NumbersAreChecked) {
  for (const auto* query : {"after=-1", "after=x", "after=", "after=1.5", "wait=61", "limit=100001",
                            "after=99999999999999999999"}) {
    const auto told = get(in("/journal?") + query);
    const std::string name(query, std::string(query).find('='));
    EXPECT_EQ(told.refusal(), "400 BadRequest at " + name) << query;
  }
  EXPECT_EQ(get(in("/journal?wait=60&limit=100000")).status(), 200);
  EXPECT_EQ(get(in("/journal/stream?after=x")).refusal(), "400 BadRequest at after");
}

TEST_F(JournalCallsTest, TheJudgeWritesItsOwnKinds) {
  const auto before = last();

  const auto told = append({{{"kind", "use"}, {"subject", "ann"}, {"data", {{"quantity", 5}}}},
                            {{"kind", "page"}, {"actor", "buyer"}, {"correlation", "3"}}});

  EXPECT_EQ(told.status(), 201);
  EXPECT_EQ(told.body()["last"], before + 2);
  const auto use = rows("use")[0];
  EXPECT_EQ(use["actor"], "judge") << "unless it says who";
  EXPECT_EQ(use["subject"], "ann");
  EXPECT_EQ(use["data"], (Json{{"quantity", 5}}));
  EXPECT_EQ(rows("page")[0]["actor"], "buyer");
  EXPECT_EQ(rows("page")[0]["correlation"], "3");
}

TEST_F(JournalCallsTest, AWrongRowKeepsAllOfThemOut) {
  const auto before = last();
  const auto refusal = [&](const Json& row) {
    return append(Json::array({{{"kind", "use"}}, row})).refusal();
  };

  EXPECT_EQ(post(in("/journal"), {{"rows", 1}}).refusal(), "400 BadRequest at rows");
  EXPECT_EQ(post(in("/journal")).refusal(), "400 BadRequest at rows");
  EXPECT_EQ(post(in("/journal"), {{"row", 1}}).refusal(), "400 BadRequest at row");
  EXPECT_EQ(refusal("use"), "400 BadRequest at rows[1]");
  EXPECT_EQ(refusal({{"kind", "agreement"}}), "400 BadRequest at rows[1].kind");
  EXPECT_EQ(refusal(Json::object()), "400 BadRequest at rows[1].kind");
  EXPECT_EQ(refusal({{"kind", "use"}, {"subject", 1}}), "400 BadRequest at rows[1].subject");
  EXPECT_EQ(refusal({{"kind", "use"}, {"data", 1}}), "400 BadRequest at rows[1]");
  EXPECT_EQ(refusal({{"kind", "use"}, {"nondeterministic", 1}}), "400 BadRequest at rows[1]");
  EXPECT_EQ(last(), before);
}

TEST_F(JournalCallsTest, AStreamBeginsAfterTheRowItNames) {
  EXPECT_EQ(get(in("/journal/stream?after=7")).reply.stream_after, 7);
  EXPECT_EQ(get(in("/journal/stream")).reply.stream_after, 0);
}

TEST_F(JournalCallsTest, AnExportIsAHeaderLineAndARowPerLine) {
  // More rows than are read in one go.
  append(Json(std::vector<Json>(600, Json{{"kind", "tick"}})));

  const auto told = get(in("/journal/export"));

  EXPECT_EQ(told.reply.content_type, "application/x-ndjson");
  std::istringstream lines(told.reply.text);
  std::string line;
  std::getline(lines, line);
  const auto header = Json::parse(line);
  EXPECT_EQ(header["sandbox"], "s1");
  EXPECT_EQ(header["seed"], 1);
  EXPECT_EQ(header["profile"], "current-2026");
  std::int64_t count = 0;
  while (std::getline(lines, line)) EXPECT_EQ(Json::parse(line)["seq"], ++count);
  EXPECT_EQ(count, last());
}

TEST_F(JournalCallsTest, VerdictsComeFromTheJudgeThereIs) {
  const auto all = post(in("/verdicts"));
  const auto some = post(in("/verdicts"), {{"rules", {"R46"}}});

  EXPECT_EQ(all.body()["verdicts"], (Json::array({{{"rows", last()}, {"rules", "all"}}})));
  EXPECT_EQ(some.body()["verdicts"][0]["rules"], Json::array({"R46"}));
  EXPECT_EQ(post(in("/verdicts"), {{"rules", {"R0"}}}).refusal(), "400 UnknownRule at rules");
  EXPECT_EQ(post(in("/verdicts"), {{"rule", "R1"}}).refusal(), "400 BadRequest at rule");
}

TEST_F(JournalCallsTest, WithoutAJudgeThereAreNoVerdicts) {
  ControlDesk alone({*sandboxes_, conductor_, nullptr, nullptr}, {});
  sandbox::Turn turn;

  const Told told{alone.answer(request("POST", in("/verdicts")), turn, true)};

  EXPECT_TRUE(turn.end());
  EXPECT_EQ(told.refusal(), "409 NoJudge");
}

}  // namespace
}  // namespace souk::control
