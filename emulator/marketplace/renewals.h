#pragma once

#include "emulator/marketplace/agreements.h"
#include "emulator/marketplace/parties.h"

namespace souk::marketplace {

/// How a contract goes on at its end. With auto-renewal on, another agreement with the same offer
/// begins as the old one ends. The buyer may switch it on and off until the renewal is locked; once
/// the seller is against it, it stays off.
/// Source: AWS Marketplace Developer Guide, "Work with renewals"; Seller Guide, "Amazon EventBridge
/// events"; Agreement API, RenewalTerm.

/// Puts the end of a term that just began on the agenda, and what is told before it.
void expect_term(Market& market, const storage::AgreementRow& agreement);
/// The agreement is over: nothing of that comes about any more.
void drop_term(Market& market, const storage::AgreementRow& agreement);

/// What is known beforehand of an agreement's renewal.
struct RenewalOutlook {
  bool offered = false;              ///< its terms know a renewal
  bool exhausted = false;            ///< it was renewed as often as they allow
  bool renews = false;               ///< it will be, as things stand
  std::string disabled_by;           ///< ACCEPTOR or PROPOSER; empty when nobody is against it
  std::optional<Timestamp> lockout;  ///< from when it can be prevented no more
  bool locked = false;
};

RenewalOutlook renewal_outlook(Market& market, const storage::AgreementRow& agreement);

/// What the renewed agreement is to be, where that differs from the present one.
struct RenewalWish {
  Json quantities = Json::object();
  std::string duration;
};

/// A party switches renewal on or off; a seller only off. Fails with AgreementNotFound, WrongState,
/// RenewalLocked, RenewalRefused (the seller is against it) or NoRenewalTerm, all three 409.
Result<storage::AgreementRow> set_auto_renew(Market& market, const std::string& agreement_id,
                                             bool enabled, Party by);

/// The buyer has it renewed at its end, with these quantities and this duration. Fails as above,
/// and with InvalidPurchase.
Result<storage::AgreementRow> plan_renewal(Market& market, const std::string& agreement_id,
                                           const RenewalWish& wish);

/// Does what falls due of a term; false when the happening is not a term's.
bool term_falls_due(Market& market, const storage::Happening& happening);

}  // namespace souk::marketplace
