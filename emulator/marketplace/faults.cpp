#include "emulator/marketplace/faults.h"

#include <fmt/format.h>

namespace souk::marketplace {
namespace {

constexpr std::string_view kChannels[] = {"sns", "eventbridge"};

Error invalid_fault(std::string message, std::string field, std::string hint = "") {
  return {"InvalidFault", 400, std::move(message), std::move(field), std::move(hint)};
}

bool is_channel(std::string_view name) {
  return std::find(std::begin(kChannels), std::end(kChannels), name) != std::end(kChannels);
}

/// What the rule is about: an operation's or a channel's name.
std::string target_of(const Json& rule) {
  return rule.contains("channel") ? rule["channel"].get<std::string>()
                                  : rule.value("operation", std::string());
}

int usual_status(const std::string& type) {
  if (type.rfind("Internal", 0) == 0) return 500;
  return type.rfind("ServiceUnavailable", 0) == 0 ? 503 : 400;
}

std::optional<Duration> length_in(const Json& value) {
  const auto length = value.is_string() ? parse_duration(value.get<std::string>()) : std::nullopt;
  return length && *length >= Duration(0) ? length : std::nullopt;
}

bool is_number_in(const Json& value, std::size_t least, std::size_t most) {
  return value.is_number_unsigned() && value.get<std::size_t>() >= least &&
         value.get<std::size_t>() <= most;
}

/// Members that others are about.
constexpr std::pair<std::string_view, std::string_view> kOwners[] = {
    {"status", "error"}, {"message", "error"}, {"ids", "duplicate"}, {"within", "reorder"}};
constexpr std::string_view kOfDeliveries[] = {"delay",   "spread", "duplicate", "ids",
                                              "reorder", "within", "hold"};

bool is_of_deliveries(std::string_view member) {
  return std::find(std::begin(kOfDeliveries), std::end(kOfDeliveries), member) !=
         std::end(kOfDeliveries);
}

/// Reads a member of an effect on deliveries; what is wrong with it, or an empty text.
std::string read_delivery_member(const std::string& member, const Json& value,
                                 FaultEffect& effect) {
  if (member == "delay" || member == "spread") {
    (member == "delay" ? effect.delay : effect.spread) = length_in(value);
    return length_in(value) ? "" : "Write a duration such as 2s.";
  }
  if (member == "within") {
    effect.reorder_within = length_in(value).value_or(Duration(0));
    return effect.reorder_within > Duration(0) ? "" : "Write a duration such as 5m.";
  }
  if (member == "duplicate") {
    if (!is_number_in(value, 0, 100)) return "duplicate is a number up to 100.";
    effect.duplicate = value.get<std::size_t>();
  } else if (member == "reorder") {
    if (!is_number_in(value, 2, 100)) return "reorder is a number from 2 to 100.";
    effect.reorder = value.get<std::size_t>();
  } else if (member == "ids") {
    if (value != "same" && value != "new") return "ids are same or new.";
    effect.copies_have_new_ids = value == "new";
  } else {
    if (value != "registration") return "What is held is held until registration.";
    effect.until_registered = true;
  }
  return "";
}

/// Reads a member of an effect on calls; what is wrong with it, or an empty text.
std::string read_call_member(const std::string& member, const Json& value, FaultEffect& effect) {
  if (member == "latency") {
    effect.latency = length_in(value);
    return effect.latency ? "" : "Write a duration such as 2s.";
  }
  if (member == "drop") {
    if (value != "before" && value != true && value != "after") {
      return "drop is \"before\" or \"after\"; true for deliveries.";
    }
    effect.drop = value == "after" ? FaultEffect::Drop::After : FaultEffect::Drop::Before;
  } else if (member == "unprocessed") {
    if (value != "all" && !value.is_number_unsigned()) {
      return "unprocessed is \"all\" or a number of records.";
    }
    effect.unprocessed = value == "all" ? SIZE_MAX : value.get<std::size_t>();
  } else if (member == "empty_page") {
    effect.empty_page = value == true;
  } else if (member != "error" && member != "status" && member != "message") {
    return "There is no such effect.";
  }
  return "";
}

Result<void> read_error(const Json& given, const std::string& at, FaultEffect& effect) {
  const auto wrong = [&](const char* what, const char* member) {
    return Failure(invalid_fault(what, at + "." + member));
  };
  if (!given["error"].is_string()) return wrong("error is the name of an AWS error.", "error");
  if (!given.value("status", Json(400U)).is_number_unsigned()) {
    return wrong("status is an HTTP status.", "status");
  }
  if (!given.value("message", Json("")).is_string()) return wrong("message is a text.", "message");
  const std::string type = given["error"];
  effect.error = Error{type, given.value("status", usual_status(type)),
                       given.value("message", "A fault was asked for: " + type + "."), "", ""};
  return {};
}

Result<FaultEffect> read_effect(const Json& given, const std::string& at) {
  if (!given.is_object() || given.empty()) {
    return Failure(
        invalid_fault("A fault needs an effect.", at,
                      "error, latency, drop, unprocessed or empty_page; of deliveries drop, delay, "
                      "spread, duplicate, reorder or hold."));
  }
  FaultEffect effect;
  if (given.contains("error")) {
    if (const auto fine = read_error(given, at, effect); !fine) return Failure(fine.error());
  }
  std::size_t effects = 0;
  for (const auto& [member, value] : given.items()) {
    const auto what = is_of_deliveries(member) ? read_delivery_member(member, value, effect)
                                               : read_call_member(member, value, effect);
    if (!what.empty()) return Failure(invalid_fault(what, at + "." + member));
    const auto* owner =
        std::find_if(std::begin(kOwners), std::end(kOwners),
                     [&name = member](const auto& each) { return each.first == name; });
    if (owner == std::end(kOwners)) {
      effects += 1;
    } else if (!given.contains(owner->second)) {
      return Failure(invalid_fault(fmt::format("{} says more of {}.", member, owner->second),
                                   at + "." + member));
    }
  }
  if (effects > 1 && (effect.reorder > 0 || effect.until_registered)) {
    return Failure(invalid_fault("What is held back is held back alone.", at,
                                 "Set a second fault for the other effect."));
  }
  return effect;
}

Result<void> check_rule(const Json& rule, std::size_t index) {
  const auto at = fmt::format("faults[{}]", index);
  static const std::vector<std::string_view> kMembers{
      "name", "operation", "channel", "match", "count", "skip", "probability", "effect", "fired"};
  if (!rule.is_object()) return Failure(invalid_fault("A fault is an object.", at));
  for (const auto& [member, value] : rule.items()) {
    if (std::find(kMembers.begin(), kMembers.end(), member) == kMembers.end()) {
      const auto near = nearest_word(member, kMembers);
      return Failure(invalid_fault(fmt::format("A fault has no member \"{}\".", member), at,
                                   near.empty() ? "" : fmt::format("Did you mean \"{}\"?", near)));
    }
  }
  for (const auto* member : {"name", "operation", "channel"}) {
    if (rule.contains(member) && !rule[member].is_string()) {
      return Failure(invalid_fault(fmt::format("{} is a text.", member), at + "." + member));
    }
  }
  if (rule.contains("operation") == rule.contains("channel")) {
    return Failure(invalid_fault("A fault names an operation or a channel.", at));
  }
  if (rule.contains("channel") && !is_channel(rule["channel"].get<std::string>())) {
    return Failure(invalid_fault("A channel is sns or eventbridge.", at + ".channel"));
  }
  for (const auto* member : {"count", "skip"}) {
    if (rule.contains(member) && !rule[member].is_number_unsigned()) {
      return Failure(
          invalid_fault(fmt::format("{} is a whole number.", member), at + "." + member));
    }
  }
  const auto probability = rule.value("probability", Json(1.0));
  if (!probability.is_number() || probability.get<double>() < 0 || probability.get<double>() > 1) {
    return Failure(invalid_fault("probability lies between 0 and 1.", at + ".probability"));
  }
  if (rule.contains("match") && !rule["match"].is_object()) {
    return Failure(invalid_fault("match is an object of member: value.", at + ".match"));
  }
  const auto effect = read_effect(rule.value("effect", Json()), at + ".effect");
  if (!effect) return Failure(effect.error());
  for (const auto& [member, value] : rule["effect"].items()) {
    if (rule.contains("operation") && is_of_deliveries(member)) {
      return Failure(invalid_fault(fmt::format("{} is done to deliveries.", member),
                                   at + ".effect." + member,
                                   "Name a channel, sns or eventbridge, instead of an operation."));
    }
  }
  return {};
}

/// Members are compared ignoring the case of their first letter, so that `dimension` finds
/// AWS's `Dimension`.
bool holds(const Json& match, const Json& value) {
  for (const auto& [name, wanted] : match.items()) {
    auto capital = name;
    if (!capital.empty()) {
      capital[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(capital[0])));
    }
    const auto found = value.contains(name) ? value.find(name) : value.find(capital);
    if (found == value.end() || *found != wanted) return false;
  }
  return true;
}

bool applies(const Json& rule, std::string_view target, const Json& input) {
  if (target_of(rule) != target) return false;
  if (!rule.contains("match")) return true;
  if (!input.contains("UsageRecords") || !input["UsageRecords"].is_array()) {
    return holds(rule["match"], input);
  }
  const auto& records = input["UsageRecords"];
  return std::any_of(records.begin(), records.end(),
                     [&](const Json& record) { return holds(rule["match"], record); });
}

void tell(Market& market, const storage::FaultRow& fault, std::string_view event) {
  market.journal.write({"fault",
                        "operator",
                        fault.name,
                        "",
                        {{"event", event}, {"rule", Json::parse(fault.rule_json)}},
                        Json::object(),
                        ""});
}

}  // namespace

