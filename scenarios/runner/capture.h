#pragma once

#include <functional>
#include <optional>
#include <string>

#include "scenarios/runner/market.h"
#include "souk/http.h"

namespace souk::judge {

/// An answer that values can be taken out of.
struct Answered {
  std::string url;  ///< where the browser ended, or where a redirect leads; empty: nowhere
  client::HttpHeaders headers;
  std::string body;
  std::function<std::optional<std::string>(const std::string& name)> cookie;
};

/// Takes one value out, as a story's `capture` says: a JSON pointer, or {"xpath": …}, {"header": …}
/// and so on. Fails with a sentence that says what the answer lacks.
Tried<Json> take_out(const Answered& answered, const Json& source);

}  // namespace souk::judge
