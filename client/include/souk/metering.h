#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "souk/config.h"
#include "souk/outcome.h"

namespace souk::client {

/// Who a registration token stands for. Members AWS left out are empty.
struct Customer {
  std::string customer_identifier;  ///< legacy products only
  std::string account_id;           ///< 12 digits
  std::string product_code;
  std::string license_arn;  ///< one agreement's licence

  bool operator==(const Customer&) const = default;
};

/// A part of a record's quantity under tags of the seller's choosing.
struct UsageAllocation {
  std::int64_t quantity = 0;
  std::vector<std::pair<std::string, std::string>> tags = {};

  bool operator==(const UsageAllocation&) const = default;
};

/// One customer's use of one dimension in one hour. Name the customer either by `account_id` and
/// `license_arn`, or (legacy) by `customer_identifier` or `account_id` and the request's product
/// code. What is empty is not sent.
struct UsageRecord {
  Timestamp timestamp;  ///< sent as epoch seconds; AWS cuts it to the hour
  std::string dimension;
  std::int64_t quantity = 0;
  std::string customer_identifier = {};
  std::string account_id = {};
  std::string license_arn = {};
  std::vector<UsageAllocation> allocations = {};

  bool operator==(const UsageRecord&) const = default;
};

struct UsageRecordResult {
  UsageRecord record;     ///< as AWS echoes it
  std::string status;     ///< "Success", "CustomerNotSubscribed" or "DuplicateRecord"
  std::string record_id;  ///< MeteringRecordId; empty where AWS gives none
};

/// HTTP 200 is not success: look at every status, and send what is unprocessed again unchanged.
struct BatchMeterUsageResult {
  std::vector<UsageRecordResult> results;
  std::vector<UsageRecord> unprocessed;
};

/// The AWS Marketplace Metering Service. Safe to use from several threads.
class MeteringClient {
 public:
  explicit MeteringClient(ClientConfig config);
  ~MeteringClient();
  MeteringClient(MeteringClient&&) noexcept;
  MeteringClient& operator=(MeteringClient&&) noexcept;

  /// Fails with ExpiredTokenException, InvalidTokenException, DisabledApiException,
  /// ThrottlingException, InternalServiceErrorException, or a name of `transport`.
  Outcome<Customer> resolve_customer(const std::string& registration_token);

  /// At most 25 records of one product. Leave `product_code` empty where records carry licences.
  Outcome<BatchMeterUsageResult> batch_meter_usage(const std::vector<UsageRecord>& records,
                                                   const std::string& product_code = {});

 private:
  std::unique_ptr<class AwsCaller> caller_;
};

}  // namespace souk::client
