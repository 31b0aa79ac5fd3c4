#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace souk {

/// Makes every identifier of a sandbox from its seed: the n-th id of a purpose is always the same
/// text, so two runs of one seed agree and a restart needs to remember nothing but its rows.
class Ids {
 public:
  explicit Ids(std::uint64_t seed) : seed_(seed) {}

  /// "5f0c…-…": a UUID with the given version digit (4: random, 5: name-based).
  std::string uuid(std::string_view purpose, std::uint64_t n, int version = 4) const;
  /// `length` characters of 0-9a-f.
  std::string hex(std::string_view purpose, std::uint64_t n, std::size_t length) const;
  /// `length` digits, the first never 0.
  std::string digits(std::string_view purpose, std::uint64_t n, std::size_t length) const;
  /// `length` characters of a-z0-9.
  std::string alphanumeric(std::string_view purpose, std::uint64_t n, std::size_t length) const;
  /// `length` characters of A-Z2-7, as in access key ids.
  std::string key_letters(std::string_view purpose, std::uint64_t n, std::size_t length) const;
  /// `length` characters of base64's alphabet without padding.
  std::string base64_letters(std::string_view purpose, std::uint64_t n, std::size_t length) const;
  /// 64 well-mixed bits.
  std::uint64_t number(std::string_view purpose, std::uint64_t n, std::uint64_t salt = 0) const;

 private:
  std::string letters(std::string_view alphabet, std::string_view purpose, std::uint64_t n,
                      std::size_t length) const;

  std::uint64_t seed_;
};

}  // namespace souk
