#pragma once

#include <string>
#include <tl/expected.hpp>

namespace souk {

/// What an AWS client or a person is told when something is refused.
struct Error {
  std::string type;     ///< AWS's error name ("InvalidTokenException") or a control API code
  int status = 400;     ///< HTTP status
  std::string message;  ///< one or more sentences
  std::string field;    ///< which member was at fault; empty when none
  std::string hint;     ///< what to do about it; empty when nothing helps
  /// What an AWS client is told beside the message, as a JSON object: {"reason":"OTHER"}; or empty.
  std::string members_json = {};

  bool operator==(const Error&) const = default;
};

/// A value, or why there is none. For whatever AWS could answer; what should never happen throws.
template <class T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> Failure(Error error) {
  return tl::unexpected<Error>(std::move(error));
}

}  // namespace souk
