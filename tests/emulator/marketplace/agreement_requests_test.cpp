#include "emulator/marketplace/agreement_requests.h"

#include "emulator/marketplace/agreement_status.h"
#include "emulator/marketplace/proposals.h"
#include "emulator/marketplace/terms.h"
#include "tests/emulator/marketplace/market_fixture.h"

namespace souk::marketplace {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class AgreementRequestsTest : public MarketTest {
 protected:
  AgreementRequestsTest() { account_ = buyer("ann").account; }

  Proposal proposal(const std::string& product) {
    return proposal_of(market, product_called(market, product).value());
  }
  Proposal proposal(const storage::OfferRow& offer) {
    return proposal_of(market, market.catalogue.product(offer.product).value(), offer);
  }
  storage::OfferRow offer(const char* product, const Json& terms) {
    return marketplace::put_offer(market, "special", {{"product", product}, {"terms", terms}})
        .value();
  }

  /// Every term of a proposal as a buyer asks for it: a year of `users` users.
  Json all_terms(const Proposal& from, std::int64_t users = 3) {
    Json requested = Json::array();
    for (const auto& term : proposed_terms(market, from)) {
      const auto& kind = term.items().begin().key();
      Json one{{"id", term[kind]["id"]}};
      if (kind == "configurableUpfrontPricingTerm") {
        one["configuration"]["configurableUpfrontPricingTermConfiguration"] = year_of(users);
      }
      requested.push_back(std::move(one));
    }
    return requested;
  }
  static Json year_of(std::int64_t users) {
    return {{"selectorValue", "P12M"},
            {"dimensions", {{{"dimensionKey", "users"}, {"dimensionValue", users}}}}};
  }
  /// The requested terms with another configuration for one of them.
  Json configured(const Proposal& from, std::string_view kind, const Json& configuration) {
    auto requested = all_terms(from);
    const auto id = term_id(market, from.offer_id, kind);
    for (auto& each : requested) {
      if (each["id"] == id) each["configuration"] = configuration;
    }
    return requested;
  }
  static Json without(Json requested, const std::string& id) {
    for (std::size_t i = 0; i < requested.size(); ++i) {
      if (requested[i]["id"] == id) requested.erase(i--);
    }
    return requested;
  }

  static AgreementWish wish(const Proposal& from, Json requested, const std::string& token = "") {
    return {"NEW",     from.id, "",
            requested, token,   Json{{"proposal", from.id}, {"terms", requested}}};
  }
  Result<Quote> ask(const Proposal& from, Json requested) {
    return request_agreement(market, account_, wish(from, std::move(requested)));
  }
  Result<std::string> accept(const Quote& quote, const std::vector<PurchaseOrder>& orders = {}) {
    return accept_agreement_request(market, account_, quote.request_id, orders);
  }
  template <class T>
  static std::string reason(const Result<T>& refused) {
    if (refused) return "taken";
    return Json::parse(refused.error().members_json).value("reason", refused.error().type);
  }

