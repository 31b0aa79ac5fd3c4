#include "emulator/wire/digest.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <new>
#include <stdexcept>
#include <utility>

namespace souk::wire {
namespace {

void expect(int outcome) {
  if (outcome != 1) throw std::runtime_error("OpenSSL refused to compute a digest");
}

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_MD_CTX, FreeContext>;

Context new_context() {
  Context context(EVP_MD_CTX_new());
  if (!context) throw std::bad_alloc();
  return context;
}

/// This thread's context for whatever it computes next.
EVP_MD_CTX* scratch() {
  thread_local const Context context = new_context();
  return context.get();
}

// OpenSSL 3 looks an algorithm up by name on every use unless it is fetched once and kept.
const EVP_MD* sha256_algorithm() {
  static EVP_MD* const kAlgorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  if (kAlgorithm == nullptr) throw std::runtime_error("OpenSSL offers no SHA256");
  return kAlgorithm;
}

void start(EVP_MD_CTX* context) {
  expect(EVP_DigestInit_ex2(context, sha256_algorithm(), nullptr));
}

void absorb(EVP_MD_CTX* context, std::string_view bytes) {
  expect(EVP_DigestUpdate(context, bytes.data(), bytes.size()));
}

Digest finished(EVP_MD_CTX* context) {
  Digest digest;
  expect(EVP_DigestFinal_ex(context, digest.data(), nullptr));
  return digest;
}

}  // namespace

Digest sha256(std::string_view bytes) {
  start(scratch());
  absorb(scratch(), bytes);
  return finished(scratch());
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

// HMAC hashes the text behind the key xor one pad, and the outcome behind the key xor another; both
// beginnings are kept. Copying them costs half of what OpenSSL's own keyed HMAC state does.
struct HmacSha256::Keyed {
  Context inner = new_context();
  Context outer = new_context();
};

HmacSha256::HmacSha256(std::string_view key) {
  std::array<char, 64> block{};
  const Digest hashed = key.size() > block.size() ? sha256(key) : Digest{};
  const auto bytes = key.size() > block.size() ? bytes_of(hashed) : key;
  std::copy(bytes.begin(), bytes.end(), block.begin());

  auto keyed = std::make_unique<Keyed>();
  for (const auto& [context, pad] :
       {std::pair{keyed->inner.get(), 0x36}, std::pair{keyed->outer.get(), 0x5C}}) {
    auto padded = block;
    for (char& byte : padded) byte = static_cast<char>(byte ^ pad);
    start(context);
    absorb(context, {padded.data(), padded.size()});
  }
  keyed_ = std::move(keyed);
}

HmacSha256::~HmacSha256() = default;
HmacSha256::HmacSha256(HmacSha256&&) noexcept = default;
HmacSha256& HmacSha256::operator=(HmacSha256&&) noexcept = default;

Digest HmacSha256::sign(std::string_view text) const {
  expect(EVP_MD_CTX_copy_ex(scratch(), keyed_->inner.get()));
  absorb(scratch(), text);
  const Digest inner = finished(scratch());
  expect(EVP_MD_CTX_copy_ex(scratch(), keyed_->outer.get()));
  absorb(scratch(), bytes_of(inner));
  return finished(scratch());
}

}  // namespace souk::wire
