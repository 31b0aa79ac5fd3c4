#pragma once

#include "emulator/marketplace/metering.h"

namespace souk::marketplace {

/// Who meters itself: an instance, task, pod or agent that runs a product in a buyer's account.
/// With the seller's own credentials it is a preview, and needs no agreement.
struct Task {
  std::string account;    ///< of the credentials
  std::string principal;  ///< ARN of the caller: what tells tasks of one account apart
  std::string region;     ///< of the credential scope
};

/// What a task reports.
struct TaskUsage {
  std::string product_code;
  UsageRecord record;  ///< names no customer
  std::optional<std::string> client_token = std::nullopt;
  bool dry_run = false;
};

struct TaskOutcome {
  storage::ProductRow product;
  std::optional<storage::AgreementRow> agreement = std::nullopt;  ///< none for a preview
  std::string record_id = "";
  bool repeat = false;  ///< the same was recorded before
  Timestamp stamp{};    ///< in the market's time
};

/// Meters what a task reports, in this order: product code, region, agreement (of a task that calls
/// for the first time), ClientToken, time, dimension, tags, allocations, the hour.
/// Source: AWS Marketplace Metering Service API Reference, MeterUsage; the order is our choice.
Result<TaskOutcome> meter_task(Market& market, const Task& task, const TaskUsage& usage);

struct TaskRegistration {
  storage::ProductRow product;
  std::optional<storage::AgreementRow> agreement = std::nullopt;  ///< none for a preview
  std::optional<Timestamp> key_rotated = std::nullopt;            ///< when its key was replaced
};

/// Lets a task begin, in this order: product code, key, region, platform and agreement (both of a
/// task that calls for the first time). Source: RegisterUsage; the order is our choice.
Result<TaskRegistration> register_task(Market& market, const Task& task,
                                       const std::string& product_code, std::int64_t key_version);

}  // namespace souk::marketplace
