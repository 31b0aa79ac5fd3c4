#pragma once

#include <cstddef>
#include <string_view>

namespace souk::wire {

/// How a call is written on the wire.
enum class Protocol { Json10, Json11, Query, Cbor };

/// "json-1.0", "json-1.1", "query" or "cbor", as the journal writes it.
constexpr std::string_view name_of(Protocol protocol) {
  switch (protocol) {
    case Protocol::Json10:
      return "json-1.0";
    case Protocol::Json11:
      return "json-1.1";
    case Protocol::Query:
      return "query";
    case Protocol::Cbor:
      return "cbor";
  }
  return "";
}

/// Bodies nested deeper than this are refused: every value built from one is safe to recurse into.
inline constexpr int kDeepestNesting = 512;

/// Forms with more parameters than this are refused.
inline constexpr std::size_t kMostParameters = 10'000;

}  // namespace souk::wire
