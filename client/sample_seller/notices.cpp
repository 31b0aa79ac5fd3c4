#include "client/sample_seller/notices.h"

#include <nlohmann/json.hpp>

namespace souk::sample {
namespace {

using Json = nlohmann::json;

/// Source: Seller Guide, "SNS notifications": AWS's own account, us-east-1.
constexpr std::string_view kTopicPrefix = "arn:aws:sns:us-east-1:287250355862:aws-mp-";
constexpr std::string_view kEventSource = "aws.agreement-marketplace";

std::set<std::string> topics_of(const std::string& product) {
  return {std::string(kTopicPrefix) + "subscription-notification-" + product,
          std::string(kTopicPrefix) + "entitlement-notification-" + product};
}

std::set<std::string> topics_of(const std::vector<Product>& products) {
  std::set<std::string> topics;
  for (const auto& product : products) topics.merge(topics_of(product.code));
  return topics;
}

/// The text at a path of members; empty when there is none.
template <class... Names>
std::string text_at(const Json& json, const Names&... names) {
  const Json* at = &json;
  for (const char* name : {names...}) {
    if (!at->is_object() || !at->contains(name)) return {};
    at = &(*at)[name];
  }
  return at->is_string() ? at->get<std::string>() : std::string();
}

client::Failure refusal(const char* type, std::string message) {
  return client::Failure{.type = type, .status = 400, .message = std::move(message)};
}

void add_event(const Json& event, Timestamp now, Mail& mail) {
  if (text_at(event, "source") != kEventSource) return;
  const auto type = text_at(event, "detail-type");
  const auto& detail = event.contains("detail") ? event["detail"] : Json();
  Notice notice{.name = type.substr(0, type.rfind(" - ")),
                .at = client::parse_iso(text_at(event, "time")).value_or(now),
                .product = text_at(detail, "product", "code"),
                .customer = {},
                .buyer = text_at(detail, "acceptor", "accountId"),
                .license = text_at(detail, "license", "arn"),
                .market_id = text_at(detail, "agreement", "id"),
                .previous = text_at(detail, "agreement", "previousAgreementId"),
                .intent = text_at(detail, "agreement", "intent"),
                .status = text_at(detail, "agreement", "status")};
  // A redelivery keeps requestId, while the envelope's id may be another.
  const auto request = text_at(detail, "requestId");
  notice.id = notice.name + "|" + (request.empty() ? text_at(event, "id") : request);
  mail.notices.push_back(std::move(notice));
}

}  // namespace

NoticeReader::NoticeReader(const Options& options, MarketCalls& market, SellerClock& clock)
    : options_(options),
      clock_(clock),
      verifier_(topics_of(options.products),
                [&market](const std::string& url) -> client::Outcome<std::string> {
                  auto answer = market.get_from_sns(url);
                  if (!answer) return answer.error();
                  if (answer->status == 200) return std::move(answer->body);
                  return refusal("UntrustedCertificate", "no certificate at " + url);
                }) {}

client::Outcome<Mail> NoticeReader::read_post(const client::HttpHeaders& headers,
                                              const std::string& body) {
  if (headers.get("x-amz-sns-rawdelivery") == "true") {
    return refusal("Unsigned", "raw messages over HTTP carry no signature; use a queue for them");
  }
  Mail mail;
  const auto json = Json::parse(body, nullptr, false);
  if (headers.find("x-amz-sns-message-type") || !text_at(json, "TopicArn").empty()) {
    const auto added = add_sns(body, mail);
    if (!added) return added.error();
    return mail;
  }
  if (json.is_object() && json.contains("detail-type")) {
    add_event(json, clock_.now(), mail);
    return mail;
  }
  if (!json.is_object() || !json.contains("Records") || !json["Records"].is_array()) {
    return refusal("UnknownEnvelope", "neither an SNS message nor an event nor Records");
  }
  for (const auto& record : json["Records"]) {
    if (record.is_object() && record.contains("Sns")) {
      const auto added = add_sns(record["Sns"].dump(), mail);
      if (!added) return added.error();
      continue;
    }
    auto inner = read_queue_message(text_at(record, "messageId"), text_at(record, "body"));
    if (!inner) return inner.error();
    mail.notices.insert(mail.notices.end(), inner->notices.begin(), inner->notices.end());
  }
  return mail;
}

client::Outcome<Mail> NoticeReader::read_queue_message(const std::string& id,
                                                       const std::string& body) {
  Mail mail;
  const auto json = Json::parse(body, nullptr, false);
  if (!json.is_object()) return refusal("UnknownEnvelope", "a queue message that is no object");
  if (json.contains("detail-type")) {
    add_event(json, clock_.now(), mail);
  } else if (json.contains("TopicArn")) {
    const auto added = add_sns(body, mail);
    if (!added) return added.error();
  } else {
    add_market_message(id, clock_.now(), body, mail);
  }
  return mail;
}

client::Outcome<client::Done> NoticeReader::add_sns(const std::string& body, Mail& mail) {
  const auto message = client::parse_sns_message(body);
  if (!message) return message.error();
  if (options_.defect != Defect::SkipsSignatureCheck) {
    const auto verified = verify(*message);
    if (!verified) return verified.error();
  }
  if (message->type == "SubscriptionConfirmation") {
    mail.confirmations.push_back(*message);
  } else if (message->type == "Notification") {
    const auto at = client::parse_iso(message->timestamp).value_or(clock_.now());
    add_market_message(message->message_id, at, message->message, mail);
  }
  return client::Done{};
}

client::Outcome<client::Done> NoticeReader::verify(const client::SnsMessage& message) {
  auto verified = verifier_.verify(message);
  if (!verified || message.type != "Notification") return verified;
  // A topic of ours may still not speak for another of our products.
  const auto product = text_at(Json::parse(message.message, nullptr, false), "product-code");
  if (product.empty() || topics_of(product).count(message.topic_arn) > 0) return verified;
  return refusal("UnexpectedTopic", message.topic_arn + " does not speak for " + product);
}

void NoticeReader::add_market_message(const std::string& id, Timestamp at, const std::string& text,
                                      Mail& mail) {
  const auto json = Json::parse(text, nullptr, false);
  const auto action = text_at(json, "action");
  if (action.empty()) return;
  mail.notices.push_back({.id = id,
                          .name = action,
                          .at = at,
                          .product = text_at(json, "product-code"),
                          .customer = text_at(json, "customer-identifier")});
}

}  // namespace souk::sample
