#include "scenarios/rules/checks.h"
#include "scenarios/rules/table.h"

namespace souk::judge {

std::vector<Rule> landing_page_rules() {
  return {
      {.id = "R1",
       .family = "landing page",
       .title = "The landing page accepts the buyer's POST with a registration token",
       .needs = {Need::LandingPage},
       .stories = "S1, S7, S17",
       .exercise = "let a buyer register",
       .how = "Every POST of a valid token must end, redirects followed, with a status from 200 to "
              "299. A landing during which souk itself broke a call of the seller is left out.",
       .source =
           "AWS Marketplace Seller Guide: SaaS customer onboarding; SaaS integration checklist",
       .follows = {"R8", "R9", "R38", "R101", "R102", "R106"},
       .check = checks::accepts_the_post},
      {.id = "R6",
       .family = "token",
       .title = "Every posted token is redeemed with ResolveCustomer",
       .needs = {Need::LandingPage},
       .stories = "S1, S7, S17",
       .exercise = "let a buyer register and advance by an hour",
       .how = "For each valid token that was posted there must be a ResolveCustomer call with "
              "exactly that text, whatever it was answered. A missing call counts once the hourly "
              "job has run since the POST and a minute has passed, or an hour has.",
       .source =
           "AWS Marketplace Seller Guide: SaaS customer onboarding; SaaS integration checklist",
       .follows = {"R8"},
       .check = checks::redeems_every_token},
      {.id = "R7",
       .family = "token",
       .title = "The token is redeemed at once, not queued",
       .needs = {Need::LandingPage},
       .stories = "S1, S5",
       .exercise = "let a buyer register",
       .how = "Market time from the POST to the first ResolveCustomer call with the token, or to "
              "the end of the story: up to 5s is right, up to 60s a warning, more is broken. A "
              "call made only when the buyer asked for the next page is a warning too. AWS says "
              "\"no delays\"; the two thresholds are ours.",
       .source =
           "SaaS integration checklist; AWS Marketplace Metering Service API: ResolveCustomer",
       .follows = {"R6"},
       .check = checks::redeems_at_once},
      {.id = "R8",
       .family = "token",
       .title = "The token is decoded exactly once",
       .needs = {Need::LandingPage},
       .stories = "S1, S6",
       .exercise = "let a buyer register with a token that contains + / or =",
       .how = "What ResolveCustomer receives is compared with the token: decoded twice a + becomes "
              "a blank, not decoded at all it becomes %2B.",
       .source = "HTML form encoding; AWS Marketplace Metering Service API: InvalidTokenException",
       .check = checks::decodes_once},
      {.id = "R9",
       .family = "token",
       .title = "ResolveCustomer is called by the server with the publishing account's credentials",
       .needs = {Need::LandingPage},
       .stories = "S1, S7",
       .exercise = "let a buyer register with signatures verified",
       .how =
           "Every ResolveCustomer call must carry a signature that verifies against the sandbox's "
           "key, and must not come from a browser (its User-Agent begins with Mozilla/).",
       .source = "AWS Marketplace Metering Service API: ResolveCustomer; SaaS product guidelines",
       .check = checks::redeems_as_publisher},
      {.id = "R11",
       .family = "landing page",
       .title = "An invalid token gets a handled page: below 500, no stack trace",
       .needs = {Need::LandingPage},
       .stories = "S6",
       .exercise = "POST an invalid token (set-up: {buyer: ann, token: invalid})",
       .how = "The page must end below 500 and show no stack trace, exception class name or source "
              "file with a line number.",
       .source = "AWS Marketplace seller workshop: self test before the review",
       .check = checks::handles_invalid_token},
      {.id = "R12",
       .family = "landing page",
       .title = "An expired token gets a handled page that sends the buyer back to set up again",
       .needs = {Need::LandingPage},
       .stories = "S5",
       .exercise =
           "POST a token after its life is over (set-up: {buyer: ann, token: valid, after: 4h1s})",
       .how = "The page must end below 500. A page that does not mention AWS Marketplace or \"Set "
              "up your account\", or says to subscribe again, is a warning.",
       .source = "AWS Marketplace Metering Service API: ExpiredTokenException; AWS agent toolkit, "
                 "Marketplace metering guide",
       .follows = {"R11"},
       .check = checks::handles_expired_token},
      {.id = "R13",
       .family = "landing page",
       .title = "A missing or empty token is handled",
       .severity = Severity::Should,
       .needs = {Need::LandingPage},
       .stories = "S6",
       .exercise =
           "POST without a token and with an empty one (set-up: {buyer: ann, token: missing})",
       .how = "The page must end below 500 and must not call ResolveCustomer with an empty token; "
              "a blank page is a warning.",
       .source =
           "public seller integrations; the status follows from the seller workshop's self test",
       .follows = {"R11"},
       .check = checks::handles_missing_token},
      {.id = "R15",
       .family = "token",
       .title = "The token is not stored in a cookie",
       .needs = {Need::LandingPage},
       .stories = "S1, S7",
       .exercise = "let a buyer register",
       .how = "No Set-Cookie value of the landing page and the forms behind it may contain a "
              "posted token, plain, percent-encoded, as base64, base64url or hex, nor as a part of "
              "a base64 value. What a cookie encrypts cannot be seen.",
       .source = "SaaS integration checklist",
       .check = checks::keeps_token_out_of_cookies},
      {.id = "R16",
       .family = "token",
       .title = "The token does not travel in URLs",
       .severity = Severity::Should,
       .needs = {Need::LandingPage},
       .stories = "S1, S7",
       .exercise = "let a buyer register",
       .how = "No Location header, link, form action or followed address may contain a posted "
              "token, in the same disguises as R15.",
       .source =
           "a URL leaks through history, logs and Referer; AWS's serverless SaaS sample does it",
       .check = checks::keeps_token_out_of_urls},
      {.id = "R25",
       .family = "identity",
       .title = "The same token posted twice is idempotent",
       .needs = {Need::LandingPage, Need::Accounts},
       .stories = "S7",
       .exercise = "POST the token a buyer has used once more (set-up: {buyer: ann, reuse: last}) "
                   "and count the accounts (expect: {accounts: 1})",
       .how = "The second POST must end below 500, and the seller must then hold no more accounts "
              "than agreements were registered. The count comes from the accounts probe.",
       .source = "AWS Marketplace Seller Guide: SaaS customer onboarding (a token may be resolved "
                 "again until it expires); SaaS integration checklist",
       .follows = {"R8", "R9", "R38", "R101", "R102", "R106"},
       .check = checks::repeats_are_idempotent},
      {.id = "R38",
       .family = "identity",
       .title = "A seller does not need the CustomerIdentifier",
       .generation = Generation::Concurrent,
       .needs = {Need::LandingPage},
       .stories = "S1, S7, S17",
       .exercise = "let a buyer of a product with concurrent agreements register",
       .how = "Where ResolveCustomer names no CustomerIdentifier the landing page must still end "
              "below 400 and the registration must be completed; no usage record of such a product "
              "may carry one; and of several such buyers each must get an account (seen by the "
              "accounts probe).",
       .source = "AWS Marketplace Metering Service API: ResolveCustomer (not filled for new "
                 "integrations since July 2026)",
       .follows = {"R91"},
       .check = checks::needs_no_customer_identifier},
  };
}

}  // namespace souk::judge
