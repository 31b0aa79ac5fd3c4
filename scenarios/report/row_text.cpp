#include "scenarios/report/row_text.h"

#include <fmt/format.h>

#include <map>
#include <set>

#include "scenarios/rules/fields.h"

namespace souk::judge {
namespace {

std::string call_label(const Row& row) {
  const auto& records = member(row.data, "records");
  const auto error = text_of(member(row.data, "error"), "type");
  if (!error.empty()) return fmt::format("{}: {}", row.subject, error);
  if (records.is_array() && !records.empty()) {
    std::map<std::string, int> statuses;
    for (const auto& record : records) ++statuses[text_of(record, "status")];
    std::string text;
    for (const auto& [status, count] : statuses) {
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, status);
    }
    return fmt::format("{}: {}", row.subject, text);
  }
  const auto status = number_of(row.data, "status").value_or(0);
  return status == 0 ? fmt::format("{}: no answer", row.subject)
                     : fmt::format("{}: {}", row.subject, status);
}

std::string page_label(const Row& row) {
  const auto purpose = text_of(row.data, "purpose");
  const auto failure = text_of(row.data, "failure");
  const auto landing_case = text_of(row.data, "case");
  return fmt::format(
      "{}: {} {}{}, {}", row.subject, text_of(row.data, "method"),
      landing_case.empty() ? purpose : fmt::format("{} token", landing_case),
      landing_case.empty() ? " page" : "",
      failure.empty() ? fmt::to_string(number_of(row.data, "status").value_or(0)) : failure);
}

std::string delivery_label(const Row& row) {
  const auto status = number_of(row.data, "status");
  const auto attempt = number_of(row.data, "attempt").value_or(1);
  return fmt::format("{} {}{}{}", text_of(row.data, "name"), text_of(row.data, "outcome"),
                     status ? fmt::format(" ({})", *status) : "",
                     attempt > 1 ? fmt::format(", attempt {}", attempt) : "");
}

std::string notification_label(const Row& row) {
  const auto forged = text_of(row.data, "forged");
  const auto name = text_of(row.data, "name");
  if (!forged.empty()) return fmt::format("forged {} ({})", name, forged);
  if (!text_of(row.data, "copy_of").empty()) return name + ", again";
  return name;
}

std::string event_label(const Row& row) {
  const auto event = text_of(row.data, "event");
  const auto buyer = text_of(row.data, "buyer");
  if (row.kind == "entitlement") {
    return fmt::format("{}'s entitlement {}: {}", buyer, event, text_of(row.data, "dimension"));
  }
  if (row.kind == "agreement") return fmt::format("{}'s agreement: {}", buyer, event);
  return event.empty() ? row.subject : fmt::format("{}: {}", row.subject, event);
}

std::string use_label(const Row& row) {
  const auto wanted = number_of(row.data, "quantity");
  const auto consumed = number_of(row.data, "consumed");
  auto label = fmt::format("{} uses {} {}", row.subject, wanted.value_or(consumed.value_or(0)),
                           text_of(row.data, "dimension"));
  if (wanted && !flag_of(row.data, "accepted")) label += ", refused";
  if (wanted && consumed && *wanted != *consumed) label += fmt::format(", {} counted", *consumed);
  return label;
}

std::string judge_label(const Row& row) {
  const auto& data = row.data;
  if (row.kind == "use") return use_label(row);
  if (row.kind == "probe") {
    if (const auto accounts = number_of(data, "accounts"))
      return fmt::format("{} accounts", *accounts);
    return fmt::format("{} {} access", row.subject, flag_of(data, "granted") ? "has" : "has no");
  }
  if (row.kind == "tick") return "the hourly job";
  if (row.kind == "step")
    return text_of(data, "sentence").empty() ? row.subject : text_of(data, "sentence");
  return row.subject;
}

}  // namespace

Lane lane_of(const Row& row) {
  static const std::map<std::string_view, Lane> kLanes = {
      {"page", Lane::Buyer},          {"use", Lane::Buyer},          {"probe", Lane::Buyer},
      {"agreement", Lane::Market},    {"entitlement", Lane::Market}, {"token", Lane::Market},
      {"notification", Lane::Market}, {"fault", Lane::Market},       {"delivery", Lane::Seller},
      {"call", Lane::Seller},         {"tick", Lane::Seller},        {"subscription", Lane::Seller},
      {"invocation", Lane::Seller},
  };
  const auto found = kLanes.find(row.kind);
  return found == kLanes.end() ? Lane::None : found->second;
}

std::string_view name_of(Lane lane) {
  switch (lane) {
    case Lane::Buyer:
      return "buyer";
    case Lane::Market:
      return "market";
    case Lane::Seller:
      return "seller";
    case Lane::None:
      break;
  }
  return "";
}

std::string label_of(const Row& row) {
  if (row.kind == "call") return call_label(row);
  if (row.kind == "page") return page_label(row);
  if (row.kind == "delivery") return delivery_label(row);
  if (row.kind == "notification") return notification_label(row);
  if (row.kind == "token") return fmt::format("a token for {}", text_of(row.data, "buyer"));
  if (row.kind == "output") {
    const auto text = text_of(row.nondeterministic, "text");
    return fmt::format("{}: {}", row.subject, text.substr(0, text.find('\n')));
  }
  if (row.kind == "clock") {
    const auto to = text_of(row.data, "to");
    return to.empty() ? event_label(row) : fmt::format("time goes on to {}", to);
  }
  if (row.actor == "judge" || row.kind == "use" || row.kind == "probe") return judge_label(row);
  return event_label(row);
}

bool looks_bad(const Row& row) {
  const auto& data = row.data;
  if (row.kind == "call") {
    const auto status = number_of(data, "status").value_or(0);
    if (status != 200) return true;
    const auto& records = member(data, "records");
    if (!records.is_array()) return false;
    for (const auto& record : records) {
      if (text_of(record, "status") != "Success") return true;
    }
    return false;
  }
  if (row.kind == "page") {
    return !text_of(data, "failure").empty() || number_of(data, "status").value_or(0) >= 500;
  }
  if (row.kind == "delivery") return text_of(data, "outcome") != "delivered";
  if (row.kind == "step") return text_of(data, "outcome") == "failed";
  if (row.kind == "expectation") return !flag_of(data, "met", true);
  return row.kind == "fault" && text_of(data, "event") == "fired";
}

}  // namespace souk::judge
