#include "souk/control.h"

#include "client/src/control_caller.h"
#include "client/src/control_json.h"
#include "client/src/json_members.h"
#include "souk/url.h"

namespace souk::client {
namespace {

const std::string kRoot = "/_souk/v1";

/// How much longer than the server's own wait a long poll may take.
constexpr Duration kPollMargin = std::chrono::seconds(10);

template <class T>
std::vector<T> read_list(const Json& body, const char* name, T (*read)(const Json&)) {
  std::vector<T> items;
  for (const auto& entry : members::list(body, name)) items.push_back(read(entry));
  return items;
}

/// An outcome of another type: the same failure, or what `read` makes of the value.
template <class Read>
auto then(const Outcome<Json>& outcome, Read read) -> Outcome<decltype(read(*outcome))> {
  if (!outcome) return outcome.error();
  return read(*outcome);
}

Outcome<Done> done(const Outcome<Json>& outcome) {
  return then(outcome, [](const Json&) { return Done{}; });
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : ",") + word;
  return text;
}

}  // namespace

ControlClient::ControlClient(ControlConfig config)
    : caller_(std::make_shared<ControlCaller>(std::move(config))) {}

Outcome<Health> ControlClient::health() {
  return then(caller_->call("GET", kRoot + "/health", nullptr, caller_->config().http.timeout, ""),
              [](const Json& body) {
                return Health{.ready = members::flag(body, "ready"),
                              .version = members::text(body, "version")};
              });
}

Outcome<std::string> ControlClient::ca() {
  auto answer =
      caller_->exchange("GET", kRoot + "/ca", nullptr, caller_->config().http.timeout, "");
  if (!answer) return answer.error();
  return std::move(answer->body);
}

Outcome<SandboxView> ControlClient::create_sandbox(const SandboxRequest& request) {
  const auto body = control_json::write(request);
  return then(caller_->call("POST", kRoot + "/sandboxes", &body, caller_->config().patient_timeout,
                            request.name),
              control_json::read_sandbox);
}

Outcome<std::vector<SandboxView>> ControlClient::sandboxes() {
  return then(
      caller_->call("GET", kRoot + "/sandboxes", nullptr, caller_->config().http.timeout, ""),
      [](const Json& body) { return read_list(body, "sandboxes", control_json::read_sandbox); });
}

SandboxClient ControlClient::sandbox(const std::string& name) const { return {caller_, name}; }

SandboxClient::SandboxClient(std::shared_ptr<ControlCaller> caller, std::string name)
    : caller_(std::move(caller)),
      name_(std::move(name)),
      root_(kRoot + "/sandboxes/" + percent_encode(name_)) {}

std::optional<Timestamp> SandboxClient::last_now() const { return caller_->last_now(name_); }

Outcome<HttpAnswer> SandboxClient::exchange(const std::string& method, const std::string& path,
                                            const Json* body, Duration timeout) {
  return caller_->exchange(method, root_ + path, body, timeout, name_);
}

Outcome<Json> SandboxClient::call(const std::string& method, const std::string& path,
                                  const Json* body, bool patient) {
  const auto& config = caller_->config();
  return caller_->call(method, root_ + path, body,
                       patient ? config.patient_timeout : config.http.timeout, name_);
}

Outcome<SandboxView> SandboxClient::sandbox_call(const std::string& method, const std::string& path,
                                                 const Json* body) {
  return then(call(method, path, body), control_json::read_sandbox);
}

Outcome<SandboxView> SandboxClient::view() { return sandbox_call("GET", ""); }

Outcome<Done> SandboxClient::remove() { return done(call("DELETE", "")); }

Outcome<SandboxView> SandboxClient::fork(const std::string& copy) {
  const Json body{{"name", copy}};
  return sandbox_call("POST", "/fork", &body);
}

Outcome<SandboxView> SandboxClient::reset(const SandboxRequest& changes) {
  const auto body = control_json::write(changes);
  return sandbox_call("POST", "/reset", &body);
}

