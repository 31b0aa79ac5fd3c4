#include "emulator/messaging/event_rules.h"

#include <algorithm>
#include <array>
#include <set>

#include "emulator/messaging/event_errors.h"
#include "emulator/messaging/event_input.h"
#include "emulator/messaging/event_pattern.h"
#include "emulator/messaging/subscription_settings.h"

namespace souk::messaging {
namespace {

using storage::EventRuleRow;

/// Source: EventBridge quotas.
constexpr std::size_t kMostRules = 300;
constexpr std::size_t kMostTargets = 5;

bool is_count(std::string_view text) {
  return !text.empty() && text.size() <= 9 &&
         text.find_first_not_of("0123456789") == std::string_view::npos && text[0] != '0';
}

/// "rate(5 minutes)": one is singular, more are plural.
bool is_rate(std::string_view value) {
  const auto blank = value.find(' ');
  if (blank == std::string_view::npos || !is_count(value.substr(0, blank))) return false;
  const bool one = value.substr(0, blank) == "1";
  const auto unit = value.substr(blank + 1);
  return one ? unit == "minute" || unit == "hour" || unit == "day"
             : unit == "minutes" || unit == "hours" || unit == "days";
}

/// Six fields; what is in them is not looked at.
bool is_cron(std::string_view value) {
  const bool letters = value.find_first_not_of("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ,-*?/#L ") ==
                       std::string_view::npos;
  return letters && std::count(value.begin(), value.end(), ' ') == 5 &&
         value.find("  ") == std::string_view::npos;
}

Result<void> check_schedule(const std::string& schedule, const std::string& bus) {
  if (bus != kDefaultBus) {
    return Failure(invalid_event_call(
        "ScheduleExpression is supported only on the default event bus.", "ScheduleExpression"));
  }
  const auto open = schedule.find('(');
  if (open != std::string::npos && schedule.back() == ')') {
    const auto kind = schedule.substr(0, open);
    const auto value = std::string_view(schedule).substr(open + 1, schedule.size() - open - 2);
    if ((kind == "rate" && is_rate(value)) || (kind == "cron" && is_cron(value))) return {};
  }
  return Failure(
      invalid_event_call("Parameter ScheduleExpression is not valid.", "ScheduleExpression"));
}

Result<void> check_wish(const RuleWish& wish, const std::string& bus) {
  if (wish.pattern.empty() && wish.schedule.empty()) {
    return Failure(invalid_event_call(
        "Parameter(s) EventPattern or ScheduleExpression must be specified.", "EventPattern"));
  }
  if (!wish.schedule.empty()) {
    if (const auto fine = check_schedule(wish.schedule, bus); !fine) return fine;
  }
  return wish.pattern.empty() ? Result<void>() : check_event_pattern(wish.pattern);
}

bool is_arn(const std::string& text) {
  return text.rfind("arn:", 0) == 0 && std::count(text.begin(), text.end(), ':') >= 5;
}

/// What souk delivers to. Others are refused by name rather than never reached.
Result<void> check_target_arn(const std::string& arn) {
  static constexpr std::array<std::string_view, 5> kReached{
      ":sqs:", ":sns:", ":lambda:", ":api-destination/", ":event-bus/"};
  if (!is_arn(arn)) {
    return Failure(invalid_event_call(
        fmt::format("Parameter {} is not valid. Reason: Provided Arn is not in correct format.",
                    arn),
        "Targets"));
  }
  const bool reached = std::any_of(kReached.begin(), kReached.end(), [&](std::string_view each) {
    return arn.find(each) != std::string::npos;
  });
  if (reached) return {};
  auto error = invalid_event_call(
      fmt::format("Parameter {} is not valid. Reason: Target is not supported by souk.", arn),
      "Targets");
  error.hint = "souk reaches queues, topics, functions, API destinations and event buses.";
  return Failure(error);
}

Result<void> check_target(const Json& target) {
  if (const auto fine = check_target_arn(target["Arn"]); !fine) return fine;
  if (const auto grave = target.find("DeadLetterConfig"); grave != target.end()) {
    const auto arn = grave->value("Arn", std::string());
    if (arn.rfind("arn:aws:sqs:", 0) != 0) {
      return Failure(invalid_event_call(
          fmt::format("Parameter {} is not valid. Reason: The dead-letter queue of a target is a "
                      "queue of Amazon SQS.",
                      arn),
          "DeadLetterConfig"));
    }
  }
  return check_input(target);
}

}  // namespace

std::string rule_arn(const Messaging& messaging, const EventRuleRow& rule) {
  return events_arn(messaging, rule.bus == kDefaultBus
                                   ? fmt::format("rule/{}", rule.name)
                                   : fmt::format("rule/{}/{}", rule.bus, rule.name));
}

Result<EventRuleRow> put_rule(Messaging& messaging, const RuleWish& wish) {
  const auto bus = find_bus(messaging, wish.bus);
  if (!bus) return Failure(bus.error());
  if (const auto fine = check_wish(wish, bus->name); !fine) return Failure(fine.error());
  auto events = events_of(messaging);
  const auto existing = events.rule(bus->name, wish.name);
  EventRuleRow rule;
  if (existing) {
    const auto ours = changeable_rule(messaging, bus->name, wish.name);
    if (!ours) return ours;
    rule = *ours;
  } else if (events.rules(bus->name).size() >= kMostRules) {
    return Failure(beyond_the_limit());
  } else {
    rule.tags_json = wish.tags.dump();
  }
  rule.bus = bus->name;
  rule.name = wish.name;
  rule.pattern = wish.pattern;
  rule.schedule = wish.schedule;
  rule.state = wish.state;
  rule.description = wish.description;
  rule.role_arn = wish.role_arn;
  rule.id = events.put(rule);
  return rule;
}

Result<EventRuleRow> find_rule(Messaging& messaging, const std::string& bus,
                               const std::string& name) {
  const auto found = find_bus(messaging, bus);
  if (!found) return Failure(found.error());
  if (auto rule = events_of(messaging).rule(found->name, name)) return std::move(*rule);
  return Failure(no_such_rule(name, found->name));
}

Result<EventRuleRow> changeable_rule(Messaging& messaging, const std::string& bus,
                                     const std::string& name, bool force) {
  auto rule = find_rule(messaging, bus, name);
  if (!rule || rule->managed_by.empty() || force) return rule;
  return Failure(event_error(
      "ManagedRuleException",
      "This rule was created by an AWS service on behalf of your account. It is managed by that "
      "service. Use Force with DeleteRule or RemoveTargets to delete it or its targets.",
      "Name"));
}

Result<void> delete_rule(Messaging& messaging, const std::string& bus, const std::string& name,
                         bool force) {
  const auto found = find_bus(messaging, bus);
  if (!found) return Failure(found.error());
  auto events = events_of(messaging);
  if (!events.rule(found->name, name)) return {};
  const auto rule = changeable_rule(messaging, found->name, name, force);
  if (!rule) return Failure(rule.error());
  if (!events.targets(rule->id).empty()) {
    return Failure(invalid_event_call("Rule can't be deleted since it has targets.", "Name"));
  }
  events.remove_rule(rule->id);
  return {};
}

Result<void> put_targets(Messaging& messaging, const EventRuleRow& rule, const Json& targets) {
  auto events = events_of(messaging);
  std::set<std::string> ids;
  for (const auto& each : events.targets(rule.id)) ids.insert(each.target_id);
  for (const auto& each : targets) {
    if (const auto fine = check_target(each); !fine) return fine;
    ids.insert(each["Id"].get<std::string>());
  }
  if (ids.size() > kMostTargets) return Failure(beyond_the_limit());
  for (auto each : targets) {
    storage::RuleTargetRow row{0, rule.id, each["Id"], each["Arn"], ""};
    each.erase("Id");
    each.erase("Arn");
    row.settings_json = each.dump();
    events.put(row);
  }
  return {};
}

void change_account_of_events(Messaging& messaging, const std::string& before) {
  auto events = events_of(messaging);
  const auto moved = [&](const std::string& text) {
    return with_accounts(text, before, messaging.market.account);
  };
  for (auto bus : events.buses()) {
    bus.settings_json = moved(bus.settings_json);
    events.put(bus);
  }
  for (auto rule : events.rules()) {
    rule.pattern = moved(rule.pattern);
    rule.role_arn = moved(rule.role_arn);
    events.put(rule);
    for (auto target : events.targets(rule.id)) {
      target.arn = moved(target.arn);
      target.settings_json = moved(target.settings_json);
      events.put(target);
    }
  }
  for (auto delivery : messaging.outbox.undelivered_events()) {
    delivery.source = moved(delivery.source);
    delivery.endpoint = moved(delivery.endpoint);
    delivery.target_json = moved(delivery.target_json);
    messaging.outbox.put(delivery);
  }
}

Json target_view(const storage::RuleTargetRow& target) {
  auto view = Json::parse(target.settings_json);
  view["Id"] = target.target_id;
  view["Arn"] = target.arn;
  return view;
}

}  // namespace souk::messaging
