#include <fmt/format.h>

#include <cmath>

#include "emulator/marketplace/metering.h"
#include "emulator/marketplace/regions.h"
#include "emulator/services/metering/operations.h"
#include "emulator/services/metering/usage_members.h"

// BatchMeterUsage: a seller reports up to 25 hours of usage of its customers.
//   in    UsageRecords, ProductCode (legacy identity only)
//   out   Results: each record with MeteringRecordId and Status; UnprocessedRecords
//   fails InvalidProductCode, InvalidUsageDimension, InvalidTag, InvalidUsageAllocations,
//         InvalidCustomerIdentifier, InvalidLicense, TimestampOutOfBounds, DisabledApi: nothing is
//         stored then
namespace souk::services::metering {
namespace {

using marketplace::UsageBatch;
using marketplace::UsageOutcome;
using marketplace::UsageRecord;
using marketplace::UsageStatus;
namespace switches = marketplace::switches;

/// "Under 1 MB", names of members included.
constexpr std::size_t kLargestRequest = 1'000'000;

const wire::Shape& usage_record() {
  using namespace wire;
  static const auto shape = structure({
      required("Timestamp", timestamp()),
      member("CustomerIdentifier", string().length(0, 255)),
      required("Dimension", string().length(1, 255)),
      member("Quantity", integer().range(0, INT32_MAX)),
      member("UsageAllocations", usage_allocations()),
      member("CustomerAWSAccountId", string().length(1, 255).matching("^[0-9]+$")),
      member("LicenseArn", string()),
  });
  return shape;
}

std::optional<std::string> text(const Json& record, const char* member) {
  const auto found = record.find(member);
  if (found == record.end()) return std::nullopt;
  return found->get<std::string>();
}

UsageRecord read_record(const Json& given) {
  UsageRecord record;
  record.sent = instant_of(given["Timestamp"]);
  record.dimension = given["Dimension"];
  record.quantity = given.value("Quantity", std::int64_t{0});
  record.customer_identifier = text(given, "CustomerIdentifier");
  record.account = text(given, "CustomerAWSAccountId");
  record.license_arn = text(given, "LicenseArn");
  // The empty text was allowed when the member was still required.
  if (record.customer_identifier && record.customer_identifier->empty()) {
    record.customer_identifier.reset();
  }
  if (given.contains("UsageAllocations")) {
    record.allocations = allocations_in(given["UsageAllocations"]);
  }
  return record;
}

UsageBatch read_batch(Context& context, const Json& request) {
  UsageBatch batch;
  batch.region = context.region;
  batch.sender = context.caller.account;
  batch.product_code = text(request, "ProductCode");
  std::size_t held_back = context.fault ? context.fault->effect.unprocessed.value_or(0) : 0;
  for (const auto& record : request["UsageRecords"]) {
    batch.records.push_back(read_record(record));
    const bool held = held_back > 0 && marketplace::fault_matches_record(
                                           context.market, context.fault->name, record);
    if (held && held_back != SIZE_MAX) --held_back;
    batch.unprocessed.push_back(held);
  }
  return batch;
}

Json note_of(std::size_t index, const UsageRecord& record, const UsageOutcome& outcome) {
  Json note;
  note["index"] = index;
  note["status"] = to_text(outcome.status);
  note["product_code"] = outcome.product_code;
  note["dimension"] = record.dimension;
  note["quantity"] = record.quantity;
  note["stamped"] = to_iso(outcome.stamp);
  note["hour"] = to_iso(std::chrono::floor<std::chrono::hours>(outcome.stamp));
  if (outcome.agreement) note["agreement"] = outcome.agreement->agreement_id;
  if (outcome.buyer) note["buyer"] = outcome.buyer->name;
  if (record.license_arn) note["license_arn"] = *record.license_arn;
  if (record.account) note["account"] = *record.account;
  if (record.customer_identifier) note["customer_identifier"] = *record.customer_identifier;
  if (!outcome.record_id.empty()) note["record_id"] = outcome.record_id;
  if (outcome.repeat) note["repeat"] = true;
  if (outcome.stamp != record.sent) note["sent_stamp"] = epoch_ms(record.sent);
  if (!outcome.note.empty()) note["note"] = outcome.note;
  return note;
}

Json result_of(const marketplace::Market& market, Json record, const UsageOutcome& outcome) {
  if (!record.contains("Quantity")) record["Quantity"] = 0;
  if (market.switches.is(switches::kEchoedTimestamp, "hour")) {
    record["Timestamp"] = std::floor(record["Timestamp"].get<double>() / 3600) * 3600;
  }
  Json result;
  result["UsageRecord"] = std::move(record);
  result["Status"] = to_text(outcome.status);
  if (!outcome.record_id.empty()) result["MeteringRecordId"] = outcome.record_id;
  return result;
}

/// The order of Results is not promised; a seller that counts on it is found out by turning it.
void shuffle(const marketplace::Market& market, Json& results) {
  for (std::size_t i = results.size(); i > 1; --i) {
    const auto other =
        market.ids.number("result-order", i, static_cast<std::uint64_t>(epoch_ms(market.now()))) %
        i;
    std::swap(results[i - 1], results[other]);
  }
}

}  // namespace

const wire::Shape& batch_meter_usage_input() {
  using namespace wire;
  static const auto shape = structure({required("UsageRecords", list(usage_record()).count(0, 25)),
                                       member("ProductCode", product_code())});
  return shape;
}

const wire::Shape* batch_meter_usage_output() {
  using namespace wire;
  static const auto result =
      structure({member("UsageRecord", usage_record()), member("MeteringRecordId", string()),
                 member("Status", string())});
  static const auto shape = structure(
      {member("Results", list(result)), member("UnprocessedRecords", list(usage_record()))});
  return &shape;
}

Result<Json> batch_meter_usage(Context& context, const Json& request) {
  const auto& market = context.market;
  if (context.request.body.size() >= kLargestRequest) {
    const bool bare = market.switches.is(switches::kOversize, "413");
    return Failure({"ValidationException", bare ? 413 : 400,
                    fmt::format("A request is under 1 MB; this one has {} bytes.",
                                context.request.body.size()),
                    "UsageRecords", "Send fewer records, or fewer tags."});
  }
  if (request["UsageRecords"].empty() && market.switches.is(switches::kEmptyBatch, "validation")) {
    return Failure({"ValidationException", 400, "UsageRecords has no record.", "UsageRecords", ""});
  }
  const auto enabled = marketplace::check_metering_enabled(market, context.region);
  if (!enabled) return Failure(enabled.error());
  const auto batch = read_batch(context, request);
  const auto outcomes = marketplace::meter(context.market, batch);
  if (!outcomes) return Failure(outcomes.error());

  Json results = Json::array();
  Json unprocessed = Json::array();
  Json notes = Json::array();
  for (std::size_t i = 0; i < outcomes->size(); ++i) {
    const auto& outcome = (*outcomes)[i];
    notes.push_back(note_of(i, batch.records[i], outcome));
    if (outcome.status == UsageStatus::Unprocessed) {
      unprocessed.push_back(request["UsageRecords"][i]);
    } else {
      results.push_back(result_of(market, request["UsageRecords"][i], outcome));
    }
  }
  if (market.switches.is(switches::kResultOrder, "shuffled")) shuffle(market, results);
  context.notes["records"] = std::move(notes);
  return Json{{"Results", std::move(results)}, {"UnprocessedRecords", std::move(unprocessed)}};
}

}  // namespace souk::services::metering
