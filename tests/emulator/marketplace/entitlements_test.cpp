#include "emulator/marketplace/entitlements.h"

#include <set>

#include "tests/emulator/marketplace/market_fixture.h"

namespace souk::marketplace {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class EntitlementsTest : public MarketTest {
 protected:
  storage::AgreementRow contract(const std::string& buyer, const std::string& product,
                                 const Json& quantities, const std::string& duration = "12mo") {
    Purchase purchase;
    purchase.buyer = buyer;
    purchase.product = product;
    purchase.quantities = quantities;
    purchase.duration = duration;
    const auto agreement = marketplace::subscribe(market, purchase).value();
    advance(kLicenceProvisioned);
    market.news.clear();
    return now(agreement);
  }

  static std::vector<std::string> words(const EntitlementPage& page) {
    std::vector<std::string> found;
    for (const auto& line : page.lines) {
      found.push_back(line.buyer.name + ":" + line.entitlement.dimension + ":" +
                      std::to_string(line.entitlement.value));
    }
    return found;
  }
  /// "buyer:dimension:quantity" of all that a query finds.
  std::vector<std::string> ask(const EntitlementQuery& query) {
    return words(find_entitlements(market, query).value());
  }
  std::vector<std::string> ask_for(const std::string& product) { return ask(query_of(product)); }

  /// `count` buyers with a contract each.
  void fill(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      contract("buyer" + std::to_string(i), kContract, {{"users", i + 1}});
    }
  }
  EntitlementQuery query_of(const std::string& product, std::size_t max_results = 25) {
    EntitlementQuery query;
    query.product_code = code_of(product);
    query.max_results = max_results;
    return query;
  }

  /// A query of a product with two dimensions to buy.
  EntitlementQuery about(const std::string& product) {
    put_product(market, product, {{"dimensions", {"users", "seats"}}}).value();
    return query_of(product);
  }
};

TEST_F(EntitlementsTest, BeginWithTheLicence) {
  buy("ann", kContract);
  advance(kLicenceProvisioned - 1ms);
  EXPECT_THAT(ask_for(kContract), IsEmpty());

  advance(1ms);
  EXPECT_THAT(ask_for(kContract), ElementsAre("ann:users:1"));
  const auto rows = journal_of("entitlement");
  ASSERT_THAT(rows, SizeIs(1));
  EXPECT_EQ(rows[0]["data"]["event"], "granted");
}

TEST_F(EntitlementsTest, EndWithTheTerm) {
  const auto agreement = contract("ann", kContract, {{"users", 3}}, "30d");
  const auto ends = agreement.ends.value();
  advance_to(ends - 1ms);
  EXPECT_THAT(ask_for(kContract), ElementsAre("ann:users:3"));

  advance(1ms);
  EXPECT_THAT(ask_for(kContract), IsEmpty());
  EXPECT_THAT(all_entitlements(market), IsEmpty());
  EXPECT_EQ(journal_of("entitlement").back()["data"]["event"], "removed");
}

TEST_F(EntitlementsTest, AreValidUntilTheTermEnds) {
  const auto agreement = contract("ann", kContract, {{"users", 3}});
  const auto query = query_of(kContract);

  const auto page = find_entitlements(market, query).value();

  EXPECT_EQ(page.lines[0].entitlement.expires, agreement.ends.value());
  EXPECT_EQ(page.lines[0].agreement.license_arn, agreement.license_arn);
}

TEST_F(EntitlementsTest, OfASubscriptionAreNone) {
  subscribe("ann", kConcurrent);

  EXPECT_THAT(ask_for(kConcurrent), IsEmpty());
}

TEST_F(EntitlementsTest, WithoutFilterAreAllOfTheProduct) {
  contract("ann", kContract, {{"users", 1}});
  contract("bob", kContract, {{"users", 2}});
  contract("cem", kLegacyContract, {{"users", 3}});
  contract("ann", kContract, {{"users", 4}});

  EXPECT_THAT(ask_for(kContract), ElementsAre("ann:users:1", "bob:users:2", "ann:users:4"));
  EXPECT_THAT(ask_for(kLegacyContract), ElementsAre("cem:users:3"));
}

TEST_F(EntitlementsTest, OneKeysValuesAddUpAndKeysNarrowEachOther) {
  auto query = about(kContract);
  const auto first = contract("ann", kContract, {{"users", 1}, {"seats", 2}});
  contract("bob", kContract, {{"users", 3}});
  contract("cem", kContract, {{"seats", 4}});
  const auto second = contract("ann", kContract, {{"users", 5}});

  query.accounts = {buyer("ann").account, buyer("cem").account};
  EXPECT_THAT(ask(query), ElementsAre("ann:seats:2", "ann:users:1", "cem:seats:4", "ann:users:5"));
  query.dimensions = {"seats"};
  EXPECT_THAT(ask(query), ElementsAre("ann:seats:2", "cem:seats:4"));
  query.dimensions = {"seats", "users"};
  query.license_arns = {first.license_arn};
  EXPECT_THAT(ask(query), ElementsAre("ann:seats:2", "ann:users:1"));
  query.accounts = {buyer("bob").account};
  EXPECT_THAT(ask(query), IsEmpty());
  query.accounts.clear();
  query.license_arns = {second.license_arn, first.license_arn};
  query.dimensions = {"users"};
  EXPECT_THAT(ask(query), ElementsAre("ann:users:1", "ann:users:5"));
}

