#include "scenarios/runner/cookies.h"

#include <algorithm>
#include <charconv>
#include <sstream>

#include "scenarios/runner/letters.h"

namespace souk::judge {
namespace {

std::string trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \t") - first + 1));
}

// "a; b; c" cut at the semicolons.
std::vector<std::string> parts_of(std::string_view line) {
  std::vector<std::string> parts;
  while (!line.empty()) {
    const auto end = std::min(line.find(';'), line.size());
    parts.push_back(trimmed(line.substr(0, end)));
    line.remove_prefix(std::min(end + 1, line.size()));
  }
  return parts;
}

std::string default_path(const client::Url& url) {
  const std::string path(url.path());
  const auto last = path.rfind('/');
  return last == std::string::npos || last == 0 ? "/" : path.substr(0, last);
}

bool path_matches(std::string_view request, std::string_view cookie) {
  if (request.substr(0, cookie.size()) != cookie) return false;
  return request.size() == cookie.size() || cookie.back() == '/' || request[cookie.size()] == '/';
}

bool is_address(std::string_view host) {
  return host.find(':') != std::string_view::npos ||
         host.find_first_not_of("0123456789.") == std::string_view::npos;
}

bool domain_matches(std::string_view host, std::string_view domain) {
  if (host == domain) return true;
  if (is_address(host) || host.size() <= domain.size()) return false;
  return host.substr(host.size() - domain.size()) == domain &&
         host[host.size() - domain.size() - 1] == '.';
}

int month_of(const std::string& name) {
  constexpr std::string_view kMonths = "janfebmaraprmayjunjulaugsepoctnovdec";
  const auto at = name.size() >= 3 ? kMonths.find(lower(name.substr(0, 3))) : std::string::npos;
  return at == std::string::npos || at % 3 != 0 ? 0 : static_cast<int>(at / 3) + 1;
}

}  // namespace

std::optional<Timestamp> parse_http_date(const std::string& text) {
  std::string plain = text;
  std::replace(plain.begin(), plain.end(), '-', ' ');
  std::replace(plain.begin(), plain.end(), ':', ' ');
  std::istringstream stream(plain);
  std::string weekday;
  std::string month;
  int day = 0;
  int year = 0;
  int hours = 0;
  int minutes = 0;
  int seconds = 0;
  if (!(stream >> weekday >> day >> month >> year >> hours >> minutes >> seconds)) return {};
  if (year < 100) year += year < 70 ? 2000 : 1900;
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month_of(month))),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  return Timestamp(std::chrono::sys_days(date)) + std::chrono::hours(hours) +
         std::chrono::minutes(minutes) + std::chrono::seconds(seconds);
}

bool is_this_machine(std::string_view host) {
  const auto ends_with = [&](std::string_view end) {
    return host.size() >= end.size() && host.substr(host.size() - end.size()) == end;
  };
  const bool loopback_net = host.substr(0, 4) == "127." && is_address(host);
  return host == "localhost" || ends_with(".localhost") || host == "::1" || loopback_net;
}

std::optional<std::string> cookie_value(const std::vector<std::string>& set_cookie_lines,
                                        std::string_view name) {
  for (const std::string_view line : set_cookie_lines) {
    const auto pair = line.substr(0, line.find(';'));
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos || trimmed(pair.substr(0, equals)) != name) continue;
    return trimmed(pair.substr(equals + 1));
  }
  return std::nullopt;
}

std::vector<std::string> cookie_names(const std::vector<std::string>& set_cookie_lines) {
  std::vector<std::string> names;
  for (const std::string& line : set_cookie_lines) {
    const auto equals = std::min(line.find('='), line.size());
    names.push_back(trimmed(std::string_view(line).substr(0, equals)));
  }
  return names;
}

void CookieJar::take(const client::Url& from, const client::HttpHeaders& answer, Timestamp now) {
  const auto answered = parse_http_date(answer.get("Date")).value_or(now);
  for (const std::string& line : answer.all("Set-Cookie")) take_one(from, line, answered);
}

