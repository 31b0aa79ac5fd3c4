#include "emulator/messaging/event_detail.h"

#include "emulator/marketplace/renewals.h"
#include "emulator/marketplace/successions.h"
#include "emulator/messaging/event_message.h"
#include "tests/emulator/messaging/messaging_fixture.h"

namespace souk::messaging {
namespace {

using marketplace::News;
using testing::ElementsAre;
using testing::IsEmpty;

using Ordered = nlohmann::ordered_json;

constexpr auto kContract = "contract-concurrent";

std::vector<std::string> members_of(const Ordered& object) {
  std::vector<std::string> names;
  for (const auto& [name, value] : object.items()) names.push_back(name);
  return names;
}

/// A contract of twelve months that was bought on 6 October 2026 and runs.
class EventDetailTest : public MessagingTest {
 protected:
  storage::AgreementRow contract(const std::string& offer = "", bool auto_renew = true) {
    marketplace::Purchase purchase;
    purchase.buyer = "ann";
    purchase.product = kContract;
    purchase.offer = offer;
    purchase.quantities = {{"users", 5}};
    purchase.auto_renew = auto_renew;
    purchase.payment_after = 0s;
    const auto agreement = marketplace::subscribe(market_, purchase).value();
    for (auto next = market_.agenda.first(); next && next->due <= clock_.now();
         next = market_.agenda.first()) {
      market_.agenda.remove(*next);
      marketplace::fall_due(market_, *next);
    }
    market_.news.clear();
    return market_.agreements.find(agreement.id).value();
  }

  void offer(const std::string& name, Json more) {
    more["product"] = kContract;
    ASSERT_TRUE(marketplace::put_offer(market_, name, more));
  }

