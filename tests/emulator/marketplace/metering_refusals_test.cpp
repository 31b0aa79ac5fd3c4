#include "tests/emulator/marketplace/market_fixture.h"

// What refuses a whole request: the errors, what causes them, and which comes first.
namespace souk::marketplace {
namespace {

using testing::HasSubstr;

class RefusalsTest : public MarketTest {
 protected:
  storage::AgreementRow ann = subscribe("ann", kConcurrent);
  const std::string legacy_code = code_of(kLegacy);
  const std::string concurrent_code = code_of(kConcurrent);

  UsageRecord with_unknown_license() {
    auto record = licensed(ann, 1);
    record.license_arn = "arn:aws:license-manager::111122223333:license:l-none";
    return record;
  }
  UsageRecord too_old() { return licensed(ann, 1, market.now() - 30h); }
  UsageRecord of_dimension(const std::string& dimension) {
    auto record = licensed(ann, 1);
    record.dimension = dimension;
    return record;
  }
  UsageRecord badly_allocated() {
    auto record = licensed(ann, 5);
    record.allocations = {UsageAllocation{4, {}}};
    return record;
  }
  UsageRecord badly_tagged() {
    auto record = licensed(ann, 5);
    record.allocations = {UsageAllocation{5, {{"", "value"}}}};
    return record;
  }
  /// A product whose sellers move from customers to licences: both count.
  storage::AgreementRow in_migration() { return subscribe("mia", kLegacy); }
};

TEST_F(RefusalsTest, AnEmptyBatchIsFine) {
  EXPECT_EQ(meter({}), "");
  EXPECT_EQ(meter(legacy_code, {}), "");
  EXPECT_TRUE(send({}));
}

TEST_F(RefusalsTest, ARequestWithoutProductCodeAndLicenceNamesNoProduct) {
  subscribe("lea", kLegacy);

  EXPECT_EQ(meter({identified("lea", 1)}), "InvalidProductCodeException");
  EXPECT_EQ(meter("", {identified("lea", 1)}), "InvalidProductCodeException");
  EXPECT_EQ(meter(legacy_code, {identified("lea", 1)}), "S");
}

TEST_F(RefusalsTest, AnEmptyProductCodeIsNone) { EXPECT_EQ(meter("", {licensed(ann, 1)}), "S"); }

TEST_F(RefusalsTest, ALicenceMustBeTheAccountsOwn) {
  auto of_bob = licensed(ann, 1);
  of_bob.account = buyer("bob").account;
  auto without_account = licensed(ann, 1);
  without_account.account.reset();

  EXPECT_EQ(meter({of_bob}), "InvalidLicenseException");
  EXPECT_EQ(meter({without_account}), "InvalidLicenseException");
  EXPECT_EQ(meter({with_unknown_license()}), "InvalidLicenseException");
  EXPECT_EQ(meter({licensed(ann, 1)}), "S");
}

TEST_F(RefusalsTest, AConcurrentProductNeedsALicenceInEveryRecord) {
  EXPECT_EQ(meter(concurrent_code, {by_account("ann", 1)}), "InvalidLicenseException");
  EXPECT_EQ(meter({licensed(ann, 1), by_account("ann", 1)}), "InvalidLicenseException");
}

TEST_F(RefusalsTest, OneRequestIsOfOneProduct) {
  product("second", Model::Subscription, Generation::Concurrent);
  const auto other = subscribe("ann", "second");

  EXPECT_EQ(meter({licensed(ann, 1), licensed(other, 1)}), "InvalidLicenseException");
  EXPECT_EQ(ledger_lines(), 0);
  EXPECT_EQ(meter({licensed(ann, 1)}), "S");
  EXPECT_EQ(meter({licensed(other, 1)}), "S");
}

TEST_F(RefusalsTest, ProductCodeBesideALicenceIsAConflict) {
  EXPECT_EQ(meter(concurrent_code, {licensed(ann, 1)}), "ValidationException");

  choose("product_code_with_license", "product-code");

  EXPECT_EQ(meter(concurrent_code, {licensed(ann, 1)}), "InvalidProductCodeException");
}

TEST_F(RefusalsTest, ProductCodeBesideTheLicenceOfAProductInMigrationIsTakenAndNoted) {
  const auto agreement = in_migration();

  const auto outcomes = send(legacy_code, {licensed(agreement, 3)});

  ASSERT_EQ(word(outcomes), "S");
  EXPECT_THAT((*outcomes)[0].note, HasSubstr("billed twice"));
  EXPECT_EQ(meter(legacy_code, {identified("mia", 3)}), "S");
  EXPECT_EQ(billed(agreement), 6);
}

TEST_F(RefusalsTest, TheProductCodeMustBeTheLicencesProduct) {
  const auto agreement = in_migration();
  product("other", Model::Subscription, Generation::Legacy);

  EXPECT_EQ(meter(code_of("other"), {licensed(agreement, 1)}), "InvalidProductCodeException");
  EXPECT_EQ(meter(legacy_code, {licensed(agreement, 1)}), "S");
}

TEST_F(RefusalsTest, TwoIdentitiesAreAConflict) {
  subscribe("lea", kLegacy);
  auto both = identified("lea", 1);
  both.account = buyer("lea").account;
  auto both_and_licence = licensed(ann, 1);
  both_and_licence.customer_identifier = buyer("ann").customer_identifier;

  EXPECT_EQ(meter(legacy_code, {both}), "ValidationException");
  EXPECT_EQ(meter({both_and_licence}), "ValidationException");

  choose("identity_conflict", "identifier");

  EXPECT_EQ(meter(legacy_code, {both}), "InvalidCustomerIdentifierException");
  EXPECT_EQ(meter({both_and_licence}), "InvalidCustomerIdentifierException");
}

TEST_F(RefusalsTest, AnIdentifierNeverIssuedRefusesButAKnownOneWithoutAgreementDoesNot) {
  auto unknown = identified("bob", 1);
  unknown.customer_identifier = "NeverIssued";

  EXPECT_EQ(meter(legacy_code, {unknown}), "InvalidCustomerIdentifierException");
  EXPECT_EQ(meter(legacy_code, {identified("bob", 1)}), "N");
}

TEST_F(RefusalsTest, AConcurrentProductHasNoCustomerIdentifiers) {
  EXPECT_EQ(meter(concurrent_code, {identified("ann", 1)}), "InvalidCustomerIdentifierException");

  choose("identifier_used_by_new_product", "validation");

  EXPECT_EQ(meter(concurrent_code, {identified("ann", 1)}), "ValidationException");
}

TEST_F(RefusalsTest, ARecordMustNameACustomer) {
  auto nobody = identified("bob", 1);
  nobody.customer_identifier.reset();

  EXPECT_EQ(meter(legacy_code, {nobody}), "InvalidCustomerIdentifierException");
}

TEST_F(RefusalsTest, AnAccountThatNeverBoughtIsNotSubscribed) {
  auto stranger = by_account("ann", 1);
  stranger.account = "999999999999";

  EXPECT_EQ(meter(legacy_code, {stranger}), "N");

  choose("unknown_account", "identifier");

  EXPECT_EQ(meter(legacy_code, {stranger}), "InvalidCustomerIdentifierException");
}

TEST_F(RefusalsTest, DimensionsAreCaseSensitiveAndMustBeMetered) {
  product("mixed", Model::ContractWithConsumption, Generation::Concurrent);
  const auto agreement = subscribe("ann", "mixed");
  auto entitled = licensed(agreement, 1);
  entitled.dimension = "users";

  EXPECT_EQ(meter({of_dimension("Requests")}), "InvalidUsageDimensionException");
  EXPECT_EQ(meter({of_dimension("requests ")}), "InvalidUsageDimensionException");
  EXPECT_EQ(meter({entitled}), "InvalidUsageDimensionException");
  EXPECT_EQ(meter({licensed(agreement, 1)}), "S");

  choose("dimension_check", "listed");

  EXPECT_EQ(meter({entitled}), "S");
  EXPECT_EQ(meter({of_dimension("Requests")}), "InvalidUsageDimensionException");
}

TEST_F(RefusalsTest, NothingOfARefusedRequestIsKept) {
  advance(40h);

  EXPECT_EQ(meter({licensed(ann, 7), too_old()}), "TimestampOutOfBoundsException");
  EXPECT_EQ(meter({licensed(ann, 7), badly_allocated()}), "InvalidUsageAllocationsException");

  EXPECT_EQ(ledger_lines(), 0);
  EXPECT_EQ(meter({licensed(ann, 8)}), "S");
}

TEST_F(RefusalsTest, TheErrorNamesTheRecord) {
  const auto outcomes = send({licensed(ann, 1), licensed(ann, 1), of_dimension("none")});

  ASSERT_THAT(outcomes, FailsWith("InvalidUsageDimensionException"));
  EXPECT_EQ(outcomes.error().field, "UsageRecords[2]");
  EXPECT_EQ(outcomes.error().status, 400);
  EXPECT_EQ(send({badly_tagged()}).error().field, "UsageRecords[0].UsageAllocations");
}

TEST_F(RefusalsTest, TheFirstRecordAtFaultIsNamed) {
  const auto outcomes = send({licensed(ann, 1), of_dimension("one"), of_dimension("two")});

  EXPECT_EQ(outcomes.error().field, "UsageRecords[1]");
}

TEST_F(RefusalsTest, ProductCodesComeBeforeEverything) {
  EXPECT_EQ(meter("none", {with_unknown_license()}), "InvalidProductCodeException");
  EXPECT_EQ(meter("none", {too_old()}), "InvalidProductCodeException");

  choose("product_code_with_license", "product-code");

  EXPECT_EQ(meter(concurrent_code, {with_unknown_license(), licensed(ann, 1)}),
            "InvalidProductCodeException");
}

TEST_F(RefusalsTest, LicencesComeBeforeCustomers) {
  const auto agreement = in_migration();
  product("second", Model::Subscription, Generation::Legacy);
  const auto second = subscribe("ben", "second");
  auto unknown = identified("bob", 1);
  unknown.customer_identifier = "NeverIssued";
  auto unknown_licence = licensed(agreement, 1);
  unknown_licence.license_arn = "arn:aws:license-manager::1:license:l-1";
  const auto early = licensed(agreement, 1, market.now() - 3h);

  EXPECT_EQ(meter(legacy_code, {unknown, unknown_licence}), "InvalidLicenseException");
  EXPECT_EQ(meter(legacy_code, {unknown, early}), "InvalidLicenseException");
  EXPECT_EQ(meter(legacy_code, {unknown, licensed(agreement, 1)}),
            "InvalidCustomerIdentifierException");
  EXPECT_EQ(meter(legacy_code, {licensed(second, 1)}), "InvalidProductCodeException");
}

TEST_F(RefusalsTest, CustomersComeBeforeTimes) {
  subscribe("lea", kLegacy);
  auto unknown = identified("lea", 1);
  unknown.customer_identifier = "NeverIssued";

  EXPECT_EQ(meter(legacy_code, {identified("lea", 1, market.now() - 30h), unknown}),
            "InvalidCustomerIdentifierException");
}

TEST_F(RefusalsTest, LicencesComeBeforeTimesAndTimesBeforeDimensionsAndThoseBeforeAllocations) {
  advance(40h);

  EXPECT_EQ(meter({with_unknown_license(), too_old()}), "InvalidLicenseException");
  EXPECT_EQ(meter({too_old(), of_dimension("none")}), "TimestampOutOfBoundsException");
  EXPECT_EQ(meter({of_dimension("none"), badly_tagged()}), "InvalidUsageDimensionException");
  EXPECT_EQ(meter({badly_tagged(), badly_allocated()}), "InvalidTagException");
}

TEST_F(RefusalsTest, TheOrderHoldsWhicheverRecordIsFirst) {
  advance(40h);

  EXPECT_EQ(meter({too_old(), with_unknown_license()}), "InvalidLicenseException");
  EXPECT_EQ(meter({of_dimension("none"), too_old()}), "TimestampOutOfBoundsException");
  EXPECT_EQ(meter({badly_tagged(), of_dimension("none")}), "InvalidUsageDimensionException");
  EXPECT_EQ(meter({badly_allocated(), badly_tagged()}), "InvalidTagException");
}

class OldRefusalsTest : public MarketTest {
 protected:
  OldRefusalsTest() : MarketTest("guide-2023") {}
  storage::AgreementRow lea = subscribe("lea", kLegacy);
};

TEST_F(OldRefusalsTest, AccountIdsAreNotKnownYet) {
  const auto code = code_of(kLegacy);
  auto both = identified("lea", 2);
  both.account = buyer("lea").account;

  EXPECT_EQ(meter(code, {by_account("lea", 1)}), "InvalidCustomerIdentifierException");
  EXPECT_EQ(meter(code, {both}), "S");
}

TEST_F(OldRefusalsTest, LicencesAreNotKnownYet) {
  EXPECT_EQ(meter({licensed(lea, 1)}), "InvalidProductCodeException");
  EXPECT_EQ(meter(code_of(kLegacy), {licensed(lea, 1)}), "InvalidCustomerIdentifierException");
}

}  // namespace
}  // namespace souk::marketplace
