#include "tests/emulator/control/control_fixture.h"

namespace souk::control {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class BuyerCallsTest : public ControlTest {
 protected:
  Told subscribe(const Json& body) { return post(in("/buyers/ann/subscribe"), body); }
};

TEST_F(BuyerCallsTest, SubscribingMakesAnAgreement) {
  const auto told = subscribe({{"product", "subscription-concurrent"}});

  EXPECT_EQ(told.status(), 201);
  const auto view = told.body()["agreement"];
  EXPECT_EQ(view["state"], "PENDING");
  EXPECT_EQ(view["buyer"], "ann");
  EXPECT_EQ(view["product"], "subscription-concurrent");
  EXPECT_EQ(view["accepted"], "2026-10-06T09:00:00.000Z");
  EXPECT_THAT(view["license_arn"].get<std::string>(), StartsWith("arn:aws:license-manager::"));
  EXPECT_EQ(get(in("/agreements/") + view["id"].get<std::string>()).body(), view);
  EXPECT_EQ(get(in("/agreements?buyer=ann")).body()["agreements"], Json::array({view}));
}

TEST_F(BuyerCallsTest, AProductIsNamedByItsCodeToo) {
  EXPECT_EQ(subscribe({{"product", "souksubscriptionconcurr01"}}).status(), 201);
}

TEST_F(BuyerCallsTest, APaymentClearsLateOrFails) {
  const auto late = bought("subscription-legacy", "ann", {{"payment", {{"after", "10m"}}}});
  const auto fails =
      bought("subscription-legacy", "bob", {{"payment", {{"outcome", "fails"}, {"after", "10m"}}}});
  const auto state = [&](const std::string& id) {
    return get(in("/agreements/") + id).body()["state"];
  };

  advance("9m59s");
  EXPECT_EQ(state(late), "PENDING");
  advance("1s");
  EXPECT_EQ(state(late), "ACTIVE");
  EXPECT_EQ(state(fails), "FAILED");
}

TEST_F(BuyerCallsTest, AWrongPurchaseIsRefused) {
  const auto refusal = [&](const Json& body) { return subscribe(body).refusal(); };
  const auto contract = [&](const char* member, const Json& value) {
    return refusal({{"product", "contract-concurrent"}, {member, value}});
  };

  EXPECT_EQ(refusal(Json::object()), "404 ProductNotFound at product");
  EXPECT_EQ(refusal({{"product", "nothing"}}), "404 ProductNotFound at product");
  EXPECT_EQ(refusal({{"product", 1}}), "400 BadRequest at product");
  EXPECT_EQ(contract("quantities", "many"), "400 BadRequest at quantities");
  EXPECT_EQ(contract("auto_renew", "yes"), "400 BadRequest at auto_renew");
  EXPECT_EQ(contract("payment", "cash"), "400 BadRequest at payment");
  EXPECT_EQ(contract("payment", {{"outcome", "late"}}), "400 BadRequest at payment.outcome");
  EXPECT_EQ(contract("payment", {{"after", "soon"}}), "400 BadRequest at after");
  EXPECT_EQ(contract("payment", {{"by", "card"}}), "400 BadRequest at by");
  EXPECT_EQ(contract("coupon", "x"), "400 BadRequest at coupon");
  EXPECT_THAT(contract("quantities", {{"nothing", 1}}), HasSubstr("400 InvalidPurchase"));
  EXPECT_THAT(contract("duration", "for ever"), HasSubstr("400 InvalidPurchase"));
  EXPECT_EQ(get(in("/agreements")).body()["agreements"], Json::array());
}

TEST_F(BuyerCallsTest, ALegacyProductIsBoughtOnce) {
  subscribe({{"product", "subscription-legacy"}});

  const auto told = subscribe({{"product", "subscription-legacy"}});

  EXPECT_EQ(told.refusal(), "409 WrongState");
  EXPECT_EQ(told.body()["state"], "PENDING");
  EXPECT_FALSE(told.hint().empty());
}

TEST_F(BuyerCallsTest, SettingUpIsTheFormABrowserPosts) {
  put(in("/products/subscription-legacy"), {{"landing_page", "http://127.0.0.1:8000/register"}});
  const auto id = bought("subscription-legacy");

  const auto first = post(in("/agreements/") + id + "/set-up");
  const auto second = post(in("/agreements/") + id + "/set-up");

  EXPECT_EQ(first.status(), 200);
  EXPECT_EQ(first.body()["url"], "http://127.0.0.1:8000/register");
  EXPECT_NE(first.body()["fields"]["x-amzn-marketplace-token"],
            second.body()["fields"]["x-amzn-marketplace-token"]);
  EXPECT_EQ(post(in("/agreements/nobody/set-up")).status(), 404);
}

TEST_F(BuyerCallsTest, CancellingIsRefusedOnceOver) {
  const auto id = bought("subscription-legacy");
  advance("2m");
  const auto path = in("/agreements/") + id + "/cancel";

  const auto told = post(path);
  EXPECT_EQ(told.status(), 200);
  EXPECT_EQ(told.body()["state"], "ENDING");
  EXPECT_EQ(told.body()["window"]["closes"], "2026-10-06T10:02:00.000Z");
  EXPECT_EQ(post(path).refusal(), "409 WrongState");
  advance("1h");
  EXPECT_EQ(post(path).body()["state"], "ENDED");
  EXPECT_EQ(post(in("/agreements/nobody/cancel")).status(), 404);
  EXPECT_EQ(post(in("/agreements/") + id + "/set-up").refusal(), "409 WrongState");
}

TEST_F(BuyerCallsTest, ActsAnswerAfterTheNewsWasDelivered) {
  put(in("/products/subscription-legacy/notifications"), {{"lambda", "http://127.0.0.1:9000/f"}});
  const auto id = bought("subscription-legacy");
  advance("2m");

  post(in("/agreements/") + id + "/cancel");

  EXPECT_THAT(outbound_.sent().back().body, HasSubstr("unsubscribe-pending"));
  const auto deliveries = get(in("/deliveries")).body()["deliveries"];
  ASSERT_EQ(deliveries.size(), 2U) << "newest first";
  EXPECT_EQ(deliveries[0]["name"], "unsubscribe-pending");
  EXPECT_EQ(deliveries[0]["to"], "lambda");
  EXPECT_EQ(deliveries[0]["endpoint"], "http://127.0.0.1:9000/f");
  EXPECT_EQ(deliveries[0]["state"], "delivered");
  EXPECT_EQ(deliveries[0]["attempts"], 1);
  EXPECT_EQ(deliveries[0]["status"], 200);
}

class NotifyCallsTest : public BuyerCallsTest {
 protected:
  NotifyCallsTest() {
    put(in("/products/subscription-legacy/notifications"), {{"lambda", "http://127.0.0.1:9000/f"}});
    agreement_ = bought("subscription-legacy");
    advance("2m");
  }
  Told notify(Json body) {
    body.emplace("agreement", agreement_);
    body.emplace("name", "subscribe-success");
    return post(in("/notify"), body);
  }

