#include "emulator/marketplace/task_metering.h"
#include "emulator/services/metering/operations.h"
#include "emulator/services/metering/usage_members.h"

// MeterUsage: an instance, task or agent in a buyer's account reports its own usage.
//   in    ProductCode, Timestamp, UsageDimension, UsageQuantity, UsageAllocations, ClientToken,
//         DryRun
//   out   MeteringRecordId
//   fails InvalidProductCode, InvalidEndpointRegion, CustomerNotEntitled (a task's first call),
//         IdempotencyConflict, TimestampOutOfBounds, InvalidUsageDimension, InvalidTag,
//         InvalidUsageAllocations, DuplicateRequest; DryRunOperation and Unauthorized where DryRun
//         is set
namespace souk::services::metering {
namespace {

marketplace::TaskUsage read_usage(const Json& request) {
  marketplace::TaskUsage usage;
  usage.product_code = request["ProductCode"];
  usage.record.sent = instant_of(request["Timestamp"]);
  usage.record.dimension = request["UsageDimension"];
  usage.record.quantity = request.value("UsageQuantity", std::int64_t{0});
  usage.dry_run = request.value("DryRun", false);
  if (const auto list = request.find("UsageAllocations"); list != request.end()) {
    usage.record.allocations = allocations_in(*list);
  }
  if (const auto token = request.find("ClientToken"); token != request.end()) {
    usage.client_token = token->get<std::string>();
  }
  return usage;
}

Json note_of(const Context& context, const marketplace::TaskUsage& usage,
             const marketplace::TaskOutcome& outcome) {
  Json note{{"task", context.caller.arn()},
            {"product_code", usage.product_code},
            {"dimension", usage.record.dimension},
            {"quantity", usage.record.quantity},
            {"stamped", to_iso(outcome.stamp)},
            {"hour", to_iso(std::chrono::floor<std::chrono::hours>(outcome.stamp))},
            {"record_id", outcome.record_id}};
  if (outcome.repeat) note["repeat"] = true;
  if (outcome.stamp != usage.record.sent) note["sent_stamp"] = epoch_ms(usage.record.sent);
  if (outcome.agreement) {
    note["agreement"] = outcome.agreement->agreement_id;
  } else {
    note["preview"] = true;
  }
  return note;
}

}  // namespace

const wire::Shape& meter_usage_input() {
  using namespace wire;
  static const auto shape = structure({
      required("ProductCode", product_code()),
      required("Timestamp", timestamp()),
      required("UsageDimension", string().length(1, 255)),
      member("UsageQuantity", integer().range(0, INT32_MAX)),
      member("DryRun", boolean()),
      member("UsageAllocations", usage_allocations()),
      member("ClientToken", string().length(1, 64)),
  });
  return shape;
}

const wire::Shape* meter_usage_output() {
  static const auto shape = wire::structure({wire::member("MeteringRecordId", wire::string())});
  return &shape;
}

Result<Json> meter_usage(Context& context, const Json& request) {
  const auto usage = read_usage(request);
  const auto outcome = marketplace::meter_task(
      context.market, {context.caller.account, context.caller.arn(), context.region}, usage);
  if (!outcome) return Failure(outcome.error());
  context.notes["usage"] = note_of(context, usage, *outcome);
  return Json{{"MeteringRecordId", outcome->record_id}};
}

}  // namespace souk::services::metering
