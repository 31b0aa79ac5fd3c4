#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/rules/journal.h"
#include "souk/http.h"
#include "souk/url.h"

namespace souk::judge {

/// Who caused a request, as far as cookies care.
enum class Origin {
  SameSite,   ///< the site itself: a link, a form, a reload
  CrossSite,  ///< another site sent the buyer here; redirects of that navigation included
};

/// What one browser remembers. Cookies are kept for the whole run unless the seller ends them:
/// market time may leap by months, and a browser would not notice.
class CookieJar {
 public:
  /// Takes the Set-Cookie lines of an answer. A cookie that is already over on arrival, by Max-Age
  /// or by Expires against the answer's Date (`now` without one), is forgotten.
  void take(const client::Url& from, const client::HttpHeaders& answer, Timestamp now);

  /// The Cookie header for a top-level navigation; empty when there is nothing to send. `Secure`
  /// cookies also go to this machine over http, as in today's browsers.
  std::string header_for(const client::Url& to, Origin origin, std::string_view method) const;

  /// The value of the cookie of that name which the site itself would be sent.
  std::optional<std::string> value_for(const client::Url& to, std::string_view name) const;

  bool empty() const { return cookies_.empty(); }

 private:
  enum class SameSite { None, Lax, Strict };
  struct Cookie {
    std::string name;
    std::string value;
    std::string domain;
    std::string path;
    bool host_only = true;
    bool secure = false;
    SameSite same_site = SameSite::Lax;  // what browsers assume where a site says nothing
  };

  std::vector<const Cookie*> sent_to(const client::Url& to, Origin origin,
                                     std::string_view method) const;
  void take_one(const client::Url& from, std::string_view line, Timestamp answered);
  static bool read_attribute(Cookie& cookie, const client::Url& from, std::string_view name,
                             const std::string& value, Timestamp answered, bool& over);
  void keep(Cookie cookie, bool over);

  std::vector<Cookie> cookies_;
};

/// The names in Set-Cookie lines.
std::vector<std::string> cookie_names(const std::vector<std::string>& set_cookie_lines);

/// The value such lines give to the cookie of that name.
std::optional<std::string> cookie_value(const std::vector<std::string>& set_cookie_lines,
                                        std::string_view name);

/// 127.0.0.0/8, ::1, localhost and names below it.
bool is_this_machine(std::string_view host);

/// Reads "Tue, 06 Oct 2026 09:00:00 GMT" and the dashed form of old cookies.
std::optional<Timestamp> parse_http_date(const std::string& text);

}  // namespace souk::judge
