#include "tests/scenarios/rules/journal_builder.h"

#include <stdexcept>

#include "scenarios/rules/time_text.h"

namespace souk::judge {
namespace {

using namespace std::chrono_literals;

const Timestamp kMidnight =
    Timestamp(std::chrono::sys_days(std::chrono::year(2026) / std::chrono::October / 6));

Json merged(Json data, const Json& more) {
  if (more.is_object()) data.update(more);
  return data;
}

}  // namespace

JournalBuilder::JournalBuilder() : JournalBuilder(Setup{}) {}

JournalBuilder::JournalBuilder(Setup setup) : setup_(std::move(setup)) {
  at(9h);
  row("sandbox", "operator", "s1", {{"event", "created"}, {"profile", setup_.profile}});
  row("product", "operator", "p1",
      {{"code", "code1"},
       {"model", setup_.model},
       {"generation", setup_.generation},
       {"dimensions", setup_.dimensions}});
  row("run", "judge", "a story",
      {{"event", "started"}, {"probes", setup_.probes}, {"follows_clock", setup_.follows_clock}});
}

Timestamp JournalBuilder::instant(Duration since_midnight) { return kMidnight + since_midnight; }

std::string JournalBuilder::iso(Duration since_midnight) {
  return instant_text(instant(since_midnight));
}

JournalBuilder& JournalBuilder::at(Duration since_midnight) {
  now_ = since_midnight;
  return *this;
}

JournalBuilder& JournalBuilder::row(const std::string& kind, const std::string& actor,
                                    const std::string& subject, Json data, Json nondeterministic,
                                    const std::string& correlation) {
  journal_.push_back({last() + 1, instant(now_), kind, actor, subject, correlation, std::move(data),
                      std::move(nondeterministic)});
  return *this;
}

std::string JournalBuilder::account(const std::string& buyer) {
  return buyer == "ann" ? "111122223333" : "444455556666";
}

std::string JournalBuilder::license(const std::string& buyer) {
  return "arn:aws:license-manager::" + account(buyer) + ":license:l-" + buyer;
}

JournalBuilder& JournalBuilder::agreement(const std::string& event, const Json& more,
                                          const std::string& buyer) {
  Json data = {{"event", event},
               {"buyer", buyer},
               {"account", account(buyer)},
               {"customer_identifier", setup_.generation == "legacy" ? "cust-" + buyer : ""},
               {"product", "p1"},
               {"product_code", "code1"},
               {"model", setup_.model},
               {"generation", setup_.generation},
               {"license_arn", license(buyer)}};
  return row("agreement", "market", agreement_id(buyer), merged(std::move(data), more));
}

JournalBuilder& JournalBuilder::subscribed(const std::string& buyer) {
  return agreement("subscribed", {}, buyer);
}

JournalBuilder& JournalBuilder::activated(const std::string& buyer) {
  return agreement("activated", {{"starts", iso(now_)}}, buyer);
}

JournalBuilder& JournalBuilder::ended(const std::string& buyer) {
  agreement("ended", {{"status", "CANCELLED"}}, buyer);
  agreement("final-window-opened", {{"opens", iso(now_)}, {"closes", iso(now_ + 1h)}}, buyer);
  const auto id = "end-" + buyer;
  notice(id, "License Deprovisioned", {{"agreement", agreement_id(buyer)}, {"buyer", buyer}});
  return delivered(id, "License Deprovisioned");
}

JournalBuilder& JournalBuilder::token(const std::string& text, Duration life) {
  return row("token", "buyer", text,
             {{"agreement", agreement_id("ann")},
              {"buyer", "ann"},
              {"product_code", "code1"},
              {"expires", iso(now_ + life)}});
}

JournalBuilder& JournalBuilder::notice(const std::string& id, const std::string& name,
                                       const Json& more) {
  Json data = {{"channel", setup_.generation == "legacy" ? "sns" : "eventbridge"},
               {"name", name},
               {"agreement", agreement_id("ann")},
               {"buyer", "ann"}};
  return row("notification", "market", id, merged(std::move(data), more));
}

JournalBuilder& JournalBuilder::delivered(const std::string& id, const std::string& name,
                                          int status, const std::string& to) {
  return row("delivery", "market", "d-" + std::to_string(last() + 1),
             {{"name", name},
              {"to", to},
              {"attempt", 1},
              {"outcome", status / 100 == 2 ? "delivered" : "failed"},
              {"status", status},
              {"subscription", "sub-1"}},
             Json::object(), id);
}

JournalBuilder& JournalBuilder::fault(const std::string& event, Json rule) {
  return row("fault", "judge", "outage", {{"event", event}, {"rule", std::move(rule)}});
}

JournalBuilder& JournalBuilder::clock() {
  return row("clock", "judge", "s1", {{"event", "advanced"}, {"to", iso(now_)}});
}

JournalBuilder& JournalBuilder::call(const std::string& operation, Json request, Json response,
                                     const Json& more) {
  Json data = {{"operation", operation}, {"region", "us-east-1"}, {"signed", "verified"},
               {"status", 200},          {"request", request},    {"response", response}};
  return row("call", "seller", operation, merged(std::move(data), more),
             {{"user_agent", "aws-sdk-cpp/1.11"}});
}

JournalBuilder& JournalBuilder::resolve(const std::string& token, const Json& more) {
  Json response = {{"CustomerAWSAccountId", account("ann")},
                   {"ProductCode", "code1"},
                   {"LicenseArn", license("ann")}};
  if (setup_.generation == "legacy") response["CustomerIdentifier"] = "cust-ann";
  return call("ResolveCustomer", {{"RegistrationToken", token}}, response, more);
}

Json JournalBuilder::record_sent(const Sent& sent) const {
  Json record = {{"Dimension", sent.dimension}, {"Quantity", sent.quantity}};
  record["Timestamp"] = sent.timestamp.is_null()
                            ? Json(std::chrono::duration_cast<std::chrono::seconds>(
                                       instant(sent.hour).time_since_epoch())
                                       .count())
                            : sent.timestamp;
  if (setup_.generation == "legacy") {
    record["CustomerIdentifier"] = "cust-" + sent.buyer;
  } else {
    record["CustomerAWSAccountId"] = account(sent.buyer);
    record["LicenseArn"] = license(sent.buyer);
  }
  return merged(std::move(record), sent.more);
}

Json JournalBuilder::record_answered(const Sent& sent, int index) const {
  return {{"index", index},
          {"status", sent.status},
          {"agreement", agreement_id(sent.buyer)},
          {"buyer", sent.buyer},
          {"dimension", sent.dimension},
          {"quantity", sent.quantity},
          {"stamped", iso(sent.hour)},
          {"hour", instant_text(hour_of(instant(sent.hour)))}};
}

Json JournalBuilder::metering_request(const std::vector<Sent>& records) const {
  Json request = {{"UsageRecords", Json::array()}};
  if (setup_.generation == "legacy") request["ProductCode"] = "code1";
  for (const auto& sent : records) request["UsageRecords"].push_back(record_sent(sent));
  return request;
}

JournalBuilder& JournalBuilder::meter(const std::vector<Sent>& records, const Json& more) {
  Json answered = Json::array();
  for (const auto& sent : records) {
    answered.push_back(record_answered(sent, static_cast<int>(answered.size())));
  }
  return call("BatchMeterUsage", metering_request(records), nullptr,
              merged({{"records", answered}}, more));
}

JournalBuilder& JournalBuilder::refused(const std::vector<Sent>& records, const std::string& error,
                                        const Json& more) {
  Json answer = {{"status", 400}, {"error", {{"type", error}, {"message", "refused"}}}};
  return call("BatchMeterUsage", metering_request(records), nullptr,
              merged(std::move(answer), more));
}

JournalBuilder& JournalBuilder::entitlements(Json response, Json request, const Json& more) {
  if (request.is_null()) {
    request = {{"ProductCode", "code1"}, {"Filter", {{"LICENSE_ARN", {license("ann")}}}}};
  }
  return call("GetEntitlements", std::move(request), std::move(response), more);
}

JournalBuilder& JournalBuilder::landing(const std::string& landing_case, const std::string& token,
                                        int status, const Json& more,
                                        const Json& nondeterministic) {
  Json data = {
      {"purpose", "landing"},
      {"agreement", agreement_id("ann")},
      {"token", token},
      {"case", landing_case},
      {"method", "POST"},
      {"path", "/register"},
      {"status", status},
      {"hops", Json::array({{{"method", "POST"}, {"path", "/register"}, {"status", status}}})},
      {"forms", Json::array({{{"method", "POST"}, {"action", "/sign-up"}}})}};
  Json rest = {
      {"body", "<h1>Welcome</h1>"}, {"set_cookies", Json::array()}, {"links", Json::array()}};
  return row("page", "buyer", "ann", merged(std::move(data), more),
             merged(std::move(rest), nondeterministic), std::to_string(step_));
}

JournalBuilder& JournalBuilder::form(int status, const Json& more, const Json& nondeterministic) {
  Json data = {{"purpose", "form"},
               {"agreement", agreement_id("ann")},
               {"method", "POST"},
               {"path", "/sign-up"},
               {"status", status}};
  Json rest = {{"body", "<h1>Done</h1>"}, {"set_cookies", Json::array()}, {"links", Json::array()}};
  return row("page", "buyer", "ann", merged(std::move(data), more),
             merged(std::move(rest), nondeterministic), std::to_string(step_));
}

JournalBuilder& JournalBuilder::use(std::int64_t quantity, bool accepted,
                                    const std::string& buyer) {
  return row("use", "buyer", buyer,
             {{"agreement", agreement_id(buyer)},
              {"dimension", "requests"},
              {"quantity", quantity},
              {"hour", instant_text(hour_of(instant(now_)))},
              {"accepted", accepted},
              {"status", accepted ? 200 : 403}});
}

JournalBuilder& JournalBuilder::access(bool granted) {
  return row("probe", "judge", "ann", {{"agreement", agreement_id("ann")}, {"granted", granted}});
}

JournalBuilder& JournalBuilder::accounts(int count) {
  return row("probe", "judge", "", {{"accounts", count}});
}

JournalBuilder& JournalBuilder::unbilled(int units) {
  return row("probe", "judge", "ann", {{"agreement", agreement_id("ann")}, {"unbilled", units}});
}

JournalBuilder& JournalBuilder::tick() {
  return row("tick", "judge", "tick", {{"status", 200}, {"due", iso(now_)}});
}

JournalBuilder& JournalBuilder::step(const std::string& verb, bool done) {
  row("step", "judge", verb, {{"index", step_}, {"outcome", done ? "done" : "failed"}},
      Json::object(), std::to_string(step_));
  ++step_;
  return *this;
}

JournalBuilder& JournalBuilder::purchase() {
  at(9h).subscribed();
  at(9h + 1min + 12s)
      .activated()
      .notice("start", "License Updated")
      .delivered("start", "License Updated");
  at(9h + 2min).token("to+k/en=1234567890").resolve("to+k/en=1234567890");
  return landing("valid", "to+k/en=1234567890").form().step("register");
}

Verdict verdict_on(const std::string& rule, const JournalBuilder& builder) {
  const auto selection = Selection::only({rule});
  if (!selection) throw std::invalid_argument(selection.error());
  return judge(builder.journal(), *selection).front();
}

Verdict verdict_among_all(const std::string& rule, const JournalBuilder& builder) {
  for (auto& verdict : judge(builder.journal(), Selection::all())) {
    if (verdict.rule == rule) return verdict;
  }
  throw std::invalid_argument("no verdict on " + rule);
}

}  // namespace souk::judge
