#pragma once

#include <string>
#include <string_view>

#include "emulator/core/result.h"

namespace souk::http {

/// An absolute http or https URL, taken apart.
struct Url {
  bool tls = false;
  std::string user;      ///< percent-decoded; empty without user information
  std::string password;  ///< percent-decoded
  std::string host;      ///< lower case, an IPv6 address without its brackets
  int port = 0;
  std::string authority;  ///< host and, where the URL gives one, port, as the Host header has them
  std::string target;     ///< path and query as given, at least "/"

  /// "https://host:port": what connections are kept under.
  std::string endpoint() const;
};

/// Takes `text` apart; an error says what is wrong with it.
Result<Url> parse_url(std::string_view text);

}  // namespace souk::http
