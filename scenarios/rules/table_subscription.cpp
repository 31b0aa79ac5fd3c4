#include "scenarios/rules/checks.h"
#include "scenarios/rules/table.h"

namespace souk::judge {

std::vector<Rule> subscription_rules() {
  return {
      {.id = "R39",
       .family = "activation",
       .title = "No access before the purchase is activated",
       .needs = {Need::Access},
       .stories = "S2, S28",
       .exercise =
           "register before the payment clears (subscribe: {buyer: ann, until: accepted}) and "
           "expect no access (expect: {access: {buyer: ann, granted: false}}) meanwhile",
       .how = "Every access probe between the purchase and its activation must be refused. Counts "
              "only after the buyer has registered.",
       .source = "AWS Marketplace Seller Guide: SaaS customer onboarding (do not activate without "
                 "the success message)",
       .follows = {"R44", "R64"},
       .check = checks::waits_for_activation},
      {.id = "R40",
       .family = "activation",
       .title = "No metering before the purchase is activated",
       .models = "UX",
       .needs = {Need::LandingPage},
       .stories = "S1, S2",
       .exercise = "register before the payment clears, or meter at all",
       .how = "No usage record of an agreement, whatever it was answered, may be sent before the "
              "row that activated it. The margin is how much too early it came.",
       .source = "AWS Marketplace Seller Guide: SaaS subscriptions; SaaS customer onboarding",
       .follows = {"R39", "R44", "R64"},
       .check = checks::meters_after_activation},
      {.id = "R44",
       .family = "notifications",
       .title = "A repeated notification has no second effect",
       .needs = {Need::Notifications, Need::Access},
       .stories = "S10",
       .exercise = "repeat a notification (notify: {buyer: ann, name: subscribe-success, repeat: "
                   "same-id}) with an access expectation before and after it",
       .how = "Between a copy and the agreement's next news: access must not change, no account "
              "may be added, and nothing sent at once may report another quantity for an hour "
              "already reported, or more than was used.",
       .source = "Amazon EventBridge and Amazon SNS deliver at least once; AWS Marketplace Buyer "
                 "Guide: agreement events (requestId)",
       .check = checks::survives_duplicates},
      {.id = "R46",
       .family = "final window",
       .title = "Every unit still unreported at the end is submitted inside the final window",
       .models = "UX",
       .needs = {Need::Use},
       .stories = "S1, S8, S10",
       .exercise =
           "use the product, cancel before the hour is reported, and advance past the final window",
       .how = "Usage the seller counted before the end, less what it had reported by then, must be "
              "submitted before the window closes: 3600s after it opened, the closing instant "
              "itself is too late. A record that souk handed back or lost was submitted. Units may "
              "be caught up under another hour. An end the seller was never told of is left out.",
       .source = "AWS Marketplace Seller Guide: SaaS subscriptions, SNS notifications, EventBridge "
                 "(final usage); SaaS integration checklist",
       .by_the_hour = true,
       .follows = {"R9", "R40", "R44", "R47", "R64", "R65", "R72", "R79", "R80", "R83", "R86",
                   "R89", "R91", "R93", "R94", "R95"},
       .check = checks::submits_final_records},
      {.id = "R47",
       .family = "final window",
       .title = "Final metering does not wait for the hourly job",
       .models = "UX",
       .needs = {Need::Use, Need::Notifications, Need::Ticks},
       .stories = "S1, S8",
       .exercise =
           "cancel right after the hourly job, with usage since, and advance past the final window",
       .how = "Broken when a final record was sent by the next run of the hourly job after the "
              "notice of the end, a minute or more after that notice and at most an hour and a "
              "minute. Kept when everything arrived inside the window in another way; the margin "
              "is then the time left in the window.",
       .source = "AWS Marketplace Seller Guide: SaaS subscriptions (send final records on "
                 "unsubscribe-pending); public reports of hourly jobs coming up to 59 minutes late",
       .by_the_hour = true,
       .follows = {"R44", "R64"},
       .check = checks::flushes_without_the_job},
      {.id = "R49",
       .family = "final window",
       .title = "No usage records after the final window",
       .models = "UX",
       .stories = "S1, S8",
       .exercise = "cancel, and advance an hour past the final window",
       .how = "No record of the agreement may be sent at or after the closing instant, except a "
              "repeat of one that souk handed back or lost. Judged once the hourly job has run, or "
              "an hour has passed, since.",
       .source = "AWS Marketplace Seller Guide: SNS notifications (unsubscribe-success), SaaS "
                 "subscriptions",
       .follows = {"R44", "R46", "R47", "R50", "R64", "R79", "R80"},
       .check = checks::stops_after_the_window},
      {.id = "R50",
       .family = "activation",
       .title = "Access is withdrawn after the end",
       .needs = {Need::Access},
       .stories = "S1, S8, S17",
       .exercise = "cancel, advance past the final window, and expect no access (expect: {access: "
                   "{buyer: ann, granted: false}})",
       .how = "An access probe at or after the close of the final window must be refused; for a "
              "contract without a window, 15 minutes after its end (that grace is ours). A buyer "
              "with another active agreement of the product is left out.",
       .source = "AWS Marketplace Seller Guide: SaaS subscriptions, SaaS contracts",
       .follows = {"R44", "R64", "R65", "R101", "R102", "R106"},
       .check = checks::withdraws_access},
      {.id = "R64",
       .family = "notifications",
       .title = "SNS messages are verified before they are believed",
       .needs = {Need::HttpNotices, Need::Access},
       .stories = "S28",
       .exercise =
           "send a forged notification over HTTP (notify: {buyer: ann, name: unsubscribe-success, "
           "forged: signature}) with an access expectation before and after it",
       .how =
           "A message with a wrong signature, from a foreign topic or under a foreign certificate "
           "must set off no ResolveCustomer, GetEntitlements or BatchMeterUsage before anything "
           "else happens, and must not change access. Its HTTP answer may be anything.",
       .source = "Amazon SNS Developer Guide: verifying the signatures of messages",
       .check = checks::ignores_forgeries},
      {.id = "R65",
       .family = "notifications",
       .title = "The SNS subscription is confirmed",
       .needs = {Need::HttpNotices},
       .stories = "S1, S28",
       .exercise =
           "let SNS notify the seller over HTTP (notifications: {https: …}, a legacy product)",
       .how = "After SubscriptionConfirmation reached the endpoint, SubscribeURL must be fetched "
              "before the story ends.",
       .source = "Amazon SNS Developer Guide: HTTP and HTTPS endpoints",
       .check = checks::confirms_subscription},
  };
}

}  // namespace souk::judge
