#include "scenarios/rules/case_reader.h"
#include "scenarios/rules/fields.h"
#include "scenarios/rules/time_text.h"

namespace souk::judge {
namespace {

constexpr std::int64_t kLatestSecond = 253'402'300'799;  // the end of the year 9999

Fate fate_of(const Json& answer, const Call& call) {
  const auto status = text_of(answer, "status");
  if (status == "Success") return Fate::Accepted;
  if (status == "DuplicateRecord") return Fate::Duplicate;
  if (status == "CustomerNotSubscribed") return Fate::NotSubscribed;
  if (status == "unprocessed") return Fate::Unprocessed;
  return call.spoiled_by_souk() ? Fate::Spoiled : Fate::Refused;
}

/// The instant a number of epoch seconds names; nothing when no clock could mean it.
std::optional<Timestamp> instant_from(std::int64_t seconds) {
  if (seconds < 0 || seconds > kLatestSecond) return std::nullopt;
  return Timestamp(std::chrono::seconds(seconds));
}

std::optional<std::int64_t> timestamp_number(const Json& value) {
  if (value.is_number_integer()) return value.get<std::int64_t>();
  if (!value.is_number_float()) return std::nullopt;
  const auto number = value.get<double>();
  const bool readable = number > -9e15 && number < 9e15;
  return readable ? std::optional(static_cast<std::int64_t>(number)) : std::nullopt;
}

std::string identity_of(const Record& record, const Json& sent, const Json& request) {
  if (!record.agreement.empty()) return record.agreement;
  const auto license = text_of(sent, "LicenseArn");
  if (!license.empty()) return license;
  return text_of(request, "ProductCode") + "/" + text_of(sent, "CustomerAWSAccountId") + "/" +
         text_of(sent, "CustomerIdentifier");
}

}  // namespace

const Agreement* CaseReader::owner(const Json& sent, const Json& request) const {
  const auto license = text_of(sent, "LicenseArn");
  const auto account = text_of(sent, "CustomerAWSAccountId");
  const auto customer = text_of(sent, "CustomerIdentifier");
  const auto code = text_of(request, "ProductCode");
  const Agreement* found = nullptr;
  for (const auto& agreement : case_.agreements_) {
    if (!license.empty()) {
      if (agreement.license_arn == license) return &agreement;
      continue;
    }
    const bool same_buyer = (!account.empty() && agreement.account == account) ||
                            (!customer.empty() && agreement.customer_identifier == customer);
    if (!same_buyer || (!code.empty() && agreement.product_code != code)) continue;
    if (found == nullptr || found->over() || !agreement.over()) found = &agreement;
  }
  return found;
}

Record CaseReader::record(const Json& sent, const Json& answer, const Call& call, int index) const {
  Record record;
  record.point = call.point;
  record.call = &call;
  record.sent = &sent;
  record.index = index;
  record.fate = fate_of(answer, call);
  record.repeat = flag_of(answer, "repeat");
  record.agreement = agreement_in(answer);
  if (record.agreement.empty()) {
    const auto* agreement = owner(sent.is_object() ? sent : answer, *call.request);
    if (agreement != nullptr) record.agreement = agreement->id;
  }
  const auto known = case_.agreement_index_.find(record.agreement);
  if (known != case_.agreement_index_.end()) {
    record.buyer = case_.agreements_[known->second].buyer;
  }
  record.dimension = text_of(sent, "Dimension");
  if (record.dimension.empty()) record.dimension = text_of(answer, "dimension");
  record.quantity = number_of(sent, "Quantity");
  if (!record.quantity && member(sent, "Quantity").is_null()) {
    record.quantity = number_of(answer, "quantity").value_or(0);
  }
  record.sent_number = timestamp_number(member(sent, "Timestamp"));
  if (!record.sent_number) record.sent_number = number_of(answer, "sent_stamp");
  record.stamped = instant_of(answer, "stamped");
  if (!record.stamped && record.sent_number) record.stamped = instant_from(*record.sent_number);
  if (record.stamped) record.hour = hour_of(*record.stamped);
  if (const auto hour = instant_of(answer, "hour")) record.hour = *hour;
  record.identity = identity_of(record, sent, *call.request);
  return record;
}

void CaseReader::records(const Row& row, const Call& call) {
  const auto& sent = member(*call.request, "UsageRecords");
  const auto& answers = member(row.data, "records");
  static const Json kNone;
  const auto count =
      std::max(sent.is_array() ? sent.size() : 0, answers.is_array() ? answers.size() : 0);
  for (std::size_t i = 0; i < count; ++i) {
    const auto& answer = answers.is_array() && i < answers.size() ? answers[i] : kNone;
    const auto& input = sent.is_array() && i < sent.size() ? sent[i] : kNone;
    case_.records_.push_back(record(input, answer, call, static_cast<int>(i)));
  }
}

}  // namespace souk::judge