  std::string account_;
};

TEST_F(AgreementRequestsTest, AQuoteTellsWhatAContractWouldCost) {
  const auto quote = ask(proposal(kContract), all_terms(proposal(kContract))).value();

  EXPECT_EQ(to_text(quote.value), "30.00");
  EXPECT_EQ(quote.currency, "USD");
  ASSERT_EQ(quote.charges.size(), 1U);
  EXPECT_EQ(to_text(quote.charges[0].amount), "30.00");
  EXPECT_FALSE(quote.charges[0].time);
  ASSERT_EQ(quote.dimensions.size(), 1U);
  EXPECT_EQ(quote.dimensions[0].name, "users");
  EXPECT_EQ(quote.dimensions[0].quantity, 3);
  EXPECT_EQ(to_text(quote.dimensions[0].amount), "30.00");
  EXPECT_THAT(market.agreements.all(), IsEmpty());
}

TEST_F(AgreementRequestsTest, WhatIsAcceptedIsAPurchaseLikeAnyOther) {
  const auto quote = ask(proposal(kContract), all_terms(proposal(kContract))).value();

  const auto id = accept(quote).value();

  const auto agreement = market.agreements.find(id).value();
  EXPECT_EQ(agreement.state, "PENDING");
  EXPECT_EQ(agreement.term, "12mo");
  EXPECT_EQ(Json::parse(agreement.quantities_json), (Json{{"users", 3}}));
  EXPECT_EQ(market.catalogue.buyer(agreement.buyer)->account, account_);
  const auto charges = charges_of(market, agreement);
  ASSERT_EQ(charges.size(), 1U);
  EXPECT_EQ(charges[0].charge_id, quote.charges[0].id);
  EXPECT_EQ(charges[0].time, market.now());
  advance(kLicenceProvisioned);
  EXPECT_THAT(news(), ElementsAre("Purchase Agreement Created", "License Updated"));
  EXPECT_EQ(market.agreements.entitlements(agreement.id).size(), 1U);
}

TEST_F(AgreementRequestsTest, ARequestIsAcceptedUntilItExpires) {
  const auto from = proposal(kConcurrent);
  const auto first = ask(from, all_terms(from)).value();
  const auto second = ask(from, all_terms(from)).value();
  const auto third = ask(from, all_terms(from)).value();

  advance(kAgreementRequestLifetime - 1ms);
  EXPECT_TRUE(accept(first));
  advance(1ms);
  EXPECT_EQ(reason(accept(second)), "INVALID_AGREEMENT_REQUEST_ID");
  advance(1ms);
  EXPECT_EQ(reason(accept(third)), "INVALID_AGREEMENT_REQUEST_ID");
}

TEST_F(AgreementRequestsTest, ARequestIsAcceptedOnce) {
  const auto quote = ask(proposal(kConcurrent), all_terms(proposal(kConcurrent))).value();
  accept(quote).value();

  EXPECT_THAT(accept(quote), FailsWith("ConflictException"));
  EXPECT_EQ(market.agreements.all().size(), 1U);
}

TEST_F(AgreementRequestsTest, ARequestIsItsBuyersAlone) {
  const auto quote = ask(proposal(kConcurrent), all_terms(proposal(kConcurrent))).value();

  EXPECT_THAT(accept_agreement_request(market, buyer("bob").account, quote.request_id, {}),
              FailsWith("ResourceNotFoundException"));
  EXPECT_THAT(accept_agreement_request(market, market.account, quote.request_id, {}),
              FailsWith("AccessDeniedException"));
  EXPECT_THAT(accept_agreement_request(market, account_, "ar-0", {}),
              FailsWith("ResourceNotFoundException"));
}

TEST_F(AgreementRequestsTest, SellersAndSuspendedBuyersDoNotBuy) {
  const auto from = proposal(kConcurrent);
  auto ann = buyer("ann");
  ann.suspended = true;
  market.catalogue.put(ann);

  EXPECT_EQ(reason(ask(from, all_terms(from))), "INVALID_ACCOUNT_STATE");
  EXPECT_EQ(reason(request_agreement(market, market.account, wish(from, all_terms(from)))),
            "INVALID_ACCESS");
}

TEST_F(AgreementRequestsTest, ANewAgreementNeedsAProposalAndNoSource) {
  const auto from = proposal(kConcurrent);
  auto asked = wish(from, all_terms(from));
  asked.source_agreement_id = "agmt-1";
  EXPECT_EQ(reason(request_agreement(market, account_, asked)),
            "INVALID_SOURCE_AGREEMENT_IDENTIFIER");
  asked.source_agreement_id = "";
  asked.proposal_id = "";
  EXPECT_EQ(reason(request_agreement(market, account_, asked)),
            "MISSING_AGREEMENT_PROPOSAL_IDENTIFIER");
  asked.proposal_id = "ap-0";
  EXPECT_THAT(request_agreement(market, account_, asked), FailsWith("ResourceNotFoundException"));
}

TEST_F(AgreementRequestsTest, NothingIsAmendedOrReplaced) {
  const auto from = proposal(kConcurrent);
  const auto agreement = subscribe("ann", kConcurrent);
  const auto others = subscribe("bob", kConcurrent);
  auto asked = wish(from, all_terms(from));
  asked.intent = "AMEND";
  EXPECT_EQ(reason(request_agreement(market, account_, asked)),
            "MISSING_SOURCE_AGREEMENT_IDENTIFIER");
  asked.source_agreement_id = others.agreement_id;
  EXPECT_THAT(request_agreement(market, account_, asked), FailsWith("ResourceNotFoundException"));
  asked.source_agreement_id = agreement.agreement_id;
  EXPECT_EQ(reason(request_agreement(market, account_, asked)), "UNSUPPORTED_ACTION");
  asked.intent = "REPLACE";
  EXPECT_EQ(reason(request_agreement(market, account_, asked)), "UNSUPPORTED_ACTION");
  cancel(agreement);
  advance(1h);
  EXPECT_EQ(reason(request_agreement(market, account_, asked)), "INACTIVE_AGREEMENT");
}

TEST_F(AgreementRequestsTest, WhatBelongsToAnOfferIsAskedFor) {
  const auto from = proposal(kContract);
  const auto all = all_terms(from);

  for (const auto* kind : {"legalTerm", "supportTerm", "validityTerm", "renewalTerm",
                           "configurableUpfrontPricingTerm"}) {
    const auto rest = without(all, term_id(market, from.offer_id, kind));
    EXPECT_EQ(reason(ask(from, rest)), "MISSING_MANDATORY_TERMS") << kind;
  }
  auto twice = all;
  twice.push_back(all[0]);
  EXPECT_EQ(reason(ask(from, twice)), "INVALID_REQUESTED_TERMS");
  EXPECT_EQ(reason(ask(from, all_terms(proposal(kConcurrent)))), "INVALID_REQUESTED_TERM_ID");
}

TEST_F(AgreementRequestsTest, ATrialIsLeftToTheBuyerAndThereOnce) {
  const auto from = proposal(
      offer(kConcurrent, Json::array({{{"freeTrialPricingTerm", {{"duration", "P14D"}}}}})));
  const auto trial = term_id(market, from.offer_id, "freeTrialPricingTerm");
  const auto tried = accept(ask(from, all_terms(from)).value()).value();
  const auto agreement = market.agreements.find(tried).value();
  EXPECT_NE(term_in(terms_of(market, agreement), "freeTrialPricingTerm"), nullptr);

  EXPECT_THAT(ask(from, all_terms(from)), FailsWith("ServiceQuotaExceededException"));
  const auto paid = accept(ask(from, without(all_terms(from), trial)).value()).value();

  const auto second = market.agreements.find(paid).value();
  EXPECT_EQ(term_in(terms_of(market, second), "freeTrialPricingTerm"), nullptr);
}

TEST_F(AgreementRequestsTest, ABuyerHasAHundredActiveAgreementsOnAProduct) {
  const auto from = proposal(kConcurrent);
  for (int i = 0; i < 99; ++i) buy("ann", kConcurrent);
  EXPECT_TRUE(ask(from, all_terms(from)));

  const auto last = buy("ann", kConcurrent);

  EXPECT_THAT(ask(from, all_terms(from)), FailsWith("ServiceQuotaExceededException"));
  cancel(last);
  EXPECT_TRUE(ask(from, all_terms(from)));
}

TEST_F(AgreementRequestsTest, AnAgreementIsWorthAMillionOrAThousandOfThemInPrivate) {
  const auto asked = [&](const char* kind, const char* price) {
    const Json term{{"fixedUpfrontPricingTerm", {{"price", price}}}};
    const auto made = put_offer(
        market, "dear", {{"product", kContract}, {"kind", kind}, {"terms", Json::array({term})}});
    return ask(proposal(made.value()), all_terms(proposal(made.value())));
  };

  EXPECT_TRUE(asked("public", "1000000"));
  EXPECT_THAT(asked("public", "1000000.00000001"), FailsWith("ServiceQuotaExceededException"));
  EXPECT_TRUE(asked("private", "1000000000"));
  EXPECT_THAT(asked("private", "1000000000.00000001"), FailsWith("ServiceQuotaExceededException"));
}

TEST_F(AgreementRequestsTest, AConfigurationSaysHowLongAndHowMuchOfWhatIsOffered) {
  const auto from = proposal(kContract);
  const auto with = [&](const Json& upfront) {
    return reason(
        ask(from, configured(from, "configurableUpfrontPricingTerm",
                             {{"configurableUpfrontPricingTermConfiguration", upfront}})));
  };
  auto other_period = year_of(1);
  other_period["selectorValue"] = "P1M";
  auto other_dimension = year_of(1);
  other_dimension["dimensions"][0]["dimensionKey"] = "seats";
  auto twice = year_of(1);
  twice["dimensions"].push_back(twice["dimensions"][0]);

  EXPECT_EQ(with(year_of(0)), "INVALID_REQUESTED_TERM_CONFIGURATION");
  EXPECT_EQ(with(other_period), "INVALID_REQUESTED_TERM_CONFIGURATION");
  EXPECT_EQ(with(other_dimension), "INVALID_REQUESTED_TERM_CONFIGURATION");
  EXPECT_EQ(with(twice), "INVALID_REQUESTED_TERM_CONFIGURATION");
  EXPECT_EQ(with(year_of(1)), "taken");
  const auto id = term_id(market, from.offer_id, "configurableUpfrontPricingTerm");
  auto bare = without(all_terms(from), id);
  bare.push_back({{"id", id}});
  EXPECT_EQ(reason(ask(from, bare)), "MISSING_REQUESTED_TERM_CONFIGURATION");
}

TEST_F(AgreementRequestsTest, AConfigurationBelongsToItsKindOfTerm) {
  const auto from = proposal(kContract);
  const auto renewal = [](bool renew) {
    return Json{{"renewalTermConfiguration", {{"enableAutoRenew", renew}}}};
  };

  EXPECT_EQ(reason(ask(from, configured(from, "legalTerm", renewal(false)))),
            "INVALID_REQUESTED_TERM_CONFIGURATION");
  EXPECT_EQ(reason(ask(from, configured(from, "renewalTerm", Json::object()))),
            "INVALID_REQUESTED_TERM_CONFIGURATION");
  EXPECT_TRUE(ask(from, configured(from, "renewalTerm", renewal(true))));
  EXPECT_TRUE(ask(from, configured(from, "renewalTerm", renewal(false))));
}

TEST_F(AgreementRequestsTest, RatesAreThoseOfThePeriodChosen) {
  const auto card = [](const char* period, const char* price) {
    return Json{
        {"selector", {{"type", "Duration"}, {"value", period}}},
        {"constraints",
         {{"multipleDimensionSelection", "Disallowed"}, {"quantityConfiguration", "Disallowed"}}},
        {"rateCard", {{{"dimensionKey", "users"}, {"price", price}}}}};
  };
  const Json upfront{{"rateCards", {card("P1M", "5"), card("P1Y", "50")}}};
  const auto from =
      proposal(offer(kContract, Json::array({{{"configurableUpfrontPricingTerm", upfront}}})));

  const auto quote = ask(from, all_terms(from, 1)).value();

  EXPECT_EQ(to_text(quote.value), "50.00");
  EXPECT_EQ(market.agreements.find(accept(quote).value())->term, "12mo");
  EXPECT_EQ(reason(ask(from, all_terms(from, 2))), "INVALID_REQUESTED_TERM_CONFIGURATION");
}

TEST_F(AgreementRequestsTest, TheBuyerSaysWhatSilenceMeans) {
  const Json term{{"maxTotalChargeAmount", "100"},
                  {"configuration", {{"paymentRequestApprovalStrategy", "WAIT_FOR_APPROVAL"}}}};
  const auto from = proposal(offer(kContract, Json::array({{{"variablePaymentTerm", term}}})));
  const auto with = [&](const Json& configuration) {
    return ask(from, configured(from, "variablePaymentTerm",
                                {{"variablePaymentTermConfiguration", configuration}}));
  };
  Json automatic{{"paymentRequestApprovalStrategy", "AUTO_APPROVE_ON_EXPIRATION"}};

  EXPECT_EQ(reason(with(automatic)), "INVALID_REQUESTED_TERM_CONFIGURATION");
  automatic["expirationDuration"] = "P1M";
  EXPECT_EQ(reason(with(automatic)), "INVALID_REQUESTED_TERM_CONFIGURATION");
  automatic["expirationDuration"] = "P3D";
  const auto agreement = market.agreements.find(accept(with(automatic).value()).value()).value();

  const auto terms = terms_of(market, agreement);
  EXPECT_EQ((*term_in(terms, "variablePaymentTerm"))["configuration"], automatic);
  EXPECT_EQ((*term_in(terms, "variablePaymentTerm"))["maxTotalChargeAmount"], "100");
}

TEST_F(AgreementRequestsTest, ALegacyProductIsBoughtOnce) {
  const auto from = proposal(kLegacy);
  const auto early = ask(from, all_terms(from)).value();
  const auto agreement = subscribe("ann", kLegacy);

  EXPECT_EQ(reason(ask(from, all_terms(from))), "UNSUPPORTED_ACTION");
  EXPECT_EQ(reason(accept(early)), "UNSUPPORTED_ACTION");
  cancel(agreement);
  EXPECT_EQ(accept(early), agreement.agreement_id) << "within the final hour it goes on";
}

TEST_F(AgreementRequestsTest, TheSameClientTokenIsTheSameRequest) {
  const auto from = proposal(kConcurrent);
  const auto first =
      request_agreement(market, account_, wish(from, all_terms(from), "once")).value();

  const auto again = request_agreement(market, account_, wish(from, all_terms(from), "once"));

  EXPECT_EQ(again->request_id, first.request_id);
  const auto other = proposal(kContract);
  EXPECT_THAT(request_agreement(market, account_, wish(other, all_terms(other), "once")),
              FailsWith("ConflictException"));
  EXPECT_NE(request_agreement(market, buyer("bob").account, wish(from, all_terms(from), "once"))
                ->request_id,
            first.request_id);
}

TEST_F(AgreementRequestsTest, OrdersGoWithTheChargesOfTheQuote) {
  const auto quote = ask(proposal(kContract), all_terms(proposal(kContract))).value();
  const auto& charge = quote.charges[0].id;

  EXPECT_THAT(accept(quote, {{"ch-0", {}, "", "PO-1"}}), FailsWith("ResourceNotFoundException"));
  EXPECT_EQ(reason(accept(quote, {{charge, {}, "", ""}})), "MISSING_PURCHASE_ORDER_REFERENCE");
  EXPECT_EQ(reason(accept(quote, {{charge, {}, "", "PO-1"}, {charge, {}, "", "PO-2"}})),
            "DUPLICATE_CHARGES");
  EXPECT_EQ(reason(accept(quote, {{charge, {}, "agmt-1", "PO-1"}})), "INVALID_AGREEMENT_ID");
  EXPECT_THAT(accept(quote, {{charge, 2, "", "PO-1"}}), FailsWith("ConflictException"));
  const auto id = accept(quote, {{charge, 1, "", "PO-1"}}).value();

  const auto agreement = market.agreements.find(id).value();
  EXPECT_EQ(charges_of(market, agreement)[0].purchase_order, "PO-1");
}

TEST_F(AgreementRequestsTest, AProposalIsFoundByItsIdAndNoOther) {
  const auto special = offer(kContract, Json::array());

  EXPECT_EQ(find_proposal(market, proposal(special).id)->offer, "special");
  EXPECT_EQ(find_proposal(market, proposal(kContract).id)->offer_id,
            public_offer_id(market, product_called(market, kContract).value()));
  EXPECT_FALSE(find_proposal(market, "ap-0"));
  const auto view = offer_view(market, special);
  EXPECT_EQ(view["proposal"], proposal(special).id);
  EXPECT_EQ(view["term_ids"]["legalTerm"], term_id(market, special.offer_id, "legalTerm"));
}

}  // namespace
}  // namespace souk::marketplace