  Ordered detail(const marketplace::Notice& notice, Role role = Role::Proposer) {
    return event_detail(messaging_, notice, role, "some-request");
  }
};

TEST_F(EventDetailTest, AmendedTellsWhatBecomesOfTheRenewal) {
  offer("locked",
        {{"terms",
          {{{"renewalTerm",
             {{"configuration", {{"enableAutoRenew", true}}}, {"lockoutPeriod", "P30D"}}}}}}});
  const auto agreement = contract("locked");

  const auto told = detail({News::AgreementAmended, agreement.id, ""});

  EXPECT_THAT(members_of(told),
              ElementsAre("requestId", "catalog", "agreement", "renewalSummary", "product",
                          "resaleAuthorization", "acceptor", "proposer", "offer"));
  EXPECT_EQ(told["agreement"]["intent"], "AMEND");
  EXPECT_EQ(told["agreement"]["autoRenewalEnabled"], true);
  EXPECT_EQ(told["agreement"]["endTime"], "2027-10-06T09:00:00.000Z");
  EXPECT_EQ(told["renewalSummary"]["lockoutStartTime"], "2027-09-06T09:00:00.000Z");
  EXPECT_EQ(told["renewalSummary"]["disabledBy"], nullptr);
  EXPECT_FALSE(
      detail({News::AgreementAmended, agreement.id, ""}, Role::Manufacturer).contains("product"));
}

TEST_F(EventDetailTest, AmendedTellsWhoIsAgainstTheRenewal) {
  const auto agreement = contract();
  const auto told = [&] { return detail({News::AgreementAmended, agreement.id, ""}); };
  const auto by = [&](marketplace::Party party) {
    ASSERT_TRUE(marketplace::set_auto_renew(market_, agreement.agreement_id, false, party));
  };

  by(marketplace::Party::Acceptor);
  EXPECT_EQ(told()["renewalSummary"]["disabledBy"], "ACCEPTOR");
  EXPECT_EQ(told()["renewalSummary"]["lockoutStartTime"], nullptr);
  EXPECT_EQ(told()["agreement"]["autoRenewalEnabled"], false);
  by(marketplace::Party::Proposer);

  EXPECT_EQ(told()["renewalSummary"]["disabledBy"], "PROPOSER") << "when both are";
}

TEST_F(EventDetailTest, EndingTellsHowManyDaysAreLeft) {
  const auto agreement = contract();

  const auto told = detail({News::AgreementEnding, agreement.id, "", 0, 90});

  EXPECT_THAT(members_of(told), ElementsAre("requestId", "catalog", "agreement", "renewalSummary",
                                            "product", "proposer", "acceptor", "offer"));
  EXPECT_THAT(members_of(told["agreement"]),
              ElementsAre("id", "status", "endTime", "daysBeforeEndTime", "autoRenewalEnabled"));
  EXPECT_EQ(told["agreement"]["daysBeforeEndTime"], 90);
  EXPECT_EQ(told["product"]["title"], "Souk sample contract");
  EXPECT_EQ(told["proposer"]["name"], "Souk Seller");
}

TEST_F(EventDetailTest, ARenewalTellsWhatItWillCost) {
  offer("dearer", {{"terms",
                    {{{"renewalTerm",
                       {{"configuration", {{"enableAutoRenew", true}}},
                        {"lockoutPeriod", "P30D"},
                        {"priceIncrease", {{"fixedPercentage", {{"value", "5"}}}}}}}}}}});
  const auto agreement = contract("dearer");

  const auto final_terms = detail({News::RenewalTermsFinalized, agreement.id, ""});
  const auto upcoming = detail({News::RenewalUpcoming, agreement.id, ""});

  EXPECT_EQ(final_terms["renewalSummary"].dump(),
            R"({"tcv":"52.50","currency":"USD","termsFinalizedTime":"2026-10-06T09:00:00.000Z",)"
            R"("lockoutReached":false,"lockoutStartTime":"2027-09-06T09:00:00.000Z"})");
  EXPECT_THAT(members_of(upcoming["renewalSummary"]),
              ElementsAre("tcv", "currency", "lockoutReached"));
  EXPECT_THAT(members_of(upcoming["agreement"]), ElementsAre("id", "startTime", "endTime"));
}

TEST_F(EventDetailTest, ARenewedAgreementNamesTheOneBefore) {
  const auto old = contract();
  clock_.move_to(*old.ends);
  const auto next = marketplace::renew(market_, old);

  const auto told = detail({News::AgreementCreated, next.id, ""});

  EXPECT_EQ(told["agreement"]["intent"], "RENEW");
  EXPECT_EQ(told["agreement"]["previousAgreementId"], old.agreement_id);
  EXPECT_EQ(told["agreement"]["startTime"], "2027-10-06T09:00:00.000Z");
  EXPECT_EQ(told["agreement"]["endTime"], "2028-10-06T09:00:00.000Z");
  EXPECT_EQ(told["product"]["title"], "Souk sample contract");
  EXPECT_EQ(told["proposer"]["name"], "Souk Seller");
}

TEST_F(EventDetailTest, AnAdvisoryTellsWhen) {
  const auto agreement = bought(kConcurrent);

  const auto issued = detail({News::AdvisoryIssued, agreement.id, ""}, Role::Manufacturer);
  const auto resolved = detail({News::AdvisoryResolved, agreement.id, ""}, Role::Manufacturer);

  EXPECT_THAT(members_of(issued), ElementsAre("requestId", "catalog", "agreement", "product",
                                              "acceptor", "proposer", "advisory"));
  EXPECT_EQ(issued["advisory"].dump(), R"({"issuedAt":"2026-10-06T09:00:00.000Z"})");
  EXPECT_EQ(resolved["advisory"].dump(), R"({"resolvedAt":"2026-10-06T09:00:00.000Z"})");
}

TEST_F(EventDetailTest, ASpendThresholdHasALicenceEventsBodyWithoutTheLicence) {
  const auto agreement = bought(kConcurrent);
  const auto licence = members_of(detail({News::LicenseUpdated, agreement.id, ""}));
  for (const auto news : {News::SpendThresholdReached, News::SpendThresholdVetSucceeded,
                          News::SpendThresholdVetFailed}) {
    auto names = members_of(detail({news, agreement.id, ""}));
    names.insert(names.begin() + 4, "license");

    EXPECT_EQ(names, licence);
  }
}

TEST_F(EventDetailTest, IdsAreSpelledAsTheSamplesDoWhereTheSwitchSaysSo) {
  const auto agreement = contract();
  const marketplace::Notice notice{News::AgreementCreated, agreement.id, ""};
  choose("event_spelling", "sample");

  const auto told = Ordered::parse(event_of(messaging_, notice, Role::Proposer, 1).text);

  EXPECT_EQ("offer-" + told["detail"]["offer"]["id"].get<std::string>(), agreement.offer_id);
  EXPECT_EQ(told["resources"][0], "arn:aws:aws-marketplace::agreement:" + agreement.agreement_id);
}

class EventRolesTest : public EventDetailTest {
 protected:
  std::vector<std::string> roles(News news, const storage::AgreementRow& agreement) {
    std::vector<std::string> names;
    for (const auto role : roles_told(messaging_, news, agreement)) {
      names.emplace_back(to_text(role));
    }
    return names;
  }
};

TEST_F(EventRolesTest, ASellerWhoIsBothIsToldOnce) {
  const auto agreement = contract();

  EXPECT_THAT(roles(News::AgreementCreated, agreement), ElementsAre("Proposer"));
  EXPECT_THAT(roles(News::LicenseUpdated, agreement), ElementsAre("Manufacturer"));
  EXPECT_THAT(roles(News::AdvisoryIssued, agreement), ElementsAre("Manufacturer"));
  EXPECT_THAT(roles(News::AgreementEnding, agreement), ElementsAre("Proposer"));
  EXPECT_THAT(roles(News::CancellationPending, agreement), ElementsAre("Proposer"));
}

TEST_F(EventRolesTest, OfAResoldOfferTheSellerHearsAsTheManufacturer) {
  offer("resold", {{"reseller", "444455556666"}});
  const auto agreement = contract("resold");

  EXPECT_THAT(roles(News::AgreementCreated, agreement), ElementsAre("Manufacturer"));
  EXPECT_THAT(roles(News::LicenseUpdated, agreement), ElementsAre("Manufacturer"));
  EXPECT_THAT(roles(News::AgreementEnding, agreement), IsEmpty());
  const auto told = detail({News::AgreementCreated, agreement.id, ""}, Role::Manufacturer);
  EXPECT_EQ(told["proposer"]["accountId"], "444455556666");
  EXPECT_EQ(told["resaleAuthorization"]["id"].get<std::string>().substr(0, 12), "resaleauthz-");
  EXPECT_EQ(account_of(messaging_, Role::Manufacturer, agreement), market_.account);
}

TEST_F(EventRolesTest, EveryPartyIsToldWhereTheSwitchSaysSo) {
  choose("event_roles", "all");
  offer("resold", {{"reseller", "444455556666"}});
  const auto direct = contract();
  const auto resold = contract("resold");

  EXPECT_THAT(roles(News::AgreementEnded, direct), ElementsAre("Proposer", "Acceptor"));
  EXPECT_THAT(roles(News::AgreementEnded, resold),
              ElementsAre("Manufacturer", "Proposer", "Acceptor"));
  EXPECT_THAT(roles(News::LicenseDeprovisioned, resold), ElementsAre("Manufacturer"));
  const auto event = Ordered::parse(
      event_of(messaging_, {News::AgreementEnded, direct.id, "EXPIRED"}, Role::Acceptor, 1).text);
  EXPECT_EQ(event["detail-type"], "Purchase Agreement Ended - Acceptor");
  EXPECT_EQ(event["account"], market_.catalogue.buyer(direct.buyer)->account);
}

TEST_F(EventRolesTest, EachRolesEventIsSentByItself) {
  choose("event_roles", "all");
  target("sqs", "arn:aws:sqs:us-east-1:999900001111:news");
  const auto agreement = bought(kConcurrent);

  tell(News::AgreementEnded, agreement);

  EXPECT_EQ(rows("notification").size(), 2U);
}

}  // namespace
}  // namespace souk::messaging
