#pragma once

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <memory>
#include <optional>
#include <string>

#include "emulator/core/json.h"

namespace souk::messaging {

/// What stands in base64url.
inline std::string from_base64url(std::string text) {
  for (char& letter : text) {
    if (letter == '-') letter = '+';
    if (letter == '_') letter = '/';
  }
  const auto padding = (4 - text.size() % 4) % 4;
  text.append(padding, '=');
  std::string bytes(text.size() / 4 * 3, '\0');
  const int length = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                     reinterpret_cast<const unsigned char*>(text.data()),
                                     static_cast<int>(text.size()));
  if (length < 0) return {};
  bytes.resize(static_cast<std::size_t>(length) - padding);
  return bytes;
}

/// The claims of a token, if its header says PS256 and it was signed with this key, by OpenSSL.
inline std::optional<Json> read_usage_token(const std::string& token, const std::string& pem) {
  const auto first = token.find('.');
  const auto second = token.rfind('.');
  if (first == std::string::npos || first == second) return std::nullopt;
  const auto header = Json::parse(from_base64url(token.substr(0, first)), nullptr, false);
  if (header != Json{{"alg", "PS256"}, {"typ", "JWT"}}) return std::nullopt;
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
      PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr), EVP_PKEY_free);
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        EVP_MD_CTX_free);
  EVP_PKEY_CTX* padding = nullptr;
  const auto signature = from_base64url(token.substr(second + 1));
  const bool good =
      EVP_DigestVerifyInit(context.get(), &padding, EVP_sha256(), nullptr, key.get()) == 1 &&
      EVP_PKEY_CTX_set_rsa_padding(padding, RSA_PKCS1_PSS_PADDING) == 1 &&
      EVP_PKEY_CTX_set_rsa_pss_saltlen(padding, RSA_PSS_SALTLEN_DIGEST) == 1 &&
      EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(signature.data()),
                       signature.size(), reinterpret_cast<const unsigned char*>(token.data()),
                       second) == 1;
  if (!good) return std::nullopt;
  return Json::parse(from_base64url(token.substr(first + 1, second - first - 1)), nullptr, false);
}

}  // namespace souk::messaging
