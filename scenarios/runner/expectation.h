#pragma once

#include <functional>
#include <optional>
#include <string>

#include "scenarios/runner/steps.h"

namespace souk::judge {

/// How things stand with an expectation.
struct Look {
  bool met = false;
  bool hopeless = false;  ///< no waiting can help any more
  std::string nearest;    ///< what there is instead, for a person
};

/// Something a story waits for.
struct Expectation {
  std::string words;           ///< "ResolveCustomer is called"
  bool until_the_end = false;  ///< has to stay so to the deadline: that something does not happen
  bool can_wait = true;        ///< false: looking again later is of no use
  bool by_the_hour = false;    ///< a seller meets it at the end of an hour
  std::function<Tried<Look>()> look;
  /// When what was waited for came, in a journal that may have grown; empty where it cannot be
  /// told.
  std::function<std::optional<Timestamp>(const Journal&)> came;
  /// A deadline the market sets by itself, for what the story gives no time; may be empty.
  std::function<std::optional<Timestamp>(const Journal&)> market_deadline;
  std::function<void()> conclude;  ///< called once with the last look taken; may be empty
};

/// The expectation a step's bound arguments speak of.
Tried<Expectation> make_expectation(StepContext& context, const Json& arguments);

/// Expectations that only need the journal: call, record, notification, journal, entitlement.
Expectation expect_call(Market& market, std::int64_t after, const Json& arguments);
Expectation expect_record(Market& market, std::int64_t after, const Json& record);
Expectation expect_notification(Market& market, std::int64_t after, const Json& notification);
Expectation expect_row(Market& market, std::int64_t after, const Json& row);
Expectation expect_entitlement(Market& market, const Json& entitlement);

/// Asks the market what it bills.
Expectation expect_billed(Market& market, const Json& billed);

/// Why `data` (or one of its `records`) is not as `where` says; empty when it is.
std::string miss(const Json& data, const Json& where);

}  // namespace souk::judge