void CookieJar::take_one(const client::Url& from, std::string_view line, Timestamp answered) {
  const auto parts = parts_of(line);
  if (parts.empty()) return;
  const auto equals = parts[0].find('=');
  if (equals == std::string::npos || equals == 0) return;
  Cookie cookie;
  cookie.name = trimmed(parts[0].substr(0, equals));
  cookie.value = trimmed(parts[0].substr(equals + 1));
  cookie.domain = from.host;
  cookie.path = default_path(from);
  bool over = false;
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const auto mark = std::min(parts[i].find('='), parts[i].size());
    const std::string name = lower(trimmed(parts[i].substr(0, mark)));
    const std::string value = mark < parts[i].size() ? trimmed(parts[i].substr(mark + 1)) : "";
    if (!read_attribute(cookie, from, name, value, answered, over)) return;
  }
  const bool may_be_secure = from.scheme == "https" || is_this_machine(from.host);
  if (cookie.secure && !may_be_secure) return;
  if (cookie.same_site == SameSite::None && !cookie.secure) return;  // browsers refuse these
  keep(std::move(cookie), over);
}

bool CookieJar::read_attribute(Cookie& cookie, const client::Url& from, std::string_view name,
                               const std::string& value, Timestamp answered, bool& over) {
  if (name == "domain" && !value.empty()) {
    cookie.domain = lower(value[0] == '.' ? value.substr(1) : value);
    cookie.host_only = cookie.domain == from.host && is_address(from.host);
    return domain_matches(from.host, cookie.domain);
  }
  if (name == "path" && !value.empty() && value[0] == '/') cookie.path = value;
  if (name == "secure") cookie.secure = true;
  if (name == "samesite") {
    const std::string word = lower(value);
    cookie.same_site = word == "strict" ? SameSite::Strict
                       : word == "none" ? SameSite::None
                                        : SameSite::Lax;
  }
  if (name == "max-age") {
    long long seconds = 0;
    const auto read = std::from_chars(value.data(), value.data() + value.size(), seconds);
    if (read.ec == std::errc()) over = seconds <= 0;
  }
  if (name == "expires") {
    const auto ends = parse_http_date(value);
    over = over || (ends && *ends <= answered);
  }
  return true;
}

void CookieJar::keep(Cookie cookie, bool over) {
  std::erase_if(cookies_, [&](const Cookie& old) {
    return old.name == cookie.name && old.domain == cookie.domain && old.path == cookie.path;
  });
  if (!over) cookies_.push_back(std::move(cookie));
}

std::vector<const CookieJar::Cookie*> CookieJar::sent_to(const client::Url& to, Origin origin,
                                                         std::string_view method) const {
  const bool secure = to.scheme == "https" || is_this_machine(to.host);
  const auto goes = [&](const Cookie& cookie) {
    const bool host =
        cookie.host_only ? to.host == cookie.domain : domain_matches(to.host, cookie.domain);
    if (!host || !path_matches(to.path(), cookie.path) || (cookie.secure && !secure)) return false;
    if (origin == Origin::SameSite || cookie.same_site == SameSite::None) return true;
    return cookie.same_site == SameSite::Lax && (method == "GET" || method == "HEAD");
  };
  std::vector<const Cookie*> sent;
  for (const Cookie& cookie : cookies_) {
    if (goes(cookie)) sent.push_back(&cookie);
  }
  std::stable_sort(sent.begin(), sent.end(), [](const Cookie* left, const Cookie* right) {
    return left->path.size() > right->path.size();
  });
  return sent;
}

std::optional<std::string> CookieJar::value_for(const client::Url& to,
                                                std::string_view name) const {
  for (const Cookie* cookie : sent_to(to, Origin::SameSite, "GET")) {
    if (cookie->name == name) return cookie->value;
  }
  return std::nullopt;
}

std::string CookieJar::header_for(const client::Url& to, Origin origin,
                                  std::string_view method) const {
  std::string header;
  for (const Cookie* cookie : sent_to(to, origin, method)) {
    header += (header.empty() ? "" : "; ") + cookie->name + "=" + cookie->value;
  }
  return header;
}

}  // namespace souk::judge
