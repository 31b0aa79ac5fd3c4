#pragma once

#include <string_view>
#include <vector>

#include "emulator/messaging/messaging.h"

namespace souk::messaging {

/// A part somebody plays in a sale: who makes the product, who extends the offer, who accepts it.
enum class Role { Manufacturer, Proposer, Acceptor };

std::string_view to_text(Role role);

/// In which roles the sandbox's bus hears of `news` about an agreement. A seller who extends its
/// own offers is proposer and manufacturer at once, and is told once: as the proposer where that
/// role is told, else as the manufacturer. Where a channel partner extends the offer, the seller is
/// the manufacturer alone. With the switch event_roles at "all" the other parties' events come too.
/// Source: Seller Guide, "EventBridge integration" and "Amazon EventBridge events"; Buyer Guide,
/// "Agreement EventBridge events".
std::vector<Role> roles_told(Messaging& messaging, marketplace::News news,
                             const storage::AgreementRow& agreement);

/// The channel partner who extended the agreement's offer; empty when the seller did.
std::string reseller_of(Messaging& messaging, const storage::AgreementRow& agreement);

/// The account that plays the role.
std::string account_of(Messaging& messaging, Role role, const storage::AgreementRow& agreement);

}  // namespace souk::messaging
