#include "souk/sns_message.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

#include "client/src/json_members.h"
#include "souk/url.h"

namespace souk::client {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kCertificateName = "sns.amazonaws.com";

/// The member under either of its spellings.
std::string either(const Json& body, const char* name, const char* lambda_name) {
  const auto value = members::text(body, name);
  return value.empty() ? members::text(body, lambda_name) : value;
}

bool is_confirmation(const SnsMessage& message) {
  return message.type == "SubscriptionConfirmation" || message.type == "UnsubscribeConfirmation";
}

std::string missing_member(const SnsMessage& message) {
  const std::array<std::pair<const char*, const std::string*>, 8> needed{
      {{"Type", &message.type},
       {"MessageId", &message.message_id},
       {"TopicArn", &message.topic_arn},
       {"Timestamp", &message.timestamp},
       {"SignatureVersion", &message.signature_version},
       {"Signature", &message.signature},
       {"SigningCertURL", &message.signing_cert_url},
       {"Message", &message.message}}};
  for (const auto& [name, value] : needed) {
    if (value->empty()) return name;
  }
  if (is_confirmation(message) && message.subscribe_url.empty()) return "SubscribeURL";
  if (is_confirmation(message) && message.token.empty()) return "Token";
  return {};
}

/// Source: the host pattern of AWS's own validators (sns-validator for npm,
/// aws-php-sns-message-validator).
bool is_sns_host(std::string_view host) {
  if (host.ends_with(".cn")) host.remove_suffix(3);
  constexpr std::string_view kPrefix = "sns.";
  constexpr std::string_view kSuffix = ".amazonaws.com";
  if (!host.starts_with(kPrefix) || !host.ends_with(kSuffix)) return false;
  if (host.size() < kPrefix.size() + kSuffix.size()) return false;
  const auto region = host.substr(kPrefix.size(), host.size() - kPrefix.size() - kSuffix.size());
  return region.size() >= 3 && std::all_of(region.begin(), region.end(), [](unsigned char letter) {
           return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') ||
                  letter == '-';
         });
}

std::optional<Url> sns_url(const std::string& text) {
  const auto url = parse_url(text);
  // A port, even 443, is refused by npm's validator, so AWS never prints one.
  const bool has_port = text.find(':', std::string_view("https://").size()) <
                        text.find('/', std::string_view("https://").size());
  if (!url || url->scheme != "https" || has_port || !is_sns_host(url->host)) return std::nullopt;
  return url;
}

std::vector<unsigned char> decode_base64(const std::string& text) {
  std::vector<unsigned char> bytes(text.size() / 4 * 3 + 3);
  const int size =
      EVP_DecodeBlock(bytes.data(), reinterpret_cast<const unsigned char*>(text.data()),
                      static_cast<int>(text.size()));
  if (size < 0) return {};
  const auto padding =
      std::count(text.end() - std::min<long>(2, long(text.size())), text.end(), '=');
  bytes.resize(static_cast<std::size_t>(size - padding));
  return bytes;
}

struct FreeOpenSsl {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
template <class T>
using Owned = std::unique_ptr<T, FreeOpenSsl>;

Owned<X509> read_certificate(const std::string& pem) {
  const Owned<BIO> memory(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  return Owned<X509>(PEM_read_bio_X509(memory.get(), nullptr, nullptr, nullptr));
}

}  // namespace

Outcome<SnsMessage> parse_sns_message(std::string_view body) {
  const auto json = Json::parse(body, nullptr, false);
  SnsMessage message{.type = members::text(json, "Type"),
                     .message_id = members::text(json, "MessageId"),
                     .topic_arn = members::text(json, "TopicArn"),
                     .message = members::text(json, "Message"),
                     .timestamp = members::text(json, "Timestamp"),
                     .signature_version = members::text(json, "SignatureVersion"),
                     .signature = members::text(json, "Signature"),
                     .signing_cert_url = either(json, "SigningCertURL", "SigningCertUrl"),
                     .subscribe_url = either(json, "SubscribeURL", "SubscribeUrl"),
                     .token = members::text(json, "Token"),
                     .unsubscribe_url = either(json, "UnsubscribeURL", "UnsubscribeUrl")};
  if (members::at(json, "Subject").is_string()) message.subject = members::text(json, "Subject");
  if (const auto missing = missing_member(message); !missing.empty()) {
    return Failure{.type = transport::kBadAnswer,
                   .message = "not an SNS message: " + missing + " is missing",
                   .field = missing};
  }
  return message;
}

std::string sns_string_to_sign(const SnsMessage& message) {
  std::string text;
  const auto add = [&](const char* name, const std::string& value) {
    text += std::string(name) + "\n" + value + "\n";
  };
  add("Message", message.message);
  add("MessageId", message.message_id);
  if (is_confirmation(message)) {
    add("SubscribeURL", message.subscribe_url);
  } else if (message.subject) {
    add("Subject", *message.subject);
  }
  add("Timestamp", message.timestamp);
  if (is_confirmation(message)) add("Token", message.token);
  add("TopicArn", message.topic_arn);
  add("Type", message.type);
  return text;
}

bool is_sns_certificate_url(const std::string& url) {
  const auto parsed = sns_url(url);
  return parsed && parsed->target.ends_with(".pem");
}

bool is_sns_url(const std::string& url) { return sns_url(url).has_value(); }

CertificateSource https_certificate_source(HttpOptions options) {
  return [options = std::move(options)](const std::string& url) -> Outcome<std::string> {
    auto answer = request("GET", url, {}, {}, options);
    if (!answer) return answer.error();
    if (answer->status == 200) return std::move(answer->body);
    return Failure{.type = transport::kBadAnswer,
                   .status = answer->status,
                   .message = "the certificate could not be fetched from " + url};
  };
}

bool sns_signature_fits(const std::string& certificate_pem, const std::string& text,
                        const std::string& signature, const std::string& version) {
  if (version != "1" && version != "2") return false;
  const auto certificate = read_certificate(certificate_pem);
  const bool named = certificate && X509_check_host(certificate.get(), kCertificateName.data(),
                                                    kCertificateName.size(), 0, nullptr) == 1;
  const Owned<EVP_PKEY> key(named ? X509_get_pubkey(certificate.get()) : nullptr);
  const auto bytes = decode_base64(signature);
  bool fits = false;
  if (key && EVP_PKEY_base_id(key.get()) == EVP_PKEY_RSA && !bytes.empty()) {
    const Owned<EVP_MD_CTX> context(EVP_MD_CTX_new());
    const auto* digest = version == "1" ? EVP_sha1() : EVP_sha256();
    fits = EVP_DigestVerifyInit(context.get(), nullptr, digest, nullptr, key.get()) == 1 &&
           EVP_DigestVerify(context.get(), bytes.data(), bytes.size(),
                            reinterpret_cast<const unsigned char*>(text.data()), text.size()) == 1;
  }
  ERR_clear_error();
  return fits;
}

SnsVerifier::SnsVerifier(std::set<std::string> expected_topics, CertificateSource source)
    : expected_topics_(std::move(expected_topics)), source_(std::move(source)) {}

Outcome<Done> SnsVerifier::verify(const SnsMessage& message) {
  if (!expected_topics_.empty() && expected_topics_.count(message.topic_arn) == 0) {
    return Failure{.type = "UnexpectedTopic", .message = "unexpected topic " + message.topic_arn};
  }
  if (!is_sns_certificate_url(message.signing_cert_url)) {
    return Failure{.type = "UntrustedCertificate",
                   .message = "the certificate is not Amazon's: " + message.signing_cert_url};
  }
  const auto pem = certificate(message.signing_cert_url);
  if (!pem) return pem.error();
  if (!sns_signature_fits(*pem, sns_string_to_sign(message), message.signature,
                          message.signature_version)) {
    return Failure{.type = "BadSignature",
                   .message = "the signature does not fit message " + message.message_id};
  }
  return Done{};
}

Outcome<std::string> SnsVerifier::certificate(const std::string& url) {
  {
    const std::lock_guard lock(mutex_);
    const auto known = certificates_.find(url);
    if (known != certificates_.end()) return known->second;
  }
  auto pem = source_(url);
  if (!pem) return pem;
  const std::lock_guard lock(mutex_);
  return certificates_.emplace(url, *pem).first->second;
}

}  // namespace souk::client
