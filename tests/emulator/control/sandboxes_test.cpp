#include "tests/emulator/control/control_fixture.h"

namespace souk::control {
namespace {

using testing::HasSubstr;

class SandboxCallsTest : public ControlTest {};

TEST_F(SandboxCallsTest, ASandboxIsAsAskedFor) {
  const auto told = post("/sandboxes", {{"name", "mine"},
                                        {"profile", "guide-2023"},
                                        {"seed", 7},
                                        {"clock", {{"mode", "frozen"}, {"start", "2024-01-02"}}},
                                        {"seller_clock", "virtual"},
                                        {"switches", {{"sns_429", "lost"}}},
                                        {"catalogue", {{"buyers", {{{"name", "ann"}}}}}}});

  EXPECT_EQ(told.status(), 201);
  auto view = told.body();
  EXPECT_EQ(view["account"].get<std::string>().size(), 12U);
  EXPECT_EQ(view["secret_access_key"].get<std::string>().size(), 40U);
  for (const auto* member : {"account", "access_key_id", "secret_access_key"}) view.erase(member);
  EXPECT_EQ(view, (Json{{"name", "mine"},
                        {"region", "us-east-1"},
                        {"profile", "guide-2023"},
                        {"seed", 7},
                        {"now", "2024-01-02T00:00:00.000Z"},
                        {"clock", {{"mode", "frozen"}, {"start", "2024-01-02T00:00:00.000Z"}}},
                        {"seller_clock", "virtual"},
                        {"switches", {{"sns_429", "lost"}}}}));
}

TEST_F(SandboxCallsTest, EverythingHasADefault) {
  const auto view = post("/sandboxes").body();

  EXPECT_EQ(view["profile"], "current-2026");
  EXPECT_EQ(view["clock"]["mode"], "frozen");
  EXPECT_EQ(view["seller_clock"], "real");
  EXPECT_EQ(view["switches"], Json::object());
}

TEST_F(SandboxCallsTest, WhatIsWrongIsNamed) {
  const auto refusal = [&](const Json& body) { return post("/sandboxes", body).refusal(); };

  EXPECT_EQ(refusal({{"name", "s1"}}), "409 SandboxExists at name");
  EXPECT_EQ(refusal({{"name", "a b"}}), "400 InvalidSandbox at name");
  EXPECT_EQ(refusal({{"name", 5}}), "400 BadRequest at name");
  EXPECT_EQ(refusal({{"profile", "guide-1999"}}), "400 InvalidSandbox at profile");
  EXPECT_EQ(refusal({{"profile", 2020}}), "400 BadRequest at profile");
  EXPECT_EQ(refusal({{"seed", -1}}), "400 BadRequest at seed");
  EXPECT_EQ(refusal({{"seed", "one"}}), "400 BadRequest at seed");
  EXPECT_EQ(refusal({{"clock", "frozen"}}), "400 BadRequest at clock");
  EXPECT_EQ(refusal({{"clock", {{"mood", "real"}}}}), "400 BadRequest at mood");
  EXPECT_EQ(refusal({{"clock", {{"mode", "fast"}}}}), "400 BadRequest at clock.mode");
  EXPECT_EQ(refusal({{"clock", {{"mode", "rate"}}}}), "400 BadRequest at clock.rate");
  EXPECT_EQ(refusal({{"clock", {{"mode", "rate"}, {"rate", 0}}}}), "400 BadRequest at clock.rate");
  EXPECT_EQ(refusal({{"clock", {{"mode", "rate"}, {"rate", 1e8}}}}),
            "400 BadRequest at clock.rate");
  EXPECT_EQ(refusal({{"clock", {{"start", "noon"}}}}), "400 BadRequest at start");
  EXPECT_EQ(refusal({{"seller_clock", "sun"}}), "400 BadRequest at seller_clock");
  EXPECT_EQ(refusal({{"switches", {{"sns_428", "lost"}}}}),
            "400 InvalidSwitch at switches.sns_428");
  EXPECT_EQ(refusal({{"switches", {{"sns_429", "maybe"}}}}),
            "400 InvalidSwitch at switches.sns_429");
  EXPECT_EQ(refusal({{"catalogue", Json::array()}}), "400 InvalidSandbox at catalogue");
  EXPECT_EQ(refusal({{"catalogue", {{"products", {{{"name", "p"}, {"model", "rental"}}}}}}}),
            "400 InvalidProduct at catalogue.products[0].model");
  EXPECT_EQ(get("/sandboxes").body()["sandboxes"].size(), 2U) << "default and s1";
}

TEST_F(SandboxCallsTest, AListHasNoSecrets) {
  const auto list = get("/sandboxes").body()["sandboxes"];

  ASSERT_EQ(list.size(), 2U);
  EXPECT_EQ(list[1]["name"], "s1");
  EXPECT_FALSE(list[1].contains("secret_access_key"));
  EXPECT_TRUE(get(in("")).body().contains("secret_access_key"));
}

TEST_F(SandboxCallsTest, ASandboxIsDeletedAndDefaultIsNot) {
  EXPECT_EQ(drop(in("")).status(), 204);
  EXPECT_EQ(get(in("")).refusal(), "404 SandboxNotFound");
  EXPECT_EQ(drop("/sandboxes/default").refusal(), "409 WrongState");
}

TEST_F(SandboxCallsTest, AForkIsACopyWithKeysOfItsOwn) {
  bought("subscription-legacy");

  const auto told = post(in("/fork"), {{"name", "copy"}});

  EXPECT_EQ(told.status(), 201);
  EXPECT_EQ(told.body()["name"], "copy");
  EXPECT_NE(told.body()["access_key_id"], get(in("")).body()["access_key_id"]);
  EXPECT_EQ(get("/sandboxes/copy/agreements").body()["agreements"].size(), 1U);
  EXPECT_EQ(post(in("/fork"), {{"name", "copy"}}).refusal(), "409 SandboxExists at name");
  EXPECT_EQ(post(in("/fork"), {{"name", ".."}}).refusal(), "400 InvalidSandbox at name");
  EXPECT_EQ(post(in("/fork"), {{"named", "x"}}).refusal(), "400 BadRequest at named");
  EXPECT_EQ(post(in("/fork")).status(), 201) << "a name is found for it";
}

TEST_F(SandboxCallsTest, AResetIsABeginning) {
  bought("subscription-legacy");
  advance("1h");

  const auto told = post(in("/reset"), {{"switches", {{"sns_429", "lost"}}}});

  EXPECT_EQ(told.status(), 200);
  EXPECT_EQ(told.body()["now"], "2026-10-06T09:00:00.000Z");
  EXPECT_EQ(told.body()["switches"], (Json{{"sns_429", "lost"}}));
  EXPECT_EQ(get(in("/agreements")).body()["agreements"].size(), 0U);
  EXPECT_EQ(post(in("/reset")).body()["switches"], (Json{{"sns_429", "lost"}})) << "kept";
  EXPECT_EQ(post(in("/reset"), {{"profile", "guide-2020"}}).body()["now"],
            "2020-10-06T09:00:00.000Z")
      << "another era, another start";
}

TEST_F(SandboxCallsTest, AResetThatIsRefusedChangesNothing) {
  bought("subscription-legacy");
  advance("1h");
  const auto before = get(in("")).body();

  EXPECT_EQ(post(in("/reset"), {{"profile", "x"}}).refusal(), "400 InvalidSandbox at profile");
  EXPECT_EQ(post(in("/reset"), {{"profile", "guide-2020"},
                                {"catalogue", {{"buyers", {{{"name", "b"}, {"account", "1"}}}}}}})
                .refusal(),
            "400 InvalidBuyer at catalogue.buyers[0].account");

  EXPECT_EQ(get(in("")).body(), before);
  EXPECT_EQ(get(in("/agreements")).body()["agreements"].size(), 1U);
}

TEST_F(SandboxCallsTest, ASnapshotIsRestoredAsOftenAsAsked) {
  bought("subscription-legacy");
  const auto told = post(in("/snapshot"), {{"name", "bought"}});
  EXPECT_EQ(told.status(), 201);
  EXPECT_EQ(told.body(), (Json{{"name", "bought"}}));

  for (int i = 0; i < 2; ++i) {
    advance("1h");
    const auto restored = post(in("/restore"), {{"name", "bought"}});
    EXPECT_EQ(restored.status(), 200);
    EXPECT_EQ(restored.body()["now"], "2026-10-06T09:00:00.000Z");
    EXPECT_EQ(get(in("/agreements")).body()["agreements"][0]["state"], "PENDING");
  }
  EXPECT_EQ(post(in("/restore"), {{"name", "other"}}).refusal(), "404 SnapshotNotFound at name");
  EXPECT_EQ(post(in("/restore"), {{"title", "other"}}).refusal(), "400 BadRequest at title");
  EXPECT_EQ(post(in("/snapshot"), {{"name", 1}}).refusal(), "400 BadRequest at name");
}

}  // namespace
}  // namespace souk::control
