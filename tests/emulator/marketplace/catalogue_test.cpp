#include "emulator/marketplace/catalogue.h"

#include "tests/emulator/marketplace/market_fixture.h"

namespace souk::marketplace {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::MatchesRegex;

class CatalogueTest : public MarketTest {
 protected:
  explicit CatalogueTest(std::string_view profile = "current-2026") : MarketTest(profile) {}

  std::vector<std::string> names() {
    std::vector<std::string> found;
    for (const auto& each : market.catalogue.products()) found.push_back(each.name);
    return found;
  }
  /// The member at fault when a product is put so.
  std::string fault_in(const Json& given, const std::string& name = "new") {
    const auto put = put_product(market, name, given);
    EXPECT_THAT(put, FailsWith("InvalidProduct")) << given.dump();
    return put ? "" : put.error().field;
  }
};

TEST_F(CatalogueTest, BeginsWithBothModelsInBothGenerations) {
  EXPECT_THAT(names(), ElementsAre("subscription-legacy", "contract-legacy",
                                   "subscription-concurrent", "contract-concurrent"));
  EXPECT_EQ(code_of("subscription-concurrent"), "souksubscriptionconcurr01");
}

TEST_F(CatalogueTest, ALegacyProductHasTopicsOfAwssOwnAccount) {
  const auto legacy = market.catalogue.product_named(kLegacy).value();

  EXPECT_EQ(subscription_topic(legacy),
            "arn:aws:sns:us-east-1:287250355862:aws-mp-subscription-notification-" + legacy.code);
  EXPECT_EQ(entitlement_topic(legacy),
            "arn:aws:sns:us-east-1:287250355862:aws-mp-entitlement-notification-" + legacy.code);
  EXPECT_TRUE(product_view(market, legacy).contains("topics"));
  const auto concurrent = market.catalogue.product_named(kConcurrent).value();
  EXPECT_FALSE(product_view(market, concurrent).contains("topics"));
}

TEST_F(CatalogueTest, ANewProductIsASubscriptionOfThePresentGeneration) {
  const auto product = put_product(market, "new", Json::object()).value();

  EXPECT_EQ(product.model, "subscription");
  EXPECT_EQ(product.generation, "concurrent");
  EXPECT_THAT(product.product_id, MatchesRegex("prod-[a-z0-9]{13}"));
  EXPECT_EQ(product_view(market, product)["dimensions"][0]["name"], "requests");
}

TEST_F(CatalogueTest, WhatIsLeftOutKeepsItsValue) {
  const auto before = put_product(market, "new", {{"title", "One"}, {"code", "code-1"}}).value();

  const auto after = put_product(market, "new", {{"title", "Two"}}).value();

  EXPECT_EQ(after.id, before.id);
  EXPECT_EQ(after.code, "code-1");
  EXPECT_EQ(after.product_id, before.product_id);
  EXPECT_EQ(after.title, "Two");
}

TEST_F(CatalogueTest, ADimensionIsMeteredOrEntitledAsItsModelSays) {
  for (const auto& [model, metered, entitled] :
       {std::tuple{"subscription", true, false}, std::tuple{"contract", false, true},
        std::tuple{"contract-with-consumption", true, true}}) {
    put_product(market, model, {{"model", model}, {"dimensions", {"d"}}}).value();
    const auto id = market.catalogue.product_named(model)->id;

    const auto dimension = market.catalogue.dimension(id, "d").value();

    EXPECT_EQ(dimension.metered, metered) << model;
    EXPECT_EQ(dimension.entitled, entitled) << model;
  }
}

TEST_F(CatalogueTest, NewDimensionsReplaceTheOldOnes) {
  put_product(market, kConcurrent, {{"dimensions", {"b", "a"}}}).value();
  const auto id = market.catalogue.product_named(kConcurrent)->id;

  EXPECT_FALSE(market.catalogue.dimension(id, "requests"));
  EXPECT_EQ(market.catalogue.dimensions(id).size(), 2);
}

TEST_F(CatalogueTest, AWrongProductNamesTheMemberAtFault) {
  EXPECT_EQ(fault_in({{"titel", "x"}}), "titel");
  EXPECT_EQ(fault_in({{"title", 1}}), "title");
  EXPECT_EQ(fault_in({{"model", "rent"}}), "model");
  EXPECT_EQ(fault_in({{"generation", "newest"}}), "generation");
  EXPECT_EQ(fault_in({{"code", ""}}), "code");
  EXPECT_EQ(fault_in({{"code", "with blank"}}), "code");
  EXPECT_EQ(fault_in({{"code", std::string(256, 'c')}}), "code");
  EXPECT_EQ(fault_in({{"code", code_of(kLegacy)}}), "code");
  EXPECT_EQ(put_product(market, "new", {{"titel", "x"}}).error().hint, "Did you mean \"title\"?");
  EXPECT_FALSE(market.catalogue.product_named("new"));
}

TEST_F(CatalogueTest, WrongDimensionsAreTold) {
  const std::vector<std::string> cases{R"([])",
                                       R"("requests")",
                                       R"([1])",
                                       R"([""])",
                                       R"([{}])",
                                       R"([{"name":1}])",
                                       R"([{"name":"a","metered":"yes"}])",
                                       R"([{"name":"a","entitled":1}])",
                                       R"([{"name":"a","price":1}])",
                                       R"(["a","a"])"};
  for (const auto& dimensions : cases) {
    EXPECT_EQ(fault_in({{"dimensions", Json::parse(dimensions)}}), "dimensions") << dimensions;
  }
  EXPECT_EQ(fault_in({{"dimensions", {std::string(256, 'd')}}}), "dimensions");
  EXPECT_EQ(fault_in({{"dimensions", {{{"name", "a"}, {"meterd", true}}}}}), "meterd");
  EXPECT_TRUE(put_product(market, "new", {{"dimensions", {std::string(255, 'd')}}}));
}

TEST_F(CatalogueTest, AProductIsCalledByNameOrCode) {
  EXPECT_EQ(product_called(market, kLegacy)->name, kLegacy);
  EXPECT_EQ(product_called(market, code_of(kLegacy))->name, kLegacy);

  const auto missing = product_called(market, "subscription-legasy");

  ASSERT_THAT(missing, FailsWith("ProductNotFound"));
  EXPECT_EQ(missing.error().status, 404);
  EXPECT_EQ(missing.error().hint, "Did you mean \"subscription-legacy\"?");
  EXPECT_THAT(product_called(market, "").error().message, HasSubstr("There are 4 products"));
}

TEST_F(CatalogueTest, TheOnlyProductNeedsNoName) {
  database->execute("DELETE FROM products WHERE name<>'contract-legacy'");

  EXPECT_EQ(product_called(market, "")->name, "contract-legacy");
}

TEST_F(CatalogueTest, ABuyerGetsAnAccountAndAnIdentifier) {
  const auto ann = put_buyer(market, "ann", Json::object()).value();
  const auto bob = put_buyer(market, "bob", {{"account", "012345678901"}}).value();

  EXPECT_THAT(ann.account, MatchesRegex("[1-9][0-9]{11}"));
  EXPECT_THAT(ann.customer_identifier, MatchesRegex("[A-Za-z0-9]{11}"));
  EXPECT_NE(ann.customer_identifier, bob.customer_identifier);
  EXPECT_EQ(bob.account, "012345678901");
  EXPECT_EQ(buyer_called(market, "ann").id, ann.id);
}

TEST_F(CatalogueTest, AWrongBuyerIsRefused) {
  put_buyer(market, "bob", {{"account", "012345678901"}}).value();
  const std::vector<Json> cases{
      Json{{"account", "12345678901"}},  Json{{"account", "1234567890123"}},
      Json{{"account", "12345678901x"}}, Json{{"account", 123456789012}},
      Json{{"account", "012345678901"}}, Json{{"email", "a@b.c"}}};
  for (const auto& given : cases) {
    EXPECT_THAT(put_buyer(market, "ann", given), FailsWith("InvalidBuyer")) << given.dump();
  }
  EXPECT_FALSE(market.catalogue.buyer_named("ann"));
}

TEST_F(CatalogueTest, AnOfferIsOfAProduct) {
  const auto offer = put_offer(market, "special", {{"product", kLegacy}}).value();
  EXPECT_THAT(offer.offer_id, MatchesRegex("offer-[a-z0-9]{13}"));
  EXPECT_EQ(offer.kind, "public");

  EXPECT_THAT(put_offer(market, "other", Json::object()), FailsWith("ProductNotFound"));
  EXPECT_THAT(put_offer(market, "other", {{"product", kLegacy}, {"kind", "secret"}}),
              FailsWith("InvalidOffer"));
  EXPECT_THAT(put_offer(market, "other", {{"product", kLegacy}, {"quantities", 3}}),
              FailsWith("InvalidOffer"));
  EXPECT_THAT(put_offer(market, "other", {{"product", kLegacy}, {"price", 3}}),
              FailsWith("InvalidOffer"));
  const auto changed = put_offer(market, "special", {{"duration", "3mo"}}).value();
  EXPECT_EQ(changed.offer_id, offer.offer_id);
  EXPECT_EQ(offer_view(market, changed)["duration"], "3mo");
}

TEST_F(CatalogueTest, OneSeedMakesTheSameIdsAgain) {
  const auto other = storage::Database::in_memory();
  storage::Journal other_journal(*other, clock, [this] { return real_now; });
  Market again{*other, clock, other_journal, market.profile, {}, Ids(7), "", "us-east-1"};

  const auto twin = put_buyer(again, "ann", Json::object()).value();

  EXPECT_EQ(twin.account, buyer("ann").account);
  EXPECT_EQ(twin.customer_identifier, buyer("ann").customer_identifier);
}

class OldCatalogueTest : public CatalogueTest {
 protected:
  OldCatalogueTest() : CatalogueTest("guide-2023") {}
};

TEST_F(OldCatalogueTest, KnowsNoConcurrentAgreements) {
  EXPECT_THAT(names(), ElementsAre("subscription-legacy", "contract-legacy"));
  EXPECT_EQ(put_product(market, "new", Json::object())->generation, "legacy");
  EXPECT_EQ(fault_in({{"generation", "concurrent"}}, "newer"), "generation");
}

}  // namespace
}  // namespace souk::marketplace
