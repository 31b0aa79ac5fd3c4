#include "scenarios/rules/case.h"

#include <algorithm>

#include "scenarios/rules/case_reader.h"

namespace souk::judge {
namespace {

template <class T>
const T* find_in(const std::deque<T>& things,
                 const std::map<std::string, std::size_t, std::less<>>& index,
                 std::string_view key) {
  const auto found = index.find(key);
  return found == index.end() ? nullptr : &things[found->second];
}

template <class Map>
const typename Map::mapped_type& list_in(const Map& map, std::string_view key) {
  static const typename Map::mapped_type kNone;
  const auto found = map.find(key);
  return found == map.end() ? kNone : found->second;
}

}  // namespace

const Dimension* Product::dimension(std::string_view wanted) const {
  const auto found = std::find_if(dimensions.begin(), dimensions.end(),
                                  [&](const Dimension& known) { return known.name == wanted; });
  return found == dimensions.end() ? nullptr : &*found;
}

std::optional<Point> Agreement::over() const {
  if (!ended) return window_opened;
  if (!window_opened) return ended;
  return ended->seq < window_opened->seq ? ended : window_opened;
}

bool Call::spoiled_by_souk() const {
  if (succeeded()) return false;
  return !fault.empty() || status == 0 || error == "ThrottlingException" ||
         error == "InternalServiceErrorException";
}

bool Record::same_key(const Record& other) const {
  return identity == other.identity && dimension == other.dimension && hour == other.hour &&
         stamped.has_value() && other.stamped.has_value();
}

std::optional<Point> Fault::over() const {
  const bool used_up = count && static_cast<std::int64_t>(fired.size()) >= *count;
  if (used_up && !fired.empty()) return fired.back();
  return cleared;
}

const Delivery* Notification::arrival() const {
  const auto found = std::find_if(deliveries.begin(), deliveries.end(), [](const Delivery& one) {
    return one.outcome == "delivered" || one.status > 0;
  });
  return found == deliveries.end() ? nullptr : &*found;
}

Case::Case(const Journal& journal) : journal_(journal) { CaseReader(*this).read(journal); }

Timestamp Case::end() const { return journal_.empty() ? Timestamp() : journal_.back().at; }

Duration Case::look_back() const {
  if (profile_ == "guide-2020") return std::chrono::hours(1);
  if (profile_ == "guide-2023") return std::chrono::hours(6);
  return std::chrono::hours(24);
}

const Product* Case::product(std::string_view code) const {
  return find_in(products_, product_index_, code);
}

const Agreement* Case::agreement(std::string_view id) const {
  return find_in(agreements_, agreement_index_, id);
}

const Token* Case::token(std::string_view text) const {
  return find_in(tokens_, token_index_, text);
}

const Fault* Case::fault(std::string_view name) const {
  const auto found = std::find_if(faults_.rbegin(), faults_.rend(),
                                  [&](const Fault& fault) { return fault.name == name; });
  return found == faults_.rend() ? nullptr : &*found;
}

const std::vector<const Call*>& Case::calls_of(std::string_view operation) const {
  return list_in(calls_by_operation_, operation);
}

const std::vector<const Record*>& Case::records_of(const Call& call) const {
  static const std::vector<const Record*> kNone;
  const auto found = records_by_call_.find(&call);
  return found == records_by_call_.end() ? kNone : found->second;
}

const std::vector<const Record*>& Case::records_of(const Agreement& agreement) const {
  return list_in(records_by_agreement_, agreement.id);
}

const std::vector<const Use*>& Case::uses_of(const Agreement& agreement) const {
  return list_in(uses_by_agreement_, agreement.id);
}

const std::vector<const Probe*>& Case::probes_of(const Agreement& agreement) const {
  return list_in(probes_by_agreement_, agreement.id);
}

bool Case::seller_lacks_time() const {
  return keeps_real_time_ && !journal_.empty() &&
         end() - journal_.front().at >= std::chrono::hours(1);
}

bool Case::disturbed_between(std::int64_t after, std::int64_t before) const {
  const auto first = std::partition_point(
      calls_.begin(), calls_.end(), [&](const Call& call) { return call.point.seq <= after; });
  for (auto call = first; call != calls_.end() && call->point.seq < before; ++call) {
    if (!call->fault.empty() || call->spoiled_by_souk()) return true;
  }
  return false;
}

std::int64_t Case::next_stimulus(std::int64_t seq) const {
  const auto next = std::upper_bound(stimuli_.begin(), stimuli_.end(), seq);
  if (next != stimuli_.end()) return *next;
  return journal_.empty() ? seq + 1 : journal_.back().seq + 1;
}

bool Case::has_other_active(const Agreement& agreement, const Point& point) const {
  return std::any_of(agreements_.begin(), agreements_.end(), [&](const Agreement& other) {
    if (other.id == agreement.id || other.buyer != agreement.buyer) return false;
    if (other.product_code != agreement.product_code) return false;
    const bool begun = other.activated && other.activated->seq < point.seq;
    const bool over =
        other.ended && other.ended->seq < point.seq && (!other.closes || point.at >= *other.closes);
    return begun && !over;
  });
}

}  // namespace souk::judge
