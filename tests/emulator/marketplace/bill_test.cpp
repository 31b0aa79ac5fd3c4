#include "emulator/marketplace/bill.h"

#include <fmt/format.h>

#include "emulator/marketplace/billing_adjustments.h"
#include "emulator/marketplace/invoices.h"
#include "emulator/marketplace/refund_requests.h"
#include "tests/emulator/marketplace/market_fixture.h"

namespace souk::marketplace {
namespace {

using testing::IsEmpty;

using std::chrono::December;
using std::chrono::November;
using std::chrono::October;
using std::chrono::year;
using std::chrono::year_month;

constexpr auto k2026October = year(2026) / October;
constexpr auto k2026November = year(2026) / November;

class BillTest : public MarketTest {
 protected:
  Bill bill(const std::string& buyer = "ann", year_month month = k2026October) {
    return bills_of(market, buyer, month).value().front();
  }
  /// "usage requests 1500 x 0.001 = 1.50 USD", one line after the other.
  std::string lines(const std::string& buyer = "ann", year_month month = k2026October) {
    std::string text;
    for (const auto& each : bill(buyer, month).lines) {
      text += fmt::format("{}{} {}{}{} x {} = {} {}", text.empty() ? "" : ", ", to_text(each.kind),
                          each.dimension, each.dimension.empty() ? "" : " ", each.quantity,
                          to_text(each.price), to_text(each.amount), each.currency);
    }
    return text;
  }
  std::string total(const std::string& buyer = "ann", year_month month = k2026October) {
    return to_text(bill(buyer, month).totals["USD"].total);
  }
  void use(const storage::AgreementRow& agreement, std::int64_t quantity) {
    ASSERT_EQ(meter({licensed(agreement, quantity)}), "S");
  }
  /// Ann buys the offer with these terms.
  storage::AgreementRow buy_with(const std::string& product, const Json& terms) {
    put_offer(market, "special", {{"product", product}, {"kind", "public"}, {"terms", terms}})
        .value();
    Purchase purchase;
    purchase.buyer = "ann";
    purchase.product = product;
    purchase.offer = "special";
    const auto agreement = marketplace::subscribe(market, purchase).value();
    advance(kLicenceProvisioned);
    return now(agreement);
  }
  void charge_now(const storage::AgreementRow& agreement, std::int64_t units) {
    charge(market, agreement, {{"ch-" + std::to_string(units), "USD", Money{units}, {}}});
  }
};

TEST_F(BillTest, UsageStandsOnItWhenItIsMeteredAndLongBeforeItIsInvoiced) {
  const auto agreement = subscribe("ann", kConcurrent);
  EXPECT_EQ(lines(), "");
  use(agreement, 1500);
  EXPECT_EQ(lines(), "usage requests 1500 x 0.001 = 1.50 USD");
  advance(1h);
  use(agreement, 7);

  EXPECT_EQ(lines(), "usage requests 1507 x 0.001 = 1.507 USD");
  EXPECT_EQ(total(), "1.507");
  EXPECT_THAT(invoices_of(market, agreement), IsEmpty());
}

TEST_F(BillTest, AMonthEndsWithItsLastMillisecond) {
  const auto agreement = subscribe("ann", kConcurrent);
  const auto november = parse_iso("2026-11-01T00:00:00Z").value();
  advance_to(november - 1ms);
  use(agreement, 1000);
  advance_to(november);
  use(agreement, 3000);
  advance(1ms);

  EXPECT_EQ(total("ann", k2026October), "1.00");
  EXPECT_EQ(total("ann", k2026November), "3.00");
  EXPECT_EQ(lines("ann", year(2026) / December), "");
}

TEST_F(BillTest, PricesAreTheAgreementsAndNotTheCataloguesNow) {
  const auto agreement = subscribe("ann", kConcurrent);
  use(agreement, 1000);
  put_product(market, kConcurrent,
              {{"dimensions", {{{"name", "requests"}, {"metered", true}, {"price", "9"}}}}})
      .value();

  EXPECT_EQ(total(), "1.00");
}

TEST_F(BillTest, AContractIsOnItFromTheInstantItsPaymentClears) {
  buy("ann", kContract);

  advance(kLicenceProvisioned - 1ms);
  EXPECT_EQ(lines(), "");
  advance(1ms);
  EXPECT_EQ(lines(), "contract 1 x 10.00 = 10.00 USD");
  advance(1ms);
  EXPECT_EQ(lines(), "contract 1 x 10.00 = 10.00 USD");
}

TEST_F(BillTest, AScheduleIsBilledDateByDate) {
  buy_with(kContract, {{{"paymentScheduleTerm",
                         {{"schedule",
                           {{{"chargeDate", "2026-10-20T00:00:00Z"}, {"chargeAmount", "30.125"}},
                            {{"chargeDate", "2026-11-01T00:00:00Z"}, {"chargeAmount", "12"}}}}}}}});
  const auto first = parse_iso("2026-10-20T00:00:00Z").value();

  advance_to(first - 1ms);
  EXPECT_EQ(lines(), "");
  advance_to(first);
  EXPECT_EQ(lines(), "contract 1 x 30.125 = 30.125 USD");
  EXPECT_EQ(lines("ann", k2026November), "") << "not due yet";
  advance_to(parse_iso("2026-11-01T00:00:00Z").value());
  EXPECT_EQ(lines("ann", k2026November), "contract 1 x 12.00 = 12.00 USD");
  EXPECT_EQ(total(), "30.125") << "the month before stays as it was";
}

TEST_F(BillTest, AFreeTrialsUsageIsShownAndCostsNothing) {
  const auto trial = buy_with(kConcurrent, {{{"freeTrialPricingTerm", {{"duration", "P14D"}}}}});
  use(trial, 5000);

  EXPECT_EQ(lines(), "trial requests 5000 x 0.00 = 0.00 USD");
  EXPECT_EQ(total(), "0.00");
  advance_to(parse_iso("2026-11-03T00:00:00Z").value());
  EXPECT_THAT(invoices_of(market, now(trial)), IsEmpty());
}

TEST_F(BillTest, AChargeBelowZeroIsTheCreditOfAProration) {
  const auto agreement = subscribe("ann", kContract);
  charge_now(agreement, -250'000'000);

  EXPECT_EQ(lines(), "contract 1 x 10.00 = 10.00 USD, proration 1 x -2.50 = -2.50 USD");
  EXPECT_EQ(total(), "7.50");
  const auto memo = invoices_of(market, agreement).back();
  EXPECT_TRUE(memo.is_credit_memo);
  EXPECT_EQ(to_text(memo.amount), "2.50");
  EXPECT_EQ(memo.adjustable, Money{});
}

TEST_F(BillTest, AnAdjustmentIsOnItOnceItIsCompleted) {
  const auto agreement = subscribe("ann", kContract);
  const auto invoice = invoices_of(market, agreement).front();
  adjust(market, market.account,
         {{agreement.agreement_id, invoice.id, "4.125", "USD", "OTHER", "", "t1"}})
      .value();

  advance(kAdjustmentTaken - 1ms);
  EXPECT_EQ(total(), "10.00");
  advance(1ms);
  EXPECT_EQ(lines(), "contract 1 x 10.00 = 10.00 USD, refund 1 x -4.125 = -4.125 USD");
  EXPECT_EQ(total(), "5.875");
}

TEST_F(BillTest, ARefundIsInTheMonthInWhichItCanBeSeen) {
  advance_to(parse_iso("2026-10-30T12:00:00Z").value());
  const auto agreement = subscribe("ann", kContract);
  const auto seen = market.now() + kRefundVisibleAtLast;
  request_refund(market, agreement.agreement_id, {"", 3, kRefundVisibleAtLast}).value();
  EXPECT_EQ(to_iso(seen).substr(0, 7), "2026-11");

  advance_to(seen - 1ms);
  EXPECT_EQ(lines("ann", k2026November), "");
  advance_to(seen);
  EXPECT_EQ(lines("ann", k2026November), "refund 1 x -10.00 = -10.00 USD");
  EXPECT_EQ(total("ann", k2026November), "-10.00");
  EXPECT_EQ(total(), "10.00");
  advance(1ms);
  EXPECT_EQ(total("ann", k2026November), "-10.00");
}

TEST_F(BillTest, AFailedPaymentIsNotOnIt) {
  Purchase purchase;
  purchase.buyer = "ann";
  purchase.product = kContract;
  purchase.payment_clears = false;
  marketplace::subscribe(market, purchase).value();
  advance(kLicenceProvisioned);

  EXPECT_EQ(lines(), "");
}

TEST_F(BillTest, EachBuyerHasOneWithTheirAgreementsInOrder) {
  const auto one = subscribe("ann", kConcurrent);
  const auto two = subscribe("ann", kContract);
  const auto bobs = subscribe("bob", kConcurrent);
  put_buyer(market, "eve", Json::object()).value();
  use(one, 1000);
  use(bobs, 2000);

  const auto bills = bills_of(market, "", k2026October).value();
  ASSERT_EQ(bills.size(), 3U);
  EXPECT_EQ(bills[0].buyer, "ann");
  ASSERT_EQ(bills[0].lines.size(), 2U);
  EXPECT_EQ(bills[0].lines[0].agreement, one.agreement_id);
  EXPECT_EQ(bills[0].lines[0].product, kConcurrent);
  EXPECT_EQ(bills[0].lines[1].agreement, two.agreement_id);
  EXPECT_EQ(bills[1].buyer, "bob");
  EXPECT_EQ(total("bob"), "2.00");
  EXPECT_THAT(bills[2].lines, IsEmpty());
  EXPECT_THAT(bills_of(market, "zoe", k2026October), FailsWith("BuyerNotFound"));
}

TEST_F(BillTest, SumsAreOfACurrencyByKindAndByDimension) {
  const auto agreement = subscribe("ann", kConcurrent);
  subscribe("ann", kContract);
  use(agreement, 2500);

  const auto view = bill_view(bill());
  EXPECT_EQ(view["totals"], (Json{{"USD",
                                   {{"total", "12.50"},
                                    {"contract", "10.00"},
                                    {"usage", "2.50"},
                                    {"trial", "0.00"},
                                    {"proration", "0.00"},
                                    {"refund", "0.00"},
                                    {"dimensions", {{"requests", "2.50"}}}}}}));
  EXPECT_EQ(view["lines"][0]["dimension"], "requests");
  EXPECT_FALSE(view["lines"][1].contains("dimension"));
}

}  // namespace
}  // namespace souk::marketplace
