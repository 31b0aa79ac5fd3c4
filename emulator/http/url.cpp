#include "emulator/http/url.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "emulator/core/http_message.h"
#include "emulator/core/percent.h"

namespace souk::http {
namespace {

tl::unexpected<Error> bad_url(std::string_view url, std::string_view why) {
  return Failure({"BadUrl", 400, fmt::format("\"{}\" cannot be called: {}.", url, why), "url",
                  "A URL looks like http://localhost:8080/path."});
}

bool is_clean(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char letter) {
    return static_cast<unsigned char>(letter) > ' ' && letter != 0x7f;
  });
}

}  // namespace

std::string Url::endpoint() const {
  return fmt::format("{}://{}:{}", tls ? "https" : "http", host, port);
}

Result<Url> parse_url(std::string_view text) {
  Url url;
  const auto scheme_end = text.find("://");
  if (scheme_end == std::string_view::npos) return bad_url(text, "it has no scheme");
  const auto scheme = text.substr(0, scheme_end);
  url.tls = same_word(scheme, "https");
  if (!url.tls && !same_word(scheme, "http")) {
    return bad_url(text, "only http and https are spoken");
  }
  if (!is_clean(text)) return bad_url(text, "it contains a blank or a control character");

  auto rest = text.substr(scheme_end + 3);
  rest = rest.substr(0, rest.find('#'));
  const auto authority_end = std::min(rest.find_first_of("/?"), rest.size());
  auto authority = rest.substr(0, authority_end);
  const auto target = rest.substr(authority_end);
  url.target = target.starts_with('/') ? std::string(target) : "/" + std::string(target);

  if (const auto at = authority.rfind('@'); at != std::string_view::npos) {
    const auto user = authority.substr(0, at);
    const auto colon = std::min(user.find(':'), user.size());
    url.user = percent_decode_leniently(user.substr(0, colon));
    url.password = percent_decode_leniently(user.substr(std::min(user.size(), colon + 1)));
    authority.remove_prefix(at + 1);
  }
  url.authority = authority;

  auto host = authority;
  std::string_view port;
  if (host.starts_with('[')) {
    const auto end = host.find(']');
    if (end == std::string_view::npos) return bad_url(text, "its address has no closing bracket");
    port = host.substr(end + 1);
    host = host.substr(1, end - 1);
  } else if (const auto colon = host.find(':'); colon != std::string_view::npos) {
    port = host.substr(colon);
    host = host.substr(0, colon);
  }
  if (host.empty()) return bad_url(text, "it names no host");
  url.host = host;
  std::transform(url.host.begin(), url.host.end(), url.host.begin(), [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? letter | 0x20 : letter;
  });
  url.port = url.tls ? 443 : 80;
  if (port.empty()) return url;
  const auto* end = port.data() + port.size();
  const auto [stop, trouble] = std::from_chars(port.data() + 1, end, url.port);
  if (port.front() != ':' || trouble != std::errc() || stop != end || url.port < 1 ||
      url.port > 65535) {
    return bad_url(text, "its port is not a number from 1 to 65535");
  }
  return url;
}

}  // namespace souk::http
