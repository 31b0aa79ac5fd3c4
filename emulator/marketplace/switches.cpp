#include "emulator/marketplace/switches.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <numeric>

#include "emulator/core/json.h"

namespace souk::marketplace {
namespace switches {

const Switch kResultOrder{
    "result_order", {"input", "shuffled"}, "In which order are the Results of BatchMeterUsage?"};
const Switch kIdenticalRepeat{"identical_repeat",
                              {"success", "duplicate"},
                              "How is an identical repeat of a billed record answered?"};
const Switch kRecordIdOnRefusal{
    "record_id_on_refusal", {"absent", "present"}, "Has a refused record a MeteringRecordId?"};
const Switch kEchoedTimestamp{"echoed_timestamp",
                              {"submitted", "hour"},
                              "Is the echoed Timestamp the submitted one or its hour?"};
const Switch kFutureTolerance{"future_tolerance",
                              {"300s", "0s", "hour-end"},
                              "How far ahead of now may a record's Timestamp be?"};
const Switch kUsageBeforeStart{"usage_before_start",
                               {"refuse", "accept"},
                               "Is usage from before the agreement's start refused?"};
const Switch kIdentityConflict{"identity_conflict",
                               {"validation", "identifier"},
                               "Which error answers a record with both customer identities?"};
const Switch kProductCodeWithLicense{
    "product_code_with_license",
    {"validation", "product-code"},
    "Which error answers ProductCode beside LicenseArn for a Concurrent Agreements product?"};
const Switch kUnknownAccount{"unknown_account",
                             {"not-subscribed", "identifier"},
                             "How is a well-formed account id that never bought answered?"};
const Switch kIdentifierOfNewProduct{
    "identifier_of_new_product",
    {"absent", "empty", "null"},
    "What is CustomerIdentifier in ResolveCustomer for new products?"};
const Switch kIdentifierUsedByNewProduct{
    "identifier_used_by_new_product",
    {"identifier", "validation"},
    "Which error answers CustomerIdentifier in a record of a new product?"};
const Switch kTokenAfterEnd{"token_after_end",
                            {"resolves", "invalid"},
                            "Does a token still resolve after its agreement ended?"};
const Switch kForeignToken{
    "foreign_token", {"invalid", "denied"}, "How is a token of another seller's product answered?"};
const Switch kOlderTokens{"older_tokens",
                          {"valid", "invalidated"},
                          "Do earlier tokens stay valid when a new one is issued?"};
const Switch kTagCharacters{
    "tag_characters", {"pattern", "prose"}, "Which characters may a tag have?"};
const Switch kEventLicenseArn{
    "event_license_arn", {"api", "sample"}, "How do events spell the licence ARN?"};
const Switch kZeroQuantity{
    "zero_quantity", {"locks", "stored"}, "Does a record of quantity 0 lock its hour?"};
const Switch kLookBackFrom{
    "look_back_from", {"now", "hour"}, "From where is the look-back counted?"};
const Switch kMonthEndRule{
    "month_end_rule", {"both", "grace"}, "Does the month-end grace extend the look-back?"};
const Switch kEmptyBatch{
    "empty_batch", {"accepted", "validation"}, "How is a batch without records answered?"};
const Switch kEntitlementLag{"entitlement_lag",
                             {"0s", "5s", "60s", "5m"},
                             "How long after the news does GetEntitlements lag?"};
const Switch kEmptyPage{
    "empty_page", {"off", "on"}, "Does GetEntitlements put an empty page with a token first?"};
const Switch kErrorType{"error_type", {"bare", "namespaced"}, "How is __type spelled?"};
const Switch kDimensionCheck{
    "dimension_check", {"metered", "listed"}, "Which dimensions may be metered?"};
const Switch kIsoTimestamps{"iso_timestamps",
                            {"refused", "accepted"},
                            "Is an ISO-8601 text taken for a timestamp in JSON?"};
const Switch kScopeService{
    "scope_service",
    {"strict", "any"},
    "Must the credential scope name the right service, and a region that has it?"};
const Switch kEmptyEntitlements{
    "empty_entitlements", {"absent", "list"}, "How is an empty GetEntitlements answer written?"};
const Switch kForeignProductCode{"foreign_product_code",
                                 {"empty", "denied"},
                                 "How does GetEntitlements answer an unknown product code?"};
const Switch kFinalWindowReading{"final_window_reading",
                                 {"deprovisioned-opens", "ended-opens"},
                                 "Which event opens the final metering hour?"};
const Switch kSnsUrls{
    "sns_urls", {"local", "aws"}, "Do SNS messages name souk's own URLs or Amazon's?"};
const Switch kSns429{"sns_429", {"retry", "lost"}, "Is a delivery answered 429 tried again?"};
const Switch kMessageFormat{
    "message_format", {"live", "compact"}, "Are SNS message texts spread over lines?"};
const Switch kOversize{"oversize", {"validation", "413"}, "How is a request over 1 MB answered?"};
const Switch kThrottling{
    "throttling", {"off", "on"}, "Do AWS's quotas of calls per second hold, in the market's time?"};
const Switch kMeteringRegions{"metering_regions",
                              {"profile", "every", "us-east-1"},
                              "In which regions is metering of a SaaS product switched on?"};
const Switch kSignature{
    "signature", {"verified", "read"}, "Is a signature verified, or only its scope read?"};
const Switch kMessageTexts{
    "message_texts",
    {"live", "own"},
    "Are errors worded as AWS was seen to word them, or as souk explains them?"};
const Switch kFutureDatedCreated{
    "future_dated_created",
    {"signature", "start"},
    "When is Purchase Agreement Created sent for an agreement that starts later?"};
const Switch kEventRoles{"event_roles",
                         {"seller", "all"},
                         "Which roles' events does the bus get: the seller's, or every party's?"};
const Switch kEventSpelling{"event_spelling",
                            {"live", "sample"},
                            "Are ids in events spelled as live ones, or as in AWS's odd samples?"};
const Switch kLandingPageFields{
    "landing_page_fields",
    {"minimal", "observed"},
    "Which fields does a buyer's browser post: the documented ones, or all that were seen?"};

}  // namespace switches

namespace {

const std::array kAll{
    switches::kResultOrder,
    switches::kIdenticalRepeat,
    switches::kRecordIdOnRefusal,
    switches::kEchoedTimestamp,
    switches::kFutureTolerance,
    switches::kUsageBeforeStart,
    switches::kIdentityConflict,
    switches::kProductCodeWithLicense,
    switches::kUnknownAccount,
    switches::kIdentifierOfNewProduct,
    switches::kIdentifierUsedByNewProduct,
    switches::kTokenAfterEnd,
    switches::kForeignToken,
    switches::kOlderTokens,
    switches::kTagCharacters,
    switches::kEventLicenseArn,
    switches::kZeroQuantity,
    switches::kLookBackFrom,
    switches::kMonthEndRule,
    switches::kEmptyBatch,
    switches::kEntitlementLag,
    switches::kEmptyPage,
    switches::kErrorType,
    switches::kDimensionCheck,
    switches::kIsoTimestamps,
    switches::kScopeService,
    switches::kEmptyEntitlements,
    switches::kForeignProductCode,
    switches::kFinalWindowReading,
    switches::kSnsUrls,
    switches::kSns429,
    switches::kMessageFormat,
    switches::kOversize,
    switches::kThrottling,
    switches::kMeteringRegions,
    switches::kSignature,
    switches::kMessageTexts,
    switches::kFutureDatedCreated,
    switches::kEventRoles,
    switches::kEventSpelling,
    switches::kLandingPageFields,
};

std::size_t edit_distance(std::string_view left, std::string_view right) {
  std::vector<std::size_t> row(right.size() + 1);
  std::iota(row.begin(), row.end(), 0U);
  for (std::size_t i = 0; i < left.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < right.size(); ++j) {
      const auto substitution = diagonal + (left[i] == right[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({row[j + 1] + 1, row[j] + 1, substitution});
    }
  }
  return row.back();
}

Error wrong_switch(std::string message, std::string field) {
  return {"InvalidSwitch", 400, std::move(message), std::move(field), ""};
}

}  // namespace

std::span<const Switch> all_switches() { return kAll; }

std::string nearest_word(std::string_view word, const std::vector<std::string_view>& candidates) {
  std::string_view best;
  std::size_t best_distance = std::max<std::size_t>(2, word.size() / 3) + 1;
  for (const auto candidate : candidates) {
    const auto distance = edit_distance(word, candidate);
    if (distance < best_distance) {
      best = candidate;
      best_distance = distance;
    }
  }
  return std::string(best);
}

Result<void> Switches::apply(const Json& choices) {
  if (!choices.is_object())
    return Failure(wrong_switch("switches is an object of name: choice.", "switches"));
  auto chosen = chosen_;
  for (const auto& [name, choice] : choices.items()) {
    const auto known = std::find_if(
        kAll.begin(), kAll.end(), [&name = name](const Switch& each) { return each.name == name; });
    if (known == kAll.end()) {
      std::vector<std::string_view> names;
      for (const auto& each : kAll) names.push_back(each.name);
      auto error =
          wrong_switch(fmt::format("There is no switch \"{}\".", name), "switches." + name);
      if (const auto near = nearest_word(name, names); !near.empty()) {
        error.hint = fmt::format("Did you mean \"{}\"?", near);
      }
      return Failure(error);
    }
    const auto text = choice.is_string() ? choice.get<std::string>() : choice.dump();
    if (std::find(known->choices.begin(), known->choices.end(), text) == known->choices.end()) {
      return Failure(wrong_switch(fmt::format("\"{}\" is no choice of {}; it has {}.", text, name,
                                              fmt::join(known->choices, ", ")),
                                  "switches." + name));
    }
    if (text == known->choices.front()) {
      chosen.erase(name);
    } else {
      chosen[name] = text;
    }
  }
  chosen_ = std::move(chosen);
  return {};
}

std::string_view Switches::at(const Switch& which) const {
  const auto found = chosen_.find(which.name);
  return found == chosen_.end() ? which.choices.front() : std::string_view(found->second);
}

Json Switches::to_json() const {
  Json values = Json::object();
  for (const auto& [name, choice] : chosen_) values[name] = choice;
  return values;
}

}  // namespace souk::marketplace
