#include "scenarios/runner/pages.h"

#include <fmt/format.h>

#include "scenarios/process/real_time.h"
#include "scenarios/story/names.h"

namespace souk::judge {
namespace {

constexpr std::size_t kKeptBody = 64 * 1024;
constexpr std::size_t kShownText = 160;
constexpr const char* kNobody = "aws";

Json hops_of(const Session& session, const Visit& visit) {
  Json hops = Json::array();
  for (const Hop& hop : visit.hops) {
    Json row = {{"method", hop.method},
                {"path", session.relative(hop.url)},
                {"status", hop.status},
                {"cookies", cookie_names(hop.set_cookies)}};
    if (!hop.location.empty()) row["location"] = session.relative(hop.location);
    hops.push_back(std::move(row));
  }
  return hops;
}

Json forms_of(const Session& session, const Visit& visit) {
  Json forms = Json::array();
  for (const HtmlForm& form : visit.page.forms) {
    Json names = Json::array();
    for (const FormField& field : form.fields) {
      if (!field.name.empty()) names.push_back(field.name);
    }
    forms.push_back(
        {{"method", form.method}, {"action", session.relative(form.action)}, {"fields", names}});
  }
  return forms;
}

Json links_of(const Visit& visit) {
  Json links = Json::array();
  for (const std::string& link : visit.page.links) links.push_back(link);
  for (const HtmlForm& form : visit.page.forms) links.push_back(form.action);
  for (const Hop& hop : visit.hops) {
    if (!hop.location.empty()) links.push_back(hop.location);
  }
  if (visit.page.refresh) links.push_back(*visit.page.refresh);
  return links;
}

Json set_cookies_of(const Visit& visit) {
  Json lines = Json::array();
  for (const Hop& hop : visit.hops) {
    for (const std::string& line : hop.set_cookies) lines.push_back(line);
  }
  return lines;
}

}  // namespace

void note_page(Session& session, const std::string& buyer, const Visit& visit,
               const PageContext& context) {
  Json data = {{"purpose", context.purpose},
               {"method", visit.method},
               {"path", session.relative(visit.asked)},
               {"hops", hops_of(session, visit)},
               {"cookieless", visit.cookieless},
               {"title", visit.page.title},
               {"forms", forms_of(session, visit)}};
  if (visit.status > 0) data["status"] = visit.status;
  if (!context.agreement.empty()) data["agreement"] = context.agreement;
  if (!context.token_case.empty()) {
    data["token"] = context.token;
    data["case"] = context.token_case;
  }
  Json nondeterministic = {{"url", visit.url},
                           {"body", visit.body.substr(0, kKeptBody)},
                           {"set_cookies", set_cookies_of(visit)},
                           {"links", links_of(visit)},
                           {"took_ms", context.took.count()}};
  if (!visit.failure.empty()) {
    // The full sentence names ports; the row keeps what two runs agree on.
    data["failure"] = visit.unreachable ? "no answer came" : "the browser gave up";
    nondeterministic["failure"] = visit.failure;
  }
  session.note("page", "buyer", buyer, std::move(data), std::move(nondeterministic));
}

Visit send_form(Session& session, BuyerState& buyer, const Visit& page, const FilledForm& filled) {
  const process::Stopwatch stopwatch;
  Visit visit = buyer.browser.submit(page, filled);
  note_page(session, buyer.name, visit, {"form", buyer.agreement, {}, {}, stopwatch.elapsed()});
  buyer.page = visit;
  return visit;
}

std::string shown_text(const Visit& visit) { return visit.page.text.substr(0, kShownText); }

Answered answered_by(const Visit& visit, const Browser& browser) {
  return {
      visit.url, visit.headers, visit.body,
      [&browser, url = visit.url](const std::string& name) { return browser.cookie(url, name); }};
}

Visit probe_listing(Session& session) {
  const auto url = session.address(session.plan().seller.landing_page);
  if (!url) {
    Visit visit;
    visit.failure = url.error();
    return visit;
  }
  const process::Stopwatch stopwatch;
  Visit visit = session.new_browser().open(*url);
  note_page(session, kNobody, visit, {"listing-probe", {}, {}, {}, stopwatch.elapsed()});
  return visit;
}

}  // namespace souk::judge
