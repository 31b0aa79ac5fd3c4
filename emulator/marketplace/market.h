#pragma once

#include <vector>

#include "emulator/clock/virtual_clock.h"
#include "emulator/core/ids.h"
#include "emulator/core/json.h"
#include "emulator/core/result.h"
#include "emulator/marketplace/lifecycle.h"
#include "emulator/marketplace/profiles.h"
#include "emulator/marketplace/quotas.h"
#include "emulator/marketplace/switches.h"
#include "emulator/storage/agenda_store.h"
#include "emulator/storage/agreements_store.h"
#include "emulator/storage/catalogue_store.h"
#include "emulator/storage/journal.h"
#include "emulator/storage/requests_store.h"
#include "emulator/storage/settings_store.h"
#include "emulator/storage/usage_store.h"

namespace souk::marketplace {

/// Something the seller is to be told of, about one agreement.
struct Notice {
  News news = News::Nothing;
  std::int64_t agreement = 0;
  std::string end_status;    ///< CANCELLED, EXPIRED, RENEWED, …: with AgreementEnded
  std::int64_t request = 0;  ///< row of the request it is about: with Cancellation…, Adjustment…
  int days_before_end = 0;   ///< with AgreementEnding
};

/// All that the rules of the market work on. Used under the sandbox's lock, inside a transaction.
struct Market {
  storage::Database& database;
  clock::VirtualClock& clock;
  storage::Journal& journal;
  const Profile* profile;
  Switches switches;
  Ids ids;
  std::string account;  ///< the seller's
  std::string region;
  bool seller_in_market_time = false;  ///< the seller's stamps need no translation

  storage::CatalogueStore catalogue{database};
  storage::AgreementsStore agreements{database};
  storage::UsageStore usage{database};
  storage::AgendaStore agenda{database};
  storage::RequestsStore requests{database};
  storage::SettingsStore settings{database};

  std::vector<Notice> news{};  ///< what happened and is not told yet
  Quotas quotas{};             ///< kept in memory only

  Timestamp now() const { return clock.now(); }
  /// Whether an account published the products of this market; the empty text stands for its own.
  bool is_seller(std::string_view sender) const { return sender.empty() || sender == account; }
  Kind kind_of(const storage::ProductRow& product) const {
    return {parse_model(product.model).value(), parse_generation(product.generation).value(),
            switches.is(switches::kFinalWindowReading, "ended-opens")};
  }
};

/// The licence as the seller gets to know it: products of the legacy generation have none to show.
inline std::string told_license(const storage::ProductRow& product,
                                const storage::AgreementRow& agreement) {
  return product.generation == to_text(Generation::Concurrent) ? agreement.license_arn : "";
}

}  // namespace souk::marketplace
