#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/rules/journal.h"
#include "scenarios/runner/cookies.h"
#include "scenarios/runner/forms.h"
#include "scenarios/runner/html.h"
#include "souk/http.h"
#include "souk/url.h"

namespace souk::judge {

/// Sends one request and follows nothing.
using Fetch = std::function<client::Outcome<client::HttpAnswer>(
    const std::string& method, const std::string& url, const client::HttpHeaders& headers,
    const std::string& body)>;

/// One request on the way to a page.
struct Hop {
  std::string method;
  std::string url;
  int status = 0;        ///< 0 when no answer came
  std::string location;  ///< as the answer said it
  std::vector<std::string> set_cookies;
};

/// What came of going somewhere.
struct Visit {
  std::string method;  ///< of the first request
  std::string asked;   ///< the URL of the first request
  std::string url;     ///< where it ended
  int status = 0;      ///< of the last answer; 0 when none came
  client::HttpHeaders headers;
  std::string body;
  HtmlPage page;
  std::vector<Hop> hops;
  bool cookieless = true;    ///< the first request carried no cookie
  std::string failure;       ///< why there is no page; empty when there is one
  bool unreachable = false;  ///< no answer came at all

  bool ok() const { return failure.empty(); }
};

/// What a browser is allowed and told.
struct BrowserSettings {
  Fetch fetch;
  std::vector<std::string> hosts;  ///< reachable beside this machine: the seller's
  std::function<Timestamp()> now;  ///< the market's time, sent as X-Souk-Now
};

/// A buyer's browser, as far as a seller can tell one: cookies with SameSite, redirects, forms. Not
/// a JavaScript engine. One buyer, one browser; not for several threads.
class Browser {
 public:
  explicit Browser(std::shared_ptr<const BrowserSettings> settings);

  /// AWS's page sends the buyer here with a form: a cross-site POST.
  Visit arrive(const std::string& url, const client::FormFields& fields);
  /// The same with the fields in the query: a cross-site GET.
  Visit arrive_by_link(const std::string& url, const client::FormFields& fields);
  /// The buyer types an address or follows a link of the site.
  Visit open(const std::string& url, bool follow = true);
  /// The buyer sends a form of a page.
  Visit submit(const Visit& on, const FilledForm& filled);
  /// A script of the page at `page` sends a request, as fetch() does, redirects followed.
  Visit fetch(const std::string& page, const std::string& method, const std::string& url,
              client::HttpHeaders headers, const std::string& body);
  /// Anything else in this browser's name, redirects followed.
  Visit send(const std::string& method, const std::string& url, client::HttpHeaders headers,
             const std::string& body);

  /// The value of the cookie of that name the browser would send to `url`.
  std::optional<std::string> cookie(const std::string& url, std::string_view name) const;

 private:
  struct Request;

  Visit go(Request request, bool follow = true);
  bool step(Visit& visit, Request& request, bool follow);
  bool take_answer(Visit& visit, Request& request, client::HttpAnswer answer, bool follow);
  bool turn(Visit& visit, Request& request, const std::string& location, int status);
  static std::string origin_of(const Request& request, const client::Url& url);
  static std::string site_of(const Request& request, const client::Url& url);
  client::HttpHeaders headers_for(const Request& request, const client::Url& url,
                                  const std::string& cookies) const;

  std::shared_ptr<const BrowserSettings> settings_;
  CookieJar cookies_;
};

/// Where a reference on a page leads. Nothing when it leads to no http(s) address.
std::optional<std::string> resolve(const std::string& base, const std::string& reference);

}  // namespace souk::judge
