#include "emulator/core/ids.h"

#include <fmt/format.h>

namespace souk {
namespace {

/// SplitMix64's finaliser: every input bit reaches every output bit.
std::uint64_t mix(std::uint64_t value) {
  value += 0x9e3779b97f4a7c15U;
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9U;
  value = (value ^ (value >> 27)) * 0x94d049bb133111ebU;
  return value ^ (value >> 31);
}

}  // namespace

std::uint64_t Ids::number(std::string_view purpose, std::uint64_t n, std::uint64_t salt) const {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char letter : purpose) {
    hash = (hash ^ static_cast<unsigned char>(letter)) * 0x100000001b3U;
  }
  return mix(mix(mix(seed_ ^ hash) + n) + salt);
}

std::string Ids::letters(std::string_view alphabet, std::string_view purpose, std::uint64_t n,
                         std::size_t length) const {
  std::string text(length, ' ');
  for (std::size_t i = 0; i < length; ++i)
    text[i] = alphabet[number(purpose, n, i) % alphabet.size()];
  return text;
}

std::string Ids::uuid(std::string_view purpose, std::uint64_t n, int version) const {
  const auto high = number(purpose, n, 0);
  const auto low = number(purpose, n, 1);
  return fmt::format("{:08x}-{:04x}-{:x}{:03x}-{:04x}-{:012x}", high >> 32, (high >> 16) & 0xffff,
                     version, high & 0xfff, ((low >> 48) & 0x3fff) | 0x8000, low & 0xffffffffffff);
}

std::string Ids::hex(std::string_view purpose, std::uint64_t n, std::size_t length) const {
  return letters("0123456789abcdef", purpose, n, length);
}

std::string Ids::digits(std::string_view purpose, std::uint64_t n, std::size_t length) const {
  auto text = letters("0123456789", purpose, n, length);
  if (!text.empty() && text[0] == '0') text[0] = '1';
  return text;
}

std::string Ids::alphanumeric(std::string_view purpose, std::uint64_t n, std::size_t length) const {
  return letters("abcdefghijklmnopqrstuvwxyz0123456789", purpose, n, length);
}

std::string Ids::key_letters(std::string_view purpose, std::uint64_t n, std::size_t length) const {
  return letters("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", purpose, n, length);
}

std::string Ids::base64_letters(std::string_view purpose, std::uint64_t n,
                                std::size_t length) const {
  return letters("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", purpose, n,
                 length);
}

}  // namespace souk
