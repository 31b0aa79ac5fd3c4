#pragma once

#include "emulator/messaging/messaging.h"

namespace souk::messaging {

/// The account that owns the Marketplace's topics. Source: topic ARNs of live products.
inline constexpr std::string_view kMarketplaceAccount = "287250355862";

/// The seller-facing text of an SNS notification: `{`, one member per line, `}`; or on one line.
/// Source: a live entitlement-updated message of 2024-08-20.
std::string message_text(const std::vector<std::pair<std::string, std::string>>& members,
                         bool compact);

/// An SNS message as HTTP endpoints and queues get it, before it is signed.
struct Envelope {
  std::string type;  ///< Notification, SubscriptionConfirmation, UnsubscribeConfirmation
  std::string message_id;
  std::string topic_arn;
  std::optional<std::string> subject = std::nullopt;
  std::string message;
  std::string timestamp;
  std::string token;          ///< confirmations only
  std::string subscribe_url;  ///< confirmations only
  std::string unsubscribe_url;
  std::string signature_version;
  std::string signing_cert_url;
  Json attributes = Json::object();  ///< {name: {DataType, StringValue | BinaryValue}}
};

/// What the signature covers: key, newline, value, newline, keys in byte order.
/// Source: SNS Developer Guide, "Verifying message signatures".
std::string string_to_sign(const Envelope& envelope);

/// The body's bytes: two blanks of indentation, a blank before and after each colon, AWS's order.
std::string render(const Envelope& envelope, const std::string& signature);

/// The same message as a Lambda function gets it: spelled SigningCertUrl, Subject null.
std::string render_for_lambda(const Envelope& envelope, const std::string& signature,
                              const std::string& subscription_arn);

/// Where SNS links and certificates point to: Amazon's own host, or souk itself.
std::string sns_base_url(const Messaging& messaging);

/// The text SNS sends to have a subscription confirmed.
std::string confirmation_text(const std::string& topic_arn);

/// An SNS time: milliseconds, never .000, which one validator re-prints without its fraction.
std::string sns_time(Timestamp at);

}  // namespace souk::messaging
