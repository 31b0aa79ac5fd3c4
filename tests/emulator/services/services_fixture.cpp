#include "tests/emulator/services/services_fixture.h"

#include <fmt/format.h>

#include "emulator/core/percent.h"
#include "emulator/wire/basic_date.h"
#include "emulator/wire/rpc_cbor.h"

namespace souk::services {
namespace {

std::string target_prefix(const std::string& service) {
  if (service == "metering") return "AWSMPMeteringService";
  if (service == "entitlement") return "AWSMPEntitlementService";
  if (service == "events") return "AWSEvents";
  if (service == "agreement") return "AWSMPCommerceService_v20200301";
  return service == "sqs" ? "AmazonSQS" : service;
}

std::string scope_name(const std::string& service) {
  const bool marketplace =
      service == "metering" || service == "entitlement" || service == "agreement";
  return marketplace ? "aws-marketplace" : service;
}

const char* version_of(const std::string& service) {
  if (service == "sts") return "2011-06-15";
  return service == "sns" ? "2010-03-31" : "2012-11-05";
}

std::unique_ptr<sandbox::Sandboxes> open(const char* profile) {
  sandbox::Config config;
  config.name = "default";
  config.profile = profile;
  config.seller_in_market_time = true;
  return sandbox::Sandboxes::open({"", 1, "http://127.0.0.1:4747", config}).value();
}

}  // namespace

std::string Said::error() const {
  const auto type = body.value("__type", std::string());
  return fmt::format("{} {}: {}", status(), type,
                     body.value("message", body.value("Message", std::string())));
}

ServicesTest::ServicesTest(const char* profile)
    : sandboxes_(open(profile)),
      sandbox_(sandboxes_->standard()),
      door_(*sandboxes_, true),
      key_(sandbox_->credentials()) {}

void ServicesTest::choose(const char* name, const char* choice) {
  ASSERT_TRUE(marketplace::Switches().apply({{name, choice}}));
  sandbox::Session session(*sandbox_);
  auto& settings = sandbox_->market.settings;
  auto kept = Json::parse(settings.find("config").value());
  kept["switches"][name] = choice;
  settings.put("config", kept.dump());
  sandbox_->recall();
  session.commit();
}

HttpRequest ServicesTest::json_request(const std::string& service, const std::string& operation,
                                       std::string body, const std::string& content_type) const {
  HttpRequest request;
  request.method = "POST";
  request.target = "/";
  const auto* usual =
      service == "sqs" ? "application/x-amz-json-1.0" : "application/x-amz-json-1.1";
  request.headers.add("Content-Type", content_type.empty() ? usual : content_type);
  request.headers.add("X-Amz-Target", target_prefix(service) + "." + operation);
  request.body = std::move(body);
  return request;
}

HttpRequest ServicesTest::signed_for(const std::string& service, HttpRequest request,
                                     const std::string& region, Duration age) {
  const auto date = wire::to_basic_date(real_time::wall_now() - age);
  request.headers.add("Host", kHost);
  request.headers.add("X-Amz-Date", date);
  const auto start = fmt::format(
      "AWS4-HMAC-SHA256 Credential={}/{}/{}/{}/aws4_request, SignedHeaders=host;x-amz-date, "
      "Signature=",
      key_.access_key_id, date.substr(0, 8), region, scope_name(service));
  // A token need not be among what is signed.
  if (!session_token_.empty()) request.headers.add("X-Amz-Security-Token", session_token_);
  auto unsigned_request = request;
  unsigned_request.headers.add("Authorization", start + std::string(64, '0'));
  const auto authorization = wire::parse_authorization(unsigned_request).value();
  const auto key = wire::derive_signing_key(
      key_.secret_access_key, {authorization.date, authorization.region, authorization.service});
  request.headers.add("Authorization",
                      start + wire::sign(unsigned_request, authorization, key).value);
  return request;
}

Said ServicesTest::send(const HttpRequest& request, bool last) {
  sandbox::Turn turn;
  const auto kind = wire::classify(request);
  Said said;
  said.answer = kind.kind == wire::RequestKind::Kind::SnsLink
                    ? door_.answer_link(request, kind, turn)
                    : door_.answer(request, kind, turn, last);
  EXPECT_TRUE(turn.end());
  said.body = Json::parse(said.answer.response.body, nullptr, false);
  return said;
}

Said ServicesTest::call_with_body(const std::string& service, const std::string& operation,
                                  std::string body, const std::string& content_type) {
  return send(signed_for(service, json_request(service, operation, std::move(body), content_type)));
}

Said ServicesTest::call(const std::string& service, const std::string& operation,
                        const Json& input) {
  return call_with_body(service, operation, input.dump());
}

Said ServicesTest::query(const std::string& service, const std::string& operation,
                         const Json& parameters, const std::string& path) {
  HttpRequest request;
  request.method = "POST";
  request.target = path;
  request.headers.add("Content-Type", "application/x-www-form-urlencoded; charset=utf-8");
  request.body = fmt::format("Action={}&Version={}", operation, version_of(service));
  for (const auto& [name, value] : parameters.items()) {
    request.body += "&" + name + "=";
    append_percent_encoded(request.body, value.get<std::string>());
  }
  return send(signed_for(service, request));
}

Said ServicesTest::cbor(const std::string& service, const std::string& operation,
                        const Json& input) {
  HttpRequest request;
  request.method = "POST";
  request.target = fmt::format("/service/{}/operation/{}", target_prefix(service), operation);
  request.headers.add("Content-Type", "application/cbor");
  request.headers.add("Smithy-Protocol", "rpc-v2-cbor");
  request.body = wire::rpc_cbor::encode(input);
  auto said = send(signed_for(service, request));
  said.body = wire::rpc_cbor::decode(said.answer.response.body).value();
  return said;
}

storage::AgreementRow ServicesTest::bought(const char* product, const std::string& buyer,
                                           Json quantities) {
  sandbox::Session session(*sandbox_);
  auto& market = sandbox_->market;
  marketplace::Purchase purchase;
  purchase.buyer = buyer;
  purchase.product = product;
  purchase.quantities = std::move(quantities);
  const auto agreement = marketplace::subscribe(market, purchase).value();
  const auto ready = market.now() + 1min + 30s;
  while (const auto due = market.agenda.first()) {
    if (due->due > ready) break;
    sandbox_->clock.move_to(due->due);
    market.agenda.remove(*due);
    marketplace::fall_due(market, *due);
  }
  sandbox_->clock.move_to(ready);
  messaging::publish_news(sandbox_->messaging);
  session.commit();
  return market.agreements.find(agreement.id).value();
}

std::string ServicesTest::token_of(const storage::AgreementRow& agreement) {
  sandbox::Session session(*sandbox_);
  auto token = marketplace::issue_token(sandbox_->market, agreement.agreement_id).value().token;
  session.commit();
  return token;
}

storage::BuyerRow ServicesTest::buyer_of(const storage::AgreementRow& agreement) {
  sandbox::Session session(*sandbox_);
  return sandbox_->market.catalogue.buyer(agreement.buyer).value();
}

void ServicesTest::fault(const Json& rule) {
  sandbox::Session session(*sandbox_);
  // As a control call brings it: numbers of texts know that they are not negative.
  const auto rules = Json::parse(Json::array({rule}).dump());
  ASSERT_TRUE(marketplace::set_faults(sandbox_->market, rules));
  session.commit();
}

void ServicesTest::move(Duration time) {
  sandbox::Session session(*sandbox_);
  sandbox_->clock.move_to(sandbox_->clock.now() + time);
  session.commit();
}

void ServicesTest::sign_as(const storage::BuyerRow& buyer) {
  sandbox::Session session(*sandbox_);
  key_ = sandbox::buyer_of(*sandbox_, buyer).credentials;
}

std::vector<Json> ServicesTest::rows(const std::string& kind) {
  sandbox::Session session(*sandbox_);
  auto found = sandbox_->journal.read(0, SIZE_MAX, {kind});
  session.commit();
  return found;
}

}  // namespace souk::services
