#include "tests/client/support/sns_signer.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include <memory>
#include <vector>

namespace souk::test {
namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Memory = std::unique_ptr<BIO, decltype(&BIO_free)>;

std::string text_of(BIO* memory) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory, &data);
  return {data, static_cast<std::size_t>(size)};
}

std::string certificate_for(EVP_PKEY* key, const std::string& name) {
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(X509_new(), &X509_free);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), 0);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
  X509_set_pubkey(certificate.get(), key);
  auto* subject = X509_get_subject_name(certificate.get());
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  X509_set_issuer_name(certificate.get(), subject);
  X509_sign(certificate.get(), key, EVP_sha256());
  const Memory memory(BIO_new(BIO_s_mem()), &BIO_free);
  PEM_write_bio_X509(memory.get(), certificate.get());
  return text_of(memory.get());
}

}  // namespace

SnsSigner::SnsSigner(const std::string& certificate_name) {
  const Key key(EVP_RSA_gen(2048), &EVP_PKEY_free);
  const Memory memory(BIO_new(BIO_s_mem()), &BIO_free);
  PEM_write_bio_PrivateKey(memory.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  key_ = text_of(memory.get());
  certificate_ = certificate_for(key.get(), certificate_name);
}

void SnsSigner::sign(client::SnsMessage& message) const {
  const Memory memory(BIO_new_mem_buf(key_.data(), static_cast<int>(key_.size())), &BIO_free);
  const Key key(PEM_read_bio_PrivateKey(memory.get(), nullptr, nullptr, nullptr), &EVP_PKEY_free);
  const auto text = client::sns_string_to_sign(message);
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        &EVP_MD_CTX_free);
  const auto* digest = message.signature_version == "1" ? EVP_sha1() : EVP_sha256();
  EVP_DigestSignInit(context.get(), nullptr, digest, nullptr, key.get());
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  std::size_t size = 0;
  EVP_DigestSign(context.get(), nullptr, &size, bytes, text.size());
  std::vector<unsigned char> signature(size);
  EVP_DigestSign(context.get(), signature.data(), &size, bytes, text.size());
  std::string base64(4 * ((size + 2) / 3) + 1, '\0');
  const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(base64.data()),
                                     signature.data(), static_cast<int>(size));
  message.signature = base64.substr(0, static_cast<std::size_t>(length));
}

std::string SnsSigner::envelope(const client::SnsMessage& message) {
  nlohmann::json body{
      {"Type", message.type},           {"MessageId", message.message_id},
      {"TopicArn", message.topic_arn},  {"Message", message.message},
      {"Timestamp", message.timestamp}, {"SignatureVersion", message.signature_version},
      {"Signature", message.signature}, {"SigningCertURL", message.signing_cert_url}};
  if (message.subject) body["Subject"] = *message.subject;
  if (!message.token.empty()) body["Token"] = message.token;
  if (!message.subscribe_url.empty()) body["SubscribeURL"] = message.subscribe_url;
  return body.dump(2);
}

}  // namespace souk::test
