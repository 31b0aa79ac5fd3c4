#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "souk/http.h"
#include "souk/outcome.h"

namespace souk::client {

/// An SNS message as it reaches an HTTP(S) endpoint, a queue without raw delivery, or a function.
struct SnsMessage {
  std::string type;  ///< "Notification", "SubscriptionConfirmation", "UnsubscribeConfirmation"
  std::string message_id;
  std::string topic_arn;
  std::optional<std::string> subject = std::nullopt;
  std::string message;
  std::string timestamp;  ///< as sent: the signature covers this spelling
  std::string signature_version;
  std::string signature;  ///< base64
  std::string signing_cert_url;
  std::string subscribe_url = {};  ///< confirmations only
  std::string token = {};          ///< confirmations only
  std::string unsubscribe_url = {};
};

/// Reads the envelope; "SigningCertUrl" and its like, as functions get them, are understood too.
/// Fails with BadAnswer, naming the member that is missing.
Outcome<SnsMessage> parse_sns_message(std::string_view body);

/// What the signature covers. Source: SNS Developer Guide, "Verifying the signatures of messages".
std::string sns_string_to_sign(const SnsMessage& message);

/// https, a host sns.REGION.amazonaws.com (or .cn), no port, a path that ends in .pem.
bool is_sns_certificate_url(const std::string& url);
/// The same rule for SubscribeURL, whose path is free.
bool is_sns_url(const std::string& url);

/// Gets the certificate (PEM) at an address that passed the rule above.
using CertificateSource = std::function<Outcome<std::string>(const std::string& url)>;

/// Fetches over HTTPS, as a seller in production does.
CertificateSource https_certificate_source(HttpOptions options = {});

/// Decides whether a message is really from one of the topics expected. Safe to use from several
/// threads; certificates are fetched once and kept.
class SnsVerifier {
 public:
  /// No `expected_topics` means any topic, which is rarely wise.
  SnsVerifier(std::set<std::string> expected_topics, CertificateSource source);

  /// Fails with UnexpectedTopic, UntrustedCertificate, BadSignature, or whatever the source says.
  Outcome<Done> verify(const SnsMessage& message);

 private:
  Outcome<std::string> certificate(const std::string& url);

  const std::set<std::string> expected_topics_;
  const CertificateSource source_;
  std::mutex mutex_;
  std::map<std::string, std::string> certificates_;
};

/// Whether `signature` (base64) fits `text` under the certificate's key: version "1" is SHA-1, "2"
/// SHA-256, both RSA PKCS#1 v1.5. False also for a certificate that cannot be read or does not name
/// sns.amazonaws.com.
bool sns_signature_fits(const std::string& certificate_pem, const std::string& text,
                        const std::string& signature, const std::string& version);

}  // namespace souk::client
