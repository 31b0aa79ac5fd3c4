#include "scenarios/rules/case_reader.h"

#include <array>

#include "scenarios/rules/fields.h"
#include "scenarios/rules/time_text.h"

namespace souk::judge {
namespace {

Model model_from(const std::string& text) {
  if (text == "subscription") return Model::Subscription;
  if (text == "contract") return Model::Contract;
  if (text == "contract-with-consumption") return Model::ContractWithConsumption;
  return Model::Unknown;
}

Generation generation_from(const std::string& text) {
  if (text == "legacy") return Generation::Legacy;
  if (text == "concurrent") return Generation::Concurrent;
  return Generation::Unknown;
}

void keep(std::string& field, std::string value) {
  if (!value.empty()) field = std::move(value);
}

Point point_of(const Row& row) { return {row.seq, row.at}; }

bool is_boundary(const std::string& kind) {
  static constexpr std::array kKinds = {"clock", "page", "use",  "probe",
                                        "tick",  "run",  "step", "token"};
  return std::find(kKinds.begin(), kKinds.end(), kind) != kKinds.end();
}

bool is_sellers_doing(const std::string& kind) {
  return kind == "call" || kind == "fault" || kind == "subscription" || kind == "hold";
}

bool is_stimulus(const Row& row) {
  static constexpr std::array kKinds = {"clock", "page",         "use",
                                        "tick",  "notification", "agreement"};
  return std::find(kKinds.begin(), kKinds.end(), row.kind) != kKinds.end();
}

std::vector<Dimension> dimensions_from(const Json& list, Model model) {
  std::vector<Dimension> dimensions;
  if (!list.is_array()) return dimensions;
  for (const auto& entry : list) {
    if (entry.is_string()) {
      dimensions.push_back(
          {entry.get<std::string>(), model != Model::Contract, model != Model::Subscription});
      continue;
    }
    dimensions.push_back({text_of(entry, "name"),
                          flag_of(entry, "metered", model != Model::Contract),
                          flag_of(entry, "entitled", model == Model::Contract)});
  }
  return dimensions;
}

}  // namespace

void CaseReader::read(const Journal& journal) {
  for (const auto& row : journal) {
    read_row(row);
    if (is_boundary(row.kind)) boundary_ = row.seq;
    if (!is_sellers_doing(row.kind)) quiet_ = row.seq;
    if (is_stimulus(row)) case_.stimuli_.push_back(row.seq);
  }
  index();
}

void CaseReader::read_row(const Row& row) {
  const auto& kind = row.kind;
  if (kind == "sandbox") keep(case_.profile_, text_of(row.data, "profile"));
  if (kind == "product") product(row);
  if (kind == "agreement") agreement(row);
  if (kind == "token") token(row);
  if (kind == "call" && row.actor == "seller") call(row);
  if (kind == "notification") notification(row);
  if (kind == "delivery") delivery(row);
  if (kind == "subscription") subscription(row);
  if (kind == "page") page(row);
  if (kind == "use") use(row);
  if (kind == "probe") probe(row);
  if (kind == "fault") fault(row);
  if (kind == "tick") case_.ticks_.push_back({point_of(row), quiet_});
  if (kind == "step") {
    case_.steps_.push_back(
        {point_of(row), row.correlation, row.subject, text_of(row.data, "outcome") == "failed"});
  }
  if (kind == "run") {
    if (member(row.data, "follows_clock") == false) case_.keeps_real_time_ = true;
    for (const auto& probe : member(row.data, "probes")) {
      if (probe.is_string()) case_.sees_.insert(probe.get<std::string>());
    }
  }
}

void CaseReader::product(const Row& row) {
  Product product;
  product.name = row.subject;
  product.code = text_of(row.data, "code");
  product.model = model_from(text_of(row.data, "model"));
  product.generation = generation_from(text_of(row.data, "generation"));
  product.dimensions = dimensions_from(member(row.data, "dimensions"), product.model);
  const auto known = case_.product_index_.find(product.code);
  if (known != case_.product_index_.end()) {
    case_.products_[known->second] = std::move(product);
    return;
  }
  case_.product_index_[product.code] = case_.products_.size();
  case_.products_.push_back(std::move(product));
}

std::string CaseReader::known_as(const std::string& agreement) const {
  const auto known = first_of_chain_.find(agreement);
  return known == first_of_chain_.end() ? agreement : known->second;
}

std::string CaseReader::agreement_in(const Json& data) const {
  return known_as(text_of(data, "agreement"));
}

void CaseReader::agreement(const Row& row) {
  const bool legacy = generation_from(text_of(row.data, "generation")) == Generation::Legacy;
  const auto previous = text_of(row.data, "previous");
  if (legacy && !previous.empty()) first_of_chain_[row.subject] = known_as(previous);
  const auto id = known_as(row.subject);
  const auto [place, fresh] = case_.agreement_index_.try_emplace(id, case_.agreements_.size());
  if (fresh) case_.agreements_.emplace_back().id = id;
  auto& agreement = case_.agreements_[place->second];
  const auto& data = row.data;
  keep(agreement.buyer, text_of(data, "buyer"));
  keep(agreement.account, text_of(data, "account"));
  keep(agreement.customer_identifier, text_of(data, "customer_identifier"));
  keep(agreement.product, text_of(data, "product"));
  keep(agreement.product_code, text_of(data, "product_code"));
  keep(agreement.license_arn, text_of(data, "license_arn"));
  if (data.contains("model")) agreement.model = model_from(text_of(data, "model"));
  if (data.contains("generation")) {
    agreement.generation = generation_from(text_of(data, "generation"));
  }

  const auto event = text_of(data, "event");
  const auto point = point_of(row);
  if (event == "subscribed") agreement.subscribed = point;
  if (event == "activated" && id == row.subject) agreement.activated = point;
  const auto status = text_of(data, "status");
  const bool goes_on = legacy && (status == "RENEWED" || status == "REPLACED");
  if ((event == "ended" || event == "expired") && !goes_on) {
    if (!agreement.ended) agreement.ended = point;
  }
  if (event == "final-window-opened") {
    agreement.window_opened = point;
    agreement.opens = instant_of(data, "opens").value_or(row.at);
    agreement.closes =
        instant_of(data, "closes").value_or(*agreement.opens + std::chrono::hours(1));
  }
  if (event == "resubscribed") {
    agreement.ended.reset();
    agreement.window_opened.reset();
    agreement.opens.reset();
    agreement.closes.reset();
  }
}

void CaseReader::token(const Row& row) {
  case_.token_index_[row.subject] = case_.tokens_.size();
  case_.tokens_.push_back({point_of(row), row.subject, agreement_in(row.data),
                           text_of(row.data, "buyer"), instant_of(row.data, "expires")});
}

void CaseReader::call(const Row& row) {
  const auto& data = row.data;
  Call call;
  call.point = point_of(row);
  call.operation = row.subject;
  call.region = text_of(data, "region");
  call.signature = text_of(data, "signed");
  call.status = static_cast<int>(number_of(data, "status").value_or(0));
  call.error = text_of(member(data, "error"), "type");
  call.fault = text_of(data, "fault");
  call.user_agent = text_of(row.nondeterministic, "user_agent");
  call.request = &member(data, "request");
  call.response = &member(data, "response");
  case_.calls_.push_back(std::move(call));
  if (row.subject == "BatchMeterUsage") records(row, case_.calls_.back());
}

void CaseReader::notification(const Row& row) {
  const auto& data = row.data;
  notification_index_[row.subject] = case_.notifications_.size();
  auto& notification = case_.notifications_.emplace_back();
  notification.point = point_of(row);
  notification.id = row.subject;
  notification.channel = text_of(data, "channel");
  notification.name = text_of(data, "name");
  notification.agreement = agreement_in(data);
  notification.buyer = text_of(data, "buyer");
  notification.copy_of = text_of(data, "copy_of");
  notification.forged = text_of(data, "forged");
}

void CaseReader::delivery(const Row& row) {
  const auto& data = row.data;
  Delivery delivery;
  delivery.point = point_of(row);
  delivery.name = text_of(data, "name");
  delivery.channel = text_of(data, "channel");
  delivery.to = text_of(data, "to");
  delivery.outcome = text_of(data, "outcome");
  delivery.status = static_cast<int>(number_of(data, "status").value_or(0));
  delivery.attempt = static_cast<int>(number_of(data, "attempt").value_or(1));
  delivery.subscription = text_of(data, "subscription");
  if (delivery.name == "SubscriptionConfirmation") {
    case_.confirmations_.push_back(delivery);
    return;
  }
  const auto known = notification_index_.find(row.correlation);
  if (known != notification_index_.end()) {
    case_.notifications_[known->second].deliveries.push_back(std::move(delivery));
  }
}

void CaseReader::subscription(const Row& row) {
  const auto event = text_of(row.data, "event");
  if (event == "created") {
    subscription_index_[row.subject] = case_.subscriptions_.size();
    case_.subscriptions_.push_back(
        {point_of(row), row.subject, text_of(row.data, "protocol"), std::nullopt});
  }
  const auto known = subscription_index_.find(row.subject);
  if (event == "confirmed" && known != subscription_index_.end()) {
    case_.subscriptions_[known->second].confirmed = point_of(row);
  }
}

void CaseReader::page(const Row& row) {
  const auto& data = row.data;
  const auto& rest = row.nondeterministic;
  auto& page = case_.pages_.emplace_back();
  page.point = point_of(row);
  page.began = boundary_;
  page.buyer = row.subject;
  page.step = row.correlation;
  page.purpose = text_of(data, "purpose");
  page.landing_case = text_of(data, "case");
  page.agreement = agreement_in(data);
  page.token = text_of(data, "token");
  page.method = text_of(data, "method");
  page.status = static_cast<int>(number_of(data, "status").value_or(0));
  page.failure = text_of(data, "failure");
  page.title = text_of(data, "title");
  page.hops = &member(data, "hops");
  page.forms = &member(data, "forms");
  page.links = &member(rest, "links");
  page.set_cookies = &member(rest, "set_cookies");
  if (member(rest, "body").is_string()) page.body = text_of(rest, "body");
}

void CaseReader::use(const Row& row) {
  const auto& data = row.data;
  const auto consumed = number_of(data, "consumed");
  if (consumed ? *consumed == 0 : !flag_of(data, "accepted")) return;
  case_.uses_.push_back({point_of(row), agreement_in(data), row.subject, text_of(data, "dimension"),
                         consumed.value_or(number_of(data, "quantity").value_or(0)),
                         instant_of(data, "hour").value_or(hour_of(row.at))});
}

void CaseReader::probe(const Row& row) {
  const auto& data = row.data;
  Probe probe;
  probe.point = point_of(row);
  probe.agreement = agreement_in(data);
  probe.buyer = row.subject;
  if (member(data, "granted").is_boolean()) probe.granted = flag_of(data, "granted");
  probe.accounts = number_of(data, "accounts");
  probe.unbilled = number_of(data, "unbilled");
  probe.status = static_cast<int>(number_of(data, "status").value_or(0));
  if (probe.granted) case_.sees_.insert("access");
  if (probe.accounts) case_.sees_.insert("accounts");
  if (probe.unbilled) case_.sees_.insert("unbilled");
  case_.probes_.push_back(std::move(probe));
}

void CaseReader::fault(const Row& row) {
  const auto event = text_of(row.data, "event");
  if (event == "set") {
    auto& fault = case_.faults_.emplace_back();
    fault.set = point_of(row);
    fault.name = row.subject;
    fault.count = number_of(member(row.data, "rule"), "count");
    return;
  }
  for (auto& fault : case_.faults_) {
    if (fault.name != row.subject || fault.cleared) continue;
    if (event == "fired") fault.fired.push_back(point_of(row));
    if (event == "cleared") fault.cleared = point_of(row);
  }
}

void CaseReader::index() {
  for (const auto& call : case_.calls_) case_.calls_by_operation_[call.operation].push_back(&call);
  for (const auto& record : case_.records_) {
    case_.records_by_call_[record.call].push_back(&record);
    case_.records_by_agreement_[record.agreement].push_back(&record);
  }
  for (const auto& use : case_.uses_) case_.uses_by_agreement_[use.agreement].push_back(&use);
  for (const auto& one : case_.probes_) case_.probes_by_agreement_[one.agreement].push_back(&one);
  if (!case_.uses_.empty()) case_.sees_.insert("use");
}

}  // namespace souk::judge
