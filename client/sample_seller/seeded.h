#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace souk::sample {

/// 64 bits that depend on nothing but the seed, the purpose and n. Not for secrets that matter.
std::uint64_t seeded_number(std::uint64_t seed, std::string_view purpose, std::uint64_t n);
/// 64 hex digits of HMAC-SHA256 under a key made from the seed.
std::string seeded_hex(std::uint64_t seed, std::string_view purpose, std::uint64_t n);
/// A signature over `text`, 64 hex digits.
std::string seeded_signature(std::uint64_t seed, std::string_view text);
/// PBKDF2 of a password, 64 hex digits.
std::string hashed_password(std::string_view password, std::string_view salt);
/// Compares without telling by its duration how much is equal.
bool same_secret(std::string_view left, std::string_view right);

}  // namespace souk::sample