Outcome<std::string> SandboxClient::snapshot(const std::string& name) {
  const Json body{{"name", name}};
  return then(call("POST", "/snapshot", &body),
              [](const Json& answer) { return members::text(answer, "name"); });
}

Outcome<SandboxView> SandboxClient::restore(const std::string& name) {
  const Json body{{"name", name}};
  return sandbox_call("POST", "/restore", &body);
}

Outcome<std::vector<ProductView>> SandboxClient::products() {
  return then(call("GET", "/products"), [](const Json& answer) {
    return read_list(answer, "products", control_json::read_product);
  });
}

Outcome<ProductView> SandboxClient::put_product(const std::string& product,
                                                const ProductRequest& request) {
  const auto body = control_json::write(request);
  return then(call("PUT", "/products/" + percent_encode(product), &body),
              control_json::read_product);
}

Outcome<std::vector<Channel>> SandboxClient::put_notifications(const std::string& product,
                                                               const NotificationTarget& target) {
  const auto body = control_json::write(target);
  return then(
      call("PUT", "/products/" + percent_encode(product) + "/notifications", &body, true),
      [](const Json& answer) { return read_list(answer, "channels", control_json::read_channel); });
}

Outcome<Json> SandboxClient::put_offer(const std::string& offer, const Json& request) {
  return call("PUT", "/offers/" + percent_encode(offer), &request);
}

Outcome<BuyerView> SandboxClient::put_buyer(const std::string& buyer, const std::string& account) {
  Json body = Json::object();
  if (!account.empty()) body["account"] = account;
  return then(call("PUT", "/buyers/" + percent_encode(buyer), &body), control_json::read_buyer);
}

Outcome<Purchase> SandboxClient::subscribe(const std::string& buyer,
                                           const SubscribeRequest& request) {
  const auto body = control_json::write(request);
  return then(call("POST", "/buyers/" + percent_encode(buyer) + "/subscribe", &body, true),
              [](const Json& answer) {
                return Purchase{
                    .agreement = control_json::read_agreement(members::at(answer, "agreement")),
                    .form = control_json::read_form(members::at(answer, "form"))};
              });
}

Outcome<Form> SandboxClient::set_up(const std::string& agreement) {
  const Json body = Json::object();
  return then(call("POST", "/agreements/" + percent_encode(agreement) + "/set-up", &body, true),
              control_json::read_form);
}

Outcome<AgreementView> SandboxClient::cancel(const std::string& agreement) {
  const Json body = Json::object();
  return then(call("POST", "/agreements/" + percent_encode(agreement) + "/cancel", &body, true),
              [](const Json& answer) {
                const auto& wrapped = members::at(answer, "agreement");
                return control_json::read_agreement(wrapped.is_object() ? wrapped : answer);
              });
}

Outcome<AgreementView> SandboxClient::act(const std::string& agreement, const std::string& act,
                                          const Json& details) {
  return then(call("POST", "/agreements/" + percent_encode(agreement) + "/" + act, &details, true),
              control_json::read_agreement);
}

Outcome<AgreementView> SandboxClient::agreement(const std::string& id) {
  return then(call("GET", "/agreements/" + percent_encode(id)), control_json::read_agreement);
}

Outcome<std::vector<AgreementView>> SandboxClient::agreements(const std::string& buyer) {
  const auto query = buyer.empty() ? std::string() : "?buyer=" + percent_encode(buyer);
  return then(call("GET", "/agreements" + query), [](const Json& answer) {
    return read_list(answer, "agreements", control_json::read_agreement);
  });
}

Outcome<Json> SandboxClient::entitlements() { return call("GET", "/entitlements"); }

Outcome<Usage> SandboxClient::usage(const std::string& agreement) {
  const auto query = agreement.empty() ? std::string() : "?agreement=" + percent_encode(agreement);
  return then(call("GET", "/usage" + query), [](const Json& answer) {
    return Usage{.lines = read_list(answer, "usage", control_json::read_usage_line),
                 .totals = read_list(answer, "totals", control_json::read_usage_line)};
  });
}

