#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "client/sample_seller/database.h"

namespace souk::sample {

/// What was used in one hour.
struct UsageLine {
  std::int64_t agreement = 0;
  std::string dimension;
  std::int64_t hour = 0;
  std::int64_t quantity = 0;
};

/// How a record stands with AWS.
namespace status {
inline constexpr const char* kOpen = "open";  ///< not sent, or its fate is unknown: send as it is
/// AWS could not take it yet, and said so: the same again, until AWS says yes or no.
inline constexpr const char* kUnprocessed = "unprocessed";
inline constexpr const char* kSuccess = "Success";
/// Anything else is final: "DuplicateRecord", "CustomerNotSubscribed", or an error's name.
}  // namespace status

/// A record as it was or will be sent. Written before it is first sent and never changed but for
/// its status, so that a restart sends the same again.
struct Record {
  std::int64_t agreement = 0;
  std::string dimension;
  std::int64_t hour = 0;
  std::int64_t quantity = 0;
  Timestamp stamp;
  std::string status = status::kOpen;
};

class UsageBook {
 public:
  explicit UsageBook(SQLite::Database& database) : database_(database) {}

  /// Adds usage to `hour`, or to the first hour after it that is not yet reported.
  void count(const UsageLine& line);
  std::int64_t total(std::int64_t agreement, const std::string& dimension);
  /// Hours with usage that no record covers, oldest first.
  std::vector<UsageLine> unrecorded(std::int64_t agreement);
  /// Usage of one hour; 0 when there is none.
  std::int64_t used(std::int64_t agreement, const std::string& dimension, std::int64_t hour);

  bool has_record(std::int64_t agreement, const std::string& dimension, std::int64_t hour);
  void add(const Record& record);
  void set_status(const Record& record, const std::string& status);
  /// The defect recounts-on-retry: one unit more, here and in the book.
  void recount(Record& record);
  std::vector<Record> open_records(std::int64_t agreement);
  std::vector<Record> records(std::int64_t agreement);

 private:
  std::vector<Record> select(std::int64_t agreement, const std::string& condition);

  SQLite::Database& database_;
};

}  // namespace souk::sample
