#include "client/sample_seller/seeded.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

namespace souk::sample {
namespace {

constexpr int kPasswordRounds = 10'000;

std::string to_hex(const unsigned char* bytes, std::size_t size) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < size; ++i) text += {kHex[bytes[i] >> 4], kHex[bytes[i] & 15]};
  return text;
}

}  // namespace

std::string seeded_signature(std::uint64_t seed, std::string_view text) {
  const auto key = "sample-seller-" + std::to_string(seed);
  std::array<unsigned char, 32> digest{};
  unsigned int size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data(), &size);
  return to_hex(digest.data(), size);
}

std::string seeded_hex(std::uint64_t seed, std::string_view purpose, std::uint64_t n) {
  return seeded_signature(seed, std::string(purpose) + "#" + std::to_string(n));
}

std::uint64_t seeded_number(std::uint64_t seed, std::string_view purpose, std::uint64_t n) {
  return std::stoull(seeded_hex(seed, purpose, n).substr(0, 16), nullptr, 16);
}

std::string hashed_password(std::string_view password, std::string_view salt) {
  std::array<unsigned char, 32> digest{};
  PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()),
                    reinterpret_cast<const unsigned char*>(salt.data()),
                    static_cast<int>(salt.size()), kPasswordRounds, EVP_sha256(),
                    static_cast<int>(digest.size()), digest.data());
  return to_hex(digest.data(), digest.size());
}

bool same_secret(std::string_view left, std::string_view right) {
  return left.size() == right.size() && CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace souk::sample