TEST_F(EntitlementsTest, AValueGivenTwiceCountsOnce) {
  auto query = about(kContract);
  const auto agreement = contract("ann", kContract, {{"users", 1}});

  query.accounts = {buyer("ann").account, buyer("ann").account};
  EXPECT_THAT(ask(query), ElementsAre("ann:users:1"));
  query.license_arns = {agreement.license_arn, agreement.license_arn};
  query.dimensions = {"users", "users"};
  EXPECT_THAT(ask(query), ElementsAre("ann:users:1"));
}

TEST_F(EntitlementsTest, CustomerIdentifiersFindLegacyCustomers) {
  contract("ann", kLegacyContract, {{"users", 1}});
  contract("bob", kLegacyContract, {{"users", 2}});
  auto query = query_of(kLegacyContract);

  query.customer_identifiers = {buyer("bob").customer_identifier, "nobody"};
  EXPECT_THAT(ask(query), ElementsAre("bob:users:2"));
  query.customer_identifiers = {"nobody"};
  EXPECT_THAT(ask(query), IsEmpty());
}

TEST_F(EntitlementsTest, DimensionAloneIsRefusedInAwssWords) {
  auto query = about(kContract);
  query.dimensions = {"users"};

  const auto page = find_entitlements(market, query);

  ASSERT_THAT(page, FailsWith("InvalidParameterException"));
  EXPECT_EQ(page.error().status, 400);
  EXPECT_EQ(page.error().message,
            "Invalid filter combination provided. Please provide the CUSTOMER_IDENTIFIER along "
            "with DIMENSION.");

  choose("message_texts", "own");
  EXPECT_EQ(
      find_entitlements(market, query).error().message,
      "A filter of DIMENSION needs one of whose: CUSTOMER_IDENTIFIER, CUSTOMER_AWS_ACCOUNT_ID "
      "or LICENSE_ARN.");
}

TEST_F(EntitlementsTest, BothCustomerKeysExcludeEachOther) {
  auto query = about(kContract);
  query.accounts = {buyer("ann").account};
  query.customer_identifiers = {buyer("ann").customer_identifier};

  EXPECT_THAT(find_entitlements(market, query), FailsWith("InvalidParameterException"));
}

TEST_F(EntitlementsTest, AnUnknownProductCodeHasNoneWhichIsNoError) {
  EntitlementQuery query;
  query.product_code = "none";
  const auto page = find_entitlements(market, query);
  ASSERT_TRUE(page);
  EXPECT_THAT(page->lines, IsEmpty());
  EXPECT_EQ(page->next_token, "");

  choose("foreign_product_code", "denied");

  EXPECT_THAT(find_entitlements(market, query), FailsWith("AccessDeniedException"));
}

TEST_F(EntitlementsTest, AreThereWithTheNewsAndGoWithIt) {
  Purchase purchase;
  purchase.buyer = "ann";
  purchase.product = kContract;
  purchase.duration = "30d";
  const auto agreement = marketplace::subscribe(market, purchase).value();

  advance(kLicenceProvisioned - 1ms);
  EXPECT_THAT(ask_for(kContract), IsEmpty());
  advance(1ms);
  EXPECT_THAT(ask_for(kContract), ElementsAre("ann:users:1"));
  advance(1ms);
  EXPECT_THAT(ask_for(kContract), ElementsAre("ann:users:1"));

  advance_to(now(agreement).ends.value() - 1ms);
  EXPECT_THAT(ask_for(kContract), ElementsAre("ann:users:1"));
  advance(1ms);
  EXPECT_THAT(ask_for(kContract), IsEmpty());
  advance(1ms);
  EXPECT_THAT(ask_for(kContract), IsEmpty());
}

TEST_F(EntitlementsTest, LagBehindTheNewsWhereTheSwitchSaysSo) {
  for (const auto& [choice, lag] :
       {std::pair<const char*, Duration>{"5s", 5s}, {"60s", 60s}, {"5m", 5min}}) {
    choose("entitlement_lag", choice);
    product(choice, Model::Contract, Generation::Concurrent);
    contract("ann", choice, {{"users", 1}});

    EXPECT_THAT(ask_for(choice), IsEmpty()) << choice;
    advance(lag - 1ms);
    EXPECT_THAT(ask_for(choice), IsEmpty()) << choice;
    advance(1ms);
    EXPECT_THAT(ask_for(choice), ElementsAre("ann:users:1")) << choice;
    advance(1ms);
    EXPECT_THAT(ask_for(choice), ElementsAre("ann:users:1")) << choice;
  }
}