Outcome<Json> SandboxClient::request_refund(const std::string& agreement,
                                            const RefundRequest& request) {
  Json body = Json::object();
  if (!request.outcome.empty()) body["outcome"] = request.outcome;
  if (request.business_days) body["business_days"] = *request.business_days;
  if (request.visible_after) body["visible_after"] = to_text(*request.visible_after);
  return call("POST", "/agreements/" + percent_encode(agreement) + "/request-refund", &body, true);
}

Outcome<Json> SandboxClient::refunds(const std::string& agreement) {
  return then(call("GET", "/agreements/" + percent_encode(agreement) + "/refunds"),
              [](const Json& answer) { return members::list(answer, "refunds"); });
}

Outcome<Json> SandboxClient::decide_refund(const std::string& refund, const std::string& outcome) {
  Json body = Json::object();
  if (!outcome.empty()) body["outcome"] = outcome;
  return call("POST", "/refunds/" + percent_encode(refund) + "/decide", &body, true);
}

Outcome<Json> SandboxClient::bill(const std::string& buyer, const std::string& month) {
  std::string query;
  if (!buyer.empty()) query = "?buyer=" + percent_encode(buyer);
  if (!month.empty()) query += (query.empty() ? "?month=" : "&month=") + percent_encode(month);
  return then(call("GET", "/bill" + query),
              [](const Json& answer) { return members::list(answer, "bills"); });
}

Outcome<Json> SandboxClient::queues() { return call("GET", "/queues"); }

Outcome<Json> SandboxClient::put_function(const std::string& function, const std::string& url) {
  const Json body{{"url", url}};
  return call("PUT", "/functions/" + percent_encode(function), &body);
}

Outcome<Json> SandboxClient::put_queue_consumer(const std::string& queue,
                                                const QueueConsumer& consumer) {
  const Json body{{"function", consumer.function},
                  {"batch_size", consumer.batch_size},
                  {"report_batch_item_failures", consumer.report_batch_item_failures}};
  return call("PUT", "/queues/" + percent_encode(queue) + "/consumer", &body, true);
}

Outcome<Done> SandboxClient::remove_queue_consumer(const std::string& queue) {
  return done(call("DELETE", "/queues/" + percent_encode(queue) + "/consumer"));
}

Outcome<Json> SandboxClient::topics() { return call("GET", "/topics"); }

Outcome<std::vector<DeliveryView>> SandboxClient::deliveries(const DeliveryQuery& query) {
  std::string target = "/deliveries";
  for (const auto& [member, value] :
       {std::pair{"state", &query.state}, std::pair{"name", &query.name},
        std::pair{"channel", &query.channel}, std::pair{"buyer", &query.buyer},
        std::pair{"agreement", &query.agreement}}) {
    if (value->empty()) continue;
    target += target.find('?') == std::string::npos ? "?" : "&";
    target += member + ("=" + percent_encode(*value));
  }
  return then(call("GET", target), [](const Json& answer) {
    return read_list(answer, "deliveries", control_json::read_delivery);
  });
}

Outcome<DeliveryView> SandboxClient::resend(std::int64_t delivery) {
  const Json body = Json::object();
  return then(call("POST", "/deliveries/" + std::to_string(delivery) + "/resend", &body, true),
              control_json::read_delivery);
}

Outcome<NotifyResult> SandboxClient::notify(const NotifyRequest& request) {
  const auto body = control_json::write(request);
  return then(call("POST", "/notify", &body, true), control_json::read_notify_result);
}

Outcome<ClockView> SandboxClient::clock() {
  return then(call("GET", "/clock"), control_json::read_clock);
}

Outcome<ClockView> SandboxClient::put_clock(const std::string& mode, std::optional<double> rate) {
  Json body{{"mode", mode}};
  if (rate) body["rate"] = *rate;
  return then(call("PUT", "/clock", &body), control_json::read_clock);
}

