#pragma once

#include <string>
#include <utility>
#include <variant>

namespace souk::client {

/// Why a call has no result.
struct Failure {
  /// AWS's error name ("ExpiredTokenException"), the control API's code ("not_found"), or, where no
  /// answer came at all, one of the names in `transport`.
  std::string type;
  int status = 0;            ///< HTTP status of the answer; 0 when none came
  std::string message = {};  ///< for people
  std::string field = {};    ///< which member was at fault; control API only, empty when none
  std::string hint = {};     ///< what to do about it; control API only, empty when nothing helps

  bool operator==(const Failure&) const = default;
};

/// Names a Failure carries when the other side gave no usable answer.
namespace transport {
inline constexpr const char* kBadUrl =
    "BadUrl";  ///< not an http(s) URL, or a header with a line break
inline constexpr const char* kRefused = "Refused";  ///< nobody listens there, or no such host
inline constexpr const char* kTimeout = "Timeout";  ///< the whole exchange took longer than allowed
inline constexpr const char* kBroken = "Broken";    ///< the connection ended, or it was not HTTP
inline constexpr const char* kCancelled = "Cancelled";  ///< HttpOptions::cancellation was used
inline constexpr const char* kTls = "Tls";              ///< handshake or certificate
inline constexpr const char* kTooLarge = "TooLarge";    ///< the answer was longer than allowed
inline constexpr const char* kBadAnswer = "BadAnswer";  ///< HTTP, but not what the API promises
}  // namespace transport

/// A call's result, or why there is none. Never throws but for value() and error() on the wrong
/// side.
template <class T>
class [[nodiscard]] Outcome {
 public:
  Outcome(T value) : held_(std::in_place_index<0>, std::move(value)) {}            // NOLINT
  Outcome(Failure failure) : held_(std::in_place_index<1>, std::move(failure)) {}  // NOLINT

  bool ok() const { return held_.index() == 0; }
  explicit operator bool() const { return ok(); }

  T& value() & { return std::get<0>(held_); }
  const T& value() const& { return std::get<0>(held_); }
  T&& value() && { return std::get<0>(std::move(held_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  const Failure& error() const { return std::get<1>(held_); }
  /// The error's name; empty on success.
  std::string error_type() const { return ok() ? std::string() : error().type; }

 private:
  std::variant<T, Failure> held_;
};

/// The result of a call that returns nothing.
struct Done {};

}  // namespace souk::client
