#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "emulator/core/time.h"

namespace souk::marketplace {

using namespace std::chrono_literals;

/// An era of AWS Marketplace: the numbers and habits that changed over the years, one column of
/// docs/timing-rules.md each.
struct Profile {
  std::string_view name;
  /// When a sandbox's clock starts unless told otherwise: a quiet Tuesday morning of that era.
  std::string_view start;
  /// Life of a token the buyer's browser carries.
  /// Source: AWS Marketplace Seller Guide, "Registering customers" (July 2020: one hour; note of
  /// 2025-2026: four hours).
  Duration token_lifetime;
  /// A record of usage is refused once this long has passed since its time.
  /// Source: BatchMeterUsage (2016: one hour; 2022-02: six hours; 2026-07-01: 24 hours).
  Duration look_back;
  /// Usage of the previous calendar month is refused from 06:00 UTC on the 1st.
  /// Source: BatchMeterUsage, since 2026-07-07.
  bool month_end_cutoff;
  /// ResolveCustomer and GetEntitlements tell the buyer's account id (since 2022-02-03).
  bool tells_account;
  /// Usage records may name the buyer by account id (since 2025-03-25).
  bool accepts_account;
  /// Concurrent Agreements exist (since 2026-02-26).
  bool concurrent_agreements;
  /// SNS messages carry offer-identifier and isFreeTrialTermPresent.
  bool offer_in_messages;
  /// Metering of a SaaS product is switched on in every region; before, in us-east-1 only unless
  /// asked for. Source: Seller Guide (2020, 2022: "by default, us-east-1"; 2026: any region).
  bool meters_everywhere;
  /// A contract that is not of a private offer is taken back in full at once where its buyer asks
  /// within kRefundOfRight; before, AWS Support decided. Source: Seller Guide, "Refunds" (2023).
  bool refunds_without_asking;
  /// A refund that somebody decided on takes some business days. Source: Seller Guide, "Refunds"
  /// (2020, 2023: "typically in 3-5 business days").
  bool refunds_take_days;
  /// Most allocation buckets of one record.
  int allocation_limit;
};

/// After the end of an agreement its last usage is still taken for this long.
/// Source: Seller Guide, SaaS subscriptions and EventBridge final usage ("1 hour").
inline constexpr Duration kFinalWindow = 1h;

/// How long events and payment take after the buyer's click. Source: events of a live
/// pay-as-you-go product of 2026-08-20, published by its seller.
inline constexpr Duration kAgreementAnnounced = 11s;
inline constexpr Duration kLicenceProvisioned = 72s;
inline constexpr Duration kEndAnnounced = 10s;
inline constexpr Duration kLicenceDeprovisionedAfterEnd = 31s;

/// MeterUsage takes usage for as long as this, however long BatchMeterUsage does; a shorter
/// look-back of an era counts for both. Source: MeterUsage.
inline constexpr Duration kTaskLookBack = 6h;

/// The hour of the 1st after which the previous month is closed. Source: BatchMeterUsage.
inline constexpr Duration kMonthEndCutoff = 6h;

/// Life of a token that GetAgreementEntitlements gives the buyer. Source: the operation's page.
inline constexpr Duration kAgreementTokenLifetime = 30min;

/// A buyer who does not answer a request to cancel has agreed after this long. Source: Seller
/// Guide, "Refunds".
inline constexpr Duration kCancellationSilence = std::chrono::days(7);

/// How long a quote of CreateAgreementRequest may be accepted. Ours: it is not documented.
inline constexpr Duration kAgreementRequestLifetime = 24h;

/// A month's usage is invoiced this long after the month: on the 3rd. Source:
/// aws/agent-toolkit-for-aws, metering guide ("2nd/3rd of the following month").
inline constexpr Duration kUsageInvoiced = std::chrono::days(2);

/// How long a billing adjustment is looked at before it is completed. Ours.
inline constexpr Duration kAdjustmentTaken = 1min;

/// Until so long after acceptance the buyer of a contract need not ask the seller for a refund.
/// Source: Seller Guide, "Refunds" ("within 48 hours").
inline constexpr Duration kRefundOfRight = 48h;

/// Until so long after a free trial's conversion its charges are refunded without asking. Source:
/// Seller Guide, "Refunds".
inline constexpr Duration kTrialRefunded = std::chrono::days(7);

/// How many business days a refund takes where it takes some. Source: Seller Guide, "Refunds".
inline constexpr int kFewestRefundDays = 3;
inline constexpr int kMostRefundDays = 5;

/// When a refund can be seen after it was decided. Source: Seller Guide, "Refunds" ("24-48 hours").
inline constexpr Duration kRefundVisible = 24h;
inline constexpr Duration kRefundVisibleAtLast = 48h;

std::span<const Profile> all_profiles();
const Profile* find_profile(std::string_view name);
const Profile& current_profile();

}  // namespace souk::marketplace