TEST_F(EntitlementsTest, LagBehindTheEndToo) {
  choose("entitlement_lag", "60s");
  const auto agreement = contract("ann", kContract, {{"users", 1}}, "30d");
  advance_to(agreement.ends.value());
  EXPECT_THAT(all_entitlements(market), IsEmpty());

  EXPECT_THAT(ask_for(kContract), ElementsAre("ann:users:1"));
  advance(60s - 1ms);
  EXPECT_THAT(ask_for(kContract), ElementsAre("ann:users:1"));
  advance(1ms);
  EXPECT_THAT(ask_for(kContract), IsEmpty());
  advance(1ms);
  EXPECT_THAT(ask_for(kContract), IsEmpty());
}

TEST_F(EntitlementsTest, PagesHoldTwentyFiveAndJoinWithoutSeam) {
  fill(60);
  auto asked = query_of(kContract);
  std::vector<std::size_t> sizes;
  std::vector<std::string> found;

  do {
    const auto page = find_entitlements(market, asked).value();
    sizes.push_back(page.lines.size());
    for (const auto& word : words(page)) found.push_back(word);
    asked.next_token = page.next_token;
  } while (!asked.next_token.empty());

  EXPECT_THAT(sizes, ElementsAre(25, 25, 10));
  ASSERT_THAT(found, SizeIs(60));
  EXPECT_EQ(std::set<std::string>(found.begin(), found.end()).size(), 60);
  EXPECT_EQ(found[25], "buyer25:users:26");
}

TEST_F(EntitlementsTest, APageThatIsJustFullIsTheLast) {
  fill(25);

  EXPECT_EQ(find_entitlements(market, query_of(kContract)).value().next_token, "");
  contract("late", kContract, {{"users", 1}});
  EXPECT_NE(find_entitlements(market, query_of(kContract)).value().next_token, "");
}

TEST_F(EntitlementsTest, APageMayPartTheDimensionsOfOneAgreement) {
  put_product(market, kContract, {{"dimensions", {"a b", "c/d", "e"}}}).value();
  contract("ann", kContract, {{"a b", 1}, {"c/d", 2}, {"e", 3}});
  auto asked = query_of(kContract, 1);
  std::vector<std::string> found;

  do {
    const auto page = find_entitlements(market, asked).value();
    EXPECT_EQ(page.next_token.find(' '), std::string::npos);
    found.push_back(words(page).at(0));
    asked.next_token = page.next_token;
  } while (!asked.next_token.empty());

  EXPECT_THAT(found, ElementsAre("ann:a b:1", "ann:c/d:2", "ann:e:3"));
}

TEST_F(EntitlementsTest, PagesLoseNothingWhenWhatWasReadEndsInBetween) {
  const auto first = contract("first", kContract, {{"users", 1}}, "30d");
  contract("second", kContract, {{"users", 2}});
  contract("third", kContract, {{"users", 3}});
  auto asked = query_of(kContract, 2);
  asked.next_token = find_entitlements(market, asked).value().next_token;

  advance_to(first.ends.value());

  EXPECT_THAT(ask(asked), ElementsAre("third:users:3"));
}

TEST_F(EntitlementsTest, ATokenBelongsToItsQuery) {
  fill(3);
  auto asked = query_of(kContract, 1);
  const auto token = find_entitlements(market, asked).value().next_token;

  auto other = asked;
  other.next_token = token;
  EXPECT_THAT(find_entitlements(market, other).value().lines, SizeIs(1));
  other.accounts = {buyer("buyer1").account};
  EXPECT_THAT(find_entitlements(market, other), FailsWith("InvalidParameterException"));
  other = asked;
  other.product_code = code_of(kLegacyContract);
  other.next_token = token;
  EXPECT_THAT(find_entitlements(market, other), FailsWith("InvalidParameterException"));
  for (const auto& wrong :
       {std::string("garbage"), token + "x", token + "0", token.substr(0, token.size() - 1),
        token.substr(0, 16), token.substr(0, 17), token.substr(0, 17) + "e"}) {
    other = asked;
    other.next_token = wrong;
    EXPECT_THAT(find_entitlements(market, other), FailsWith("InvalidParameterException")) << wrong;
  }
}

TEST_F(EntitlementsTest, AnEmptyPageMayComeFirst) {
  fill(2);
  auto asked = query_of(kContract);
  asked.empty_page_first = true;
  const auto empty = find_entitlements(market, asked).value();
  EXPECT_THAT(empty.lines, IsEmpty());
  ASSERT_NE(empty.next_token, "");

  asked.next_token = empty.next_token;
  const auto full = find_entitlements(market, asked).value();

  EXPECT_THAT(words(full), ElementsAre("buyer0:users:1", "buyer1:users:2"));
  EXPECT_EQ(full.next_token, "");
}

TEST_F(EntitlementsTest, AnEmptyPageComesOnce) {
  fill(3);
  auto asked = query_of(kContract, 1);
  asked.empty_page_first = true;
  std::string sizes;

  do {
    const auto page = find_entitlements(market, asked).value();
    sizes += std::to_string(page.lines.size());
    asked.next_token = page.next_token;
  } while (!asked.next_token.empty());

  EXPECT_EQ(sizes, "0111");
}

}  // namespace
}  // namespace souk::marketplace
