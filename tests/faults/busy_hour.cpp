#include "tests/faults/busy_hour.h"

#include <fmt/format.h>

namespace souk::test {
namespace {

/// The notification in a message of the queue: an event, or an envelope of SNS.
std::string notification_in(const std::string& body) {
  const auto message = nlohmann::json::parse(body);
  return message.value("MessageId", message.value("id", ""));
}

}  // namespace

void BusyHour::play(const KillPoint& point) {
  recorder_.begin();
  souk_.start();
  const auto before = souk_.writes();
  if (point.write != 0) souk_.die_at_write(point.write, point.half);
  recorder_.before_answer(point.delivery, [this] { souk_.kill(); });
  bool again = !meet();
  if (again) start_again(point.again);
  for (std::size_t i = 0; i < script_.acts.size(); ++i) {
    while (!perform(script_.acts[i], again)) {
      start_again(kills_ == 0 ? point.again : 0);
      again = true;
      if (!troubles_.empty()) return;
    }
    again = false;
    if (i + 1 == point.act) souk_.kill();
  }
  writes_ = souk_.writes() - before;
  const bool wanted = point.write != 0 || point.delivery != 0 || point.act != 0;
  if (wanted && kills_ == 0) {
    souk_.kill();
    start_again(0);
  }
}

bool BusyHour::is_dead(const client::Failure& failure, const std::string& doing) {
  if (failure.status == 0) return true;
  trouble(fmt::format("{}: {} {}", doing, failure.type, failure.message));
  return false;
}

void BusyHour::start_again(std::uint64_t fatal_write) {
  bool started = false;
  bool met = false;
  while (!met) {
    souk_.kill();
    souk_.bury();
    ++kills_;
    recorder_.next_era();
    started = souk_.start(fatal_write);
    while (!started) {
      ++kills_;
      recorder_.next_era();
      fatal_write = 0;
      started = souk_.start();
    }
    met = meet();
    fatal_write = 0;
  }
  expect_nothing_invented();
}

bool BusyHour::meet() {
  auto box = this->box();
  const auto view = box.view();
  if (!view) return !is_dead(view.error(), "meet");
  config_.endpoint = souk_.url();
  config_.credentials = {view->access_key_id, view->secret_access_key, ""};
  config_.retry.attempts = 1;
  return true;
}

void BusyHour::expect_nothing_invented() {
  client::JournalQuery query;
  query.limit = 100'000;
  query.kinds = {"agreement", "notification"};
  auto box = this->box();
  const auto receipts = recorder_.receipts();
  const auto journal = box.journal(query);
  if (!journal) return;  // it is dead again, which the next act finds out
  std::set<std::string> happened;
  std::map<std::string, const client::JournalRow*> told;
  for (const auto& row : journal->rows) {
    if (row.kind == "notification") {
      told[row.subject] = &row;
      continue;
    }
    happened.insert(row.subject + news_of(row.data["product"], row.data["event"]));
  }
  for (const auto& receipt : receipts) {
    const auto found = told.find(receipt.id);
    if (found == told.end()) {
      trouble(receipt.id + " was sent, and the market does not know of it: " + receipt.content);
      continue;
    }
    const auto& data = found->second->data;
    const std::string cause =
        data["agreement"].get<std::string>() + data["name"].get<std::string>();
    if (happened.count(cause) == 0) trouble(receipt.content + " was sent, and did not happen");
  }
}

bool BusyHour::perform(const Act& act, bool again) {
  switch (act.kind) {
    case Act::Kind::Subscribe:
      return subscribe(act, again);
    case Act::Kind::Cancel:
      return cancel(act, again);
    case Act::Kind::Advance:
      return advance(act, again);
    case Act::Kind::Meter:
      return meter(act);
    case Act::Kind::Drain:
      return drain();
  }
  return true;
}

bool BusyHour::subscribe(const Act& act, bool again) {
  auto box = this->box();
  if (again) {
    const auto all = box.agreements(act.who);
    // A buyer of whom the market has not heard yet is none.
    if (!all && is_dead(all.error(), "agreements")) return false;
    if (all && !all->empty()) {
      agreements_[act.who] = all->front().id;
      return true;
    }
  }
  client::SubscribeRequest wish;
  wish.product = script_.product_of.at(act.who);
  if (wish.product.rfind("contract", 0) == 0) {
    wish.quantities = {{"users", 5}};
    wish.duration = "1mo";
  }
  if (script_.without_money.count(act.who) != 0) wish.payment = {{"outcome", "fails"}};
  const auto purchase = box.subscribe(act.who, wish);
  if (!purchase) return !is_dead(purchase.error(), act.who + " subscribes");
  agreements_[act.who] = purchase->agreement.id;
  return true;
}

bool BusyHour::cancel(const Act& act, bool again) {
  auto box = this->box();
  const auto& id = agreements_.at(act.who);
  if (again) {
    const auto agreement = box.agreement(id);
    if (!agreement) return !is_dead(agreement.error(), "agreement");
    if (agreement->state != "ACTIVE") return true;
  }
  const auto left = box.cancel(id);
  return left || !is_dead(left.error(), act.who + " cancels");
}

bool BusyHour::advance(const Act& act, bool again) {
  auto box = this->box();
  if (again) {
    const auto clock = box.clock();
    if (!clock) return !is_dead(clock.error(), "clock");
    if (clock->now > act.to) trouble("time went further than it was told");
  }
  // Also when it is that time already: what is due then may not have come about.
  client::AdvanceOptions options;
  options.settle = client::Settle{};
  options.settle->off = true;
  const auto moved = box.advance_to(act.to, options);
  return moved || !is_dead(moved.error(), "advance to " + client::to_iso(act.to));
}

bool BusyHour::meter(const Act& act) {
  std::vector<client::UsageRecord> records;
  std::string code;
  for (const auto number : act.records) {
    const auto& usage = script_.records[number];
    const auto& id = agreements_.at(usage.who);
    if (views_.count(id) == 0) {
      auto box = this->box();
      const auto view = box.agreement(id);
      if (!view) return !is_dead(view.error(), "agreement");
      views_[id] = *view;
    }
    const auto& view = views_[id];
    client::UsageRecord record{usage.at, usage.dimension, usage.quantity};
    record.account_id = view.account;
    record.license_arn = view.license_arn;
    if (view.license_arn.empty()) code = view.product_code;
    records.push_back(record);
  }
  client::MeteringClient metering(config_);
  const auto answer = metering.batch_meter_usage(records, code);
  if (!answer) return !is_dead(answer.error(), "meter");
  for (std::size_t i = 0; i < answer->results.size(); ++i) {
    const auto& result = answer->results[i];
    if (result.status != "Success") trouble("a record came to nothing: " + result.status);
    const auto [known, fresh] = record_ids_.emplace(act.records.at(i), result.record_id);
    if (!fresh && known->second != result.record_id) trouble("a repeat is another record");
  }
  if (answer->results.size() != records.size()) trouble("a record was not answered");
  return true;
}

bool BusyHour::drain() {
  client::QueueClient queue(config_);
  const auto url = queue.queue_url("news");
  if (!url) return !is_dead(url.error(), "the queue's URL");
  while (true) {
    const auto messages = queue.receive(*url, {.wait = client::Duration(0)});
    if (!messages) return !is_dead(messages.error(), "receive");
    if (messages->empty()) return true;
    for (const auto& message : *messages) {
      const auto id = notification_in(message.body);
      queued_[id].insert(message.message_id);
      if (removed_.count(message.message_id) != 0) trouble(id + " was deleted and came again");
      const auto gone = queue.remove(*url, message.receipt_handle);
      if (!gone && is_dead(gone.error(), "delete")) return false;
      removed_.insert(message.message_id);
    }
  }
}

}  // namespace souk::test
