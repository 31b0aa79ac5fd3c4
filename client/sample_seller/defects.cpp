#include "client/sample_seller/defects.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <vector>

namespace souk::sample {
namespace {

constexpr std::array kDefects{
    DefectRow{Defect::FinalRecordLate, "final-record-late",
              "sends the final records 61 minutes after the end notice", "R46"},
    DefectRow{Defect::MetersBeforeActive, "meters-before-active",
              "sends a record when the buyer registers, before the success notice", "R40"},
    DefectRow{Defect::ActivatesAtRegistration, "activates-at-registration",
              "gives access once the buyer has registered, before the success notice", "R39"},
    DefectRow{Defect::IgnoresUnprocessed, "ignores-unprocessed",
              "takes UnprocessedRecords for reported", "R83"},
    DefectRow{Defect::ResendsDifferentQuantity, "resends-different-quantity",
              "sends the hour before once more with one unit more", "R79"},
    DefectRow{Defect::SkipsSignatureCheck, "skips-signature-check",
              "believes any SNS message: neither signature, certificate nor topic is looked at",
              "R64"},
    DefectRow{Defect::NeverConfirms, "never-confirms", "never fetches SubscribeURL", "R65"},
    DefectRow{Defect::TokenInCookie, "token-in-cookie", "keeps the registration token in a cookie",
              "R15"},
    DefectRow{Defect::TokenInUrl, "token-in-url",
              "redirects to a URL with the registration token in it", "R16"},
    DefectRow{Defect::FirstPageOnly, "first-page-only",
              "reads the first page of GetEntitlements only", "R102"},
    DefectRow{Defect::KeepsAccess, "keeps-access", "gives access after the end", "R50"},
    DefectRow{Defect::Milliseconds, "milliseconds", "stamps records in milliseconds", "R93"},
    DefectRow{Defect::NeedsCustomerIdentifier, "needs-customer-identifier",
              "refuses to register a buyer without a CustomerIdentifier", "R38"},
    DefectRow{Defect::ReactsTwice, "reacts-twice",
              "sets the customer up anew, in a second account, when a notice is repeated", "R44"},
    DefectRow{Defect::ResolvesLate, "resolves-late",
              "leaves the registration token to the hourly job", "R7"},
    DefectRow{Defect::DoubleDecodesToken, "double-decodes-token",
              "percent-decodes the registration token twice", "R8"},
    DefectRow{Defect::CrashesOnBadToken, "crashes-on-bad-token",
              "answers an invalid token with 500 and a stack trace", "R11"},
    DefectRow{Defect::GetRefused, "get-refused", "answers a GET of the landing page with 405",
              "R105"},
    DefectRow{Defect::CrashesOnEmptyEntitlements, "crashes-on-empty-entitlements",
              "answers 500 when GetEntitlements has nothing", "R106"},
    DefectRow{Defect::SkipsAnHour, "skips-an-hour",
              "never reports the hour after the one of activation", "R72"},
    DefectRow{Defect::FlushWithHourlyJob, "flush-with-hourly-job",
              "leaves the final records to the hourly job", "R47"},
    DefectRow{Defect::KeepsMetering, "keeps-metering",
              "goes on sending hourly records after the end", "R49"},
    DefectRow{Defect::BelievesHttp200, "believes-http-200",
              "takes every record of a 200 answer for billed", "R82"},
    DefectRow{Defect::ProductCodeWithLicense, "product-code-with-license",
              "sends ProductCode beside LicenseArn", "R89"},
    DefectRow{Defect::BothIdentities, "both-identities",
              "sends CustomerIdentifier and CustomerAWSAccountId in one record (legacy products)",
              "R91"},
    DefectRow{Defect::WrongCaseDimension, "wrong-case-dimension",
              "writes the dimension with a capital letter", "R94"},
    DefectRow{Defect::WrongQuantity, "wrong-quantity", "reports one unit more than was used",
              "R95"},
    DefectRow{Defect::BatchOf26, "batch-of-26",
              "fills every batch up to 26 records by repeating some", "R86"},
    DefectRow{Defect::EntitlementsElsewhere, "entitlements-elsewhere",
              "asks for entitlements in eu-west-1", "R101"},
    DefectRow{Defect::SecondAccount, "second-account", "opens an account for every posted token",
              "R25"},
    DefectRow{Defect::PostRefused, "post-refused", "answers the buyer's POST with 405", "R1"},
    DefectRow{Defect::NeverRedeems, "never-redeems",
              "opens accounts without asking AWS who came with the token", "R6"},
    DefectRow{Defect::WrongSecret, "wrong-secret",
              "signs ResolveCustomer with a secret key that is not the publisher's", "R9"},
    DefectRow{Defect::CrashesOnExpiredToken, "crashes-on-expired-token",
              "answers an expired token with 500", "R12"},
    DefectRow{Defect::CrashesOnMissingToken, "crashes-on-missing-token",
              "answers a POST without a token with 500", "R13"},
    DefectRow{Defect::DropsOnError, "drops-on-error",
              "forgets the records of a call that AWS answered with an error", "R77"},
    DefectRow{Defect::RecountsOnRetry, "recounts-on-retry",
              "adds a unit to an unprocessed record before it sends it again", "R80"},
    DefectRow{Defect::HundredPerPage, "hundred-per-page",
              "asks for a hundred entitlements a page, which AWS refuses", "R104"},
};

/// Single letters to insert, drop or change to get from one word to the other.
std::size_t distance(std::string_view left, std::string_view right) {
  std::vector<std::size_t> row(right.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < left.size(); ++i) {
    auto diagonal = row[0]++;
    for (std::size_t j = 0; j < right.size(); ++j) {
      const auto changed = diagonal + (left[i] == right[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({changed, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

}  // namespace

std::span<const DefectRow> defects() { return kDefects; }

client::Outcome<Defect> find_defect(std::string_view name) {
  for (const auto& row : kDefects) {
    if (row.name == name) return row.defect;
  }
  const auto nearest = std::min_element(
      kDefects.begin(), kDefects.end(), [&](const DefectRow& left, const DefectRow& right) {
        return distance(name, left.name) < distance(name, right.name);
      });
  std::string all;
  for (const auto& row : kDefects) all += (all.empty() ? "" : ", ") + std::string(row.name);
  return client::Failure{.type = "UnknownDefect",
                         .message = "the sample seller has no defect \"" + std::string(name) +
                                    "\"; did you mean \"" + std::string(nearest->name) +
                                    "\"? There are: " + all};
}

std::string_view name_of(Defect defect) {
  for (const auto& row : kDefects) {
    if (row.defect == defect) return row.name;
  }
  return {};
}

}  // namespace souk::sample
