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

Result<FaultEffect> read_effect(const Json& given, const std::string& at) {
  if (!given.is_object() || given.empty()) {
    return Failure(
        invalid_fault("A fault needs an effect.", at,
                      "error, latency, drop, unprocessed, empty_page, delay or duplicate."));
  }
  FaultEffect effect;
  const auto wrong = [&](const char* what, const char* member) {
    return Failure(invalid_fault(what, at + "." + member));
  };
  for (const auto& [member, value] : given.items()) {
    if (member == "error") {
      if (!value.is_string()) return wrong("error is the name of an AWS error.", "error");
      if (!given.value("status", Json(400U)).is_number_unsigned()) {
        return wrong("status is an HTTP status.", "status");
      }
      if (!given.value("message", Json("")).is_string()) {
        return wrong("message is a text.", "message");
      }
      const std::string type = value;
      effect.error = Error{type, given.value("status", usual_status(type)),
                           given.value("message", "A fault was asked for: " + type + "."), "", ""};
    } else if (member == "latency" || member == "delay") {
      const auto length =
          value.is_string() ? parse_duration(value.get<std::string>()) : std::nullopt;
      if (!length || *length < Duration(0))
        return wrong("Write a duration such as 2s.", member.c_str());
      (member == "latency" ? effect.latency : effect.delay) = length;
    } else if (member == "drop") {
      if (value == "before" || value == true) {
        effect.drop = FaultEffect::Drop::Before;
      } else if (value == "after") {
        effect.drop = FaultEffect::Drop::After;
      } else {
        return wrong("drop is \"before\" or \"after\"; true for deliveries.", "drop");
      }
    } else if (member == "unprocessed") {
      if (value == "all") {
        effect.unprocessed = SIZE_MAX;
      } else if (value.is_number_unsigned()) {
        effect.unprocessed = value.get<std::size_t>();
      } else {
        return wrong("unprocessed is \"all\" or a number of records.", "unprocessed");
      }
    } else if (member == "empty_page") {
      effect.empty_page = value == true;
    } else if (member == "duplicate") {
      if (!value.is_number_unsigned() || value.get<std::size_t>() > 100) {
        return wrong("duplicate is a number up to 100.", "duplicate");
      }
      effect.duplicate = value.get<std::size_t>();
    } else if (member != "status" && member != "message") {
      return wrong("There is no such effect.", member.c_str());
    } else if (!given.contains("error")) {
      return wrong("status and message are of an error.", member.c_str());
    }
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
