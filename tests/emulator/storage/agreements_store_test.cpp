#include "emulator/storage/agreements_store.h"

#include "emulator/storage/catalogue_store.h"
#include "tests/emulator/storage/store_fixture.h"

namespace souk::storage {
namespace {

using testing::Each;
using testing::HasSubstr;
using testing::Not;

class AgreementsStoreTest : public StoreTest {
 protected:
  std::int64_t add(const std::string& name, std::int64_t product, std::int64_t buyer) {
    AgreementRow row;
    row.agreement_id = name;
    row.license_arn = "arn:" + name;
    row.product = product;
    row.buyer = buyer;
    row.state = "ACTIVE";
    row.accepted = kNow;
    row.quantities_json = "{}";
    return agreements.put(row);
  }
  void entitle(std::int64_t agreement, const std::string& dimension, Timestamp visible = kNow) {
    agreements.put({agreement, dimension, 1, kNow + 24h, visible, std::nullopt});
  }
  /// "agreement:dimension" of what is shown.
  std::string shown(EntitlementSearch search) {
    search.limit = search.limit == 0 ? 100 : search.limit;
    search.now = search.now == Timestamp() ? kNow : search.now;
    std::string word;
    for (const auto& row : agreements.shown_entitlements(search)) {
      word += std::to_string(row.agreement) + row.dimension + " ";
    }
    return word;
  }

  /// How SQLite itself would go about a search.
  std::vector<std::string> plan_of(const EntitlementSearch& search) {
    const auto sql = std::string("EXPLAIN QUERY PLAN ") + AgreementsStore::statement_of(search);
    std::vector<std::string> steps;
    auto row = database->prepare(sql.c_str());
    while (row.step()) steps.push_back(row.text(3));
    return steps;
  }

