#include "emulator/messaging/queue_settings.h"

#include <algorithm>
#include <array>

#include "emulator/messaging/queue_errors.h"

namespace souk::messaging {
namespace {

struct Attribute {
  std::string_view name;
  std::int64_t standard;
  std::int64_t least;
  std::int64_t most;
};

/// Source: SQS API Reference, SetQueueAttributes; defaults recorded from the live service.
constexpr std::array kAttributes{
    Attribute{"VisibilityTimeout", 30, 0, 43'200},
    Attribute{"DelaySeconds", 0, 0, 900},
    Attribute{"MaximumMessageSize", 1'048'576, 1'024, 1'048'576},
    Attribute{"MessageRetentionPeriod", 345'600, 60, 1'209'600},
    Attribute{"ReceiveMessageWaitTimeSeconds", 0, 0, 20},
};

/// Kept and told; of these only the redrive policy and the switch of encryption are looked into.
constexpr std::array<std::string_view, 6> kTextAttributes{
    "Policy",         "RedrivePolicy",        "RedriveAllowPolicy",
    "KmsMasterKeyId", "SqsManagedSseEnabled", "KmsDataKeyReusePeriodSeconds"};

/// Source: SQS API Reference, SetQueueAttributes.
constexpr std::int64_t kMostReceives = 1'000;

const Attribute* find_attribute(std::string_view name) {
  const auto* found = std::find_if(kAttributes.begin(), kAttributes.end(),
                                   [&](const Attribute& each) { return each.name == name; });
  return found == kAttributes.end() ? nullptr : found;
}

std::optional<std::int64_t> number_in(const std::string& text) {
  const bool digits = !text.empty() && text.size() < 10 &&
                      text.find_first_not_of("0123456789") == std::string::npos;
  return digits ? std::optional<std::int64_t>(std::stoll(text)) : std::nullopt;
}

/// Clients write the count as a number or as a text.
std::optional<std::int64_t> number_in(const Json& value) {
  if (value.is_number_integer()) return value.get<std::int64_t>();
  return value.is_string() ? number_in(value.get<std::string>()) : std::nullopt;
}

Result<void> check_redrive(Messaging& messaging, const std::string& text) {
  const auto refused = [&](std::string_view reason) {
    return Failure(invalid_value(text, "RedrivePolicy", reason));
  };
  const auto policy = Json::parse(text, nullptr, false);
  if (!policy.is_object()) return refused("Redrive policy is not a valid JSON map.");
  for (const auto* member : {"deadLetterTargetArn", "maxReceiveCount"}) {
    if (policy.contains(member)) continue;
    return refused(fmt::format("Redrive policy does not contain mandatory attribute: {}.", member));
  }
  const auto most = number_in(policy["maxReceiveCount"]);
  if (!most || *most < 1 || *most > kMostReceives) {
    return refused(fmt::format(
        "Invalid value for maxReceiveCount: {}, valid values are from 1 to 1000 both inclusive.",
        policy["maxReceiveCount"].is_string() ? policy["maxReceiveCount"].get<std::string>()
                                              : policy["maxReceiveCount"].dump()));
  }
  const auto& target = policy["deadLetterTargetArn"];
  if (!target.is_string() || !queue_with_arn(messaging, target)) {
    return refused("Dead letter target does not exist.");
  }
  return {};
}

Error wrong(std::string_view attribute) {
  return queue_error("InvalidAttributeValue",
                     fmt::format("Invalid value for the parameter {}.", attribute),
                     std::string(attribute));
}

Result<std::string> read_text(Messaging& messaging, std::string_view name,
                              const std::string& text) {
  if (std::find(kTextAttributes.begin(), kTextAttributes.end(), name) == kTextAttributes.end()) {
    return Failure(queue_error("InvalidAttributeName", fmt::format("Unknown Attribute {}.", name),
                               std::string(name)));
  }
  if (text.empty()) return text;
  if (name == "SqsManagedSseEnabled" && text != "true" && text != "false") {
    return Failure(wrong(name));
  }
  if (name == "RedrivePolicy") {
    if (const auto fine = check_redrive(messaging, text); !fine) return Failure(fine.error());
  }
  return text;
}

}  // namespace

Result<Json> read_queue_attributes(Messaging& messaging, const Json& given) {
  Json kept = Json::object();
  for (const auto& [name, value] : given.items()) {
    const auto text = value.is_string() ? value.get<std::string>() : value.dump();
    const auto* known = find_attribute(name);
    if (known == nullptr) {
      auto read = read_text(messaging, name, text);
      if (!read) return Failure(read.error());
      kept[name] = std::move(*read);
      continue;
    }
    const auto number = number_in(text);
    if (!number || *number < known->least || *number > known->most) return Failure(wrong(name));
    kept[name] = std::to_string(*number);
  }
  return kept;
}

Json queue_settings(const storage::QueueRow& queue) {
  auto all = Json::parse(queue.attributes_json);
  for (const auto& each : kAttributes) {
    all.emplace(std::string(each.name), std::to_string(each.standard));
  }
  all.emplace("SqsManagedSseEnabled", "true");
  return all;
}

std::int64_t queue_setting(const storage::QueueRow& queue, const std::string& attribute) {
  const auto kept = Json::parse(queue.attributes_json);
  if (kept.contains(attribute)) return std::stoll(kept[attribute].get<std::string>());
  return find_attribute(attribute)->standard;
}

std::optional<Redrive> redrive_of(const storage::QueueRow& queue) {
  const auto kept = Json::parse(queue.attributes_json);
  const auto text = kept.find("RedrivePolicy");
  if (text == kept.end()) return std::nullopt;
  const auto policy = Json::parse(text->get<std::string>());
  return Redrive{policy.at("deadLetterTargetArn"), number_in(policy.at("maxReceiveCount")).value()};
}

std::string queue_arn(const Messaging& messaging, const storage::QueueRow& queue) {
  return fmt::format("arn:aws:sqs:{}:{}:{}", messaging.market.region, messaging.market.account,
                     queue.name);
}

std::optional<storage::QueueRow> queue_with_arn(Messaging& messaging, const std::string& arn) {
  auto queue = messaging.queues.queue(arn.substr(arn.rfind(':') + 1));
  return queue && queue_arn(messaging, *queue) == arn ? queue : std::nullopt;
}

}  // namespace souk::messaging
