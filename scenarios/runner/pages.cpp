#include "scenarios/runner/pages.h"

#include <fmt/format.h>

#include "scenarios/process/real_time.h"
#include "scenarios/runner/local_answers.h"
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

client::JournalEntry probe_row(const BuyerState& buyer, const Access& access) {
  Json data = {{"granted", access.granted}, {"status", access.status}, {"reason", access.reason}};
  if (!buyer.agreement.empty()) data["agreement"] = buyer.agreement;
  return {"probe", "judge", buyer.name, {}, std::move(data), Json::object()};
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

static Tried<Access> ask_access_locally(Session& session, const BuyerState& buyer) {
  const Json& access = session.plan().seller.access;
  const auto answer = session.ask_seller(access, &buyer);
  if (!answer) return refusal(answer.error());
  Access found;
  found.status = answer->status;
  const std::string wrong =
      mismatch(access.value("granted", Json::object()), answer->status, answer->body, {});
  const bool wants_status = access.contains("granted") && access["granted"].contains("status");
  found.granted = wrong.empty() && (wants_status || answer->status / 100 == 2);
  found.reason = wrong.empty() ? fmt::format("answered {}", answer->status) : wrong;
  return found;
}

Tried<Access> ask_access(Session& session, BuyerState& buyer) {
  const Json& access = session.plan().seller.access;
  if (is_local(access)) return ask_access_locally(session, buyer);
  const auto prepared = session.prepare(access, &buyer, {});
  if (!prepared) return refusal(prepared.error());
  const Json granted = access.value("granted", Json());
  const bool follow = granted.is_object();
  // Without a word on what access looks like, being sent elsewhere (to log in) is being refused.
  Visit visit =
      prepared->method == "GET" && prepared->headers.empty()
          ? buyer.browser.open(prepared->url, follow)
          : buyer.browser.send(prepared->method, prepared->url, prepared->headers, prepared->body);
  if (!visit.ok()) return refusal(visit.failure);
  Access found;
  found.status = visit.status;
  if (!follow) {
    found.granted = visit.status / 100 == 2;
    found.reason = fmt::format("answered {}", visit.status);
    const std::string& location = visit.hops.back().location;
    if (!location.empty()) found.reason += " to " + session.relative(location);
    return found;
  }
  const bool wants_status = granted.contains("status");
  const std::string wrong = mismatch(granted, visit.status, visit.body, visit.page.text);
  found.granted = wrong.empty() && (wants_status || visit.status / 100 == 2);
  found.reason = wrong.empty() ? fmt::format("answered {}", visit.status) : wrong;
  return found;
}

void note_access(Session& session, const BuyerState& buyer, const Access& access) {
  session.note({probe_row(buyer, access)});
}

Tried<Json> ask_count(Session& session, const Json& described, const std::string& what) {
  const auto answer = session.ask_seller(described);
  if (!answer) return refusal(answer.error());
  const Json body = Json::parse(answer->body, nullptr, false);
  const Json::json_pointer pointer(described.contains("pointer") ? as_text(described["pointer"])
                                                                 : "");
  if (body.is_discarded() || !body.contains(pointer)) {
    return refusal(fmt::format("the seller's answer about its {} (status {}) has nothing at '{}'",
                               what, answer->status, pointer.to_string()));
  }
  const Json& held = body[pointer];
  return held.is_array() || held.is_object() ? Json(held.size()) : held;
}

// What the seller counts for all buyers together; a seller that does not tell has no row.
static void probe_counts(Session& session) {
  const Seller& seller = session.plan().seller;
  Json counts = Json::object();
  for (const auto& [name, described] :
       {std::pair{"accounts", &seller.accounts}, std::pair{"unbilled", &seller.unbilled}}) {
    if (!described->is_object()) continue;
    const auto count = ask_count(session, *described, name);
    if (count && count->is_number()) counts[name] = *count;
  }
  if (!counts.empty()) session.note("probe", "judge", "", std::move(counts));
}

void probe_access(Session& session, const std::string& only) {
  if (session.is_asleep()) return;
  probe_counts(session);
  if (!session.plan().seller.access.is_object()) return;
  std::vector<client::JournalEntry> rows;
  for (auto& [name, buyer] : session.buyers()) {
    if (buyer.agreement.empty() || (!only.empty() && name != only)) continue;
    const auto access = ask_access(session, buyer);
    // No answer is no access; the sentence names ports, and stays out of the row.
    rows.push_back(probe_row(buyer, access ? *access : Access{false, 0, "no answer came"}));
  }
  if (!rows.empty()) session.note(std::move(rows));
}

}  // namespace souk::judge
