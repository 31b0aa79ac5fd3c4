#pragma once

#include "emulator/messaging/event_buses.h"

namespace souk::messaging {

/// Source: EventBridge API Reference, PutRule.
struct RuleWish {
  std::string bus;  ///< name or ARN; empty for the default bus
  std::string name;
  std::string pattern;
  std::string schedule;
  std::string state = "ENABLED";
  std::string description;
  std::string role_arn;
  Json tags = Json::object();  ///< of a new rule
};

std::string rule_arn(const Messaging& messaging, const storage::EventRuleRow& rule);

/// Makes a rule, or another of one there is; its targets stay. Fails with
/// InvalidEventPatternException, ValidationException, LimitExceededException,
/// ResourceNotFoundException or ManagedRuleException.
Result<storage::EventRuleRow> put_rule(Messaging& messaging, const RuleWish& wish);

/// Fails with ResourceNotFoundException when there is no such bus or rule.
Result<storage::EventRuleRow> find_rule(Messaging& messaging, const std::string& bus,
                                        const std::string& name);

/// The same, for somebody who changes it: fails with ManagedRuleException when souk keeps it.
Result<storage::EventRuleRow> changeable_rule(Messaging& messaging, const std::string& bus,
                                              const std::string& name, bool force = false);

/// A rule that is not there is no error. Fails with ValidationException when it has targets.
Result<void> delete_rule(Messaging& messaging, const std::string& bus, const std::string& name,
                         bool force);

/// Adds targets, or replaces those with the same Id. Fails with ValidationException or
/// LimitExceededException, and adds none.
Result<void> put_targets(Messaging& messaging, const storage::EventRuleRow& rule,
                         const Json& targets);

/// A copied sandbox goes on under another account: what its rules, targets and deliveries name of
/// account `before` becomes its own.
void change_account_of_events(Messaging& messaging, const std::string& before);

/// A target as PutTargets was told it.
Json target_view(const storage::RuleTargetRow& target);

}  // namespace souk::messaging
