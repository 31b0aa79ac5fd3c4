#include "client/src/aws_caller.h"

#include <algorithm>
#include <array>

#include "client/src/real_time.h"
#include "souk/sigv4.h"

namespace souk::client {
namespace {

using Json = nlohmann::json;

/// Error codes that mean "slower, please".
/// Source: AWS SDKs and Tools Reference Guide, "Retry behavior".
constexpr std::array<std::string_view, 14> kThrottlingCodes{
    "Throttling",
    "ThrottlingException",
    "ThrottledException",
    "RequestThrottledException",
    "TooManyRequestsException",
    "ProvisionedThroughputExceededException",
    "TransactionInProgressException",
    "RequestLimitExceeded",
    "BandwidthLimitExceeded",
    "LimitExceededException",
    "RequestThrottled",
    "SlowDown",
    "PriorRequestNotComplete",
    "EC2ThrottledException"};

bool is_throttling(const Failure& failure) {
  return std::find(kThrottlingCodes.begin(), kThrottlingCodes.end(), failure.type) !=
             kThrottlingCodes.end() ||
         failure.status == 429;
}

bool is_transient(const Failure& failure) {
  static constexpr std::array<std::string_view, 5> kNames{transport::kRefused, transport::kTimeout,
                                                          transport::kBroken, "RequestTimeout",
                                                          "RequestTimeoutException"};
  const bool named = std::find(kNames.begin(), kNames.end(), failure.type) != kNames.end();
  return named || failure.status == 500 || failure.status == 502 || failure.status == 503 ||
         failure.status == 504;
}

std::string unescape_xml(std::string_view text) {
  static constexpr std::array<std::pair<std::string_view, char>, 5> kEntities{
      {{"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}, {"&amp;", '&'}}};
  std::string result;
  while (!text.empty()) {
    const auto entity = std::find_if(kEntities.begin(), kEntities.end(), [&](const auto& known) {
      return text.starts_with(known.first);
    });
    result += entity == kEntities.end() ? text.front() : entity->second;
    text.remove_prefix(entity == kEntities.end() ? 1 : entity->first.size());
  }
  return result;
}

/// "prefix#Name:http://…" → "Name".
std::string bare_name(std::string name) {
  if (const auto hash = name.rfind('#'); hash != std::string::npos) name.erase(0, hash + 1);
  return name.substr(0, name.find(':'));
}

std::string member_text(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

Failure read_error(const HttpAnswer& answer) {
  Failure failure{.type = {}, .status = answer.status};
  const auto body = Json::parse(answer.body, nullptr, false);
  if (body.is_object()) {
    failure.type = bare_name(member_text(body, "__type"));
    failure.message = member_text(body, "message");
    if (failure.message.empty()) failure.message = member_text(body, "Message");
  } else {
    failure.type = xml_text(answer.body, "Code");
    failure.message = xml_text(answer.body, "Message");
  }
  if (failure.type.empty()) failure.type = bare_name(answer.headers.get("x-amzn-ErrorType"));
  if (failure.type.empty()) failure.type = std::to_string(answer.status);
  if (failure.message.empty()) failure.message = answer.reason;
  return failure;
}

std::string endpoint_of(const ClientConfig& config, const ServiceNames& names) {
  if (!config.endpoint.empty()) {
    return config.endpoint.ends_with('/') ? config.endpoint : config.endpoint + "/";
  }
  auto host = names.real_host;
  if (const auto mark = host.find("{region}"); mark != std::string::npos) {
    host.replace(mark, 8, config.region);
  }
  return "https://" + host + "/";
}

/// 64 well-mixed bits (the finaliser of SplitMix64).
std::uint64_t mixed(std::uint64_t value) {
  value += 0x9e3779b97f4a7c15;
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
  value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
  return value ^ (value >> 31);
}

}  // namespace

std::string xml_text(std::string_view xml, std::string_view name) {
  const auto open = "<" + std::string(name) + ">";
  const auto begin = xml.find(open);
  if (begin == std::string_view::npos) return {};
  const auto rest = xml.substr(begin + open.size());
  return unescape_xml(rest.substr(0, rest.find("</" + std::string(name) + ">")));
}

AwsCaller::AwsCaller(ClientConfig config, ServiceNames names)
    : config_(std::move(config)),
      names_(std::move(names)),
      endpoint_(endpoint_of(config_, names_)) {}

Outcome<Json> AwsCaller::call_json(const std::string& operation, const Json& input, Duration wait) {
  const HttpHeaders headers{{"Content-Type", names_.content_type},
                            {"X-Amz-Target", names_.target_prefix + "." + operation}};
  auto answer = send(headers, input.dump(), wait);
  if (!answer) return answer.error();
  auto body = Json::parse(answer->body.empty() ? "{}" : answer->body, nullptr, false);
  if (!body.is_object()) {
    return Failure{.type = transport::kBadAnswer,
                   .status = answer->status,
                   .message = operation + " was answered with something that is no JSON object"};
  }
  return body;
}

Outcome<std::string> AwsCaller::call_query(const std::string& operation, FormFields fields) {
  fields.insert(fields.begin(), {{"Action", operation}, {"Version", names_.version}});
  auto answer = send({{"Content-Type", names_.content_type}}, form_encode(fields), Duration(0));
  if (!answer) return answer.error();
  return std::move(answer->body);
}

Outcome<HttpAnswer> AwsCaller::send(const HttpHeaders& headers, const std::string& body,
                                    Duration wait) {
  for (int tried = 1;; ++tried) {
    auto outcome = attempt(headers, body, wait);
    if (outcome || tried >= config_.retry.attempts) return outcome;
    const bool throttled = is_throttling(outcome.error());
    if (!throttled && !is_transient(outcome.error())) return outcome;
    back_off(tried, throttled);
  }
}

Outcome<HttpAnswer> AwsCaller::attempt(HttpHeaders headers, const std::string& body,
                                       Duration wait) {
  const auto url = parse_url(endpoint_);
  if (!url) {
    return Failure{.type = transport::kBadUrl, .message = "not an http(s) URL: " + endpoint_};
  }
  if (config_.before_call) config_.before_call();
  const auto at = config_.now ? config_.now() : real_time::now();
  headers.add("Host", url->authority());
  headers.add("X-Amz-Date", to_amz_date(at));
  if (!config_.credentials.session_token.empty()) {
    headers.add("X-Amz-Security-Token", config_.credentials.session_token);
  }
  const auto signature =
      sign({"POST", url->target, headers, body, config_.region, names_.signing_name, at},
           config_.credentials);
  headers.add("Authorization", signature.authorization);
  auto options = config_.http;
  options.timeout += wait;
  auto outcome = request("POST", url->text(), headers, body, options);
  if (!outcome) return outcome;
  if (config_.on_answer) config_.on_answer(*outcome);
  if (outcome->status / 100 != 2) return read_error(*outcome);
  return outcome;
}

void AwsCaller::back_off(int attempt, bool throttled) {
  const auto& retry = config_.retry;
  const auto base = throttled ? retry.throttled_base : retry.base;
  const auto limit = std::min(base * (1 << std::min(attempt - 1, 16)), retry.at_most);
  const auto dice = mixed(retry.seed + 0x1000 * ++waits_);
  const Duration wait(
      limit.count() <= 0
          ? 0
          : static_cast<std::int64_t>(dice % static_cast<std::uint64_t>(limit.count() + 1)));
  if (retry.pause) {
    retry.pause(wait);
  } else {
    real_time::pause(wait);
  }
}

}  // namespace souk::client
