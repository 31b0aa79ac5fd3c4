#include "tests/scenarios/runner/fake_souk.h"

#include "souk/time.h"

namespace souk::judge {
namespace {

constexpr const char* kRoot = "/_souk/v1/sandboxes";

std::string after(const std::string& text, const std::string& start) {
  return text.compare(0, start.size(), start) == 0 ? text.substr(start.size()) : "";
}

std::string between(const std::string& text, const std::string& start, const std::string& end) {
  const auto rest = after(text, start);
  const auto at = rest.find(end);
  return rest.empty() || at == std::string::npos ? "" : rest.substr(0, at);
}

Json buyer_view(const std::string& name) {
  return {{"name", name}, {"account", "acct-" + name}, {"customer_identifier", "cust-" + name}};
}

std::int64_t query_number(const std::string& target, const std::string& name) {
  const auto at = target.find(name + "=");
  return at == std::string::npos ? 0 : std::stoll(target.substr(at + name.size() + 1));
}

}  // namespace

FakeSouk::FakeSouk() : server_([this](const TestRequest& request) { return answer(request); }) {}

void FakeSouk::schedule(Timestamp due, const std::string& name, std::function<void()> work) {
  const std::lock_guard lock(mutex_);
  agenda_.emplace(due, Due{name, std::move(work)});
}

void FakeSouk::call(const std::string& operation, Json data) {
  row("call", operation, std::move(data));
}

void FakeSouk::row(const std::string& kind, const std::string& subject, Json data) {
  add_row(kind, "seller", subject, "", std::move(data), Json::object());
}

void FakeSouk::meter(const std::string& buyer, const std::string& dimension,
                     std::int64_t quantity) {
  const std::lock_guard lock(mutex_);
  totals_.push_back({{"agreement", "agmt-1"},
                     {"buyer", buyer},
                     {"dimension", dimension},
                     {"quantity", quantity}});
}

std::vector<std::string> FakeSouk::log() const {
  const std::lock_guard lock(mutex_);
  return log_;
}

void FakeSouk::note(const std::string& line) {
  const std::lock_guard lock(mutex_);
  log_.push_back(line);
}

Json FakeSouk::last(const std::string& path_end) const {
  const std::lock_guard lock(mutex_);
  for (const auto& [path, body] : last_bodies_) {
    if (path.size() >= path_end.size() &&
        path.compare(path.size() - path_end.size(), path_end.size(), path_end) == 0) {
      return body;
    }
  }
  return nullptr;
}

std::vector<Json> FakeSouk::rows(const std::string& kind) const {
  const std::lock_guard lock(mutex_);
  std::vector<Json> found;
  for (const Json& each : rows_) {
    if (each["kind"] == kind) found.push_back(each);
  }
  return found;
}

std::map<std::string, Json> FakeSouk::sandboxes() const {
  const std::lock_guard lock(mutex_);
  return sandboxes_;
}

void FakeSouk::add_row(const std::string& kind, const std::string& actor,
                       const std::string& subject, const std::string& correlation, Json data,
                       Json nondeterministic) {
  const std::lock_guard lock(mutex_);
  rows_.push_back({{"seq", rows_.size() + 1},
                   {"at", client::to_iso(now_)},
                   {"kind", kind},
                   {"actor", actor},
                   {"subject", subject},
                   {"correlation", correlation},
                   {"data", std::move(data)},
                   {"nondeterministic", std::move(nondeterministic)}});
}

TestAnswer FakeSouk::answer(const TestRequest& request) {
  const Json body = request.body.empty() ? Json::object() : Json::parse(request.body);
  int status = 200;
  const Json answered = route(request, request.path(), body, status);
  const std::lock_guard lock(mutex_);
  TestAnswer answer = json_answer(status == 204 ? "" : answered.dump(), status);
  answer.headers.emplace("X-Souk-Now", client::to_iso(now_));
  return answer;
}

Json FakeSouk::route(const TestRequest& request, const std::string& path, const Json& body,
                     int& status) {
  {
    const std::lock_guard lock(mutex_);
    last_bodies_[path] = body;
  }
  if (path == kRoot && request.method == "POST") {
    const std::lock_guard lock(mutex_);
    const std::string name = body.value("name", "");
    if (sandboxes_.count(name) > 0) {
      status = 409;
      return {{"error", {{"code", "exists"}, {"message", "there is one already"}}}};
    }
    if (body.contains("switches") && body["switches"].contains("unknown")) {
      status = 400;
      return {{"error",
               {{"code", "bad"}, {"message", "no such switch"}, {"field", "switches.unknown"}}}};
    }
    status = 201;
    now_ = client::parse_iso(body["clock"].value("start", "2026-10-06T09:00:00Z")).value();
    sandboxes_[name] = {{"name", name}, {"now", client::to_iso(now_)}, {"account", "1"}};
    return sandboxes_[name];
  }
  const std::string rest = after(path, std::string(kRoot) + "/");
  return sandbox(request, rest.substr(std::min(rest.find('/'), rest.size())), body, status);
}

Json FakeSouk::sandbox(const TestRequest& request, const std::string& rest, const Json& body,
                       int& status) {
  if (rest == "/journal") return journal(request, body);
  const std::lock_guard lock(mutex_);
  const std::string name = between(request.path() + "/", std::string(kRoot) + "/", "/");
  if (rest.empty() && request.method == "DELETE") {
    sandboxes_.erase(name);
    log_.push_back("delete " + name);
    status = 204;
    return {};
  }
  if (rest == "/reset") {
    now_ = client::parse_iso(body["clock"].value("start", "2026-10-06T09:00:00Z")).value();
    log_.push_back("reset " + name);
    return {{"name", name}, {"now", client::to_iso(now_)}};
  }
  if (rest.find("/cancel") != std::string::npos && agreements_["agmt-1"]["state"] != "ACTIVE") {
    status = 409;
    return {{"error", {{"code", "state"}, {"message", "the agreement is not active"}}}};
  }
  Json answered = time(request.method, rest, body);
  return answered.is_null() ? market(request.method, rest, body) : answered;
}

Json FakeSouk::market(const std::string& method, const std::string& rest, const Json& body) {
  if (const auto buyer = between(rest, "/buyers/", "/subscribe"); !buyer.empty()) {
    return subscribe(buyer, body);
  }
  if (const auto buyer = after(rest, "/buyers/"); !buyer.empty()) return buyer_view(buyer);
  if (const auto id = between(rest, "/agreements/", "/set-up"); !id.empty()) {
    const std::string token = "tok+" + std::to_string(++tokens_) + "/==";
    return {{"url", last("/products/product").value("landing_page", "")},
            {"fields", {{"x-amzn-marketplace-token", token}}}};
  }
  if (const auto id = between(rest, "/agreements/", "/cancel"); !id.empty()) {
    const Timestamp opens = now_ + std::chrono::minutes(2);
    const Timestamp closes = opens + std::chrono::hours(1);
    agenda_.emplace(opens, Due{"open-final-window", [this, id, opens, closes] {
                                 agreements_[id]["state"] = "ENDING";
                                 agreements_[id]["window"] = {{"opens", client::to_iso(opens)},
                                                              {"closes", client::to_iso(closes)}};
                               }});
    agenda_.emplace(closes,
                    Due{"close-final-window", [this, id] { agreements_[id]["state"] = "ENDED"; }});
    return agreements_[id];
  }
  if (rest == "/bill") return {{"month", "2026-10"}, {"bills", bills}};
  if (rest.ends_with("/refunds")) return {{"refunds", refunds}};
  if (rest.ends_with("/request-refund") || rest.ends_with("/decide")) return {{"id", "rf-1"}};
  if (const auto id = after(rest, "/agreements/"); !id.empty()) return agreements_[id];
  if (rest.compare(0, 6, "/usage") == 0) return {{"usage", Json::array()}, {"totals", totals_}};
  if (rest == "/faults") {
    if (method == "PUT") faults_ = body["faults"];
    if (method == "DELETE") faults_ = Json::array();
    return {{"faults", faults_}};
  }
  if (rest.find("/notifications") != std::string::npos) return {{"channels", Json::array()}};
  if (rest == "/notify") return {{"notification", "n1"}, {"deliveries", Json::array()}};
  return {{"name", "product"}, {"code", "code1"}, {"dimensions", Json::array()}};
}

Json FakeSouk::subscribe(const std::string& buyer, const Json& body) {
  const std::string id = "agmt-" + std::to_string(agreements_.size() + 1);
  Json view = buyer_view(buyer);
  view.erase("name");
  view.update({{"id", id}, {"state", "PENDING"}, {"buyer", buyer}, {"product_code", "code1"}});
  agreements_[id] = view;
  const bool fails = body.contains("payment") && body["payment"].value("outcome", "") == "fails";
  agenda_.emplace(now_ + std::chrono::seconds(30),
                  Due{"provision-licence", [this, id, fails] {
                        agreements_[id]["state"] = fails ? "FAILED" : "ACTIVE";
                        agreements_[id]["license_arn"] = "arn:" + id;
                        if (on_active && !fails) on_active();
                      }});
  return {{"agreement", view}, {"form", {{"url", ""}, {"fields", Json::object()}}}};
}

Json FakeSouk::time(const std::string& method, const std::string& rest, const Json& body) {
  if (rest == "/clock" && method == "GET") {
    Json clock = {{"now", client::to_iso(now_)}, {"mode", "frozen"}, {"holds", Json::array()}};
    if (!agenda_.empty()) {
      clock["next"] = {{"due", client::to_iso(agenda_.begin()->first)},
                       {"name", agenda_.begin()->second.name},
                       {"subject", ""}};
    }
    return clock;
  }
  if (rest == "/clock/advance") return advance(body);
  return nullptr;
}

Json FakeSouk::advance(const Json& body) {
  const Timestamp from = now_;
  Timestamp target = now_;
  if (body.contains("to")) target = *client::parse_iso(body["to"].get<std::string>());
  if (body.contains("by")) target += *client::parse_duration(body["by"].get<std::string>());
  if (target > from) log_.push_back("advance " + client::to_iso(target));
  fall_due(target);
  now_ = target;
  return {{"from", client::to_iso(from)},
          {"to", client::to_iso(now_)},
          {"happenings", Json::array()},
          {"deliveries", 0}};
}

void FakeSouk::fall_due(Timestamp target) {
  while (!agenda_.empty() && agenda_.begin()->first <= target) {
    auto next = agenda_.extract(agenda_.begin());
    now_ = std::max(now_, next.key());
    log_.push_back("due " + next.mapped().name);
    next.mapped().work();
  }
}

Json FakeSouk::journal(const TestRequest& request, const Json& body) {
  if (request.method == "POST") {
    for (const Json& each : body["rows"]) {
      add_row(each["kind"], each["actor"], each["subject"], each.value("correlation", ""),
              each.value("data", Json::object()), each.value("nondeterministic", Json::object()));
    }
    const std::lock_guard lock(mutex_);
    return {{"last", rows_.size()}};
  }
  if (query_number(request.target, "wait") > 0 && on_wait) on_wait();
  const std::lock_guard lock(mutex_);
  Json page = Json::array();
  for (const Json& each : rows_) {
    if (each["seq"] > query_number(request.target, "after") && page.size() < 1000) {
      page.push_back(each);
    }
  }
  return {{"rows", page}, {"last", rows_.size()}};
}

}  // namespace souk::judge
