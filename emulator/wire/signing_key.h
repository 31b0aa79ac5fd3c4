#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "emulator/wire/digest.h"

namespace souk::wire {

/// What a signing key is good for.
struct SigningScope {
  std::string_view date;  ///< "20261122"
  std::string_view region;
  std::string_view service;
};

/// The key that AWS derives from a secret for one day, region and service.
HmacSha256 derive_signing_key(std::string_view secret, const SigningScope& scope);

/// Keeps derived keys, ready to sign, so that a request costs one HMAC instead of five. May be used
/// by several threads at once.
class SigningKeyCache {
 public:
  /// Keeps `capacity` keys; one more and it starts anew, as happens when a day has gone by.
  explicit SigningKeyCache(std::size_t capacity = 1024) : capacity_(capacity) {}

  /// The key for `credential` ("AKID/date/region/service/aws4_request"), whose secret is `secret`.
  std::shared_ptr<const HmacSha256> get(std::string_view credential, std::string_view secret,
                                        const SigningScope& scope);

  std::size_t size() const;

 private:
  struct Entry {
    std::string secret;
    std::shared_ptr<const HmacSha256> key;
  };
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };

  std::size_t capacity_;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, Entry, Hash, std::equal_to<>> entries_;
};

}  // namespace souk::wire