  std::string agreement_;
};

TEST_F(NotifyCallsTest, RepeatsAndForgeriesTellWhatBecameOfThem) {
  const auto same = notify({{"repeat", "same-id"}});
  const auto another = notify({{"repeat", "new-id"}});
  outbound_.react = [](const auto&) { return answered(403); };
  const auto forged = notify({{"forged", "signature"}});

  EXPECT_EQ(same.status(), 200);
  EXPECT_NE(same.body()["notification"], another.body()["notification"]);
  EXPECT_EQ(same.body()["deliveries"],
            (Json::array({{{"outcome", "delivered"}, {"status", 200}}})));
  EXPECT_EQ(forged.body()["deliveries"],
            (Json::array({{{"outcome", "refused"}, {"status", 403}}})));
}

TEST_F(NotifyCallsTest, AWrongOneIsRefused) {
  const auto refusal = [&](const Json& body) { return notify(body).refusal(); };

  EXPECT_EQ(refusal(Json::object()), "400 BadRequest at repeat");
  EXPECT_EQ(refusal({{"repeat", "same-id"}, {"forged", "topic"}}), "400 BadRequest at repeat");
  EXPECT_EQ(refusal({{"repeat", "twice"}}), "400 BadRequest at repeat");
  EXPECT_EQ(refusal({{"forged", "text"}}), "400 BadRequest at forged");
  EXPECT_EQ(refusal({{"forged", true}}), "400 BadRequest at forged");
  EXPECT_EQ(refusal({{"forged", "topic"}, {"name", "nothing"}}), "400 InvalidNotification at name");
  EXPECT_EQ(refusal({{"repeat", "same-id"}, {"name", "unsubscribe-success"}}),
            "404 NotificationNotFound at name");
  EXPECT_THAT(refusal({{"forged", "topic"}, {"agreement", "nobody"}}),
              HasSubstr("404 AgreementNotFound"));
  EXPECT_EQ(refusal({{"to", "ann"}}), "400 BadRequest at to");
}

class ViewCallsTest : public BuyerCallsTest {};

TEST_F(ViewCallsTest, EntitlementsAreThoseInForce) {
  const auto id =
      bought("contract-concurrent", "ann", {{"quantities", {{"users", 5}}}, {"duration", "1mo"}});
  EXPECT_EQ(get(in("/entitlements")).body()["entitlements"], Json::array());

  advance("2m");

  const auto list = get(in("/entitlements")).body()["entitlements"];
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list[0]["agreement"], id);
  EXPECT_EQ(list[0]["buyer"], "ann");
  EXPECT_EQ(list[0]["dimension"], "users");
  EXPECT_EQ(list[0]["value"], 5);
  EXPECT_EQ(list[0]["expires"], "2026-11-06T09:01:12.000Z");
}

TEST_F(ViewCallsTest, UsageIsOfAllOrOfOneAgreement) {
  const auto id = bought("subscription-legacy");

  EXPECT_EQ(get(in("/usage")).body(), (Json{{"usage", Json::array()}, {"totals", Json::array()}}));
  EXPECT_EQ(get(in("/usage?agreement=") + id).status(), 200);
  EXPECT_THAT(get(in("/usage?agreement=nobody")).refusal(), HasSubstr("404 AgreementNotFound"));
  EXPECT_THAT(get(in("/agreements/nobody")).refusal(), HasSubstr("404 AgreementNotFound"));
}

}  // namespace
}  // namespace souk::control
