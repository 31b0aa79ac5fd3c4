#include <filesystem>
#include <fstream>

#include "tests/emulator/control/control_fixture.h"
#include "tests/support/process.h"

namespace souk::control {
namespace {

using testing::HasSubstr;

class TimeCallsTest : public ControlTest {
 protected:
  Told go(Json where) {
    where["settle"] = {{"off", true}};
    return post(in("/clock/advance"), where);
  }
};

TEST_F(TimeCallsTest, AdvanceTellsWhatHappened) {
  const auto id = bought("subscription-concurrent");

  const auto told = go({{"by", "1h"}});

  EXPECT_EQ(told.status(), 200);
  EXPECT_EQ(
      told.body(),
      (Json{{"from", "2026-10-06T09:00:00.000Z"},
            {"to", "2026-10-06T10:00:00.000Z"},
            {"happenings",
             {{{"at", "2026-10-06T09:00:11.000Z"}, {"name", "announce-agreement"}, {"subject", id}},
              {{"at", "2026-10-06T09:01:12.000Z"}, {"name", "settle-payment"}, {"subject", id}}}},
            {"deliveries", 0}}));
}

TEST_F(TimeCallsTest, AdvanceGoesByToOrNext) {
  bought("subscription-concurrent");

  EXPECT_EQ(go({{"next", true}}).body()["to"], "2026-10-06T09:00:11.000Z");
  EXPECT_EQ(go({{"to", "2026-10-06T12:00:00+02:00"}}).body()["to"], "2026-10-06T10:00:00.000Z");
  EXPECT_EQ(go({{"by", "0s"}}).body()["to"], "2026-10-06T10:00:00.000Z");
  const auto nothing = go({{"next", true}});
  EXPECT_EQ(nothing.body()["happenings"], Json::array());
  EXPECT_EQ(go({{"by", "876600h"}}).status(), 200) << "a hundred years";
}

TEST_F(TimeCallsTest, AdvanceSaysWhatIsWrong) {
  const auto refusal = [&](const Json& body) { return post(in("/clock/advance"), body).refusal(); };

  EXPECT_EQ(refusal(Json::object()), "400 BadRequest");
  EXPECT_EQ(refusal({{"by", "1h"}, {"next", true}}), "400 BadRequest");
  EXPECT_EQ(refusal({{"next", false}}), "400 BadRequest at next");
  EXPECT_EQ(refusal({{"by", "soon"}}), "400 BadRequest at by");
  EXPECT_EQ(refusal({{"by", 3600}}), "400 BadRequest at by");
  EXPECT_EQ(refusal({{"by", "-1s"}}), "400 BadRequest at by");
  EXPECT_EQ(refusal({{"by", "876601h"}}), "400 BadRequest at by");
  EXPECT_EQ(refusal({{"to", "noon"}}), "400 BadRequest at to");
  EXPECT_EQ(refusal({{"by", "1h"}, {"from", "noon"}}), "400 BadRequest at from");
  EXPECT_EQ(refusal({{"by", "1h"}, {"settle", "fast"}}), "400 BadRequest at settle");
  EXPECT_EQ(refusal({{"by", "1h"}, {"settle", {{"quit", "1s"}}}}), "400 BadRequest at quit");
  EXPECT_EQ(refusal({{"by", "1h"}, {"settle", {{"quiet", 5}}}}), "400 BadRequest at quiet");
  EXPECT_EQ(refusal({{"by", "1h"}, {"settle", {{"at_most", 5}}}}), "400 BadRequest at at_most");
  EXPECT_EQ(refusal({{"by", "1h"}, {"settle", {{"idle", 5}}}}), "400 BadRequest at idle");
  EXPECT_EQ(refusal({{"by", "1h"}, {"settle", {{"off", "yes"}}}}), "400 BadRequest at settle.off");
  for (const Json& process : {Json(0), Json(-1), Json(2147483648), Json("1"), Json(1.5)}) {
    EXPECT_EQ(refusal({{"by", "1h"}, {"settle", {{"process", process}}}}),
              "400 BadRequest at settle.process");
  }
  EXPECT_EQ(post(in("/clock/advance"), {{"by", "soon"}}).hint(), "Write 3h, 59m59s or 250ms.");
  EXPECT_EQ(post(in("/clock/advance"), {{"to", "noon"}}).hint(), "Write 2026-10-06T09:00:00Z.");
  EXPECT_EQ(get(in("/clock")).body()["now"], "2026-10-06T09:00:00.000Z");
}

TEST_F(TimeCallsTest, AdvanceSaysWhichStateRefuses) {
  const auto past = go({{"to", "2026-10-06T08:59:59.999Z"}});
  const auto elsewhere = go({{"by", "1h"}, {"from", "2026-10-06T08:00:00Z"}});

  EXPECT_EQ(past.refusal(), "409 WrongState");
  EXPECT_THAT(past.hint(), HasSubstr("Time never moves back."));
  EXPECT_EQ(elsewhere.refusal(), "409 WrongState");
  EXPECT_EQ(elsewhere.message(), "It is 2026-10-06T09:00:00.000Z, not 2026-10-06T08:00:00.000Z.");
}

TEST_F(TimeCallsTest, AHoldIsTakenShownAndReleased) {
  const auto taken = post(in("/clock/hold"), {{"name", "import"}, {"for", "1h"}});
  ASSERT_EQ(taken.status(), 201);
  const auto id = taken.body()["id"].get<std::string>();

  const auto holds = get(in("/clock")).body()["holds"];
  ASSERT_EQ(holds.size(), 1U);
  EXPECT_EQ(holds[0]["id"], id);
  EXPECT_EQ(holds[0]["name"], "import");
  EXPECT_THAT(holds[0]["for"].get<std::string>(), HasSubstr("59m59s"));
  EXPECT_EQ(go({{"by", "1h"}}).message(), "Time is held by import.");
  EXPECT_EQ(drop(in("/clock/hold/") + id).status(), 204);
  EXPECT_EQ(drop(in("/clock/hold/") + id).refusal(), "404 HoldNotFound");
  EXPECT_EQ(go({{"by", "1h"}}).status(), 200);
  const auto told = rows("hold");
  ASSERT_EQ(told.size(), 2U);
  EXPECT_EQ(told[0]["data"]["event"], "taken");
  EXPECT_EQ(told[1]["data"]["event"], "released");
}

TEST_F(TimeCallsTest, AHoldThatIsWrongIsNotTaken) {
  const auto refusal = [&](const Json& body) { return post(in("/clock/hold"), body).refusal(); };

  EXPECT_EQ(refusal({{"name", 1}}), "400 BadRequest at name");
  EXPECT_EQ(refusal({{"for", 1}}), "400 BadRequest at for");
  EXPECT_EQ(refusal({{"length", "1s"}}), "400 BadRequest at length");
  EXPECT_EQ(get(in("/clock")).body()["holds"], Json::array());
}

TEST_F(TimeCallsTest, AnExpiredHoldIsNoneToSee) {
  EXPECT_EQ(post(in("/clock/hold"), {{"for", "0s"}}).status(), 201);

  EXPECT_EQ(get(in("/clock")).body()["holds"], Json::array());
  EXPECT_EQ(go({{"by", "1h"}}).status(), 200);
}

TEST_F(TimeCallsTest, TheClockTellsItsModeAndWhatComesNext) {
  const auto id = bought("subscription-concurrent");

  EXPECT_EQ(get(in("/clock")).body(), (Json{{"now", "2026-10-06T09:00:00.000Z"},
                                            {"mode", "frozen"},
                                            {"rate", 0.0},
                                            {"holds", Json::array()},
                                            {"next",
                                             {{"due", "2026-10-06T09:00:11.000Z"},
                                              {"name", "announce-agreement"},
                                              {"subject", id}}}}));
}

TEST_F(TimeCallsTest, TheClockCanBeSetGoingAndFrozen) {
  EXPECT_EQ(put(in("/clock"), {{"mode", "real"}}).body()["rate"], 1.0);
  EXPECT_EQ(put(in("/clock"), {{"mode", "rate"}, {"rate", 60}}).body()["rate"], 60.0);
  const auto frozen = put(in("/clock"), {{"mode", "frozen"}});

  EXPECT_EQ(frozen.body()["mode"], "frozen");
  EXPECT_EQ(get(in("/clock")).body()["now"], frozen.body()["now"]);
  EXPECT_EQ(rows("clock").size(), 3U);
  EXPECT_EQ(rows("clock")[1]["data"], (Json{{"event", "mode"}, {"mode", "rate"}, {"rate", 60.0}}));
}

TEST_F(TimeCallsTest, TheClockSaysWhatIsWrong) {
  const auto refusal = [&](const Json& body) { return put(in("/clock"), body).refusal(); };

  EXPECT_EQ(refusal({{"mode", "fast"}}), "400 BadRequest at mode");
  EXPECT_EQ(refusal({{"mode", 1}}), "400 BadRequest at mode");
  EXPECT_EQ(refusal({{"mode", "rate"}}), "400 BadRequest at rate");
  EXPECT_EQ(refusal({{"mode", "rate"}, {"rate", -1}}), "400 BadRequest at rate");
  EXPECT_EQ(refusal({{"mode", "rate"}, {"rate", "2"}}), "400 BadRequest at rate");
  EXPECT_EQ(refusal({{"now", "2026-10-06"}}), "400 BadRequest at now");
}

TEST_F(TimeCallsTest, TheAgendaIsWhatIsDueInOrder) {
  const auto id = bought("subscription-concurrent");

  EXPECT_EQ(
      get(in("/agenda")).body()["agenda"],
      (Json{{{"due", "2026-10-06T09:00:11.000Z"}, {"name", "announce-agreement"}, {"subject", id}},
            {{"due", "2026-10-06T09:01:12.000Z"}, {"name", "settle-payment"}, {"subject", id}}}));
}

class FaultCallsTest : public ControlTest {};

TEST_F(FaultCallsTest, FaultsAreSetShownAndCleared) {
  const Json rule{{"operation", "ResolveCustomer"}, {"count", 2}, {"effect", {{"error", "X"}}}};
  auto shown = rule;
  shown["name"] = "ResolveCustomer";
  shown["fired"] = 0;

  EXPECT_EQ(put(in("/faults"), {{"faults", Json::array({rule})}}).body()["faults"],
            Json::array({shown}));
  EXPECT_EQ(get(in("/faults")).body()["faults"], Json::array({shown}));
  EXPECT_EQ(drop(in("/faults")).status(), 204);
  EXPECT_EQ(get(in("/faults")).body()["faults"], Json::array());
}

TEST_F(FaultCallsTest, AWrongOneLeavesTheOldOnes) {
  const Json good{{"channel", "sns"}, {"effect", {{"drop", true}}}};
  put(in("/faults"), {{"faults", Json::array({good})}});
  const auto refusal = [&](Json rule) {
    return put(in("/faults"), {{"faults", Json::array({std::move(rule)})}}).refusal();
  };
  const auto with_effect = [&](const Json& effect) {
    return refusal({{"channel", "sns"}, {"effect", effect}});
  };

  EXPECT_EQ(put(in("/faults"), {{"faults", 1}}).refusal(), "400 InvalidFault at faults");
  EXPECT_EQ(put(in("/faults"), {{"rules", 1}}).refusal(), "400 BadRequest at rules");
  EXPECT_EQ(refusal("outage"), "400 InvalidFault at faults[0]");
  EXPECT_EQ(refusal({{"effect", {{"drop", true}}}}), "400 InvalidFault at faults[0]");
  EXPECT_EQ(refusal({{"channel", "sns"}, {"operation", "X"}, {"effect", {{"drop", true}}}}),
            "400 InvalidFault at faults[0]");
  EXPECT_EQ(refusal({{"channel", "sqs"}, {"effect", {{"drop", true}}}}),
            "400 InvalidFault at faults[0].channel");
  EXPECT_EQ(refusal({{"channel", "sns"}, {"cuont", 1}, {"effect", {{"drop", true}}}}),
            "400 InvalidFault at faults[0]");
  EXPECT_EQ(refusal({{"channel", "sns"}, {"count", -1}, {"effect", {{"drop", true}}}}),
            "400 InvalidFault at faults[0].count");
  EXPECT_EQ(refusal({{"channel", "sns"}, {"skip", "1"}, {"effect", {{"drop", true}}}}),
            "400 InvalidFault at faults[0].skip");
  EXPECT_EQ(refusal({{"channel", "sns"}, {"probability", 1.1}, {"effect", {{"drop", true}}}}),
            "400 InvalidFault at faults[0].probability");
  EXPECT_EQ(refusal({{"channel", "sns"}, {"match", "ann"}, {"effect", {{"drop", true}}}}),
            "400 InvalidFault at faults[0].match");
  EXPECT_EQ(with_effect(Json::object()), "400 InvalidFault at faults[0].effect");
  EXPECT_EQ(with_effect({{"explode", true}}), "400 InvalidFault at faults[0].effect.explode");
  EXPECT_EQ(with_effect({{"delay", "soon"}}), "400 InvalidFault at faults[0].effect.delay");
  EXPECT_EQ(with_effect({{"drop", "maybe"}}), "400 InvalidFault at faults[0].effect.drop");
  EXPECT_EQ(with_effect({{"duplicate", 101}}), "400 InvalidFault at faults[0].effect.duplicate");
  EXPECT_EQ(with_effect({{"unprocessed", "some"}}),
            "400 InvalidFault at faults[0].effect.unprocessed");
  EXPECT_EQ(with_effect({{"error", 1}}), "400 InvalidFault at faults[0].effect.error");
  EXPECT_EQ(get(in("/faults")).body()["faults"].size(), 1U);
}

class ClockFileCallsTest : public TimeCallsTest {
 protected:
  std::string content() const {
    std::ifstream file(path_);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  test::Folder folder_;
  std::string path_ = folder_.file("clock", "");
};

TEST_F(ClockFileCallsTest, AFileFollowsTheClock) {
  const auto told = put(in("/clock/file"), {{"path", path_}});
  EXPECT_EQ(told.status(), 200);
  EXPECT_EQ(told.body()["now"], "2026-10-06T09:00:00.000Z");
  EXPECT_EQ(content(), "1791277200.000\n");

  go({{"by", "1h"}});
  EXPECT_EQ(content(), "1791280800.000\n");
  put(in("/clock"), {{"mode", "rate"}, {"rate", 600}});
  // It runs already.
  EXPECT_THAT(content(), testing::MatchesRegex("@17912808[0-9][0-9]\\.[0-9]{3} x600\n"));
}

TEST_F(ClockFileCallsTest, UntilItIsForgotten) {
  put(in("/clock/file"), {{"path", path_}});

  EXPECT_EQ(drop(in("/clock/file")).status(), 204);
  go({{"by", "1h"}});

  EXPECT_EQ(content(), "1791277200.000\n");
  EXPECT_EQ(drop(in("/clock/file")).status(), 204) << "there is none any more";
}

TEST_F(ClockFileCallsTest, AnotherFileIsLeftAlone) {
  const auto precious = folder_.file("precious", "secret\n");

  const auto told = put(in("/clock/file"), {{"path", precious}});

  EXPECT_EQ(told.refusal(), "400 BadClockFile at path");
  EXPECT_THAT(told.hint(), HasSubstr("Name an empty file"));
  EXPECT_EQ(put(in("/clock/file"), {{"file", path_}}).status(), 400);
  EXPECT_EQ(put(in("/clock/file"), {{"path", 1}}).status(), 400);
}

TEST_F(ClockFileCallsTest, OneThatIsLostIsSaidUntilAnotherIsNamed) {
  const auto gone = std::make_unique<test::Folder>();
  put(in("/clock/file"), {{"path", gone->file("clock", "")}});
  std::filesystem::remove_all(gone->path());

  EXPECT_EQ(go({{"by", "1h"}}).refusal(), "409 ClockFileLost");
  put(in("/clock/file"), {{"path", path_}});
  EXPECT_EQ(go({{"by", "1h"}}).status(), 200);
}

}  // namespace
}  // namespace souk::control
