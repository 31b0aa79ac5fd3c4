#include "emulator/wire/digest.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <stdexcept>

namespace souk::wire {
namespace {

void expect(int outcome) {
  if (outcome != 1) throw std::runtime_error("OpenSSL refused to compute a digest");
}

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
};
using MacContext = std::unique_ptr<EVP_MAC_CTX, FreeContext>;

// OpenSSL 3 looks an algorithm up by name on every use unless it is fetched once and kept.
const EVP_MD* sha256_algorithm() {
  static EVP_MD* const kAlgorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  if (kAlgorithm == nullptr) throw std::runtime_error("OpenSSL offers no SHA256");
  return kAlgorithm;
}

EVP_MAC* hmac_algorithm() {
  static EVP_MAC* const kAlgorithm = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  if (kAlgorithm == nullptr) throw std::runtime_error("OpenSSL offers no HMAC");
  return kAlgorithm;
}

const unsigned char* start_of(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

}  // namespace

Digest sha256(std::string_view bytes) {
  thread_local const std::unique_ptr<EVP_MD_CTX, FreeContext> context(EVP_MD_CTX_new());
  Digest digest;
  expect(EVP_DigestInit_ex2(context.get(), sha256_algorithm(), nullptr));
  expect(EVP_DigestUpdate(context.get(), bytes.data(), bytes.size()));
  expect(EVP_DigestFinal_ex(context.get(), digest.data(), nullptr));
  return digest;
}

std::string hex(std::string_view bytes) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const char letter : bytes) {
    const auto byte = static_cast<unsigned char>(letter);
    text += kDigits[byte >> 4U];
    text += kDigits[byte & 15U];
  }
  return text;
}

bool equal_in_constant_time(std::string_view left, std::string_view right) {
  return left.size() == right.size() && CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

struct HmacSha256::Keyed {
  MacContext context;
};

HmacSha256::HmacSha256(std::string_view key) {
  MacContext context(EVP_MAC_CTX_new(hmac_algorithm()));
  char digest_name[] = "SHA256";
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest_name, 0),
      OSSL_PARAM_construct_end()};
  // OpenSSL takes a null key for "keep the old one", so an empty key needs an address.
  expect(EVP_MAC_init(context.get(), key.empty() ? start_of(" ") : start_of(key), key.size(),
                      parameters));
  keyed_ = std::make_unique<const Keyed>(Keyed{std::move(context)});
}

HmacSha256::~HmacSha256() = default;
HmacSha256::HmacSha256(HmacSha256&&) noexcept = default;
HmacSha256& HmacSha256::operator=(HmacSha256&&) noexcept = default;

Digest HmacSha256::sign(std::string_view text) const {
  const MacContext copy(EVP_MAC_CTX_dup(keyed_->context.get()));
  if (!copy) throw std::runtime_error("OpenSSL could not copy a keyed state");
  Digest digest;
  std::size_t size = 0;
  expect(EVP_MAC_update(copy.get(), start_of(text), text.size()));
  expect(EVP_MAC_final(copy.get(), digest.data(), &size, digest.size()));
  return digest;
}

}  // namespace souk::wire
