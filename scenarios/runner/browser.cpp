#include "scenarios/runner/browser.h"

#include <fmt/format.h>

#include <algorithm>

#include "souk/time.h"

namespace souk::judge {
namespace {

constexpr int kMostRedirects = 20;
constexpr const char* kAmazon = "https://aws.amazon.com";
constexpr const char* kUserAgent =
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 "
    "Safari/537.36";
constexpr const char* kPages =
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8";
constexpr const char* kFormType = "application/x-www-form-urlencoded";
constexpr const char* kBoundary = "----souk7MA4YWxkTrZu0gW";

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

std::string without_fragment(const std::string& text) { return text.substr(0, text.find('#')); }

// "/a/b/../c" → "/a/c"
std::string without_dots(const std::string& path) {
  std::vector<std::string> parts;
  std::size_t at = 1;
  bool slash = true;
  while (at <= path.size()) {
    const auto end = std::min(path.find('/', at), path.size());
    const std::string part = path.substr(at, end - at);
    slash = end < path.size();
    if (part == "..") {
      if (!parts.empty()) parts.pop_back();
      slash = true;
    } else if (part == ".") {
      slash = true;
    } else if (!part.empty() || slash) {
      parts.push_back(part);
    }
    at = end + 1;
    if (end == path.size()) break;
  }
  std::string result;
  for (const std::string& part : parts) result += "/" + part;
  const bool ends_open = path.back() == '/' || path.ends_with("/..") || path.ends_with("/.");
  if (result.empty() || (ends_open && result.back() != '/')) result += "/";
  return result;
}

std::string multipart(const client::FormFields& fields) {
  std::string body;
  for (const auto& [name, value] : fields) {
    body += fmt::format("--{}\r\nContent-Disposition: form-data; name=\"{}\"\r\n\r\n{}\r\n",
                        kBoundary, name, value);
  }
  return body + fmt::format("--{}--\r\n", kBoundary);
}

}  // namespace

std::optional<std::string> resolve(const std::string& base, const std::string& reference) {
  const std::string target = without_fragment(reference);
  if (const auto absolute = client::parse_url(target)) return absolute->text();
  const auto from = client::parse_url(base);
  if (!from) return std::nullopt;
  if (target.substr(0, 2) == "//") {
    const auto url = client::parse_url(from->scheme + ":" + target);
    return url ? std::optional(url->text()) : std::nullopt;
  }
  const auto colon = target.find(':');
  const bool other_scheme = colon != std::string::npos && colon < target.find_first_of("/?");
  if (other_scheme) return std::nullopt;
  if (target.empty()) return from->text();
  const std::string path(from->path());
  const auto query = std::min(target.find('?'), target.size());
  std::string full = target.substr(0, query);
  if (full.empty()) {
    full = path;
  } else if (full[0] != '/') {
    full = path.substr(0, path.rfind('/') + 1) + full;
  }
  const auto url = client::parse_url(from->origin() + without_dots(full) + target.substr(query));
  return url ? std::optional(url->text()) : std::nullopt;
}

struct Browser::Request {
  std::string method;
  std::string url;
  std::string body = {};
  std::string content_type = {};
  Origin origin = Origin::SameSite;
  std::string referer = {};
  client::HttpHeaders extra = {};
  bool by_script = false;
};

Browser::Browser(std::shared_ptr<const BrowserSettings> settings)
    : settings_(std::move(settings)) {}

Visit Browser::arrive(const std::string& url, const client::FormFields& fields) {
  return go({"POST", url, client::form_encode(fields), kFormType, Origin::CrossSite,
             std::string(kAmazon) + "/"});
}

Visit Browser::arrive_by_link(const std::string& url, const client::FormFields& fields) {
  const std::string query = client::form_encode(fields);
  const char* joint = url.find('?') == std::string::npos ? "?" : "&";
  return go({"GET",
             query.empty() ? url : url + joint + query,
             {},
             {},
             Origin::CrossSite,
             std::string(kAmazon) + "/"});
}

Visit Browser::open(const std::string& url, bool follow) { return go({"GET", url}, follow); }

Visit Browser::submit(const Visit& on, const FilledForm& filled) {
  const std::string base = resolve(on.url, on.page.base).value_or(on.url);
  const std::string& action = filled.form->action;
  const auto target = action.empty() ? std::optional(on.url) : resolve(base, action);
  if (!target) {
    Visit visit;
    visit.asked = visit.url = action;
    visit.failure = fmt::format("the form's action '{}' leads to no http address", action);
    return visit;
  }
  if (filled.form->method == "get") {
    const std::string query = client::form_encode(filled.fields);
    return go({"GET",
               target->substr(0, target->find('?')) + "?" + query,
               {},
               {},
               Origin::SameSite,
               on.url});
  }
  if (filled.form->enctype == "multipart/form-data") {
    return go({"POST", *target, multipart(filled.fields),
               fmt::format("multipart/form-data; boundary={}", kBoundary), Origin::SameSite,
               on.url});
  }
  return go(
      {"POST", *target, client::form_encode(filled.fields), kFormType, Origin::SameSite, on.url});
}

Visit Browser::fetch(const std::string& page, const std::string& method, const std::string& url,
                     client::HttpHeaders headers, const std::string& body) {
  Request request{method, url, body};
  request.referer = page;
  request.extra = std::move(headers);
  request.by_script = true;
  return go(std::move(request));
}

std::optional<std::string> Browser::cookie(const std::string& url, std::string_view name) const {
  const auto parsed = client::parse_url(url);
  return parsed ? cookies_.value_for(*parsed, name) : std::nullopt;
}

Visit Browser::send(const std::string& method, const std::string& url, client::HttpHeaders headers,
                    const std::string& body) {
  Request request{method, url, body};
  request.extra = std::move(headers);
  return go(std::move(request));
}

Visit Browser::go(Request request, bool follow) {
  Visit visit;
  visit.method = request.method;
  visit.asked = request.url;
  while (step(visit, request, follow)) {
  }
  return visit;
}

// One request. True while there is somewhere to go on to.
bool Browser::step(Visit& visit, Request& request, bool follow) {
  visit.url = request.url;
  const auto url = client::parse_url(request.url);
  if (!url) {
    visit.failure = fmt::format("'{}' is no http address", request.url);
    return false;
  }
  const bool known = std::find(settings_->hosts.begin(), settings_->hosts.end(), url->host) !=
                     settings_->hosts.end();
  if (!known && !is_this_machine(url->host)) {
    visit.failure = fmt::format(
        "it leads to {}, on a host that is neither this machine nor the seller's", request.url);
    return false;
  }
  const std::string cookies = cookies_.header_for(*url, request.origin, request.method);
  if (visit.hops.empty()) visit.cookieless = cookies.empty();
  auto answer = settings_->fetch(request.method, url->text(), headers_for(request, *url, cookies),
                                 request.body);
  visit.hops.push_back({request.method, request.url, 0, {}, {}});
  if (!answer) {
    visit.status = 0;
    visit.unreachable = answer.error().type != client::transport::kTooLarge;
    visit.failure =
        fmt::format("{} {} got no answer: {}", request.method, request.url,
                    answer.error().message.empty() ? answer.error().type : answer.error().message);
    return false;
  }
  cookies_.take(*url, answer->headers, settings_->now());
  return take_answer(visit, request, std::move(*answer), follow);
}

bool Browser::take_answer(Visit& visit, Request& request, client::HttpAnswer answer, bool follow) {
  Hop& hop = visit.hops.back();
  hop.status = visit.status = answer.status;
  hop.location = answer.headers.get("Location");
  hop.set_cookies = answer.headers.all("Set-Cookie");
  if (follow && is_redirect(answer.status) && !hop.location.empty()) {
    return turn(visit, request, hop.location, answer.status);
  }
  visit.page = read_html(answer.body, answer.headers.get("Content-Type"));
  visit.headers = std::move(answer.headers);
  visit.body = std::move(answer.body);
  if (!follow || request.by_script || !visit.page.refresh) return false;
  const auto next = resolve(visit.url, *visit.page.refresh);
  // A page that only reloads itself is where the buyer stays.
  if (!next || *next == client::parse_url(visit.url)->text()) return false;
  request.origin = Origin::SameSite;
  return turn(visit, request, *visit.page.refresh, 303);
}

bool Browser::turn(Visit& visit, Request& request, const std::string& location, int status) {
  const auto next = resolve(visit.url, location);
  if (!next) {
    visit.failure = fmt::format("it leads to '{}', which is no http address", location);
    return false;
  }
  if (visit.hops.size() > kMostRedirects) {
    visit.failure = fmt::format("it redirected {} times without an end, the last time to {}",
                                kMostRedirects + 1, *next);
    return false;
  }
  const bool keeps_method =
      status == 307 || status == 308 || request.method == "GET" || (request.method == "HEAD");
  if (!keeps_method) {
    request.method = "GET";
    request.body.clear();
    request.content_type.clear();
  }
  request.url = *next;
  visit.body.clear();
  return true;
}

client::HttpHeaders Browser::headers_for(const Request& request, const client::Url& url,
                                         const std::string& cookies) const {
  client::HttpHeaders headers;
  // What a script says itself goes before what a browser would.
  const auto add = [&](const char* name, std::string value) {
    if (!request.extra.find(name)) headers.add(name, std::move(value));
  };
  add("User-Agent", kUserAgent);
  add("Accept", request.by_script ? "*/*" : kPages);
  add("Accept-Language", "en-US,en;q=0.9");
  headers.add("X-Souk-Now", client::to_iso(settings_->now()));
  const bool tells_origin = request.by_script ? request.method != "GET" : request.method == "POST";
  if (tells_origin) add("Origin", origin_of(request, url));
  if (!request.referer.empty()) add("Referer", request.referer);
  add("Sec-Fetch-Mode", request.by_script ? "cors" : "navigate");
  add("Sec-Fetch-Dest", request.by_script ? "empty" : "document");
  add("Sec-Fetch-Site", site_of(request, url));
  if (!request.by_script) add("Upgrade-Insecure-Requests", "1");
  if (!cookies.empty()) headers.add("Cookie", cookies);
  if (!request.content_type.empty()) headers.add("Content-Type", request.content_type);
  for (const auto& [name, value] : request.extra) headers.add(name, value);
  return headers;
}

// A page's script may call another origin; everything else comes from the site it goes to.
std::string Browser::origin_of(const Request& request, const client::Url& url) {
  if (request.origin == Origin::CrossSite) return kAmazon;
  const auto page = client::parse_url(request.referer);
  return request.by_script && page ? page->origin() : url.origin();
}

std::string Browser::site_of(const Request& request, const client::Url& url) {
  const auto from = client::parse_url(origin_of(request, url));
  if (request.origin == Origin::CrossSite || !from || from->host != url.host) return "cross-site";
  return from->origin() == url.origin() ? "same-origin" : "same-site";
}

}  // namespace souk::judge