Result<void> set_faults(Market& market, const Json& rules) {
  if (!rules.is_array()) return Failure(invalid_fault("faults is a list.", "faults"));
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (const auto fine = check_rule(rules[i], i); !fine) return fine;
  }
  clear_faults(market);
  storage::FaultsStore store(market.database);
  for (auto rule : rules) {
    rule.erase("fired");
    storage::FaultRow fault;
    fault.name = rule.value("name", target_of(rule));
    fault.rule_json = rule.dump();
    store.add(fault);
    tell(market, fault, "set");
  }
  return {};
}

void clear_faults(Market& market) {
  storage::FaultsStore store(market.database);
  for (const auto& fault : store.all()) tell(market, fault, "cleared");
  store.clear();
}

Json faults_view(Market& market) {
  Json list = Json::array();
  for (const auto& fault : storage::FaultsStore(market.database).all()) {
    auto rule = Json::parse(fault.rule_json);
    rule["name"] = fault.name;
    rule["fired"] = fault.fired;
    list.push_back(std::move(rule));
  }
  return list;
}

std::optional<FiredFault> fire_fault(Market& market, std::string_view operation,
                                     const Json& input) {
  storage::FaultsStore store(market.database);
  for (auto& fault : store.all()) {
    const auto rule = Json::parse(fault.rule_json);
    if (!applies(rule, operation, input)) continue;
    if (rule.contains("count") && fault.fired >= rule["count"].get<std::int64_t>()) continue;
    const auto drawn =
        static_cast<double>(
            market.ids.number("fault-" + fault.name,
                              static_cast<std::uint64_t>(fault.passed + fault.fired)) >>
            11) /
        9007199254740992.0;
    const bool passes = fault.passed < rule.value("skip", std::int64_t{0}) ||
                        drawn >= rule.value("probability", 1.0);
    (passes ? fault.passed : fault.fired) += 1;
    store.update(fault);
    if (passes) continue;
    tell(market, fault, "fired");
    return FiredFault{fault.name, read_effect(rule["effect"], "effect").value()};
  }
  return std::nullopt;
}

bool fault_matches_record(Market& market, std::string_view name, const Json& record) {
  for (const auto& fault : storage::FaultsStore(market.database).all()) {
    if (fault.name != name) continue;
    const auto rule = Json::parse(fault.rule_json);
    return !rule.contains("match") || holds(rule["match"], record);
  }
  return false;
}

}  // namespace souk::marketplace
