#include "emulator/messaging/sns_message.h"

#include <fmt/format.h>

namespace souk::messaging {
namespace {

std::string json_text(std::string_view text) {
  return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// Members in AWS's order; absent ones left out.
std::vector<std::pair<std::string_view, std::string_view>> members_of(
    const Envelope& envelope, const std::string& signature) {
  std::vector<std::pair<std::string_view, std::string_view>> members{
      {"Type", envelope.type}, {"MessageId", envelope.message_id}};
  if (!envelope.token.empty()) members.emplace_back("Token", envelope.token);
  members.emplace_back("TopicArn", envelope.topic_arn);
  if (envelope.subject) members.emplace_back("Subject", *envelope.subject);
  members.emplace_back("Message", envelope.message);
  if (!envelope.subscribe_url.empty()) members.emplace_back("SubscribeURL", envelope.subscribe_url);
  members.emplace_back("Timestamp", envelope.timestamp);
  members.emplace_back("SignatureVersion", envelope.signature_version);
  members.emplace_back("Signature", signature);
  members.emplace_back("SigningCertURL", envelope.signing_cert_url);
  if (!envelope.unsubscribe_url.empty()) {
    members.emplace_back("UnsubscribeURL", envelope.unsubscribe_url);
  }
  return members;
}

/// {name: {Type, Value}}, as messages carry their attributes.
Json carried(const Json& attributes) {
  Json all = Json::object();
  for (const auto& [name, attribute] : attributes.items()) {
    const auto type = attribute.value("DataType", std::string());
    const bool binary = type.rfind("Binary", 0) == 0;
    all[name] = {{"Type", type}, {"Value", attribute.at(binary ? "BinaryValue" : "StringValue")}};
  }
  return all;
}

}  // namespace

std::string message_text(const std::vector<std::pair<std::string, std::string>>& members,
                         bool compact) {
  std::string text = "{";
  const auto* separator = compact ? "" : "\n";
  for (const auto& [name, value] : members) {
    text +=
        fmt::format("{}{}:{}{}", separator, json_text(name), compact ? "" : " ", json_text(value));
    separator = compact ? "," : ",\n";
  }
  return text + (compact ? "}" : "\n}");
}

std::string string_to_sign(const Envelope& envelope) {
  const auto line = [](std::string_view key, std::string_view value) {
    return fmt::format("{}\n{}\n", key, value);
  };
  auto text = line("Message", envelope.message) + line("MessageId", envelope.message_id);
  if (envelope.type != "Notification") text += line("SubscribeURL", envelope.subscribe_url);
  if (envelope.subject) text += line("Subject", *envelope.subject);
  text += line("Timestamp", envelope.timestamp);
  if (envelope.type != "Notification") text += line("Token", envelope.token);
  return text + line("TopicArn", envelope.topic_arn) + line("Type", envelope.type);
}

std::string render(const Envelope& envelope, const std::string& signature) {
  std::string body = "{";
  const auto* separator = "\n  ";
  for (const auto& [name, value] : members_of(envelope, signature)) {
    body += fmt::format("{}{} : {}", separator, json_text(name), json_text(value));
    separator = ",\n  ";
  }
  if (!envelope.attributes.empty()) {
    body += fmt::format("{}{} : {{", separator, json_text("MessageAttributes"));
    const auto* between = "\n    ";
    const auto all = carried(envelope.attributes);
    for (const auto& [name, attribute] : all.items()) {
      body += fmt::format("{}{} : {}", between, json_text(name),
                          attribute.dump(-1, ' ', false, Json::error_handler_t::replace));
      between = ",\n    ";
    }
    body += "\n  }";
  }
  return body + "\n}";
}

std::string render_for_lambda(const Envelope& envelope, const std::string& signature,
                              const std::string& subscription_arn) {
  const Json sns{{"Type", envelope.type},
                 {"MessageId", envelope.message_id},
                 {"TopicArn", envelope.topic_arn},
                 {"Subject", envelope.subject ? Json(*envelope.subject) : Json()},
                 {"Message", envelope.message},
                 {"Timestamp", envelope.timestamp},
                 {"SignatureVersion", envelope.signature_version},
                 {"Signature", signature},
                 {"SigningCertUrl", envelope.signing_cert_url},
                 {"UnsubscribeUrl", envelope.unsubscribe_url},
                 {"MessageAttributes", carried(envelope.attributes)}};
  const Json record{{"EventSource", "aws:sns"},
                    {"EventVersion", "1.0"},
                    {"EventSubscriptionArn", subscription_arn},
                    {"Sns", sns}};
  return Json{{"Records", {record}}}.dump();
}

std::string sns_base_url(const Messaging& messaging) {
  if (messaging.market.switches.is(marketplace::switches::kSnsUrls, "aws")) {
    return fmt::format("https://sns.{}.amazonaws.com", messaging.market.region);
  }
  return messaging.base_url;
}

std::string confirmation_text(const std::string& topic_arn) {
  return fmt::format(
      "You have chosen to subscribe to the topic {}.\nTo confirm the subscription, visit the "
      "SubscribeURL included in this message.",
      topic_arn);
}

std::string sns_time(Timestamp at) {
  const bool whole_second = at == std::chrono::floor<std::chrono::seconds>(at);
  return to_iso(whole_second ? at + Duration(1) : at);
}

}  // namespace souk::messaging
