#include "tests/emulator/marketplace/metering_model.h"

#include <algorithm>

namespace souk::marketplace {
namespace {

using namespace std::chrono_literals;

std::int64_t hour_number(Timestamp at) {
  const auto milliseconds = at.time_since_epoch().count();
  return milliseconds >= 0 ? milliseconds / 3'600'000 : -1;
}

/// "2026-10", which orders months as texts.
std::string month_of(Timestamp at) { return to_iso(at).substr(0, 7); }

bool is_untimely(Timestamp now, Timestamp at) {
  if (at > now + 5min) return true;
  if (now - at >= 24h) return true;
  const bool first_after_six =
      to_iso(now).substr(8, 2) != "01" || to_iso(now).substr(11, 2) >= "06";
  return month_of(at) < month_of(now) && first_after_six;
}

}  // namespace

void MeteringModel::knows(const std::string& customer, const std::string& account) {
  customers_[customer].account = account;
}

void MeteringModel::active_from(const std::string& customer, Timestamp instant) {
  customers_[customer].from = instant;
}

void MeteringModel::ends(const std::string& customer, Timestamp instant, Timestamp closes) {
  customers_[customer].ended = instant;
  customers_[customer].closes = closes;
}

bool MeteringModel::is_subscribed(const Customer& customer, Timestamp now) const {
  if (!customer.from || now < *customer.from) return false;
  return !customer.closes || now < *customer.closes;
}

bool MeteringModel::is_outside(const Customer& customer, Timestamp now, Timestamp at) const {
  if (!customer.from || now < *customer.from) return false;
  if (hour_number(at) < hour_number(*customer.from)) return true;
  return customer.ended && now >= *customer.ended && hour_number(at) > hour_number(*customer.ended);
}

std::string MeteringModel::refusal(Timestamp now, const std::vector<ModelRecord>& records) const {
  bool untimely = false;
  bool of_no_dimension = false;
  for (const auto& record : records) {
    const auto found = customers_.find(record.customer);
    if (found == customers_.end()) {
      return by_licence_ ? "InvalidLicenseException" : "InvalidCustomerIdentifierException";
    }
    const auto& customer = found->second;
    const bool outside = is_outside(customer, now, record.at);
    if (by_licence_ && (outside || record.account != customer.account)) {
      return "InvalidLicenseException";
    }
    untimely = untimely || is_untimely(now, record.at);
    // Nothing ties a customer's record to an agreement that is over.
    untimely = untimely || (outside && is_subscribed(customer, now));
    of_no_dimension = of_no_dimension || std::find(dimensions_.begin(), dimensions_.end(),
                                                   record.dimension) == dimensions_.end();
  }
  if (untimely) return "TimestampOutOfBoundsException";
  return of_no_dimension ? "InvalidUsageDimensionException" : "";
}

char MeteringModel::store(const ModelRecord& record) {
  const auto [place, is_new] = ledger_.emplace(
      std::tuple(record.customer, record.dimension, hour_number(record.at)), record.quantity);
  return is_new || place->second == record.quantity ? 'S' : 'D';
}

std::string MeteringModel::meter(Timestamp now, const std::vector<ModelRecord>& records) {
  if (const auto error = refusal(now, records); !error.empty()) return error;
  std::string word;
  for (const auto& record : records) {
    word += is_subscribed(customers_.at(record.customer), now) ? store(record) : 'N';
  }
  return word;
}

std::int64_t MeteringModel::billed(const std::string& customer) const {
  std::int64_t sum = 0;
  for (const auto& [key, quantity] : ledger_) {
    if (std::get<0>(key) == customer) sum += quantity;
  }
  return sum;
}

}  // namespace souk::marketplace
