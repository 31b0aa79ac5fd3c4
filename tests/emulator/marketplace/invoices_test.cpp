#include "emulator/marketplace/invoices.h"

#include <fmt/format.h>

#include "tests/emulator/marketplace/market_fixture.h"

namespace souk::marketplace {
namespace {

class InvoicesTest : public MarketTest {
 protected:
  /// "2026-10 30.00 USD at 2026-10-06T09:01:12Z", one invoice after the other.
  std::string invoices(const storage::AgreementRow& agreement) {
    std::string text;
    for (const auto& each : invoices_of(market, now(agreement))) {
      text += fmt::format("{}{}-{:02} {} {} at {}", text.empty() ? "" : ", ", each.year, each.month,
                          to_text(each.amount), each.currency, to_iso_seconds(each.issued));
    }
    return text;
  }
  void use(const storage::AgreementRow& agreement, std::int64_t quantity) {
    ASSERT_EQ(meter({licensed(agreement, quantity)}), "S");
  }
};

TEST_F(InvoicesTest, AContractIsInvoicedOnceItsPaymentHasCleared) {
  const auto agreement = buy("ann", kContract);

  advance(kLicenceProvisioned - 1ms);
  EXPECT_EQ(invoices(agreement), "");
  advance(1ms);
  EXPECT_EQ(invoices(agreement), "2026-10 10.00 USD at 2026-10-06T09:01:12Z");
  advance(1ms);
  EXPECT_EQ(invoices(agreement), "2026-10 10.00 USD at 2026-10-06T09:01:12Z");
}

TEST_F(InvoicesTest, AMonthsUsageIsInvoicedOnTheThirdOfTheNext) {
  const auto agreement = subscribe("ann", kConcurrent);
  use(agreement, 1500);
  advance(1h);
  use(agreement, 500);
  const auto third = parse_iso("2026-11-03T00:00:00Z").value();

  advance_to(third - 1ms);
  EXPECT_EQ(invoices(agreement), "");
  advance_to(third);
  EXPECT_EQ(invoices(agreement), "2026-10 2.00 USD at 2026-11-03T00:00:00Z");
  advance_to(third + 1ms);
  EXPECT_EQ(invoices(agreement), "2026-10 2.00 USD at 2026-11-03T00:00:00Z");
}

TEST_F(InvoicesTest, EachMonthHasAnInvoiceOfItsOwnAndIdleOnesHaveNone) {
  const auto agreement = subscribe("ann", kConcurrent);
  use(agreement, 1);
  advance_to(parse_iso("2026-10-31T23:30:00Z").value());
  use(agreement, 2);
  advance(1h);
  use(agreement, 10'000);
  advance_to(parse_iso("2027-03-01T00:00:00Z").value());

  EXPECT_EQ(invoices(agreement),
            "2026-10 0.003 USD at 2026-11-03T00:00:00Z, 2026-11 10.00 USD at 2026-12-03T00:00:00Z");
}

TEST_F(InvoicesTest, UsageCostsWhatTheAgreementSaysAndNotWhatTheCatalogueSaysNow) {
  const auto agreement = subscribe("ann", kConcurrent);
  use(agreement, 1000);
  put_product(market, kConcurrent,
              {{"dimensions", {{{"name", "requests"}, {"metered", true}, {"price", "9"}}}}})
      .value();
  advance_to(parse_iso("2026-11-03T00:00:00Z").value());

  EXPECT_EQ(invoices(agreement), "2026-10 1.00 USD at 2026-11-03T00:00:00Z");
}

TEST_F(InvoicesTest, AFailedPaymentIsNeverInvoiced) {
  Purchase purchase;
  purchase.buyer = "ann";
  purchase.product = kContract;
  purchase.payment_clears = false;
  const auto agreement = marketplace::subscribe(market, purchase).value();

  advance(std::chrono::days(40));

  EXPECT_EQ(invoices(agreement), "");
}

TEST_F(InvoicesTest, EachBuyerIsBilledForTheirOwnUsage) {
  const auto ann = subscribe("ann", kConcurrent);
  const auto bob = subscribe("bob", kConcurrent);
  use(ann, 1000);
  use(bob, 2000);
  advance_to(parse_iso("2026-11-03T00:00:00Z").value());

  EXPECT_EQ(invoices(ann), "2026-10 1.00 USD at 2026-11-03T00:00:00Z");
  EXPECT_EQ(invoices(bob), "2026-10 2.00 USD at 2026-11-03T00:00:00Z");
  EXPECT_NE(invoices_of(market, ann)[0].id, invoices_of(market, bob)[0].id);
}

TEST_F(InvoicesTest, AnInvoiceKeepsItsId) {
  const auto agreement = subscribe("ann", kContract);
  const auto id = invoices_of(market, agreement)[0].id;

  advance(std::chrono::days(100));

  EXPECT_EQ(invoices_of(market, now(agreement))[0].id, id);
}

}  // namespace
}  // namespace souk::marketplace
