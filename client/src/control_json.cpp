#include "client/src/control_json.h"

#include "client/src/json_members.h"

namespace souk::client {

std::string Form::token() const {
  const auto found = fields.find("x-amzn-marketplace-token");
  return found == fields.end() ? std::string() : found->second;
}

namespace control_json {
namespace {

void put(Json& object, const char* name, const std::string& value) {
  if (!value.empty()) object[name] = value;
}

void put(Json& object, const char* name, const Json& value) {
  if (!value.is_null()) object[name] = value;
}

template <class T>
void put(Json& object, const char* name, const std::optional<T>& value) {
  if (value) object[name] = *value;
}

void put(Json& object, const char* name, const std::optional<Duration>& value) {
  if (value) object[name] = to_text(*value);
}

void put(Json& object, const char* name, const std::optional<Timestamp>& value) {
  if (value) object[name] = to_iso(*value);
}

Timestamp instant_or_epoch(const Json& body, const char* name) {
  return members::instant(body, name).value_or(Timestamp());
}

ClockSettings read_settings(const Json& body) {
  ClockSettings settings{.mode = members::text(body, "mode"),
                         .start = members::instant(body, "start")};
  if (const auto& rate = members::at(body, "rate"); rate.is_number()) {
    settings.rate = rate.get<double>();
  }
  return settings;
}

Dimension read_dimension(const Json& body) {
  if (body.is_string()) return {.name = body.get<std::string>()};
  return {.name = members::text(body, "name"),
          .metered = members::flag(body, "metered"),
          .entitled = members::flag(body, "entitled"),
          .price = members::at(body, "price")};
}

}  // namespace

Json write(const SandboxRequest& request) {
  Json body = Json::object();
  put(body, "name", request.name);
  put(body, "profile", request.profile);
  put(body, "seed", request.seed);
  put(body, "seller_clock", request.seller_clock);
  put(body, "switches", request.switches);
  put(body, "catalogue", request.catalogue);
  if (request.clock) {
    Json clock = Json::object();
    put(clock, "mode", request.clock->mode);
    put(clock, "rate", request.clock->rate);
    put(clock, "start", request.clock->start);
    body["clock"] = std::move(clock);
  }
  return body;
}

Json write(const ProductRequest& request) {
  Json body = Json::object();
  put(body, "model", request.model);
  put(body, "generation", request.generation);
  put(body, "dimensions", request.dimensions);
  put(body, "code", request.code);
  put(body, "title", request.title);
  put(body, "landing_page", request.landing_page);
  return body;
}

Json write(const NotificationTarget& target) {
  Json body = Json::object();
  put(body, "https", target.https);
  put(body, "sqs", target.sqs);
  put(body, "lambda", target.lambda);
  put(body, "raw", target.raw);
  put(body, "via", target.via);
  put(body, "signature_version", target.signature_version);
  return body;
}

Json write(const SubscribeRequest& request) {
  Json body = Json::object();
  put(body, "product", request.product);
  put(body, "offer", request.offer);
  if (!request.quantities.empty()) body["quantities"] = request.quantities;
  put(body, "duration", request.duration);
  put(body, "auto_renew", request.auto_renew);
  put(body, "starts", request.starts);
  put(body, "payment", request.payment);
  return body;
}

Json write(const NotifyRequest& request) {
  Json body{{"agreement", request.agreement}, {"name", request.name}};
  put(body, "repeat", request.repeat);
  put(body, "forged", request.forged);
  return body;
}

Json write(const Settle& settle) {
  Json body = Json::object();
  put(body, "quiet", settle.quiet);
  put(body, "at_most", settle.at_most);
  put(body, "idle", settle.idle);
  if (settle.off) body["off"] = true;
  if (settle.process > 0) body["process"] = settle.process;
  return body;
}

Json write(const JournalEntry& entry) {
  Json body{{"kind", entry.kind},
            {"actor", entry.actor},
            {"subject", entry.subject},
            {"data", entry.data},
            {"nondeterministic", entry.nondeterministic}};
  put(body, "correlation", entry.correlation);
  return body;
}

SandboxView read_sandbox(const Json& body) {
  return {.name = members::text(body, "name"),
          .account = members::text(body, "account"),
          .region = members::text(body, "region"),
          .access_key_id = members::text(body, "access_key_id"),
          .secret_access_key = members::text(body, "secret_access_key"),
          .profile = members::text(body, "profile"),
          .seed = members::number(body, "seed"),
          .now = instant_or_epoch(body, "now"),
          .clock = read_settings(members::at(body, "clock")),
          .seller_clock = members::text(body, "seller_clock"),
          .switches = members::at(body, "switches")};
}

ProductView read_product(const Json& body) {
  const auto& topics = members::at(body, "topics");
  ProductView view{.name = members::text(body, "name"),
                   .code = members::text(body, "code"),
                   .id = members::text(body, "id"),
                   .title = members::text(body, "title"),
                   .model = members::text(body, "model"),
                   .generation = members::text(body, "generation"),
                   .dimensions = {},
                   .landing_page = members::text(body, "landing_page"),
                   .subscription_topic = members::text(topics, "subscription"),
                   .entitlement_topic = members::text(topics, "entitlement")};
  for (const auto& entry : members::list(body, "dimensions")) {
    view.dimensions.push_back(read_dimension(entry));
  }
  return view;
}

Channel read_channel(const Json& body) {
  return {.via = members::text(body, "via"),
          .to = members::text(body, "to"),
          .arn = members::text(body, "arn"),
          .status = members::text(body, "status")};
}

BuyerView read_buyer(const Json& body) {
  return {.name = members::text(body, "name"),
          .account = members::text(body, "account"),
          .customer_identifier = members::text(body, "customer_identifier")};
}

AgreementView read_agreement(const Json& body) {
  const auto& window = members::at(body, "window");
  return {.id = members::text(body, "id"),
          .state = members::text(body, "state"),
          .buyer = members::text(body, "buyer"),
          .account = members::text(body, "account"),
          .customer_identifier = members::text(body, "customer_identifier"),
          .product = members::text(body, "product"),
          .product_code = members::text(body, "product_code"),
          .license_arn = members::text(body, "license_arn"),
          .offer = members::text(body, "offer"),
          .accepted = members::instant(body, "accepted"),
          .starts = members::instant(body, "starts"),
          .ends = members::instant(body, "ends"),
          .window_opens = members::instant(window, "opens"),
          .window_closes = members::instant(window, "closes"),
          .auto_renew = members::flag(body, "auto_renew"),
          .intent = members::text(body, "intent"),
          .previous = members::text(body, "previous"),
          .next = members::text(body, "next"),
          .end_status = members::text(body, "end_status")};
}

Form read_form(const Json& body) {
  Form form{.url = members::text(body, "url"), .fields = {}};
  const auto& fields = members::at(body, "fields");
  if (!fields.is_object()) return form;
  for (const auto& [name, value] : fields.items()) {
    if (value.is_string()) form.fields[name] = value.get<std::string>();
  }
  return form;
}

UsageLine read_usage_line(const Json& body) {
  return {.agreement = members::text(body, "agreement"),
          .buyer = members::text(body, "buyer"),
          .dimension = members::text(body, "dimension"),
          .hour = members::instant(body, "hour"),
          .quantity = members::number(body, "quantity"),
          .record_id = members::text(body, "record_id")};
}

NotifyResult read_notify_result(const Json& body) {
  NotifyResult result{.notification = members::text(body, "notification"), .deliveries = {}};
  for (const auto& entry : members::list(body, "deliveries")) {
    result.deliveries.push_back({.outcome = members::text(entry, "outcome"),
                                 .status = static_cast<int>(members::number(entry, "status"))});
  }
  return result;
}

DeliveryView read_delivery(const Json& body) {
  DeliveryView view;
  view.id = members::number(body, "id");
  const std::pair<const char*, std::string*> texts[] = {{"notification", &view.notification},
                                                        {"channel", &view.channel},
                                                        {"name", &view.name},
                                                        {"agreement", &view.agreement},
                                                        {"buyer", &view.buyer},
                                                        {"to", &view.to},
                                                        {"endpoint", &view.endpoint},
                                                        {"state", &view.state},
                                                        {"reason", &view.reason},
                                                        {"held", &view.held}};
  for (const auto& [member, text] : texts) *text = members::text(body, member);
  view.attempts = members::number(body, "attempts");
  view.next_attempt = members::instant(body, "next_attempt");
  view.status = static_cast<int>(members::number(body, "status"));
  view.resend_of = members::number(body, "resend_of");
  return view;
}

ClockView read_clock(const Json& body) {
  ClockView view{.now = instant_or_epoch(body, "now"),
                 .mode = members::text(body, "mode"),
                 .rate = 0,
                 .holds = {},
                 .next = {}};
  if (const auto& rate = members::at(body, "rate"); rate.is_number())
    view.rate = rate.get<double>();
  for (const auto& entry : members::list(body, "holds")) {
    view.holds.push_back({.name = members::text(entry, "name"),
                          .count = members::number(entry, "count"),
                          .lasts = members::text(entry, "for")});
  }
  if (const auto& next = members::at(body, "next"); next.is_object()) {
    view.next = read_happening(next, "due");
  }
  return view;
}

Happening read_happening(const Json& body, const char* time_name) {
  return {.at = instant_or_epoch(body, time_name),
          .name = members::text(body, "name"),
          .subject = members::text(body, "subject")};
}

Advance read_advance(const Json& body) {
  Advance advance{.from = instant_or_epoch(body, "from"),
                  .to = instant_or_epoch(body, "to"),
                  .happenings = {},
                  .deliveries = members::number(body, "deliveries")};
  for (const auto& entry : members::list(body, "happenings")) {
    advance.happenings.push_back(read_happening(entry, "at"));
  }
  return advance;
}

JournalRow read_row(const Json& body) {
  return {.seq = members::number(body, "seq"),
          .at = instant_or_epoch(body, "at"),
          .kind = members::text(body, "kind"),
          .actor = members::text(body, "actor"),
          .subject = members::text(body, "subject"),
          .correlation = members::text(body, "correlation"),
          .data = members::at(body, "data"),
          .nondeterministic = members::at(body, "nondeterministic")};
}

}  // namespace control_json
}  // namespace souk::client
