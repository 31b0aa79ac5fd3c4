#include "emulator/messaging/event_roles.h"

namespace souk::messaging {
namespace {

using marketplace::News;

struct Told {
  bool manufacturer = false;
  bool proposer = false;
  bool acceptor = false;
};

Told told(News news) {
  switch (news) {
    case News::AgreementCreated:
    case News::AgreementAmended:
    case News::AgreementEnded:
      return {true, true, true};
    case News::LicenseUpdated:
    case News::LicenseDeprovisioned:
    case News::AdvisoryIssued:
    case News::AdvisoryResolved:
    case News::SpendThresholdReached:
    case News::SpendThresholdVetSucceeded:
    case News::SpendThresholdVetFailed:
      return {true, false, false};
    default:
      return {false, true, true};
  }
}

}  // namespace

std::string_view to_text(Role role) {
  switch (role) {
    case Role::Manufacturer:
      return "Manufacturer";
    case Role::Proposer:
      return "Proposer";
    case Role::Acceptor:
      return "Acceptor";
  }
  return "";
}

std::vector<Role> roles_told(Messaging& messaging, News news,
                             const storage::AgreementRow& agreement) {
  const auto [manufacturer, proposer, acceptor] = told(news);
  const bool resold = !reseller_of(messaging, agreement).empty();
  const bool all = messaging.market.switches.is(marketplace::switches::kEventRoles, "all");
  std::vector<Role> roles;
  if (manufacturer && (resold || !proposer)) roles.push_back(Role::Manufacturer);
  if (proposer && (!resold || all)) roles.push_back(Role::Proposer);
  if (acceptor && all) roles.push_back(Role::Acceptor);
  return roles;
}

std::string reseller_of(Messaging& messaging, const storage::AgreementRow& agreement) {
  const auto offer = messaging.market.catalogue.offer_with_id(agreement.offer_id);
  return offer ? offer->reseller : "";
}

std::string account_of(Messaging& messaging, Role role, const storage::AgreementRow& agreement) {
  auto& market = messaging.market;
  if (role == Role::Acceptor) return market.catalogue.buyer(agreement.buyer)->account;
  const auto reseller = role == Role::Proposer ? reseller_of(messaging, agreement) : "";
  return reseller.empty() ? market.account : reseller;
}

}  // namespace souk::messaging
