#include "emulator/messaging/delivery_policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace souk::messaging {
namespace {

/// Source: SNS Developer Guide, "Creating an HTTP/S delivery policy".
constexpr std::int64_t kLongestDelay = 3'600;
constexpr std::int64_t kMostRetries = 100;
constexpr Duration kLongestTotal = std::chrono::seconds(3'600);
constexpr std::array<std::string_view, 4> kBackoffs{"linear", "arithmetic", "geometric",
                                                    "exponential"};
constexpr std::array<std::string_view, 2> kContentTypes{"application/json", "text/plain"};
constexpr std::array<std::string_view, 10> kRawContentTypes{"text/css",
                                                            "text/csv",
                                                            "text/html",
                                                            "text/xml",
                                                            "application/atom+xml",
                                                            "application/octet-stream",
                                                            "application/soap+xml",
                                                            "application/x-www-form-urlencoded",
                                                            "application/xhtml+xml",
                                                            "application/xml"};

Result<void> bad_policy(std::string_view text) {
  return Failure({"InvalidParameter", 400, fmt::format("DeliveryPolicy: {}", text), "", ""});
}

/// The delay of the back-off's attempt `position` of `count`; what grows how is souk's choice for
/// all but the ends, which the guide gives.
Duration backed_off(const RetryPolicy& policy, std::int64_t position, std::int64_t count) {
  const auto least = static_cast<double>(policy.min_delay);
  const auto most = static_cast<double>(policy.max_delay);
  if (count == 1) return std::chrono::seconds(policy.min_delay);
  const auto n = static_cast<double>(count - 1);
  const auto i = static_cast<double>(position);
  double seconds = least + (most - least) * i / n;
  if (policy.backoff == "exponential") seconds = least * std::pow(most / least, i / n);
  if (policy.backoff == "arithmetic") {
    seconds = least + (most - least) * i * (i + 1) / (n * (n + 1));
  }
  if (policy.backoff == "geometric") {
    seconds = least + (most - least) * (std::exp2(i) - 1) / (std::exp2(n) - 1);
  }
  return Duration(std::llround(seconds * 1000));
}

RetryPolicy read_retries(const Json& text) {
  RetryPolicy policy;
  if (!text.is_object()) return policy;
  policy.min_delay = text.value("minDelayTarget", policy.min_delay);
  policy.max_delay = text.value("maxDelayTarget", policy.max_delay);
  policy.retries = text.value("numRetries", policy.retries);
  policy.no_delay_retries = text.value("numNoDelayRetries", policy.no_delay_retries);
  policy.min_delay_retries = text.value("numMinDelayRetries", policy.min_delay_retries);
  policy.max_delay_retries = text.value("numMaxDelayRetries", policy.max_delay_retries);
  policy.backoff = text.value("backoffFunction", policy.backoff);
  return policy;
}

Json write_retries(const RetryPolicy& policy) {
  return {{"minDelayTarget", policy.min_delay},
          {"maxDelayTarget", policy.max_delay},
          {"numRetries", policy.retries},
          {"numMaxDelayRetries", policy.max_delay_retries},
          {"numNoDelayRetries", policy.no_delay_retries},
          {"numMinDelayRetries", policy.min_delay_retries},
          {"backoffFunction", policy.backoff}};
}

Result<void> check_numbers(const Json& retries, const std::string& name) {
  for (const auto* member : {"minDelayTarget", "maxDelayTarget", "numRetries"}) {
    if (!retries.contains(member)) {
      return bad_policy(fmt::format("{}.{} must be specified", name, member));
    }
  }
  for (const auto& [member, value] : retries.items()) {
    if (member == "backoffFunction") {
      const bool known = value.is_string() &&
                         std::find(kBackoffs.begin(), kBackoffs.end(), value.get<std::string>()) !=
                             kBackoffs.end();
      if (!known) return bad_policy(fmt::format("{}.backoffFunction: unknown function", name));
      continue;
    }
    static constexpr std::array<std::string_view, 6> kKnown{
        "minDelayTarget",    "maxDelayTarget",     "numRetries",
        "numNoDelayRetries", "numMinDelayRetries", "numMaxDelayRetries"};
    if (std::find(kKnown.begin(), kKnown.end(), member) == kKnown.end()) {
      return bad_policy(fmt::format("{} has no member {}", name, member));
    }
    if (!value.is_number_integer() || value.get<std::int64_t>() < 0 ||
        value.get<std::int64_t>() > kLongestDelay) {
      return bad_policy(fmt::format("{}.{} must be a whole number", name, member));
    }
  }
  return {};
}

Result<void> check_retries(const Json& retries, const std::string& name) {
  if (!retries.is_object()) return bad_policy(fmt::format("{} must be an object", name));
  if (const auto fine = check_numbers(retries, name); !fine) return fine;
  const auto policy = read_retries(retries);
  if (policy.min_delay < 1 || policy.min_delay > policy.max_delay) {
    return bad_policy(fmt::format("{}.minDelayTarget must be 1 to maxDelayTarget", name));
  }
  if (policy.retries > kMostRetries) {
    return bad_policy(fmt::format("{}.numRetries must be less than or equal to 100", name));
  }
  if (policy.no_delay_retries + policy.min_delay_retries + policy.max_delay_retries >
      policy.retries) {
    return bad_policy(fmt::format("{}.numRetries must not be less than its phases together", name));
  }
  Duration total(0);
  for (std::int64_t made = 1; const auto wait = next_attempt(policy, made); ++made) total += *wait;
  if (total > kLongestTotal) {
    return bad_policy(fmt::format("{}: total retry time must not exceed 3600 seconds", name));
  }
  return {};
}

template <class Types>
bool is_one_of(const Types& types, const std::string& text) {
  return std::find(types.begin(), types.end(), text.substr(0, text.find(';'))) != types.end();
}

Result<void> check_request(const Json& request, const std::string& name, bool raw) {
  const auto type = request.is_object() ? request.value("headerContentType", Json()) : Json();
  if (type.is_null()) return {};
  if (type.is_string() &&
      (is_one_of(kContentTypes, type) || (raw && is_one_of(kRawContentTypes, type)))) {
    return {};
  }
  return bad_policy(fmt::format("{}.headerContentType is not supported", name));
}

Result<void> check_throttle(const Json& throttle, const std::string& name) {
  const auto most = throttle.is_object() ? throttle.value("maxReceivesPerSecond", Json()) : Json();
  if (most.is_null() || (most.is_number_integer() && most.get<std::int64_t>() >= 1)) return {};
  return bad_policy(fmt::format("{}.maxReceivesPerSecond must be 1 or more", name));
}

Result<void> check_parts(const Json& policy, const std::string& path, const char* retries,
                         const char* throttle, const char* request, bool raw) {
  if (policy.contains(retries) && !policy[retries].is_null()) {
    if (const auto fine = check_retries(policy[retries], path + retries); !fine) return fine;
  }
  if (policy.contains(throttle)) {
    if (const auto fine = check_throttle(policy[throttle], path + throttle); !fine) return fine;
  }
  if (policy.contains(request)) return check_request(policy[request], path + request, raw);
  return {};
}

Json parsed(const std::string& text) {
  auto policy = Json::parse(text, nullptr, false);
  return policy.is_object() ? policy : Json::object();
}

constexpr auto kUsualContentType = "text/plain; charset=UTF-8";

}  // namespace

std::optional<Duration> next_attempt(const RetryPolicy& policy, std::int64_t made) {
  auto position = made - 1;
  if (position >= policy.retries) return std::nullopt;
  if (position < policy.no_delay_retries) return Duration(0);
  position -= policy.no_delay_retries;
  if (position < policy.min_delay_retries) return std::chrono::seconds(policy.min_delay);
  position -= policy.min_delay_retries;
  const auto backing_off = policy.retries - policy.no_delay_retries - policy.min_delay_retries -
                           policy.max_delay_retries;
  if (position < backing_off) return backed_off(policy, position, backing_off);
  return std::chrono::seconds(policy.max_delay);
}

Result<void> check_subscription_policy(const std::string& text, bool raw) {
  const auto policy = Json::parse(text, nullptr, false);
  if (!policy.is_object()) return bad_policy("failed to parse JSON.");
  return check_parts(policy, "", "healthyRetryPolicy", "throttlePolicy", "requestPolicy", raw);
}

Result<void> check_topic_policy(const std::string& text) {
  const auto policy = Json::parse(text, nullptr, false);
  if (!policy.is_object()) return bad_policy("failed to parse JSON.");
  const auto http = policy.value("http", Json::object());
  if (!http.is_object()) return bad_policy("http must be an object");
  return check_parts(http, "http.", "defaultHealthyRetryPolicy", "defaultThrottlePolicy",
                     "defaultRequestPolicy", false);
}

Json effective_topic_policy(const std::string& topic) {
  const auto told = parsed(topic).value("http", Json::object());
  Json http{{"defaultHealthyRetryPolicy",
             write_retries(read_retries(told.value("defaultHealthyRetryPolicy", Json())))},
            {"disableSubscriptionOverrides", told.value("disableSubscriptionOverrides", false)},
            {"defaultRequestPolicy",
             told.value("defaultRequestPolicy", Json{{"headerContentType", kUsualContentType}})}};
  if (told.contains("defaultThrottlePolicy")) {
    http["defaultThrottlePolicy"] = told["defaultThrottlePolicy"];
  }
  return {{"http", std::move(http)}};
}

Json effective_subscription_policy(const std::string& topic, const std::string& subscription) {
  const auto above = effective_topic_policy(topic)["http"];
  const auto own =
      above["disableSubscriptionOverrides"] == true ? Json::object() : parsed(subscription);
  const auto pick = [&](const char* name, const char* name_above) {
    const auto told = own.value(name, Json());
    return told.is_null() ? above.value(name_above, Json()) : told;
  };
  return {{"healthyRetryPolicy",
           write_retries(read_retries(pick("healthyRetryPolicy", "defaultHealthyRetryPolicy")))},
          {"sicklyRetryPolicy", nullptr},
          {"throttlePolicy", pick("throttlePolicy", "defaultThrottlePolicy")},
          {"requestPolicy", pick("requestPolicy", "defaultRequestPolicy")},
          {"guaranteed", false}};
}

RetryPolicy retry_policy_in(const Json& effective) {
  return read_retries(effective.at("healthyRetryPolicy"));
}

std::string content_type_in(const Json& effective) {
  const auto& request = effective.at("requestPolicy");
  return request.is_object() ? request.value("headerContentType", std::string(kUsualContentType))
                             : kUsualContentType;
}

}  // namespace souk::messaging