  AgreementsStore agreements{*database};
  CatalogueStore catalogue{*database};
};

TEST_F(AgreementsStoreTest, KeepsEveryMember) {
  AgreementRow row;
  row.agreement_id = "agmt-1";
  row.buyer = 2;
  row.product = 3;
  row.offer_id = "offer-1";
  row.license_arn = "arn:1";
  row.state = "ENDING";
  row.accepted = kNow;
  row.starts = kNow + 1h;
  row.ends = kNow + 2h;
  row.ended = kNow + 3h;
  row.opens = kNow + 4h;
  row.closes = kNow + 5h;
  row.term = "12mo";
  row.quantities_json = R"({"users":1})";
  row.id = agreements.put(row);

  for (const auto& found :
       {agreements.find(row.id), agreements.find("agmt-1"), agreements.with_license("arn:1")}) {
    ASSERT_TRUE(found);
    EXPECT_EQ(found->id, row.id);
    EXPECT_EQ(found->agreement_id, row.agreement_id);
    EXPECT_EQ(found->buyer, 2);
    EXPECT_EQ(found->product, 3);
    EXPECT_EQ(found->offer_id, "offer-1");
    EXPECT_EQ(found->state, "ENDING");
    EXPECT_EQ(found->accepted, kNow);
    EXPECT_EQ(found->starts, kNow + 1h);
    EXPECT_EQ(found->ends, kNow + 2h);
    EXPECT_EQ(found->ended, kNow + 3h);
    EXPECT_EQ(found->opens, kNow + 4h);
    EXPECT_EQ(found->closes, kNow + 5h);
    EXPECT_EQ(found->term, "12mo");
    EXPECT_EQ(found->quantities_json, R"({"users":1})");
  }
}

TEST_F(AgreementsStoreTest, PuttingAgainReplaces) {
  const auto id = add("one", 1, 1);
  auto row = agreements.find(id).value();
  row.state = "ENDED";

  EXPECT_EQ(agreements.put(row), id);

  EXPECT_EQ(agreements.find(id)->state, "ENDED");
  EXPECT_FALSE(agreements.find(id)->starts);
  EXPECT_EQ(agreements.all().size(), 1);
}

TEST_F(AgreementsStoreTest, OfABuyerAndProductTheNewestComesFirst) {
  add("one", 1, 1);
  add("two", 1, 2);
  add("three", 2, 1);
  add("four", 1, 1);

  std::string word;
  for (const auto& each : agreements.of(1, 1)) word += each.agreement_id + " ";

  EXPECT_EQ(word, "four one ");
}

TEST_F(AgreementsStoreTest, ATokenIsFoundByItsText) {
  agreements.put(TokenRow{"t+/==", 5, kNow, kNow + 4h});

  EXPECT_EQ(agreements.token("t+/==")->agreement, 5);
  EXPECT_EQ(agreements.token("t+/==")->expires, kNow + 4h);
  EXPECT_FALSE(agreements.token("t /=="));
}

TEST_F(AgreementsStoreTest, WhetherAnyTokenWasResolvedIsKnown) {
  agreements.put(TokenRow{"a", 5, kNow, kNow + 4h});
  TokenRow token{"b", 5, kNow, kNow + 4h};
  agreements.put(token);
  EXPECT_FALSE(agreements.resolved_any(5));

  token.resolved = kNow + 1h;
  agreements.put(token);

  EXPECT_TRUE(agreements.resolved_any(5));
  EXPECT_EQ(agreements.token("b")->resolved, kNow + 1h);
  EXPECT_FALSE(agreements.resolved_any(6));
}

TEST_F(AgreementsStoreTest, EntitlementsAreShownWhileTheyAreVisible) {
  const auto one = add("one", 1, 1);
  entitle(one, "a", kNow);
  entitle(one, "b", kNow + 1ms);
  EXPECT_EQ(shown({.product = 1}), "1a ");

  agreements.end_entitlements(one, kNow + 10ms);

  EXPECT_TRUE(agreements.entitlements(one).empty());
  EXPECT_EQ(shown({.product = 1, .now = kNow + 10ms - 1ms}), "1a 1b ");
  EXPECT_EQ(shown({.product = 1, .now = kNow + 10ms}), "");
}

TEST_F(AgreementsStoreTest, WhatEndedKeepsItsEnd) {
  const auto one = add("one", 1, 1);
  entitle(one, "a");
  agreements.end_entitlements(one, kNow + 1h);

  agreements.end_entitlements(one, kNow + 5h);

  EXPECT_EQ(shown({.product = 1, .now = kNow + 1h}), "");
}

TEST_F(AgreementsStoreTest, EntitlementsGoOnBehindAPlace) {
  for (const auto* name : {"one", "two"}) {
    const auto id = add(name, 1, 1);
    entitle(id, "a");
    entitle(id, "b");
  }

  EXPECT_EQ(shown({.product = 1, .limit = 3}), "1a 1b 2a ");
  EXPECT_EQ(shown({.product = 1, .after = {1, "a"}}), "1b 2a 2b ");
  EXPECT_EQ(shown({.product = 1, .after = {1, "b"}}), "2a 2b ");
  EXPECT_EQ(shown({.product = 1, .after = {2, "b"}}), "");
}

TEST_F(AgreementsStoreTest, ASearchCostsWhatItLooksAt) {
  catalogue.put(BuyerRow{0, "ann", "1", "i1", false});
  const std::vector<EntitlementSearch> searches{
      {.product = 1},
      {.product = 1, .customer_identifiers = {"i1"}},
      {.product = 1, .accounts = {"1"}},
      {.product = 1, .license_arns = {"arn:one"}},
  };
  // Every table must be reached by an index.
  for (const auto& search : searches) {
    const auto plan = plan_of(search);

    EXPECT_THAT(plan, Each(Not(HasSubstr("SCAN agreements"))));
    EXPECT_THAT(plan, Each(Not(HasSubstr("SCAN entitlements"))));
    EXPECT_THAT(plan, Each(Not(HasSubstr("SCAN buyers"))));
  }
  EXPECT_THAT(plan_of(searches[0]), Each(Not(HasSubstr("TEMP B-TREE FOR ORDER"))));
}

}  // namespace
}  // namespace souk::storage
