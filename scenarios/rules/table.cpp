#include "scenarios/rules/table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace souk::judge {
namespace {

std::vector<Rule> assembled() {
  auto rules = landing_page_rules();
  for (auto& rule : subscription_rules()) rules.push_back(std::move(rule));
  for (auto& rule : metering_rules()) rules.push_back(std::move(rule));
  return rules;
}

bool same_id(std::string_view left, std::string_view right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(), [](char a, char b) {
    return std::toupper(static_cast<unsigned char>(a)) ==
           std::toupper(static_cast<unsigned char>(b));
  });
}

}  // namespace

const std::vector<Rule>& all_rules() {
  static const std::vector<Rule> kRules = assembled();
  return kRules;
}

const Rule* find_rule(std::string_view id) {
  const auto& rules = all_rules();
  const auto found = std::find_if(rules.begin(), rules.end(),
                                  [&](const Rule& rule) { return same_id(rule.id, id); });
  return found == rules.end() ? nullptr : &*found;
}

std::string_view name_of(Severity severity) {
  return severity == Severity::Must ? "must" : "should";
}

std::string_view explanation_of(Need need) {
  switch (need) {
    case Need::LandingPage:
      return "the seller's landing page (seller: {landing_page: URL})";
    case Need::Notifications:
      return "a channel for notifications (seller: {notifications: …})";
    case Need::HttpNotices:
      return "SNS over HTTP (a legacy product, and seller: {notifications: {https: URL}})";
    case Need::Use:
      return "the ground truth of usage (seller: {use: {post: URL}} and a use step, or "
             "seller: {consumed: {get: URL, pointer: /quantity}})";
    case Need::Access:
      return "the access probe (seller: {access: {get: URL, as: buyer}})";
    case Need::Accounts:
      return "the accounts probe (seller: {accounts: {get: URL}})";
    case Need::Unbilled:
      return "the unbilled probe (seller: {unbilled: {get: URL}})";
    case Need::Ticks:
      return "the hourly job (seller: {tick: {post: URL, every: 1h}})";
  }
  return "";
}

std::string models_text(const Rule& rule) {
  std::string text;
  const auto add = [&](char letter, std::string_view words) {
    if (rule.models.find(letter) == rule.models.npos) return;
    text += text.empty() ? "" : ", ";
    text += words;
  };
  add('U', "usage subscriptions");
  add('C', "contracts");
  add('X', "contracts with consumption");
  return text;
}

}  // namespace souk::judge
