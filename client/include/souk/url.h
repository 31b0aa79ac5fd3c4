#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace souk::client {

/// An http or https URL, nothing decoded.
struct Url {
  std::string scheme;  ///< "http" or "https"
  std::string host;    ///< lower case, IPv6 without brackets
  int port = 0;        ///< the scheme's own when the URL names none
  std::string target;  ///< path and query as in the URL, "/" at least; the fragment is dropped

  /// The value of a Host header: the port only when it is not the scheme's own.
  std::string authority() const;
  /// "http://127.0.0.1:4747": what two URLs of one server share.
  std::string origin() const { return scheme + "://" + authority(); }
  std::string text() const { return origin() + target; }
  std::string_view path() const { return std::string_view(target).substr(0, target.find('?')); }
};

/// Nothing unless the text is an absolute http(s) URL with a host, without blanks or control
/// characters, and with a port in 1…65535 if it names one.
std::optional<Url> parse_url(std::string_view text);

/// Everything but A-Z a-z 0-9 - . _ ~ as %XX (RFC 3986), as signatures and forms want it.
std::string percent_encode(std::string_view text);
/// %XX decoded; a stray % stays. `plus_is_space` for forms.
std::string percent_decode(std::string_view text, bool plus_is_space = false);

using FormFields = std::vector<std::pair<std::string, std::string>>;

/// "a=1&b=x%20y".
std::string form_encode(const FormFields& fields);
/// Reads application/x-www-form-urlencoded, decoding exactly once.
FormFields parse_form(std::string_view body);
/// The first value under `name`.
std::optional<std::string> form_value(const FormFields& fields, std::string_view name);

}  // namespace souk::client
