#include "scenarios/rules/checks.h"
#include "scenarios/rules/table.h"

namespace souk::judge {

namespace {

std::vector<Rule> record_rules() {
  return {
      {.id = "R72",
       .family = "metering",
       .title = "Every hour with usage has a usage record",
       .models = "UX",
       .needs = {Need::Use},
       .stories = "S1, S15",
       .exercise =
           "use the product in an hour that lies fully inside the agreement, and advance two hours",
       .how = "Every hour fully between activation and end in which the seller counted usage needs "
              "a record of that dimension and hour. A gap counts once an hour has passed since, a "
              "later hour was reported, or the hourly job ran before the end and nothing came by "
              "the close of the window.",
       .source = "AWS Marketplace Seller Guide: SaaS subscriptions; SaaS integration checklist",
       .by_the_hour = true,
       .follows = {"R9", "R40", "R44", "R64", "R79", "R86", "R89", "R91", "R93", "R94"},
       .check = checks::meters_every_hour},
      {.id = "R77",
       .family = "metering",
       .title = "Nothing is left unreported past the look-back",
       .models = "UX",
       .needs = {Need::Use},
       .stories = "S15",
       .exercise = "use the product and advance past the look-back (1h in guide-2020, 6h in "
                   "guide-2023, 24h in current-2026)",
       .how =
           "Counted usage must be accepted by the end of its hour plus the look-back of the "
           "profile, under its own hour or caught up under another. Agreements whose final window "
           "closes earlier are R46's; an outage of souk that outlasts the look-back is left out.",
       .source = "AWS Marketplace Metering Service API: BatchMeterUsage, UsageRecord; Seller Guide "
                 "of 2020",
       .by_the_hour = true,
       .follows = {"R9", "R40", "R44", "R46", "R47", "R64", "R65", "R72", "R79", "R80", "R82",
                   "R83", "R86", "R89", "R91", "R93", "R94", "R95"},
       .check = checks::leaves_nothing_behind},
      {.id = "R79",
       .family = "metering",
       .title = "One record per customer, dimension and hour, never two quantities",
       .models = "UX",
       .stories = "S1, S11",
       .exercise = "let the seller meter an hour",
       .how = "After a record was accepted the seller must not send another quantity for the same "
              "customer or licence, dimension and hour. Only what the seller itself sent counts, "
              "so a duplicate that the story provoked accuses nobody.",
       .source = "AWS Marketplace Seller Guide: metering for usage; Metering Service API: "
                 "DuplicateRecord",
       .follows = {"R44", "R64"},
       .check = checks::one_quantity_per_hour},
      {.id = "R80",
       .family = "metering",
       .title = "A repeated record is identical",
       .models = "UX",
       .stories = "S11, S13",
       .exercise = "make the seller repeat a record (fault: unprocessed, an error, or a dropped "
                   "connection)",
       .how = "A record sent again for the same key, after one that was accepted or that souk "
              "handed back or lost, must carry the same quantity and allocations; another "
              "timestamp in the same hour is a warning.",
       .source = "AWS Marketplace Metering Service API: BatchMeterUsage (idempotency); Seller "
                 "Guide: metering for usage",
       .follows = {"R44", "R64"},
       .check = checks::repeats_identically},
      {.id = "R82",
       .family = "metering",
       .title = "The status of every result is read: HTTP 200 alone is not billed",
       .models = "UX",
       .needs = {Need::Unbilled},
       .stories = "S8",
       .exercise = "have a record refused with HTTP 200 (a second writer takes the hour first) and "
                   "ask the seller what was not billed",
       .how = "After CustomerNotSubscribed, or a DuplicateRecord the seller did not cause itself: "
              "the seller's own count of unbilled units must be above 0; without that probe, a "
              "record refused before activation must come again within an hour after it, and a "
              "customer refused after the end must not be metered for another hour. Anything else "
              "cannot be seen from outside.",
       .source = "AWS Marketplace Metering Service API: UsageRecordResult",
       .follows = {"R39", "R40", "R44", "R46", "R47", "R49", "R64", "R79", "R80"},
       .check = checks::reads_each_status},
      {.id = "R83",
       .family = "metering",
       .title = "Unprocessed records are sent again until they succeed",
       .models = "UX",
       .stories = "S13",
       .exercise = "hand records back (fault: {operation: BatchMeterUsage, effect: {unprocessed: "
                   "3}, count: 2}), then advance an hour",
       .how = "A record handed back unprocessed must be accepted later with the same quantity, "
              "before the final window or the look-back closes. Judged once souk is known to have "
              "recovered and the hourly job has run, or an hour has passed, since.",
       .source = "AWS Marketplace Metering Service API: BatchMeterUsage, UnprocessedRecords",
       .follows = {"R44", "R64", "R80"},
       .check = checks::resubmits_unprocessed},
      {.id = "R86",
       .family = "records",
       .title = "A call carries at most 25 records",
       .models = "UX",
       .stories = "S1, S8",
       .exercise = "let the seller meter an hour, best with more than 25 customers or dimensions",
       .how = "The records of every BatchMeterUsage call are counted.",
       .source = "AWS Marketplace Metering Service API: BatchMeterUsage",
       .check = checks::batches_are_small},
      {.id = "R89",
       .family = "identity",
       .title = "Usage is reported by licence and account, without a ProductCode",
       .models = "UX",
       .generation = Generation::Concurrent,
       .stories = "S1, S8",
       .exercise = "let the seller of a product with concurrent agreements meter an hour",
       .how = "Every record needs LicenseArn and CustomerAWSAccountId, and the request must carry "
              "no ProductCode.",
       .source = "AWS Marketplace Metering Service API: BatchMeterUsage; a public billing project "
                 "that AWS refused in August 2026",
       .check = checks::sends_no_product_code},
      {.id = "R91",
       .family = "identity",
       .title = "A record names its customer in one way only",
       .models = "UX",
       .stories = "S1",
       .exercise = "let the seller meter an hour",
       .how = "No record may carry both CustomerIdentifier and CustomerAWSAccountId.",
       .source = "AWS Marketplace Metering Service API: UsageRecord",
       .check = checks::names_one_identity},
      {.id = "R93",
       .family = "records",
       .title = "Timestamps are UTC epoch seconds inside the accepted window",
       .models = "UX",
       .stories = "S1, S8",
       .exercise = "let the seller meter an hour",
       .how = "Broken by a text instead of a number, by milliseconds (a number above "
              "100000000000), by a timestamp of an hour before the agreement, by one refused as "
              "more than 300s ahead or as older than the look-back (unless souk caused the delay), "
              "and when all hours of a dimension are off by the same number of hours.",
       .source = "AWS Marketplace Metering Service API: UsageRecord, TimestampOutOfBoundsException",
       .follows = {"R40", "R79", "R80"},
       .check = checks::stamps_are_right},
      {.id = "R94",
       .family = "records",
       .title = "Dimension names match the listing, including case",
       .models = "UX",
       .stories = "S1, S8",
       .exercise = "let the seller meter an hour",
       .how = "Every record's dimension must be a metered dimension of the product.",
       .source = "AWS Marketplace Metering Service API: InvalidUsageDimensionException; AWS agent "
                 "toolkit, Marketplace metering guide",
       .check = checks::dimensions_exist},
      {.id = "R95",
       .family = "records",
       .title = "Quantities are whole numbers and equal what was used",
       .models = "UX",
       .needs = {Need::Use},
       .stories = "S1, S8",
       .exercise = "use the product and let the seller meter the hour",
       .how = "A quantity must be a whole number from 0 to 2147483647. For every hour with an "
              "accepted record the quantity must equal what the seller counted; usage moved to "
              "another hour with the total right is a warning. Hours without a record are R72's "
              "and R46's.",
       .source = "AWS Marketplace Metering Service API: UsageRecord",
       .follows = {"R44", "R64", "R72", "R79", "R80", "R93"},
       .check = checks::quantities_are_true},
  };
}

std::vector<Rule> entitlement_rules() {
  return {
      {.id = "R101",
       .family = "entitlements",
       .title = "Entitlements are asked for at registration, for that customer, in us-east-1",
       .models = "CX",
       .needs = {Need::LandingPage},
       .stories = "S2, S17",
       .exercise = "let a buyer of a contract register",
       .how = "Between ResolveCustomer and the end of the registration step there must be a "
              "GetEntitlements call whose filter names the agreement's licence, account or "
              "customer identifier, signed for us-east-1. What it was answered does not matter.",
       .source = "AWS Marketplace Seller Guide: SaaS contracts, SaaS contracts with pay-as-you-go",
       .follows = {"R7", "R8", "R9", "R38"},
       .check = checks::checks_entitlements},
      {.id = "R102",
       .family = "entitlements",
       .title = "Pages of entitlements are followed to the last, empty ones too",
       .models = "CX",
       .stories = "S29",
       .exercise = "split the entitlements (fault: {operation: GetEntitlements, effect: "
                   "{empty_page: true}, count: 1})",
       .how = "After every answer with a NextToken there must be a call with exactly that token. "
              "An answer that souk dropped does not count.",
       .source = "AWS Marketplace Entitlement Service API: GetEntitlements",
       .check = checks::follows_pages},
      {.id = "R104",
       .family = "wrap-up",
       .title = "The calls that the pricing model requires succeeded",
       .needs = {Need::LandingPage},
       .stories = "S1, S8, S17",
       .exercise = "let a buyer register, use the product for an hour and advance two hours",
       .how = "Per registered agreement: ResolveCustomer; for contracts GetEntitlements; for "
              "subscriptions one BatchMeterUsage record with Success once usage was due. Kept only "
              "when all of them were seen.",
       .source =
           "AWS Marketplace Seller Guide: SaaS subscriptions, SaaS contracts, product guidelines",
       .by_the_hour = true,
       .follows = {"R1",  "R6",  "R7",  "R8",  "R9",  "R38", "R39",  "R40",  "R44", "R46",
                   "R47", "R49", "R64", "R65", "R72", "R77", "R79",  "R80",  "R82", "R83",
                   "R86", "R89", "R91", "R93", "R94", "R95", "R101", "R102", "R106"},
       .check = checks::made_the_required_calls},
      {.id = "R105",
       .family = "landing page",
       .title = "A plain GET of the landing page answers 200",
       .needs = {Need::LandingPage},
       .stories = "S1, S6",
       .exercise = "let souk GET the landing page as AWS does when a product is listed",
       .how = "A GET without cookies and parameters must end, redirects followed, with exactly "
              "200. Whether AWS follows redirects is unknown; the first status is told.",
       .source =
           "AWS Marketplace Developer Guide: work with SaaS products (INVALID_FULFILLMENT_URL)",
       .check = checks::answers_the_probe},
      {.id = "R106",
       .family = "entitlements",
       .title = "An answer without Entitlements means nothing bought, not a crash",
       .models = "CX",
       .needs = {Need::LandingPage},
       .stories = "S17, S29",
       .exercise =
           "let a buyer register a contract before it is activated, or after it has expired",
       .how = "When GetEntitlements answers {} while a page or an HTTP notification is being "
              "handled, that page or delivery must end below 500.",
       .source =
           "public SDK issues showing the live answer {}; AWS Marketplace Entitlement Service API",
       .check = checks::survives_empty_answer},
  };
}

}  // namespace

std::vector<Rule> metering_rules() {
  auto rules = record_rules();
  for (auto& rule : entitlement_rules()) rules.push_back(std::move(rule));
  return rules;
}

}  // namespace souk::judge
