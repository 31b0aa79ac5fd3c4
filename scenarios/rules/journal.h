#pragma once

#include <chrono>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace souk::judge {

using Json = nlohmann::json;
using Duration = std::chrono::milliseconds;

/// The market's time, in UTC.
using Timestamp = std::chrono::sys_time<Duration>;

/// One row of a sandbox's journal, as docs/journal.md describes it.
struct Row {
  std::int64_t seq = 0;
  Timestamp at;
  std::string kind;
  std::string actor;
  std::string subject;
  std::string correlation;
  Json data;
  Json nondeterministic;
};

using Journal = std::vector<Row>;

}  // namespace souk::judge
