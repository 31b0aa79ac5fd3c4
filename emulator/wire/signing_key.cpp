#include "emulator/wire/signing_key.h"

namespace souk::wire {

HmacSha256 derive_signing_key(std::string_view secret, const SigningScope& scope) {
  const auto date = HmacSha256("AWS4" + std::string(secret)).sign(scope.date);
  const auto region = HmacSha256(bytes_of(date)).sign(scope.region);
  const auto service = HmacSha256(bytes_of(region)).sign(scope.service);
  const auto signing = HmacSha256(bytes_of(service)).sign("aws4_request");
  return HmacSha256(bytes_of(signing));
}

std::shared_ptr<const HmacSha256> SigningKeyCache::get(std::string_view credential,
                                                       std::string_view secret,
                                                       const SigningScope& scope) {
  {
    const std::lock_guard lock(mutex_);
    const auto found = entries_.find(credential);
    if (found != entries_.end() && found->second.secret == secret) return found->second.key;
  }
  auto key = std::make_shared<const HmacSha256>(derive_signing_key(secret, scope));
  const std::lock_guard lock(mutex_);
  if (entries_.size() >= capacity_) entries_.clear();
  entries_.insert_or_assign(std::string(credential), Entry{std::string(secret), key});
  return key;
}

std::size_t SigningKeyCache::size() const {
  const std::lock_guard lock(mutex_);
  return entries_.size();
}

}  // namespace souk::wire
