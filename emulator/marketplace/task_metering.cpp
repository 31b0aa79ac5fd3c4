#include "emulator/marketplace/task_metering.h"

#include <fmt/format.h>

#include <algorithm>

#include "emulator/core/json_text.h"
#include "emulator/marketplace/metering_window.h"
#include "emulator/marketplace/task_catalogue.h"
#include "emulator/marketplace/usage_checks.h"

namespace souk::marketplace {
namespace {

Error not_taken(std::string_view type, std::string message, std::string field = "",
                std::string hint = "") {
  return {std::string(type), 400, std::move(message), std::move(field), std::move(hint)};
}

Result<storage::ProductRow> product_with(Market& market, const std::string& code) {
  const auto product = market.catalogue.product_coded(code);
  if (product) return *product;
  return Failure(not_taken("InvalidProductCodeException",
                           fmt::format("There is no product with the code {}.", code),
                           "ProductCode"));
}

storage::WorkplaceRow workplace_of(Market& market, const Task& task) {
  const auto buyer = market.catalogue.buyer_with_account(task.account);
  return buyer ? storage::TasksStore(market.database).workplace(buyer->id)
               : storage::WorkplaceRow{};
}

std::optional<Error> wrong_region(const storage::WorkplaceRow& workplace, const Task& task,
                                  std::string_view type) {
  if (workplace.region.empty() || workplace.region == task.region) return std::nullopt;
  return not_taken(
      type,
      fmt::format("The task runs in {}; the call was made to {}.", workplace.region, task.region),
      "", "Use the endpoint of the region the task runs in.");
}

/// The agreement by which a buyer may run the product now: a task that begins after the buyer left
/// is not entitled, whatever final window is still open.
std::optional<storage::AgreementRow> agreement_in_force(Market& market, std::int64_t product,
                                                        const Task& task) {
  const auto buyer = market.catalogue.buyer_with_account(task.account);
  if (!buyer || buyer->suspended) return std::nullopt;
  for (const auto& each : market.agreements.of(product, buyer->id)) {
    const auto state = parse_state(each.state);
    if (state == AgreementState::Active || state == AgreementState::Cancelling) return each;
  }
  return std::nullopt;
}

/// The agreement a task's usage is charged to: the one it was let in by, whatever became of it, or
/// the one in force. None for a preview. Fails with CustomerNotEntitledException.
Result<std::optional<storage::AgreementRow>> let_in(Market& market, const Task& task,
                                                    const storage::ProductRow& product) {
  if (market.is_seller(task.account)) return std::optional<storage::AgreementRow>();
  const auto known = storage::TasksStore(market.database).task(product.id, task.principal);
  if (known) return market.agreements.find(known->agreement);
  auto agreement = agreement_in_force(market, product.id, task);
  if (agreement) return agreement;
  return Failure(not_taken("CustomerNotEntitledException",
                           fmt::format("Account {} has no valid subscription of product {}.",
                                       task.account, product.code)));
}

void remember(Market& market, const Task& task, const storage::ProductRow& product,
              const std::optional<storage::AgreementRow>& agreement) {
  storage::TasksStore store(market.database);
  if (!agreement || store.task(product.id, task.principal)) return;
  store.put(storage::TaskRow{product.id, task.principal, agreement->id, market.now()});
}

/// Everything of a request but its ClientToken, as one text.
std::string request_text(const Task& task, const TaskUsage& usage, bool by_hour) {
  const auto& record = usage.record;
  const auto at =
      by_hour ? Timestamp(std::chrono::floor<std::chrono::hours>(record.sent)) : record.sent;
  return fmt::format("{} {} {} {} {} {}", usage.product_code, task.region, epoch_ms(at),
                     json_text(record.dimension), record.quantity,
                     record.allocations ? canonical_text(*record.allocations) : "-");
}

Result<void> check_record(Market& market, const UsageRecord& record, const TaskOutcome& outcome,
                          bool is_agent) {
  if (const auto why = task_out_of_bounds(market, outcome.stamp)) {
    return Failure(not_taken("TimestampOutOfBoundsException", *why, "Timestamp"));
  }
  const auto dimension = market.catalogue.dimension(outcome.product.id, record.dimension);
  if (const auto why = wrong_dimension(market, outcome.product, dimension, record.dimension)) {
    return Failure(not_taken("InvalidUsageDimensionException", *why, "UsageDimension"));
  }
  if (is_agent && record.allocations) {
    return Failure(not_taken("InvalidUsageAllocationsException",
                             "Products for AgentCore have no usage allocations.",
                             "UsageAllocations"));
  }
  if (const auto error = wrong_allocations(market, record)) return Failure(*error);
  return {};
}

/// One record for each hour, dimension and task.
Result<void> book_hour(Market& market, const storage::UsageRow& row, const UsageRecord& record,
                       TaskOutcome& outcome) {
  outcome.record_id = metering_record_id(market.ids, row.hour, row.key);
  const auto stored = market.usage.find(row.hour, row.key);
  if (!stored) {
    market.usage.add(row, record.dimension);
    return {};
  }
  outcome.repeat = stored->quantity == row.quantity && stored->allocations == row.allocations;
  if (outcome.repeat) return {};
  return Failure(not_taken(
      "DuplicateRequestException",
      fmt::format("This task has reported {} of {} for the hour of {} already.", stored->quantity,
                  record.dimension, to_iso(Timestamp(std::chrono::hours(row.hour)))),
      "UsageQuantity"));
}

Result<void> book(Market& market, const Task& task, const UsageRecord& record, bool is_agent,
                  TaskOutcome& outcome) {
  storage::UsageRow row;
  row.hour = hour_of(outcome.stamp);
  row.key = market.usage.intern(task.region, outcome.product.id, task.principal, record.dimension);
  row.quantity = record.quantity;
  row.agreement = outcome.agreement ? outcome.agreement->id : 0;
  if (is_agent) {
    const auto n = static_cast<std::uint64_t>(market.settings.next("agent-record"));
    outcome.record_id = market.ids.uuid("agent-record", n);
    market.usage.increase(row, record.dimension);
    return {};
  }
  if (record.allocations) {
    row.allocations = market.usage.intern_allocations(canonical_text(*record.allocations));
  }
  return book_hour(market, row, record, outcome);
}

Result<TaskOutcome> record_usage(Market& market, const Task& task, const TaskUsage& usage,
                                 bool is_agent, TaskOutcome outcome) {
  storage::TasksStore store(market.database);
  const auto request = request_text(task, usage, !is_agent);
  if (usage.client_token) {
    if (const auto told = store.client_token(task.account, *usage.client_token)) {
      outcome.record_id = told->record_id;
      outcome.repeat = true;
      if (told->request == request) return outcome;
      return Failure(not_taken("IdempotencyConflictException",
                               "This ClientToken came with another request before.",
                               "ClientToken"));
    }
  }
  const auto fine = check_record(market, usage.record, outcome, is_agent);
  if (!fine) return Failure(fine.error());
  const auto booked = book(market, task, usage.record, is_agent, outcome);
  if (!booked) return Failure(booked.error());
  remember(market, task, outcome.product, outcome.agreement);
  if (usage.client_token) {
    store.put(
        storage::ClientTokenRow{task.account, *usage.client_token, request, outcome.record_id});
  }
  return outcome;
}

Error answer_to_dry_run(bool permitted) {
  return permitted ? not_taken("DryRunOperation",
                               "The request would have succeeded, but DryRun is set.", "DryRun")
                   : not_taken("UnauthorizedException",
                               "The caller is not permitted to meter this product.", "DryRun");
}

}  // namespace

Result<TaskOutcome> meter_task(Market& market, const Task& task, const TaskUsage& usage) {
  const auto product = product_with(market, usage.product_code);
  if (!product) return Failure(product.error());
  const bool is_agent = packaging_of(market, product->id).platform == "agentcore";
  if (is_agent && !usage.client_token) {
    return Failure(not_taken("ValidationException",
                             "Products for AgentCore need a ClientToken in every request.",
                             "ClientToken"));
  }
  const auto workplace = workplace_of(market, task);
  if (const auto wrong = wrong_region(workplace, task, "InvalidEndpointRegionException")) {
    return Failure(*wrong);
  }
  const auto agreement = let_in(market, task, *product);
  if (usage.dry_run) return Failure(answer_to_dry_run(agreement.has_value()));
  if (!agreement) return Failure(agreement.error());

  TaskOutcome outcome{*product, *agreement};
  outcome.stamp = market.seller_in_market_time ? usage.record.sent
                                               : market.clock.market_time_of(usage.record.sent);
  return record_usage(market, task, usage, is_agent, std::move(outcome));
}

Result<TaskRegistration> register_task(Market& market, const Task& task,
                                       const std::string& product_code, std::int64_t key_version) {
  const auto product = product_with(market, product_code);
  if (!product) return Failure(product.error());
  const auto keys = public_keys(market, product->id);
  const auto key = std::find_if(keys.begin(), keys.end(),
                                [&](const auto& each) { return each.version == key_version; });
  if (key == keys.end()) {
    return Failure(not_taken(
        "InvalidPublicKeyVersionException",
        fmt::format("Product {} has no public key of version {}.", product->code, key_version),
        "PublicKeyVersion"));
  }
  const auto workplace = workplace_of(market, task);
  if (const auto wrong = wrong_region(workplace, task, "InvalidRegionException")) {
    return Failure(*wrong);
  }
  const bool is_known =
      storage::TasksStore(market.database).task(product->id, task.principal).has_value();
  const auto& runs_on = workplace.platform;
  if (!is_known && (runs_on == "ec2" || runs_on == "elsewhere")) {
    return Failure(not_taken("PlatformNotSupportedException",
                             "The task runs on none of Amazon ECS, Amazon EKS and AWS Fargate."));
  }
  const auto agreement = let_in(market, task, *product);
  if (!agreement) return Failure(agreement.error());
  remember(market, task, *product, *agreement);
  return TaskRegistration{*product, *agreement, key->rotated};
}

}  // namespace souk::marketplace
