// Expectations that are met by rows of the journal.

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "scenarios/runner/expectation.h"
#include "scenarios/story/names.h"
#include "souk/time.h"

namespace souk::judge {
namespace {

/// A number of matching things in the journal.
struct Query {
  std::int64_t after = 0;
  std::optional<std::int64_t> wanted;  ///< exactly; without it at least one
  std::function<std::int64_t(const Row&)> matches;
  std::function<std::string(const Journal&)> nearest;
};

std::string times(std::int64_t count) {
  if (count == 0) return "never";
  if (count == 1) return "once";
  return fmt::format("{} times", count);
}

std::optional<std::int64_t> count_in(const Json& arguments) {
  if (!arguments.contains("count")) return std::nullopt;
  return arguments["count"].get<std::int64_t>();
}

Expectation counted(Market& market, std::string words, Query query) {
  Expectation expectation;
  expectation.words = std::move(words);
  expectation.until_the_end = query.wanted == 0;
  if (query.wanted) expectation.words += fmt::format(" ({})", times(*query.wanted));
  expectation.look = [&market, query]() -> Tried<Look> {
    std::int64_t count = 0;
    for (const Row& row : market.journal()) {
      if (row.seq > query.after) count += query.matches(row);
    }
    Look look;
    look.met = query.wanted ? count == *query.wanted : count > 0;
    look.hopeless = query.wanted && count > *query.wanted;
    if (look.met) return look;
    if (count > 0) {
      look.nearest = "it happened " + times(count);
      return look;
    }
    Journal rows;
    for (const Row& row : market.journal()) {
      if (row.seq > query.after) rows.push_back(row);
    }
    look.nearest = query.nearest(rows);
    return look;
  };
  expectation.came = [query](const Journal& journal) -> std::optional<Timestamp> {
    std::int64_t missing = query.wanted.value_or(1);
    if (missing == 0) return std::nullopt;
    for (const Row& row : journal) {
      if (row.seq <= query.after) continue;
      missing -= query.matches(row);
      if (missing <= 0) return row.at;
    }
    return std::nullopt;
  };
  return expectation;
}

bool same(const Json& actual, const Json& wanted) {
  return actual == wanted || as_text(actual) == as_text(wanted);
}

// A member of a row's data: by pointer, by name, or by name in what was asked and answered.
const Json* member_of(const Json& data, const std::string& name) {
  if (!name.empty() && name[0] == '/') {
    const Json::json_pointer pointer(name);
    return data.contains(pointer) ? &data[pointer] : nullptr;
  }
  if (!data.is_object()) return nullptr;
  for (const Json* place : {&data, data.contains("request") ? &data["request"] : nullptr,
                            data.contains("response") ? &data["response"] : nullptr}) {
    if (place && place->is_object() && place->contains(name)) return &(*place)[name];
  }
  return nullptr;
}

std::string miss_one(const Json& data, const std::string& name, const Json& wanted) {
  const Json* actual = member_of(data, name);
  if (!actual) return fmt::format("there was no {}", name);
  if (same(*actual, wanted)) return {};
  return fmt::format("{} was {}, not {}", name, as_text(*actual), as_text(wanted));
}

// ---- calls ----

std::string miss_call(const Row& row, const Json& arguments) {
  const auto error = row.data.find("error");
  const std::string type =
      error != row.data.end() && error->is_object() ? error->value("type", "") : "";
  if (arguments.contains("error") && arguments["error"] != type) {
    return type.empty() ? "it was answered without an error"
                        : fmt::format("it was answered {}", type);
  }
  const int status = row.data.value("status", 0);
  if (arguments.contains("status") && arguments["status"] != status) {
    return fmt::format("it was answered {}{}{}", status, type.empty() ? "" : " ", type);
  }
  return miss(row.data, arguments.value("where", Json::object()));
}

std::string nearest_call(const Journal& rows, const std::string& operation, const Json& arguments) {
  std::map<std::string, std::int64_t> counts;
  std::string last_miss;
  for (const Row& row : rows) {
    if (row.kind != "call") continue;
    ++counts[row.subject];
    if (row.subject == operation) last_miss = miss_call(row, arguments);
  }
  if (counts.empty()) return "the seller made no call at all";
  if (counts.count(operation) > 0) {
    return fmt::format("{} was called {}, but the last time {}", operation,
                       times(counts[operation]), last_miss);
  }
  std::string others;
  for (const auto& [name, count] : counts) {
    others += fmt::format("{}{} {}", others.empty() ? "" : ", ", name, times(count));
  }
  return fmt::format("the seller never called {}; it called {}", operation, others);
}

// ---- records ----

Json conditions_of(const Json& record) {
  Json where = record;
  where.erase("count");
  return where;
}

template <class Visit>
void each_record(const Row& row, Visit visit) {
  if (row.kind != "call" || row.subject != "BatchMeterUsage") return;
  const auto records = row.data.find("records");
  if (records == row.data.end() || !records->is_array()) return;
  for (const Json& record : *records) visit(record);
}

bool record_matches(const Json& record, const Json& where) {
  return std::all_of(where.items().begin(), where.items().end(), [&](const auto& condition) {
    return record.contains(condition.key()) && same(record[condition.key()], condition.value());
  });
}

/// Until when the buyer's final records count; nothing before the final window has opened.
std::optional<Timestamp> window_close(const Journal& journal, const std::string& buyer) {
  std::optional<Timestamp> closes;
  for (const Row& row : journal) {
    if (row.kind != "agreement" || row.data.value("buyer", "") != buyer) continue;
    if (row.data.value("event", "") != "final-window-opened") continue;
    closes = client::parse_iso(row.data.value("closes", ""));
  }
  return closes;
}

std::string nearest_record(const Journal& rows, const Json& where) {
  std::map<std::string, std::int64_t> answers;
  for (const Row& row : rows) {
    each_record(row, [&](const Json& record) {
      if (!same(record.value("buyer", Json()), where["buyer"])) return;
      if (where.contains("dimension") &&
          record.value("dimension", "") != as_text(where["dimension"]))
        return;
      ++answers[fmt::format("{} {} → {}", record.value("quantity", Json()).dump(),
                            record.value("dimension", ""), record.value("status", ""))];
    });
  }
  if (answers.empty()) {
    return fmt::format("no such record of {} was sent", as_text(where["buyer"]));
  }
  std::string text;
  for (const auto& [answer, count] : answers) {
    text += fmt::format("{}{}{}", text.empty() ? "" : ", ", answer,
                        count > 1 ? fmt::format(" ({} times)", count) : "");
  }
  return fmt::format("of {} there was {}", as_text(where["buyer"]), text);
}

}  // namespace

std::string miss(const Json& data, const Json& where) {
  const auto records = data.is_object() ? data.find("records") : data.end();
  const bool has_records = data.is_object() && records != data.end() && records->is_array();
  Json of_records = Json::object();
  for (const auto& [name, wanted] : where.items()) {
    const std::string why = miss_one(data, name, wanted);
    if (why.empty()) continue;
    if (!has_records) return why;
    of_records[name] = wanted;
  }
  if (of_records.empty()) return {};
  std::string why = "it carried no record";
  for (const Json& record : *records) {
    if (record_matches(record, of_records)) return {};
    for (const auto& [name, wanted] : of_records.items()) {
      const std::string different = miss_one(record, name, wanted);
      if (!different.empty()) why = "in a record " + different;
    }
  }
  return why;
}

Expectation expect_call(Market& market, std::int64_t after, const Json& arguments) {
  const std::string operation = as_text(arguments["call"]);
  Query query;
  query.after = after;
  query.wanted = count_in(arguments);
  query.matches = [operation, arguments](const Row& row) -> std::int64_t {
    return row.kind == "call" && row.subject == operation && miss_call(row, arguments).empty();
  };
  query.nearest = [operation, arguments](const Journal& rows) {
    return nearest_call(rows, operation, arguments);
  };
  std::string words = operation + " is called";
  if (arguments.contains("error")) words += " and answered " + as_text(arguments["error"]);
  return counted(market, std::move(words), std::move(query));
}

Expectation expect_record(Market& market, std::int64_t after, const Json& record) {
  const Json where = conditions_of(record);
  Query query;
  query.after = after;
  query.wanted = count_in(record);
  query.matches = [where](const Row& row) {
    std::int64_t count = 0;
    each_record(row, [&](const Json& each) { count += record_matches(each, where) ? 1 : 0; });
    return count;
  };
  query.nearest = [where](const Journal& rows) { return nearest_record(rows, where); };
  std::string what;
  for (const char* part : {"quantity", "dimension"}) {
    if (where.contains(part)) what += as_text(where[part]) + " ";
  }
  auto expectation =
      counted(market,
              fmt::format("a record of {}{}is answered {}", as_text(where["buyer"]),
                          what.empty() ? " " : ", " + what, as_text(where["status"])),
              std::move(query));
  expectation.market_deadline = [buyer = as_text(where["buyer"])](const Journal& journal) {
    return window_close(journal, buyer);
  };
  return expectation;
}

Expectation expect_notification(Market& market, std::int64_t after, const Json& notification) {
  const bool by_delivery = notification.contains("outcome");
  Json where = {{"name", notification["name"]}};
  for (const char* part : {"buyer", "outcome"}) {
    if (notification.contains(part)) where[part] = notification[part];
  }
  const std::string kind = by_delivery ? "delivery" : "notification";
  Query query;
  query.after = after;
  query.wanted = count_in(notification);
  query.matches = [kind, where](const Row& row) -> std::int64_t {
    return row.kind == kind && miss(row.data, where).empty();
  };
  query.nearest = [kind, where](const Journal& rows) {
    std::string text;
    for (const Row& row : rows) {
      if (row.kind != kind) continue;
      const std::string outcome = row.data.value("outcome", "");
      text += fmt::format("{}{}{}{}", text.empty() ? "" : ", ", row.data.value("name", ""),
                          outcome.empty() ? "" : " ", outcome);
    }
    return text.empty() ? std::string("there was none") : "there was " + text;
  };
  std::string words = as_text(notification["name"]) + " is ";
  words += by_delivery ? as_text(notification["outcome"]) : "sent";
  return counted(market, std::move(words), std::move(query));
}

Expectation expect_row(Market& market, std::int64_t after, const Json& row) {
  const std::string kind = as_text(row["kind"]);
  const std::string subject = row.contains("subject") ? as_text(row["subject"]) : "";
  const Json where = row.value("where", Json::object());
  Query query;
  query.after = after;
  query.wanted = count_in(row);
  query.matches = [=](const Row& each) -> std::int64_t {
    return each.kind == kind && (subject.empty() || each.subject == subject) &&
           miss(each.data, where).empty();
  };
  query.nearest = [=](const Journal& rows) {
    std::string last;
    std::int64_t count = 0;
    for (const Row& each : rows) {
      if (each.kind != kind || (!subject.empty() && each.subject != subject)) continue;
      ++count;
      last = miss(each.data, where);
    }
    if (count == 0) return fmt::format("there is no such '{}' row", kind);
    return fmt::format("there are {} such rows, but in the last {}", count, last);
  };
  return counted(
      market,
      fmt::format("the journal has a row '{}'{}", kind, subject.empty() ? "" : " " + subject),
      std::move(query));
}

Expectation expect_entitlement(Market& market, const Json& entitlement) {
  const std::string buyer = as_text(entitlement["buyer"]);
  Json wanted = entitlement;
  wanted.erase("buyer");
  Expectation expectation;
  expectation.words = fmt::format("{} is entitled to {}", buyer, spoken(wanted));
  expectation.look = [&market, buyer, wanted]() -> Tried<Look> {
    std::map<std::string, std::map<std::string, Json>> held;  // by dimension and agreement
    for (const Row& row : market.journal()) {
      if (row.kind != "entitlement" || row.data.value("buyer", "") != buyer) continue;
      const bool removed = row.data.value("event", "") == "removed";
      held[row.data.value("dimension", "")][row.subject] =
          removed ? Json(0) : row.data.value("value", Json(0));
    }
    Look look;
    look.met = true;
    for (const auto& [dimension, quantity] : wanted.items()) {
      std::int64_t sum = 0;
      for (const auto& [agreement, value] : held[dimension]) {
        sum += value.is_number_integer() ? value.get<std::int64_t>() : 0;
      }
      if (quantity == sum) continue;
      look.met = false;
      look.nearest = fmt::format("{}: {} instead of {}", dimension, sum, quantity.dump());
    }
    return look;
  };
  return expectation;
}

}  // namespace souk::judge
