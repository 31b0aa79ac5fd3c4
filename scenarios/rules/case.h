#pragma once

#include <deque>
#include <map>
#include <set>

#include "scenarios/rules/market.h"

namespace souk::judge {

/// A journal, read once and indexed: the only thing a rule looks at. Never changes; may be read by
/// several threads. The journal must outlive it.
class Case {
 public:
  explicit Case(const Journal& journal);
  Case(const Case&) = delete;
  Case& operator=(const Case&) = delete;

  const Journal& journal() const { return journal_; }
  /// The instant of the last row: what came later, nobody knows.
  Timestamp end() const;
  const std::string& profile() const { return profile_; }
  /// How old a record's timestamp may become under this profile.
  Duration look_back() const;

  const std::deque<Product>& products() const { return products_; }
  const std::deque<Agreement>& agreements() const { return agreements_; }
  const std::deque<Token>& tokens() const { return tokens_; }
  const std::deque<Call>& calls() const { return calls_; }
  const std::deque<Record>& records() const { return records_; }
  const std::deque<Notification>& notifications() const { return notifications_; }
  const std::deque<Delivery>& confirmations() const { return confirmations_; }
  const std::deque<Subscription>& subscriptions() const { return subscriptions_; }
  const std::deque<Page>& pages() const { return pages_; }
  /// Usage the seller counted; usage it refused is left out.
  const std::deque<Use>& uses() const { return uses_; }
  const std::deque<Probe>& probes() const { return probes_; }
  const std::deque<Tick>& ticks() const { return ticks_; }
  const std::deque<Fault>& faults() const { return faults_; }
  const std::deque<StepRow>& steps() const { return steps_; }

  const Product* product(std::string_view code) const;
  const Agreement* agreement(std::string_view id) const;
  const Token* token(std::string_view text) const;
  /// The latest fault of this name.
  const Fault* fault(std::string_view name) const;
  /// The seller's calls of one operation, in order.
  const std::vector<const Call*>& calls_of(std::string_view operation) const;
  /// The records a BatchMeterUsage call carried.
  const std::vector<const Record*>& records_of(const Call& call) const;
  /// The records sent for an agreement, in order.
  const std::vector<const Record*>& records_of(const Agreement& agreement) const;
  const std::vector<const Use*>& uses_of(const Agreement& agreement) const;
  const std::vector<const Probe*>& probes_of(const Agreement& agreement) const;

  /// Whether the story could see this ("access", "use", "accounts", "idle", "unbilled").
  bool sees(std::string_view probe) const { return sees_.count(std::string(probe)) > 0; }
  /// Whether the seller's clock shows real time while the market's went on for an hour and more:
  /// the seller cannot know that an hour is over.
  bool seller_lacks_time() const;
  /// Whether souk's doing shaped a call of the seller between two rows (both excluded).
  bool disturbed_between(std::int64_t after, std::int64_t before) const;
  /// The row at which something new happened to the seller after `seq`: the clock moved, a page was
  /// opened, a notification sent. One past the journal's end if nothing did.
  std::int64_t next_stimulus(std::int64_t seq) const;
  /// Whether the buyer has another agreement of the same product that was active at `point`.
  bool has_other_active(const Agreement& agreement, const Point& point) const;

 private:
  friend class CaseReader;

  const Journal& journal_;
  std::string profile_;
  std::deque<Product> products_;
  std::deque<Agreement> agreements_;
  std::deque<Token> tokens_;
  std::deque<Call> calls_;
  std::deque<Record> records_;
  std::deque<Notification> notifications_;
  std::deque<Delivery> confirmations_;
  std::deque<Subscription> subscriptions_;
  std::deque<Page> pages_;
  std::deque<Use> uses_;
  std::deque<Probe> probes_;
  std::deque<Tick> ticks_;
  std::deque<Fault> faults_;
  std::deque<StepRow> steps_;
  std::vector<std::int64_t> stimuli_;
  std::set<std::string> sees_;
  bool keeps_real_time_ = false;
  std::map<std::string, std::size_t, std::less<>> product_index_;
  std::map<std::string, std::size_t, std::less<>> agreement_index_;
  std::map<std::string, std::size_t, std::less<>> token_index_;
  std::map<std::string, std::vector<const Call*>, std::less<>> calls_by_operation_;
  std::map<const Call*, std::vector<const Record*>> records_by_call_;
  std::map<std::string, std::vector<const Record*>, std::less<>> records_by_agreement_;
  std::map<std::string, std::vector<const Use*>, std::less<>> uses_by_agreement_;
  std::map<std::string, std::vector<const Probe*>, std::less<>> probes_by_agreement_;
};

}  // namespace souk::judge
