#include "souk/metering.h"

#include "client/src/aws_caller.h"
#include "client/src/json_members.h"

namespace souk::client {
namespace {

using Json = nlohmann::json;

void put_text(Json& object, const char* name, const std::string& value) {
  if (!value.empty()) object[name] = value;
}

/// Whole seconds as an integer, so that nothing is lost on the way; a fraction only if there is
/// one.
Json epoch_seconds(Timestamp at) {
  const auto milliseconds = at.time_since_epoch().count();
  if (milliseconds % 1000 == 0) return milliseconds / 1000;
  return static_cast<double>(milliseconds) / 1000;
}

Json write_allocation(const UsageAllocation& allocation) {
  Json object{{"AllocatedUsageQuantity", allocation.quantity}};
  for (const auto& [key, value] : allocation.tags) {
    object["Tags"].push_back({{"Key", key}, {"Value", value}});
  }
  return object;
}

Json write_record(const UsageRecord& record) {
  Json object{{"Timestamp", epoch_seconds(record.timestamp)},
              {"Dimension", record.dimension},
              {"Quantity", record.quantity}};
  put_text(object, "CustomerIdentifier", record.customer_identifier);
  put_text(object, "CustomerAWSAccountId", record.account_id);
  put_text(object, "LicenseArn", record.license_arn);
  for (const auto& allocation : record.allocations) {
    object["UsageAllocations"].push_back(write_allocation(allocation));
  }
  return object;
}

UsageAllocation read_allocation(const Json& object) {
  UsageAllocation allocation{.quantity = members::number(object, "AllocatedUsageQuantity")};
  for (const auto& tag : members::list(object, "Tags")) {
    allocation.tags.emplace_back(members::text(tag, "Key"), members::text(tag, "Value"));
  }
  return allocation;
}

UsageRecord read_record(const Json& object) {
  UsageRecord record{.timestamp = members::epoch(object, "Timestamp").value_or(Timestamp()),
                     .dimension = members::text(object, "Dimension"),
                     .quantity = members::number(object, "Quantity"),
                     .customer_identifier = members::text(object, "CustomerIdentifier"),
                     .account_id = members::text(object, "CustomerAWSAccountId"),
                     .license_arn = members::text(object, "LicenseArn")};
  for (const auto& allocation : members::list(object, "UsageAllocations")) {
    record.allocations.push_back(read_allocation(allocation));
  }
  return record;
}

}  // namespace

MeteringClient::MeteringClient(ClientConfig config)
    : caller_(std::make_unique<AwsCaller>(
          std::move(config),
          ServiceNames{"aws-marketplace", "AWSMPMeteringService", "application/x-amz-json-1.1", "",
                       "metering.marketplace.{region}.amazonaws.com"})) {}
MeteringClient::~MeteringClient() = default;
MeteringClient::MeteringClient(MeteringClient&&) noexcept = default;
MeteringClient& MeteringClient::operator=(MeteringClient&&) noexcept = default;

Outcome<Customer> MeteringClient::resolve_customer(const std::string& registration_token) {
  const auto answer =
      caller_->call_json("ResolveCustomer", {{"RegistrationToken", registration_token}});
  if (!answer) return answer.error();
  return Customer{.customer_identifier = members::text(*answer, "CustomerIdentifier"),
                  .account_id = members::text(*answer, "CustomerAWSAccountId"),
                  .product_code = members::text(*answer, "ProductCode"),
                  .license_arn = members::text(*answer, "LicenseArn")};
}

Outcome<BatchMeterUsageResult> MeteringClient::batch_meter_usage(
    const std::vector<UsageRecord>& records, const std::string& product_code) {
  Json input{{"UsageRecords", Json::array()}};
  for (const auto& record : records) input["UsageRecords"].push_back(write_record(record));
  put_text(input, "ProductCode", product_code);
  const auto answer = caller_->call_json("BatchMeterUsage", input);
  if (!answer) return answer.error();
  BatchMeterUsageResult result;
  for (const auto& entry : members::list(*answer, "Results")) {
    result.results.push_back({.record = read_record(members::at(entry, "UsageRecord")),
                              .status = members::text(entry, "Status"),
                              .record_id = members::text(entry, "MeteringRecordId")});
  }
  for (const auto& entry : members::list(*answer, "UnprocessedRecords")) {
    result.unprocessed.push_back(read_record(entry));
  }
  return result;
}

}  // namespace souk::client
