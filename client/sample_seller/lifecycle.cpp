#include "client/sample_seller/lifecycle.h"

#include <algorithm>
#include <stdexcept>

namespace souk::sample {
namespace {

using namespace std::chrono_literals;

/// How long to wait before AWS is asked again whether a contract that ran out was renewed.
constexpr Duration kAskAgain = 1min;

/// Events have been seen to spell licences without "arn:" and in another order; the last part is
/// the same everywhere.
std::string license_key(const std::string& arn) {
  const auto cut = arn.find_last_of(":/");
  return cut == std::string::npos ? arn : arn.substr(cut + 1);
}

std::optional<Timestamp> later(const std::optional<Timestamp>& known, Timestamp at) {
  return known ? std::max(*known, at) : at;
}

bool is_superseding(const std::string& status) {
  return status == "RENEWED" || status == "REPLACED";
}

std::optional<Timestamp> first_expiry(const std::vector<client::Entitlement>& entitlements) {
  std::optional<Timestamp> first;
  for (const auto& entitlement : entitlements) {
    if (!entitlement.expires) continue;
    first = first ? std::min(*first, *entitlement.expires) : *entitlement.expires;
  }
  return first;
}

}  // namespace

Lifecycle::Lifecycle(const Options& options, SQLite::Database& database, MarketCalls& market,
                     SellerClock& clock, Meter& meter)
    : options_(options),
      database_(database),
      market_(market),
      clock_(clock),
      meter_(meter),
      agreements_(database),
      accounts_(database) {}

const Product* Lifecycle::product(const std::string& code) const {
  for (const auto& product : options_.products) {
    if (product.code == code) return &product;
  }
  return nullptr;
}

Standing Lifecycle::standing(const Agreement& agreement) {
  const auto* known = product(agreement.product);
  return known == nullptr ? Standing::Pending : agreements_.standing(agreement, *known);
}

void Lifecycle::apply(const Notice& notice) {
  if (is_repeated(notice)) {
    if (is(Defect::ReactsTwice)) set_up_anew(notice);
    return;
  }
  if (notice.name.starts_with("Purchase Agreement ")) {
    apply_market_notice(notice);
  } else if (const auto agreement = agreement_of(notice)) {
    apply_to(*agreement, *product(agreement->product), notice);
  }
  SQLite::Statement seen(database_, "INSERT OR IGNORE INTO notices VALUES(?)");
  seen.bind(1, notice.id);
  seen.exec();
  meter_.send_open_records();
}

bool Lifecycle::is_repeated(const Notice& notice) {
  SQLite::Statement seen(database_, "SELECT 1 FROM notices WHERE id = ?");
  seen.bind(1, notice.id);
  return seen.executeStep();
}

void Lifecycle::set_up_anew(const Notice& notice) {
  auto agreement = agreement_of(notice);
  if (!agreement) return;
  agreement->account = accounts_.add({.buyer = agreement->buyer});
  agreements_.save(*agreement);
}

std::optional<Agreement> Lifecycle::agreement_of(const Notice& notice) {
  const auto* ours = product(notice.product);
  if (ours == nullptr) return std::nullopt;
  const auto key = ours->is_legacy() ? notice.customer : license_key(notice.license);
  if (key.empty()) return std::nullopt;
  auto agreement = agreements_.obtain(notice.product, key);
  if (ours->is_legacy()) {
    agreement.customer = notice.customer;
  } else {
    if (agreement.license.empty()) agreement.license = notice.license;
    agreement.buyer = notice.buyer;
  }
  agreements_.save(agreement);
  return agreement;
}

void Lifecycle::apply_to(Agreement agreement, const Product& product, const Notice& notice) {
  const bool updated = notice.name == "License Updated";
  const bool removed = notice.name == "License Deprovisioned";
  if (updated || removed) {
    agreement.market_id = notice.market_id;
    inherit(agreement, notice.at);
  }
  const bool subscribed = notice.name == "subscribe-success" && product.is_metered();
  const bool changed = notice.name == "entitlement-updated" && !product.is_metered();
  if (subscribed || updated || changed) begin(agreement, product, notice.at);
  if (!product.is_metered() && (updated || removed || changed)) {
    check_entitlements(agreement, product, notice.at);
  }
  if (removed) end(agreement, product, notice.at);
  if (!product.is_metered() || !product.is_legacy()) return;

  if (notice.name == "subscribe-fail") {
    agreement.failed = later(agreement.failed, notice.at);
    agreements_.save(agreement);
  } else if (notice.name == "unsubscribe-pending") {
    end(agreement, product, notice.at);
  } else if (notice.name == "unsubscribe-success") {
    // After a quick return this message never comes; an old one that lingered must not harm.
    agreement.closed = !agreement.started || notice.at >= *agreement.started;
    end(agreement, product, notice.at);
  }
}

void Lifecycle::apply_market_notice(const Notice& notice) {
  auto known = agreements_.market_agreement(notice.market_id);
  known.buyer = notice.buyer;
  if (notice.name == "Purchase Agreement Created") {
    known.previous = notice.previous;
    known.intent = notice.intent;
  } else if (notice.name == "Purchase Agreement Ended") {
    (is_superseding(notice.status) ? known.superseded : known.ended) = notice.at;
  } else {
    return;
  }
  agreements_.save(known);
  for (auto agreement : agreements_.with_market_id(notice.market_id)) {
    const auto* ours = product(agreement.product);
    if (ours == nullptr) continue;
    inherit(agreement, notice.at);
    if (known.superseded) supersede(agreement, *known.superseded);
    if (known.ended) end(agreement, *ours, *known.ended);
  }
  if (!known.superseded) return;
  for (auto agreement : agreements_.of_buyer(known.buyer)) inherit(agreement, notice.at);
}

void Lifecycle::begin(Agreement& agreement, const Product& product, Timestamp at) {
  const bool was_active = agreements_.standing(agreement, product) == Standing::Active;
  agreement.started = later(agreement.started, at);
  if (agreement.superseded && at > *agreement.superseded) agreement.superseded.reset();
  if (agreement.ended && *agreement.started > *agreement.ended) agreement.closed = false;
  if (!was_active) agreement.active_since = at;
  agreements_.save(agreement);
  const auto known = agreements_.market_agreement(agreement.market_id);
  if (known.ended) end(agreement, product, *known.ended);
}

void Lifecycle::end(Agreement& agreement, const Product& product, Timestamp at) {
  const auto before = agreements_.standing(agreement, product);
  agreement.ended = later(agreement.ended, at);
  agreements_.save(agreement);
  const bool ends_now = agreements_.standing(agreement, product) == Standing::Ended;
  if (ends_now && before != Standing::Ended) meter_.flush(agreement);
}

void Lifecycle::supersede(Agreement& agreement, Timestamp at) {
  if (agreement.superseded) return;
  agreement.superseded = at;
  agreements_.save(agreement);
  meter_.flush(agreement);
}

void Lifecycle::inherit(Agreement& agreement, Timestamp at) {
  agreements_.save(agreement);
  const auto known = agreements_.market_agreement(agreement.market_id);
  if (known.intent != "RENEW" && known.intent != "REPLACE") return;
  for (auto older : agreements_.of_buyer(agreement.buyer)) {
    if (older.id == agreement.id || older.product != agreement.product) continue;
    // A replacement does not say what it replaces; the old agreement's end does.
    const bool named = known.previous.empty()
                           ? agreements_.market_agreement(older.market_id).superseded.has_value()
                           : older.market_id == known.previous;
    if (!named || standing(older) == Standing::Ended) continue;
    if (!agreement.account) agreement.account = older.account;
    agreements_.save(agreement);
    supersede(older, at);
  }
}

std::optional<Agreement> Lifecycle::arrive(const client::Customer& customer) {
  const auto* ours = product(customer.product_code);
  if (ours == nullptr) return std::nullopt;
  auto key = license_key(customer.license_arn);
  if (ours->is_legacy()) {
    key = customer.customer_identifier.empty() ? customer.account_id : customer.customer_identifier;
  }
  if (key.empty()) return std::nullopt;
  auto agreement = agreements_.obtain(customer.product_code, key);
  agreement.buyer = customer.account_id;
  if (ours->is_legacy()) {
    agreement.customer = customer.customer_identifier;
  } else {
    agreement.license = customer.license_arn;
  }
  agreements_.save(agreement);
  if (!ours->is_metered()) check_entitlements(agreement, *ours, clock_.now());
  return agreement;
}

void Lifecycle::link(std::int64_t id, std::int64_t account) {
  auto agreement = agreements_.find(id).value();
  agreement.account = account;
  agreements_.save(agreement);
  if (is(Defect::MetersBeforeActive) && standing(agreement) == Standing::Pending) {
    meter_.send_early_record(agreement);
  }
}

void Lifecycle::refresh(std::int64_t id) {
  auto agreement = agreements_.find(id).value();
  const auto* ours = product(agreement.product);
  if (ours == nullptr || ours->is_metered() || !agreement.check_due) return;
  const auto now = clock_.now();
  const auto known = agreements_.standing(agreement, *ours);
  if (now < *agreement.check_due || known == Standing::Ended) return;
  check_entitlements(agreement, *ours, now);
}

void Lifecycle::check_entitlements(Agreement& agreement, const Product& product, Timestamp at) {
  client::EntitlementFilter filter{{"LICENSE_ARN", {agreement.license}}};
  if (product.is_legacy()) {
    filter = agreement.customer.empty()
                 ? client::EntitlementFilter{{"CUSTOMER_AWS_ACCOUNT_ID", {agreement.buyer}}}
                 : client::EntitlementFilter{{"CUSTOMER_IDENTIFIER", {agreement.customer}}};
  }
  const auto bought = market_.entitlements(product.code, filter);
  const auto now = clock_.now();
  agreement.check_due = now;
  if (bought) {
    const bool had_some = !agreements_.entitlements(agreement.id).empty();
    if (bought->empty() && is(Defect::CrashesOnEmptyEntitlements)) {
      throw std::out_of_range("Entitlements[0] of an empty list");
    }
    agreements_.replace_entitlements(agreement.id, *bought);
    if (!bought->empty()) {
      agreement.check_due = first_expiry(*bought);
      if (agreement.check_due)
        agreement.check_due = std::max(*agreement.check_due, now + kAskAgain);
    } else if (had_some && product.is_legacy()) {
      agreement.ended = later(agreement.ended, at);
    }
  }
  // Before the success notice there is nothing to wait for.
  if (!agreement.started && !bought.ok()) agreement.check_due.reset();
  if (!agreement.started && bought.ok() && bought->empty()) agreement.check_due.reset();
  agreements_.save(agreement);
}

}  // namespace souk::sample
