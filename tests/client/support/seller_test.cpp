#include "tests/client/support/seller_test.h"

namespace souk::test {

using client::HttpAnswer;

HttpAnswer Browser::send(const std::string& method, const std::string& path,
                         const std::string& body, bool with_cookies) {
  client::HttpHeaders headers;
  if (!body.empty()) headers.add("Content-Type", "application/x-www-form-urlencoded");
  std::string cookies;
  for (const auto& [name, value] : cookies_) {
    cookies += (cookies.empty() ? "" : "; ") + name + "=" + value;
  }
  if (with_cookies && !cookies.empty()) headers.add("Cookie", cookies);
  auto answer = client::request(method, seller_ + path, headers, body);
  EXPECT_TRUE(answer.ok()) << method << " " << path << ": " << answer.error_type();
  if (!answer) return {};
  for (const auto& cookie : answer->headers.all("Set-Cookie")) {
    const auto equals = cookie.find('=');
    cookies_[cookie.substr(0, equals)] = cookie.substr(equals + 1, cookie.find(';') - equals - 1);
  }
  return *answer;
}

HttpAnswer Browser::get(const std::string& path) { return send("GET", path, "", true); }

HttpAnswer Browser::post(const std::string& path, const client::FormFields& fields) {
  first_ = send("POST", path, client::form_encode(fields), true);
  return first_.status == 303 ? get(first_.headers.get("Location")) : first_;
}

HttpAnswer Browser::land(const std::string& token) {
  first_ =
      send("POST", "/register", client::form_encode({{"x-amzn-marketplace-token", token}}), false);
  return first_.status == 303 ? get(first_.headers.get("Location")) : first_;
}

sample::Options SellerTest::options() {
  sample::Options options{.endpoint = souk_.url(), .credentials = {"AKIDEXAMPLE", "secret"}};
  options.region = "us-east-1";
  return options;
}

void SellerTest::start(sample::Defect defect) {
  auto wanted = options();
  wanted.defect = defect;
  start(std::move(wanted));
}

void SellerTest::start(sample::Options options) {
  options_ = options;
  seller_.reset();
  client::close_idle_connections();
  seller_ = std::make_unique<sample::Seller>(std::move(options));
  url_ = seller_->start();
  browser_ = std::make_unique<Browser>(url_);
}

HttpAnswer SellerTest::get(const std::string& path) {
  const auto answer = client::request("GET", url_ + path, {{"X-Souk-Now", client::to_iso(now_)}});
  EXPECT_TRUE(answer.ok()) << path;
  return answer ? *answer : HttpAnswer{};
}

HttpAnswer SellerTest::post(const std::string& path, const std::string& body,
                            client::HttpHeaders headers) {
  headers.add("X-Souk-Now", client::to_iso(now_));
  const auto answer = client::request("POST", url_ + path, headers, body);
  EXPECT_TRUE(answer.ok()) << path;
  return answer ? *answer : HttpAnswer{};
}

void SellerTest::know_ann(const std::string& token, const char* product) {
  const std::string_view code(product);
  const bool legacy = code == kLegacy || code == kLegacyContract;
  Json customer{{"CustomerAWSAccountId", kAnn}, {"ProductCode", product}};
  if (legacy) {
    customer["CustomerIdentifier"] = "LAnn";
  } else {
    customer["LicenseArn"] = kLicense;
  }
  souk_.knows_token(token, customer);
}

void SellerTest::land(const std::string& token) {
  get("/");
  const auto page = browser_->land(token);
  EXPECT_EQ(page.status, 200) << page.body;
}

HttpAnswer SellerTest::sign_up(const std::string& email) {
  return browser_->post("/signup", {{"email", email}, {"company", "Ann <Ltd>"}});
}

void SellerTest::event(const std::string& name, const Json& more, const std::string& request_id) {
  Json detail{{"requestId", request_id.empty() ? "r" + std::to_string(++sequence_) : request_id},
              {"agreement", {{"id", "agmt-1"}}},
              {"acceptor", {{"accountId", kAnn}}}};
  if (name.starts_with("License")) {
    detail["product"] = {{"code", kConcurrent}};
    detail["license"] = {{"arn", kLicense}};
  }
  if (!more.is_null()) detail.merge_patch(more);
  const Json body{{"version", "0"},
                  {"id", "e" + std::to_string(sequence_)},
                  {"detail-type", name + " - Manufacturer"},
                  {"source", "aws.agreement-marketplace"},
                  {"time", client::to_iso(now_)},
                  {"detail", detail}};
  EXPECT_EQ(post("/marketplace/events", body.dump(), {{"Content-Type", "application/json"}}).status,
            200);
}

void SellerTest::agreement_ended(const std::string& status) {
  event("Purchase Agreement Ended", {{"agreement", {{"status", status}}}});
}

client::SnsMessage SellerTest::sns(const std::string& action, const std::string& product) {
  const bool entitlement = action == "entitlement-updated";
  return {
      .type = "Notification",
      .message_id = "m-" + std::to_string(++sequence_),
      .topic_arn = std::string("arn:aws:sns:us-east-1:287250355862:aws-mp-") +
                   (entitlement ? "entitlement" : "subscription") + "-notification-" + product,
      .message =
          Json{{"action", action}, {"customer-identifier", "LAnn"}, {"product-code", product}}
              .dump(),
      .timestamp = client::to_iso(now_),
      .signature_version = "1",
      .signature = "bm9uZQ==",
      .signing_cert_url = "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-1.pem"};
}

int SellerTest::deliver(client::SnsMessage message, bool sign) {
  if (sign) souk_.signer().sign(message);
  return post("/marketplace/events", SnsSigner::envelope(message),
              {{"x-amz-sns-message-type", message.type},
               {"Content-Type", "text/plain; charset=UTF-8"}})
      .status;
}

bool SellerTest::use(int quantity, const std::string& dimension) {
  const Json body{{"account", kAnn}, {"dimension", dimension}, {"quantity", quantity}};
  const auto answer = post("/test/use", body.dump());
  EXPECT_TRUE(answer.status == 200 || answer.status == 409) << answer.body;
  return answer.status == 200;
}

int SellerTest::accounts() { return Json::parse(get("/test/accounts").body).value("accounts", -1); }

}  // namespace souk::test
