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

/// The characters of the published pattern, ASCII part.
bool is_spelled_wrongly(const std::string& text, std::size_t longest) {
  return text.empty() || text.size() > longest ||
         text.find_first_not_of(
             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
             "+ -=._:\\/@!\"#$%&'()*,;<") != std::string::npos;
}

}  // namespace

bool MeteringModel::is_untimely(Timestamp now, Timestamp at) const {
  if (at > now + 5min) return true;
  if (now - at >= era_.look_back) return true;
  const bool first_after_six =
      to_iso(now).substr(8, 2) != "01" || to_iso(now).substr(11, 2) >= "06";
  return era_.closes_months && month_of(at) < month_of(now) && first_after_six;
}

bool MeteringModel::has_wrong_tags(const ModelRecord& record) {
  if (!record.allocations) return false;
  std::set<std::string> of_all;
  for (const auto& allocation : *record.allocations) {
    std::set<std::string> of_one;
    for (const auto& [key, value] : allocation.tags) {
      if (is_spelled_wrongly(key, 100) || is_spelled_wrongly(value, 256)) return true;
      of_one.insert(key);
      of_all.insert(key);
    }
    if (of_one.size() != allocation.tags.size() || of_one.size() > 5) return true;
  }
  return of_all.size() > 5;
}

bool MeteringModel::has_wrong_shares(const ModelRecord& record) const {
  if (!record.allocations) return false;
  const auto count = record.allocations->size();
  if (count == 0 || count > era_.most_allocations) return true;
  std::int64_t sum = 0;
  std::set<std::set<std::pair<std::string, std::string>>> owners;
  for (const auto& allocation : *record.allocations) {
    sum += allocation.quantity;
    owners.emplace(allocation.tags.begin(), allocation.tags.end());
  }
  return sum != record.quantity || owners.size() != count;
}

std::optional<MeteringModel::Shares> MeteringModel::shares_of(const ModelRecord& record) {
  if (!record.allocations) return std::nullopt;
  Shares shares;
  for (const auto& allocation : *record.allocations) {
    shares.insert({allocation.quantity, {allocation.tags.begin(), allocation.tags.end()}});
  }
  return shares;
}

void MeteringModel::suspends(const std::string& customer, bool suspended) {
  customers_[customer].suspended = suspended;
}

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

bool MeteringModel::has_agreement(const Customer& customer, Timestamp now) const {
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
  bool wrong_tags = false;
  bool wrong_shares = false;
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
    untimely = untimely || (outside && has_agreement(customer, now));
    of_no_dimension = of_no_dimension || std::find(dimensions_.begin(), dimensions_.end(),
                                                   record.dimension) == dimensions_.end();
    wrong_tags = wrong_tags || has_wrong_tags(record);
    wrong_shares = wrong_shares || has_wrong_shares(record);
  }
  if (untimely) return "TimestampOutOfBoundsException";
  if (of_no_dimension) return "InvalidUsageDimensionException";
  if (wrong_tags) return "InvalidTagException";
  return wrong_shares ? "InvalidUsageAllocationsException" : "";
}

char MeteringModel::store(const std::string& region, const ModelRecord& record) {
  const Stored sent{record.quantity, shares_of(record)};
  const auto [place, is_new] = ledger_.emplace(
      std::tuple(region, record.customer, record.dimension, hour_number(record.at)), sent);
  return is_new || place->second == sent ? 'S' : 'D';
}

std::string MeteringModel::meter(Timestamp now, const std::string& region,
                                 const std::vector<ModelRecord>& records) {
  if (const auto error = refusal(now, records); !error.empty()) return error;
  std::string word;
  for (const auto& record : records) {
    const auto& customer = customers_.at(record.customer);
    if (record.held_back) {
      word += 'U';
    } else if (customer.suspended || !has_agreement(customer, now)) {
      word += 'N';
    } else {
      word += store(region, record);
    }
  }
  return word;
}

std::int64_t MeteringModel::billed(const std::string& customer) const {
  std::int64_t sum = 0;
  for (const auto& [key, stored] : ledger_) {
    if (std::get<1>(key) == customer) sum += stored.quantity;
  }
  return sum;
}

}  // namespace souk::marketplace
