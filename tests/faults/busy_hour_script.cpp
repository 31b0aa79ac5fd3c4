#include <fmt/format.h>

#include <algorithm>
#include <random>
#include <stdexcept>

#include "souk/topics.h"
#include "tests/faults/busy_hour.h"

namespace souk::test {
namespace {

using namespace std::chrono_literals;
using client::Timestamp;

constexpr const char* kStart = "2026-10-06T09:00:00Z";
constexpr int kMeterings = 6;

template <class T>
T sure(client::Outcome<T> outcome) {
  if (!outcome) throw std::runtime_error(outcome.error().type + ": " + outcome.error().message);
  return std::move(outcome).value();
}

struct Timed {
  std::chrono::seconds at;
  Act act;
};

/// The acts in their order, with an advance before each that comes later.
std::vector<Act> with_time_between(std::vector<Timed> timed, Timestamp start) {
  std::stable_sort(timed.begin(), timed.end(),
                   [](const Timed& one, const Timed& other) { return one.at < other.at; });
  std::vector<Act> acts;
  std::chrono::seconds now{0};
  for (auto& [at, act] : timed) {
    if (at > now) acts.push_back({Act::Kind::Advance, "", start + at});
    now = at;
    acts.push_back(std::move(act));
  }
  return acts;
}

}  // namespace

Script::Script(unsigned seed) {
  std::mt19937 chance(seed);
  const auto between = [&](int least, int most) {
    return std::chrono::seconds(least + static_cast<int>(chance() % (most - least + 1)));
  };
  const auto start = client::parse_iso(kStart).value();
  product_of = {{"ann", "subscription-legacy"}, {"bob", "subscription-concurrent"},
                {"cyd", "contract-legacy"},     {"dan", "contract-concurrent"},
                {"eve", "subscription-legacy"}, {"fay", "subscription-concurrent"},
                {"gus", "subscription-legacy"}, {"hal", "subscription-concurrent"}};
  without_money = {"eve", "fay"};
  std::vector<Timed> timed;
  for (const auto& [who, product] : product_of) {
    timed.push_back({between(1, 600), {Act::Kind::Subscribe, who}});
  }
  for (const auto* who : {"ann", "bob", "gus", "hal"}) {
    timed.push_back({between(2100, 3000), {Act::Kind::Cancel, who}});
  }
  for (int i = 0; i < kMeterings; ++i) {
    const auto at = between(700 + i * 500, 1100 + i * 500);
    for (const auto* who : {"ann", "bob", "gus", "hal"}) {
      Act act{Act::Kind::Meter};
      for (const auto* dimension : {"requests", "storage", "seats"}) {
        act.records.push_back(records.size());
        records.push_back({who, fmt::format("{}{}", dimension, i), start + at,
                           static_cast<std::int64_t>(records.size()) + 1});
      }
      timed.push_back({at, act});
      // A seller that is not sure sends it again.
      if (chance() % 3 == 0) timed.push_back({at + 30s, act});
    }
  }
  for (const auto at : {1500s, 2600s, 5000s}) timed.push_back({at, {Act::Kind::Drain}});
  // The final hours end, what was read and not deleted can be read again, and nothing is left.
  // Souk may be killed over that reading, and once more over the next.
  for (const auto at : {9000s, 9100s, 9200s}) timed.push_back({at, {Act::Kind::Drain}});
  acts = with_time_between(std::move(timed), start);
}

std::string news_of(const std::string& product, const std::string& event) {
  static const std::map<std::string, std::map<std::string, std::string>> known{
      {"subscription-legacy",
       {{"activated", "subscribe-success"},
        {"payment-failed", "subscribe-fail"},
        {"cancelled", "unsubscribe-pending"},
        {"final-window-closed", "unsubscribe-success"}}},
      {"contract-legacy", {{"activated", "entitlement-updated"}}},
      {"subscription-concurrent",
       {{"subscribed", "Purchase Agreement Created"},
        {"activated", "License Updated"},
        {"payment-failed", "Purchase Agreement Ended"},
        {"ended", "Purchase Agreement Ended"},
        {"final-window-opened", "License Deprovisioned"}}},
      {"contract-concurrent",
       {{"subscribed", "Purchase Agreement Created"}, {"activated", "License Updated"}}}};
  const auto& events = known.at(product);
  const auto found = events.find(event);
  return found == events.end() ? "" : found->second;
}

void prepare_market(MortalSouk& souk, Recorder& recorder) {
  client::SandboxRequest wanted;
  wanted.name = "hour";
  wanted.seed = 7;
  wanted.clock = client::ClockSettings{.mode = "frozen", .start = client::parse_iso(kStart)};
  wanted.seller_clock = "virtual";
  const auto view = sure(souk.control().create_sandbox(wanted));
  client::ClientConfig config;
  config.endpoint = souk.url();
  config.credentials = {view.access_key_id, view.secret_access_key, ""};
  client::TopicClient topics(config);
  sure(client::QueueClient(config).create_queue("news"));
  const auto queue = fmt::format("arn:aws:sqs:{}:{}:news", view.region, view.account);
  auto box = souk.box("hour");
  nlohmann::json dimensions = nlohmann::json::array();
  for (int i = 0; i < kMeterings; ++i) {
    for (const auto* dimension : {"requests", "storage", "seats"}) {
      dimensions.push_back(fmt::format("{}{}", dimension, i));
    }
  }
  for (const std::string name : {"subscription-legacy", "subscription-concurrent",
                                 "contract-legacy", "contract-concurrent"}) {
    client::ProductRequest product;
    if (name.rfind("subscription", 0) == 0) product.dimensions = dimensions;
    const auto known = sure(box.put_product(name, product));
    client::NotificationTarget target;
    if (name == "contract-concurrent") {
      target.sqs = "news";
    } else {
      target.https = recorder.url() + "/" + name;
    }
    sure(box.put_notifications(name, target));
    if (known.subscription_topic.empty()) continue;
    const auto& topic =
        known.model == "contract" ? known.entitlement_topic : known.subscription_topic;
    sure(topics.confirm_subscription(topic, recorder.token()));
    sure(topics.subscribe(topic, "sqs", queue));
  }
}

std::string KillPoint::text() const {
  std::string text = act != 0 ? fmt::format("after act {}", act)
                     : delivery != 0
                         ? fmt::format("while message {} is out", delivery)
                         : fmt::format("{} write {}", half ? "halfway in" : "before", write);
  if (again != 0) text += fmt::format(", and before write {} of the next souk", again);
  return text;
}

}  // namespace souk::test
