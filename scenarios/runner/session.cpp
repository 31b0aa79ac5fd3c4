#include "scenarios/runner/session.h"

#include <fmt/format.h>

#include <algorithm>

#include "scenarios/runner/local_answers.h"
#include "scenarios/story/names.h"
#include "souk/time.h"
#include "souk/url.h"

namespace souk::judge {
namespace {

// A seller may answer any bytes; the journal holds text.
Json printable(const Json& value) {
  return Json::parse(value.dump(-1, ' ', false, Json::error_handler_t::replace));
}

client::FormFields form_fields(const Json& form) {
  client::FormFields fields;
  for (const auto& [name, value] : form.items()) fields.emplace_back(name, as_text(value));
  return fields;
}

void take_body(Session::Prepared& prepared, const Json& request) {
  const auto type = [&](const char* name) {
    if (!prepared.headers.find("Content-Type")) prepared.headers.add("Content-Type", name);
  };
  if (request.contains("json")) {
    prepared.body = request["json"].dump(-1, ' ', false, Json::error_handler_t::replace);
    type("application/json");
  } else if (request.contains("form")) {
    prepared.body = client::form_encode(form_fields(request["form"]));
    type("application/x-www-form-urlencoded");
  } else if (request.contains("body")) {
    prepared.body = as_text(request["body"]);
    type("text/plain; charset=utf-8");
  }
}

// PUT replaces all faults, so those that are still at work have to be said again, as far as they
// have not struck yet.
Json remaining(const Json& faults) {
  Json rules = Json::array();
  for (Json rule : faults.value("faults", Json::array())) {
    const auto fired = rule.value("fired", std::int64_t{0});
    rule.erase("fired");
    if (fired > 0) rule.erase("skip");
    if (rule.contains("count")) {
      const auto left = rule["count"].get<std::int64_t>() - fired;
      if (left <= 0) continue;
      rule["count"] = left;
    }
    rules.push_back(std::move(rule));
  }
  return rules;
}

}  // namespace

Session::Session(const Plan& plan, const RunOptions& options, const Interruption& interruption,
                 Market& market)
    : plan_(plan), options_(options), market_(market) {
  client::HttpOptions http;
  http.timeout = options.page_timeout;
  http.max_body = options.page_limit;
  http.tls = options.seller_tls;
  http.cancellation = interruption.exchanges();
  browser_settings_->fetch = [&interruption, http](
                                 const std::string& method, const std::string& url,
                                 const client::HttpHeaders& headers, const std::string& body) {
    auto answer = client::request(method, url, headers, body, http);
    interruption.check();
    return answer;
  };
  browser_settings_->now = [now = now_] { return *now; };
}

void Session::set_seller(const std::string& url) {
  seller_url_ = url;
  while (!seller_url_.empty() && seller_url_.back() == '/') seller_url_.pop_back();
  origins_.clear();
  const auto own = [&](const std::string& text) {
    const auto parsed = client::parse_url(text);
    if (!parsed) return;
    browser_settings_->hosts.push_back(parsed->host);
    origins_.push_back(parsed->origin());
  };
  if (!seller_url_.empty()) own(seller_url_);
  if (const auto landing = address(plan_.seller.landing_page)) own(*landing);
}

Tried<BuyerState*> Session::buyer(const std::string& name) {
  const auto known = buyers_.find(name);
  if (known != buyers_.end()) {
    follow_successions();
    return &known->second;
  }
  auto view = market_.ask([&](client::SandboxClient& sandbox) { return sandbox.put_buyer(name); });
  if (!view) return refusal("the buyer cannot be made: " + view.error());
  BuyerState state{name, std::move(*view), {}, {}, new_browser(), std::nullopt, {}};
  return &buyers_.emplace(name, std::move(state)).first->second;
}

void Session::follow_successions() {
  const Journal& journal = market_.journal();
  for (; followed_ < journal.size(); ++followed_) {
    const Row& row = journal[followed_];
    if (row.kind != "agreement" || row.data.value("event", "") != "renews") continue;
    for (auto& [name, buyer] : buyers_) {
      if (buyer.agreement == row.data.value("previous", "")) buyer.agreement = row.subject;
    }
  }
}

Tried<client::AgreementView> Session::agreement(const BuyerState& buyer) {
  if (buyer.agreement.empty()) return refusal(fmt::format("{} has not subscribed", buyer.name));
  return market_.ask(
      [&](client::SandboxClient& sandbox) { return sandbox.agreement(buyer.agreement); });
}

Tried<Json> Session::buyer_value(const BuyerState& buyer, const std::string& member) {
  if (member == "account") return Json(buyer.view.account);
  if (member == "customer_identifier") return Json(buyer.view.customer_identifier);
  if (member == "email") return Json(fmt::format("{}+{}@example.test", buyer.name, seed_));
  if (member == "agreement") return Json(buyer.agreement);
  if (buyer.agreement.empty()) return Json("");
  const auto view = agreement(buyer);
  if (!view) return refusal(view.error());
  return Json(member == "license" ? view->license_arn : view->product_code);
}

Tried<Json> Session::value_of(const std::string& name, const BuyerState* buyer,
                              const Extra& extra) {
  if (name == "SELLER") {
    if (!seller_url_.empty()) return Json(seller_url_);
    return refusal("the story uses ${SELLER}, and no seller was named; name it with --seller");
  }
  if (name == "now") return Json(client::to_iso(now()));
  if (const auto found = extra.find(name); found != extra.end()) return found->second;
  if (buyer && buyer->captures.count(name) > 0) return buyer->captures.at(name);
  if (buyer && plan_.given_to_buyers.count(name) > 0) {
    return refusal(fmt::format("${{{}}} has no value: {} was not given one while registering", name,
                               buyer->name));
  }
  if (const auto found = captures_.find(name); found != captures_.end()) return found->second;
  const auto dot = name.find('.');
  const std::string stem = name.substr(0, dot);
  if (dot == std::string::npos) return refusal(fmt::format("${{{}}} has no value yet", name));
  if (stem == "form" || stem == "login") {
    return refusal(fmt::format("${{{}}} has no value: this `register` has no '{}' in its '{}'",
                               name, name.substr(dot + 1), stem));
  }
  if (stem == "buyer" && buyer) return buyer_value(*buyer, name.substr(dot + 1));
  const auto other = this->buyer(stem);
  if (!other) return refusal(other.error());
  return buyer_value(**other, name.substr(dot + 1));
}

Tried<Json> Session::bind(const Json& value, const BuyerState* buyer, const Extra& extra) {
  std::string trouble;
  const Lookup lookup = [&](const std::string& name) -> std::optional<Json> {
    auto found = value_of(name, buyer, extra);
    if (found) return std::move(*found);
    if (trouble.empty()) trouble = found.error();
    return std::nullopt;
  };
  Json bound = substitute_all(value, lookup, true);
  if (!trouble.empty()) return refusal(trouble);
  return bound;
}

void Session::capture(const std::string& name, Json value, BuyerState* owner) {
  if (owner) owner->captures[name] = value;
  captures_[name] = std::move(value);
}

bool Session::waits_for_registration(const Json& value, const BuyerState& buyer) const {
  if (value.is_string()) {
    for (const Reference& reference : find_references(value.get_ref<const std::string&>())) {
      const bool given = buyer.captures.count(reference.name) > 0;
      if (!given && plan_.given_to_buyers.count(reference.name) > 0) return true;
    }
    return false;
  }
  return value.is_structured() && std::any_of(value.begin(), value.end(), [&](const Json& inner) {
           return waits_for_registration(inner, buyer);
         });
}

Tried<std::string> Session::address(const Json& value, const BuyerState* buyer) {
  const auto bound = bind(value, buyer);
  if (!bound) return refusal(bound.error());
  return absolute(as_text(*bound));
}

Tried<std::string> Session::absolute(const std::string& address) const {
  if (address.empty() || address[0] != '/') return address;
  if (seller_url_.empty())
    return refusal(
        fmt::format("'{}' is a path, and no seller was named; name it with --seller", address));
  return seller_url_ + address;
}

Tried<Session::Prepared> Session::prepare(const Json& request, const BuyerState* buyer,
                                          const Extra& extra) {
  const auto bound = bind(request, buyer, extra);
  if (!bound) return refusal(bound.error());
  Prepared prepared;
  for (const char* method : {"get", "post", "put", "delete"}) {
    if (!bound->contains(method)) continue;
    const auto url = absolute(as_text((*bound)[method]));
    if (!url) return refusal(url.error());
    prepared.url = *url;
    prepared.method = method;
    for (char& c : prepared.method) c = static_cast<char>(c - 32);
  }
  if (bound->contains("headers")) {
    for (const auto& [name, value] : (*bound)["headers"].items()) {
      prepared.headers.add(name, as_text(value));
    }
  }
  take_body(prepared, *bound);
  return prepared;
}

Tried<client::HttpAnswer> Session::ask_seller(const Json& request, const BuyerState* buyer,
                                              const Extra& extra) {
  if (is_local(request)) {
    const auto bound = bind(request, buyer, extra);
    if (!bound) return refusal(bound.error());
    return ask_locally(*bound, options_.page_timeout, options_.page_limit);
  }
  auto prepared = prepare(request, buyer, extra);
  if (!prepared) return refusal(prepared.error());
  prepared->headers.add("X-Souk-Now", client::to_iso(now()));
  auto answer =
      browser_settings_->fetch(prepared->method, prepared->url, prepared->headers, prepared->body);
  if (answer) return std::move(*answer);
  const client::Failure& failure = answer.error();
  return refusal(fmt::format("{} {} got no answer: {}", prepared->method, prepared->url,
                             failure.message.empty() ? failure.type : failure.message));
}

std::string Session::relative(const std::string& url) const {
  for (const std::string& origin : origins_) {
    const bool own =
        url.compare(0, origin.size(), origin) == 0 &&
        (url.size() == origin.size() || url[origin.size()] == '/' || url[origin.size()] == '?');
    if (!own) continue;
    const std::string rest = url.substr(origin.size());
    return rest.empty() || rest[0] != '/' ? "/" + rest : rest;
  }
  return url;
}

void Session::set_step(int index) { step_ = index; }

void Session::stop_hosted() {
  if (!hosted_) return;
  was_killed_as_armed();  // that one is over; one that has not struck waits for the next process
  const bool obeyed = hosted_->stop();
  note_output();
  if (!obeyed) {
    note("output", "seller", "souk", Json::object(),
         {{"text", "It did not end upon SIGTERM, and souk killed it.\n"}});
  }
}

void Session::note_output() {
  if (!hosted_) return;
  std::vector<client::JournalEntry> rows;
  for (const auto& each : hosted_->take_output()) {
    rows.push_back({"output", "seller", each.stream, {}, Json::object(), {{"text", each.text}}});
  }
  if (!rows.empty()) note(std::move(rows));
}

Tried<client::Done> Session::add_fault(const Json& rule) {
  const auto before = market_.ask([](client::SandboxClient& sandbox) { return sandbox.faults(); });
  if (!before) return refusal(before.error());
  Json rules = remaining(*before);
  rules.push_back(rule);
  const auto set =
      market_.ask([&](client::SandboxClient& sandbox) { return sandbox.put_faults(rules); });
  if (!set) return refusal(set.error());
  return client::Done{};
}

bool Session::was_killed_as_armed() {
  // Letting go of it waits until the seller is gone.
  if (!kill_ || !kill_->has_struck()) return false;
  kill_.reset();
  return true;
}

void Session::note(const std::string& kind, const std::string& actor, const std::string& subject,
                   Json data, Json nondeterministic) {
  note({{kind, actor, subject, {}, std::move(data), std::move(nondeterministic)}});
}

void Session::note(std::vector<client::JournalEntry> rows) {
  for (client::JournalEntry& row : rows) {
    if (step_ > 0) row.correlation = std::to_string(step_);
    row.data = printable(row.data);
    row.nondeterministic = printable(row.nondeterministic);
  }
  market_.write(rows);
}

void Session::note_use(const BuyerState& buyer, const client::AgreementView& agreement, Json data) {
  data["agreement"] = agreement.id;
  if (!agreement.license_arn.empty()) data["license_arn"] = agreement.license_arn;
  note("use", "buyer", buyer.name, std::move(data));
}

void Session::expect_late(Late late) {
  late.step = step_;
  late_.push_back(std::move(late));
}

client::AdvanceOptions Session::settling() const {
  client::Settle settle;
  settle.quiet = plan_.settle.quiet;
  settle.at_most = plan_.settle.at_most;
  settle.off = plan_.settle.off || is_asleep();
  // Process ids are of this machine, and mean nothing to a souk elsewhere.
  const auto souk = client::parse_url(options_.souk);
  // Where time runs, waiting for programs whose clock is fast costs hours of the market.
  const bool stands = plan_.rate <= 0;
  if (hosted_ && stands && souk && is_this_machine(souk->host)) {
    settle.process = hosted_->keeper();
  }
  const Json& idle = plan_.seller.idle;
  if (idle.is_object() && idle.contains("get")) {
    const std::string text = as_text(idle["get"]);
    const auto with_seller = [&](const std::string& name) -> std::optional<Json> {
      return name == "SELLER" ? std::optional<Json>(seller_url_) : std::nullopt;
    };
    settle.idle = as_text(substitute(text, with_seller, true));
    if (!settle.idle.empty() && settle.idle[0] == '/') settle.idle = seller_url_ + settle.idle;
  }
  client::AdvanceOptions options;
  options.settle = settle;
  return options;
}

bool Session::settle() {
  if (plan_.settle.off) return false;
  const auto options = settling();
  return market_
      .ask([&](client::SandboxClient& sandbox) { return sandbox.advance_by(Duration{0}, options); })
      .has_value();
}

}  // namespace souk::judge
