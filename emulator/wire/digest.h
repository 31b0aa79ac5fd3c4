#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>

namespace souk::wire {

using Digest = std::array<unsigned char, 32>;

inline std::string_view bytes_of(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

Digest sha256(std::string_view bytes);

/// `bytes` in lower-case hexadecimal.
std::string hex(std::string_view bytes);

/// Whether two texts are equal, in a time that tells nothing about where they differ.
bool equal_in_constant_time(std::string_view left, std::string_view right);

/// HMAC-SHA256 under one key, with the key's own work done once. May be used by several threads at
/// once.
class HmacSha256 {
 public:
  explicit HmacSha256(std::string_view key);
  ~HmacSha256();
  HmacSha256(HmacSha256&&) noexcept;
  HmacSha256& operator=(HmacSha256&&) noexcept;

  Digest sign(std::string_view text) const;

 private:
  struct Keyed;
  std::unique_ptr<const Keyed> keyed_;
};

}  // namespace souk::wire
