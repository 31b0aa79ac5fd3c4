#include "emulator/services/sqs/batch.h"

#include <set>

#include "emulator/messaging/queue_errors.h"
#include "emulator/wire/sqs_errors.h"

namespace souk::services::sqs {
namespace {

using messaging::queue_error;

/// Source: SQS API Reference, SendMessageBatch.
constexpr std::size_t kMostEntries = 10;
constexpr std::size_t kLongestId = 80;

bool is_id(const std::string& id) {
  return !id.empty() && id.size() <= kLongestId &&
         id.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") ==
             std::string::npos;
}

/// A batch tells codes as Query has them, over JSON too.
Json failed_entry(const std::string& id, const Error& error) {
  const auto* known = wire::find_sqs_error(error.type);
  return {{"Id", id},
          {"SenderFault", true},
          {"Code", known == nullptr ? error.type : std::string(known->legacy_code)},
          {"Message", error.message}};
}

}  // namespace

Result<void> check_batch(const Json& entries, std::string_view entry) {
  if (entries.empty()) {
    return Failure(queue_error(
        "EmptyBatchRequest", fmt::format("There should be at least one {} in the request.", entry),
        "Entries"));
  }
  if (entries.size() > kMostEntries) {
    return Failure(
        queue_error("TooManyEntriesInBatchRequest",
                    fmt::format("Maximum number of entries per request are {}. You have sent {}.",
                                kMostEntries, entries.size()),
                    "Entries"));
  }
  std::set<std::string> ids;
  for (const auto& each : entries) {
    const auto id = each.value("Id", std::string());
    if (!is_id(id)) {
      return Failure(queue_error("InvalidBatchEntryId",
                                 "A batch entry id can only contain alphanumeric characters, "
                                 "hyphens and underscores. It can be at most 80 letters long.",
                                 "Id"));
    }
    if (!ids.insert(id).second) {
      return Failure(
          queue_error("BatchEntryIdsNotDistinct", fmt::format("Id {} repeated.", id), "Id"));
    }
  }
  return {};
}

Json run_batch(const Json& entries, const std::function<Result<Json>(const Json& entry)>& run) {
  Json successful = Json::array();
  Json failed = Json::array();
  for (const auto& entry : entries) {
    const auto id = entry["Id"].get<std::string>();
    auto result = run(entry);
    if (result) {
      (*result)["Id"] = id;
      successful.push_back(std::move(*result));
    } else {
      failed.push_back(failed_entry(id, result.error()));
    }
  }
  return {{"Successful", std::move(successful)}, {"Failed", std::move(failed)}};
}

wire::Shape batch_input(const wire::Shape& entry, std::string_view query_name) {
  using namespace wire;
  return structure({member("QueueUrl", string()),
                    member("Entries", list(entry).flattened()).in_query(query_name)});
}

wire::Shape batch_output(const wire::Shape& result, std::string_view query_name) {
  using namespace wire;
  const auto error = structure({member("Id", string()), member("Code", string()),
                                member("Message", string()), member("SenderFault", boolean())});
  return structure({member("Successful", list(result).flattened()).in_query(query_name),
                    member("Failed", list(error).flattened()).in_query("BatchResultErrorEntry")});
}

}  // namespace souk::services::sqs
