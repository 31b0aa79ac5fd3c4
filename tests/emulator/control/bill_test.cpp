#include "tests/emulator/control/control_fixture.h"

namespace souk::control {
namespace {

using testing::HasSubstr;

class BillCallsTest : public ControlTest {
 protected:
  /// A contract of ann's whose payment has cleared.
  std::string contract(const Json& more = Json::object()) {
    const auto id = bought("contract-concurrent", "ann", more);
    advance("2m");
    return id;
  }
  Told ask(const std::string& agreement, const Json& body = Json::object()) {
    return post(in("/agreements/") + agreement + "/request-refund", body);
  }
  Told decide(const std::string& refund, const Json& body = Json::object()) {
    return post(in("/refunds/") + refund + "/decide", body);
  }
  Json bill(const std::string& query) { return get(in("/bill") + query).body()["bills"]; }
};

TEST_F(BillCallsTest, ABillIsOfTheMonthAndBuyerAskedFor) {
  const auto agreement = contract();
  bought("contract-concurrent", "bob");
  const auto told = get(in("/bill?buyer=ann&month=2026-10"));

  EXPECT_EQ(told.status(), 200);
  EXPECT_EQ(told.body()["month"], "2026-10");
  ASSERT_EQ(told.body()["bills"].size(), 1U);
  const auto& ann = told.body()["bills"][0];
  EXPECT_EQ(ann["buyer"], "ann");
  EXPECT_EQ(ann["lines"], Json::array({{{"agreement", agreement},
                                        {"product", "contract-concurrent"},
                                        {"kind", "contract"},
                                        {"quantity", 1},
                                        {"price", "10.00"},
                                        {"amount", "10.00"},
                                        {"currency", "USD"},
                                        {"at", "2026-10-06T09:01:12.000Z"}}}));
  EXPECT_EQ(ann["totals"]["USD"]["total"], "10.00");
  EXPECT_EQ(bill("?buyer=ann&month=2026-09")[0]["totals"], Json::object());
}

TEST_F(BillCallsTest, WithoutEitherItIsEverybodysOfThePresentMonth) {
  contract();
  bought("contract-concurrent", "bob");

  EXPECT_EQ(get(in("/bill")).body()["month"], "2026-10");
  ASSERT_EQ(bill("").size(), 2U);
  EXPECT_EQ(bill("")[0]["buyer"], "ann");
  EXPECT_EQ(bill("")[1]["buyer"], "bob");
  EXPECT_EQ(bill("")[1]["lines"], Json::array());
  advance("26d");
  EXPECT_EQ(get(in("/bill")).body()["month"], "2026-11");
  EXPECT_EQ(bill("?buyer=bob")[0]["lines"], Json::array());
}

TEST_F(BillCallsTest, WhoAndWhatMonthItIsAreChecked) {
  contract();

  EXPECT_EQ(get(in("/bill?buyer=nobody")).refusal(), "404 BuyerNotFound at buyer");
  for (const auto* month :
       {"2026", "2026-1", "2026-13", "2026-00", "10-2026", "2026-10-01", "", "2026-1a", "now"}) {
    EXPECT_EQ(get(in("/bill?month=") + month).refusal(), "400 BadRequest at month") << month;
  }
  EXPECT_THAT(get(in("/bill?month=now")).hint(), HasSubstr("2026-10"));
}

TEST_F(BillCallsTest, ARefundInsideTwoDaysEndsTheAgreement) {
  put(in("/products/contract-concurrent/notifications"), {{"lambda", "http://127.0.0.1:9000/f"}});
  const auto agreement = contract();
  const auto told = ask(agreement);

  EXPECT_EQ(told.status(), 201);
  EXPECT_EQ(told.body()["agreement"], agreement);
  EXPECT_EQ(told.body()["status"], "APPROVED");
  EXPECT_EQ(told.body()["path"], "aws");
  EXPECT_EQ(told.body()["amount"], "10.00");
  EXPECT_EQ(told.body()["requested"], "2026-10-06T09:02:00.000Z");
  EXPECT_EQ(told.body()["decided"], "2026-10-06T09:02:00.000Z");
  EXPECT_EQ(told.body()["visible"], "2026-10-07T09:02:00.000Z");
  advance("1m");
  EXPECT_EQ(get(in("/agreements/") + agreement).body()["state"], "EXPIRED");
  EXPECT_THAT(outbound_.sent().back().body, HasSubstr("License Deprovisioned"));
  EXPECT_EQ(get(in("/agreements/") + agreement + "/refunds").body()["refunds"],
            Json::array({told.body()}));
  EXPECT_EQ(ask(agreement).refusal(), "409 WrongState");
  advance("1d");
  EXPECT_EQ(bill("?buyer=ann")[0]["totals"]["USD"]["refund"], "-10.00");
  EXPECT_EQ(bill("?buyer=ann")[0]["totals"]["USD"]["total"], "0.00");
}

TEST_F(BillCallsTest, LaterTheSellerDecides) {
  const auto agreement = contract({{"duration", "30d"}});
  advance("15d");
  const std::string refund = ask(agreement, {{"outcome", "prorated"}}).body()["id"];

  const auto again = ask(agreement);
  EXPECT_EQ(again.refusal(), "409 RefundPending");
  EXPECT_EQ(again.body()["state"], "ACTION_REQUIRED");
  EXPECT_THAT(again.hint(), HasSubstr(refund));
  EXPECT_EQ(decide(refund, {{"outcome", "half"}}).refusal(), "400 InvalidRefund at outcome");
  EXPECT_EQ(decide(refund, {{"reason", "x"}}).refusal(), "400 BadRequest at reason");
  EXPECT_EQ(decide("rf-nobody").refusal(), "404 RefundNotFound at refund");
  const auto told = decide(refund);
  EXPECT_EQ(told.status(), 200);
  EXPECT_EQ(told.body()["status"], "APPROVED");
  EXPECT_EQ(told.body()["amount"], "5.00");
  EXPECT_EQ(decide(refund).refusal(), "409 WrongState");
}

TEST_F(BillCallsTest, ARequestIsCheckedMemberByMember) {
  const auto agreement = contract();
  const auto refusal = [&](const Json& body) { return ask(agreement, body).refusal(); };

  EXPECT_EQ(refusal({{"outcome", "some"}}), "400 InvalidRefund at outcome");
  EXPECT_EQ(refusal({{"outcome", 1}}), "400 BadRequest at outcome");
  EXPECT_EQ(refusal({{"business_days", 2}}), "400 InvalidRefund at business_days");
  EXPECT_EQ(refusal({{"business_days", 4294967299}}), "400 InvalidRefund at business_days");
  EXPECT_EQ(refusal({{"business_days", "3"}}), "400 BadRequest at business_days");
  EXPECT_EQ(refusal({{"visible_after", "1h"}}), "400 InvalidRefund at visible_after");
  EXPECT_EQ(refusal({{"visible_after", 24}}), "400 BadRequest at visible_after");
  EXPECT_EQ(refusal({{"days", 3}}), "400 BadRequest at days");
  EXPECT_EQ(ask("agmt-nobody").refusal(), "404 AgreementNotFound at agreement");
  EXPECT_EQ(get(in("/agreements/agmt-nobody/refunds")).refusal(),
            "404 AgreementNotFound at agreement");
  EXPECT_EQ(get(in("/agreements/") + agreement + "/refunds").body()["refunds"], Json::array());
}

TEST_F(BillCallsTest, ASubscriptionIsCancelledInstead) {
  const auto id = bought("subscription-concurrent");
  advance("2m");

  const auto told = ask(id);

  EXPECT_EQ(told.refusal(), "409 NotRefundable");
  EXPECT_EQ(told.body()["state"], "ACTIVE");
  EXPECT_THAT(told.hint(), HasSubstr("cancel"));
}

TEST_F(BillCallsTest, ARestoredMarketStillDecidesAndShowsARefund) {
  post("/sandboxes", {{"name", "old"}, {"profile", "guide-2020"}});
  const std::string old = "/sandboxes/old";
  const std::string id = post(old + "/buyers/ann/subscribe", {{"product", "contract-legacy"}})
                             .body()["agreement"]["id"];
  const auto go_on = [&](const std::string& by) {
    post(old + "/clock/advance", {{"by", by}, {"settle", {{"off", true}}}});
  };
  go_on("2m");
  post(old + "/agreements/" + id + "/request-refund", {{"business_days", 3}});
  post(old + "/snapshot", {{"name", "asked"}});
  go_on("9d");
  post(old + "/restore", {{"name", "asked"}});
  const auto refund = [&] {
    return get(old + "/agreements/" + id + "/refunds").body()["refunds"][0];
  };
  EXPECT_EQ(refund()["status"], "PENDING");

  go_on("3d");
  EXPECT_EQ(refund()["status"], "APPROVED");
  go_on("1d");
  EXPECT_EQ(refund()["status"], "COMPLETED");
}

}  // namespace
}  // namespace souk::control
