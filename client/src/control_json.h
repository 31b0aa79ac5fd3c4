#pragma once

#include "souk/control_types.h"

/// Control API bodies to structs and back. What an answer lacks stays empty.
namespace souk::client::control_json {

Json write(const SandboxRequest& request);
Json write(const ProductRequest& request);
Json write(const NotificationTarget& target);
Json write(const SubscribeRequest& request);
Json write(const NotifyRequest& request);
Json write(const Settle& settle);
Json write(const JournalEntry& entry);

SandboxView read_sandbox(const Json& body);
ProductView read_product(const Json& body);
Channel read_channel(const Json& body);
BuyerView read_buyer(const Json& body);
AgreementView read_agreement(const Json& body);
Form read_form(const Json& body);
UsageLine read_usage_line(const Json& body);
NotifyResult read_notify_result(const Json& body);
DeliveryView read_delivery(const Json& body);
ClockView read_clock(const Json& body);
/// `time_name`: the member that says when, "at" or "due".
Happening read_happening(const Json& body, const char* time_name);
Advance read_advance(const Json& body);
JournalRow read_row(const Json& body);

}  // namespace souk::client::control_json
