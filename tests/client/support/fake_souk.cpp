#include "tests/client/support/fake_souk.h"

#include "souk/sigv4.h"

namespace souk::test {
namespace {

const SnsSigner& amazon() {
  static const SnsSigner signer;
  return signer;
}

Json error(const std::string& type) { return {{"__type", type}, {"message", "because"}}; }

std::string between(const std::string& text, const std::string& from, const std::string& to) {
  const auto start = text.find(from) + from.size();
  return text.substr(start, text.find(to, start) - start);
}

bool is_signed_well(const sample::WebRequest& request) {
  const auto authorization = request.headers.get("Authorization");
  const auto names = ";" + between(authorization, "SignedHeaders=", ",") + ";";
  client::SigningInput input;
  input.method = "POST";
  input.body = request.body;
  input.service = "aws-marketplace";
  input.region = between(between(authorization, "Credential=", ","), "/", "/aws-marketplace");
  input.region = input.region.substr(input.region.find('/') + 1);
  for (const auto& [name, value] : request.headers) {
    std::string small = name;
    for (auto& letter : small) letter = static_cast<char>(std::tolower(letter));
    if (names.find(";" + small + ";") != std::string::npos) input.headers.add(name, value);
  }
  auto date = request.headers.get("X-Amz-Date");
  for (const std::size_t at : {13U, 11U}) date.insert(at, ":");
  for (const std::size_t at : {6U, 4U}) date.insert(at, "-");
  input.at = client::parse_iso(date).value();
  return client::sign(input, {"AKIDEXAMPLE", "secret", ""}).authorization == authorization;
}

}  // namespace

FakeSouk::FakeSouk() : signer_(amazon()) {
  server_.route("POST", "/", [this](const sample::WebRequest& request) { return answer(request); });
  server_.route("GET", "/", [this](const sample::WebRequest& request) {
    const std::lock_guard lock(mutex_);
    confirmed_.push_back(client::form_value(request.query, "Token").value_or(""));
    return sample::WebReply{200, "<ok/>", "text/xml"};
  });
  server_.route("GET", "/SimpleNotificationService-1.pem", [this](const sample::WebRequest&) {
    const std::lock_guard lock(mutex_);
    ++certificates_;
    return sample::WebReply{200, signer_.certificate_pem(), "text/plain"};
  });
  url_ = "http://127.0.0.1:" + std::to_string(server_.start("127.0.0.1", 0));
}

void FakeSouk::set_now(client::Timestamp now) {
  const std::lock_guard lock(mutex_);
  now_ = client::to_iso(now);
}

void FakeSouk::knows_token(const std::string& token, const Json& customer) {
  const std::lock_guard lock(mutex_);
  customers_[token] = customer;
}

void FakeSouk::next(const std::string& operation, Answer answer) {
  const std::lock_guard lock(mutex_);
  next_[operation].push_back(std::move(answer));
}

void FakeSouk::set_status_of_records(std::function<std::string(const Json&)> decide) {
  const std::lock_guard lock(mutex_);
  decide_ = std::move(decide);
}

void FakeSouk::set_entitlements(std::vector<Json> pages) {
  const std::lock_guard lock(mutex_);
  entitlement_pages_.assign(pages.begin(), pages.end());
}

std::vector<FakeSouk::Call> FakeSouk::calls(const std::string& operation) {
  const std::lock_guard lock(mutex_);
  std::vector<Call> found;
  for (const auto& call : calls_) {
    if (call.operation == operation) found.push_back(call);
  }
  return found;
}

std::vector<Json> FakeSouk::records() {
  std::vector<Json> records;
  for (const auto& call : calls("BatchMeterUsage")) {
    for (const auto& record : call.input["UsageRecords"]) records.push_back(record);
  }
  return records;
}

std::vector<std::string> FakeSouk::confirmed_urls() {
  const std::lock_guard lock(mutex_);
  return confirmed_;
}

int FakeSouk::certificates_fetched() {
  const std::lock_guard lock(mutex_);
  return certificates_;
}

sample::WebReply FakeSouk::answer(const sample::WebRequest& request) {
  const std::lock_guard lock(mutex_);
  const auto target = request.headers.get("X-Amz-Target");
  const auto operation = target.substr(target.find('.') + 1);
  const auto input = Json::parse(request.body);
  calls_.push_back(
      {operation, input, request.headers.get("Authorization"), is_signed_well(request)});
  const auto [status, body] = say(operation, input);
  sample::WebReply reply{status, body.dump(), "application/x-amz-json-1.1"};
  if (!now_.empty()) reply.headers.add("X-Souk-Now", now_);
  return reply;
}

FakeSouk::Answer FakeSouk::say(const std::string& operation, const Json& input) {
  if (auto& waiting = next_[operation]; !waiting.empty()) {
    auto prepared = waiting.front();
    waiting.pop_front();
    return prepared;
  }
  if (operation == "ResolveCustomer") return resolve(input);
  if (operation == "BatchMeterUsage") return meter(input);
  if (operation == "GetEntitlements") return entitlements();
  return {400, error("UnknownOperationException")};
}

FakeSouk::Answer FakeSouk::resolve(const Json& input) {
  const auto found = customers_.find(input.value("RegistrationToken", ""));
  if (found == customers_.end()) return {400, error("InvalidTokenException")};
  return {200, found->second};
}

FakeSouk::Answer FakeSouk::meter(const Json& input) {
  Json results = Json::array();
  Json unprocessed = Json::array();
  if (input["UsageRecords"].size() > 25) return {400, error("ValidationException")};
  for (const auto& record : input["UsageRecords"]) {
    if (record["Dimension"] == "poison") return {400, error("InvalidUsageDimensionException")};
    const auto status = decide_ ? decide_(record) : "Success";
    if (status.empty()) {
      unprocessed.push_back(record);
    } else {
      results.push_back({{"UsageRecord", record}, {"Status", status}});
    }
  }
  return {200, {{"Results", results}, {"UnprocessedRecords", unprocessed}}};
}

FakeSouk::Answer FakeSouk::entitlements() {
  const auto page = entitlement_pages_.front();
  if (entitlement_pages_.size() > 1) entitlement_pages_.pop_front();
  return {200, page};
}

}  // namespace souk::test