Outcome<ClockView> SandboxClient::put_clock_file(const std::string& path) {
  const Json body{{"path", path}};
  return then(call("PUT", "/clock/file", &body), control_json::read_clock);
}

Outcome<Done> SandboxClient::forget_clock_file() { return done(call("DELETE", "/clock/file")); }

Outcome<Advance> SandboxClient::advance(Json how, const AdvanceOptions& options) {
  if (options.settle) how["settle"] = control_json::write(*options.settle);
  if (options.from) how["from"] = to_iso(*options.from);
  return then(call("POST", "/clock/advance", &how, true), control_json::read_advance);
}

Outcome<Advance> SandboxClient::advance_by(Duration by, const AdvanceOptions& options) {
  return advance({{"by", to_text(by)}}, options);
}

Outcome<Advance> SandboxClient::advance_to(Timestamp to, const AdvanceOptions& options) {
  return advance({{"to", to_iso(to)}}, options);
}

Outcome<Advance> SandboxClient::advance_next(const AdvanceOptions& options) {
  return advance({{"next", true}}, options);
}

Outcome<std::string> SandboxClient::hold(const std::string& name, std::optional<Duration> lasts) {
  Json body{{"name", name}};
  if (lasts) body["for"] = to_text(*lasts);
  return then(call("POST", "/clock/hold", &body), [](const Json& answer) {
    const auto& id = members::at(answer, "id");
    return id.is_string() ? id.get<std::string>() : id.dump();
  });
}

Outcome<Done> SandboxClient::release(const std::string& hold_id) {
  return done(call("DELETE", "/clock/hold/" + percent_encode(hold_id)));
}

Outcome<std::vector<Happening>> SandboxClient::agenda() {
  return then(call("GET", "/agenda"), [](const Json& answer) {
    std::vector<Happening> due;
    for (const auto& entry : members::list(answer, "agenda")) {
      due.push_back(control_json::read_happening(entry, "due"));
    }
    return due;
  });
}

Outcome<Json> SandboxClient::put_faults(const Json& faults) {
  const Json body{{"faults", faults}};
  return call("PUT", "/faults", &body);
}

Outcome<Json> SandboxClient::faults() { return call("GET", "/faults"); }

Outcome<Done> SandboxClient::clear_faults() { return done(call("DELETE", "/faults")); }

Outcome<JournalPage> SandboxClient::journal(const JournalQuery& query) {
  const auto wait = std::chrono::duration_cast<std::chrono::seconds>(query.wait).count();
  auto target =
      "/journal?after=" + std::to_string(query.after) + "&limit=" + std::to_string(query.limit);
  if (wait > 0) target += "&wait=" + std::to_string(wait);
  if (!query.kinds.empty()) target += "&kind=" + percent_encode(joined(query.kinds));
  const auto timeout = std::max(caller_->config().http.timeout, query.wait + kPollMargin);
  return then(caller_->call("GET", root_ + target, nullptr, timeout, name_),
              [](const Json& answer) {
                return JournalPage{.rows = read_list(answer, "rows", control_json::read_row),
                                   .last = members::number(answer, "last")};
              });
}

Outcome<std::string> SandboxClient::journal_export() {
  auto answer = exchange("GET", "/journal/export", nullptr, caller_->config().patient_timeout);
  if (!answer) return answer.error();
  return std::move(answer->body);
}

Outcome<std::int64_t> SandboxClient::append(const std::vector<JournalEntry>& rows) {
  Json body{{"rows", Json::array()}};
  for (const auto& row : rows) body["rows"].push_back(control_json::write(row));
  return then(call("POST", "/journal", &body),
              [](const Json& answer) { return members::number(answer, "last"); });
}

Outcome<Json> SandboxClient::verdicts(const std::vector<std::string>& rules) {
  const Json body{{"rules", rules.empty() ? Json("all") : Json(rules)}};
  return call("POST", "/verdicts", &body, true);
}

}  // namespace souk::client
