#pragma once

#include <cstdint>

namespace souk::wire::cbor {

/// The upper three bits of a value's first byte. Source: RFC 8949, section 3.1.
enum class Major : std::uint8_t { Unsigned, Negative, Bytes, Text, Array, Map, Tag, Simple };

/// The lower five bits, where they are no number themselves.
inline constexpr std::uint8_t kOneByte = 24;
inline constexpr std::uint8_t kTwoBytes = 25;
inline constexpr std::uint8_t kFourBytes = 26;
inline constexpr std::uint8_t kEightBytes = 27;
inline constexpr std::uint8_t kIndefinite = 31;

inline constexpr std::uint8_t kFalse = 20;
inline constexpr std::uint8_t kTrue = 21;
inline constexpr std::uint8_t kNull = 22;
inline constexpr std::uint8_t kUndefined = 23;

inline constexpr std::uint8_t kBreak = 0xFF;
inline constexpr std::uint64_t kEpochTag = 1;

}  // namespace souk::wire::cbor
