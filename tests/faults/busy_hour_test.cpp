// `kill -9` at 200 points of a busy hour: nothing that was told is lost, nothing that did not
// happen is told, and what is told again carries the same id.
#include "tests/faults/busy_hour.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <random>

namespace souk::test {
namespace {

namespace fs = std::filesystem;

constexpr int kPoints = 200;
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int kStride = 5;  // a sanitizer makes souk several times slower
#else
constexpr int kStride = 1;
#endif
constexpr unsigned kScriptSeed = 20261006;
constexpr const char* kReplay = "SOUK_KILL_POINT";

/// What must be alike however often souk was killed.
struct Outcome {
  std::vector<std::string> history;           ///< agreements, entitlements and news, in order
  std::map<std::string, int> delivered;       ///< notification and receiver: how often
  std::set<std::string> received;             ///< path and id of what an endpoint accepted
  std::map<std::string, std::size_t> queued;  ///< notification: how many messages of the queue
  std::map<std::string, std::string> ledger;  ///< place: quantity
  std::size_t deliveries = 0;                 ///< messages the recorder was sent
  std::uint64_t writes = 0;
};

std::string line_of(const client::JournalRow& row) {
  auto text = fmt::format("{} {} {}", client::to_iso(row.at), row.kind, row.subject);
  return text + " " + row.data.dump();
}

/// Whatever news is of was told, and reached whoever listens; nothing else was told.
void check_news(BusyHour& hour, const client::JournalPage& journal) {
  std::set<std::string> wanted;
  std::set<std::string> told;
  std::set<std::string> reached;
  for (const auto& row : journal.rows) {
    const auto& data = row.data;
    if (row.kind == "agreement") {
      const auto news = news_of(data["product"], data["event"]);
      if (!news.empty()) wanted.insert(row.subject + " " + news);
    } else if (row.kind == "delivery" && data["outcome"] == "delivered") {
      reached.insert(row.correlation);
    }
  }
  for (const auto& row : journal.rows) {
    if (row.kind != "notification") continue;
    told.insert(fmt::format("{} {}", row.data["agreement"].get<std::string>(),
                            row.data["name"].get<std::string>()));
    if (reached.count(row.subject) == 0) hour.trouble(row.subject + " reached nobody");
  }
  for (const auto& each : wanted) {
    if (told.count(each) == 0) hour.trouble(each + " happened, and was not told");
  }
  for (const auto& each : told) {
    if (wanted.count(each) == 0) hour.trouble(each + " was told, and did not happen");
  }
}

void read_journal(BusyHour& hour, Outcome& outcome) {
  client::JournalQuery query;
  query.limit = 100'000;
  query.kinds = {"agreement", "entitlement", "notification", "delivery"};
  const auto journal = hour.box().journal(query);
  if (!journal) return hour.trouble("no journal: " + journal.error().message);
  check_news(hour, *journal);
  for (const auto& row : journal->rows) {
    if (row.kind != "delivery") {
      outcome.history.push_back(line_of(row));
      continue;
    }
    const auto& data = row.data;
    if (data["name"] == "SubscriptionConfirmation") continue;
    const std::string by = data.contains("rule") ? data["rule"] : data["subscription"];
    if (data["outcome"] == "delivered") ++outcome.delivered[row.correlation + " by " + by];
  }
}

/// The ledger has what was acknowledged, under the same id, once, and nothing that was never sent.
void read_ledger(BusyHour& hour, const Script& script, Outcome& outcome) {
  const auto usage = hour.box().usage();
  if (!usage) return hour.trouble("no usage: " + usage.error().message);
  std::map<std::string, client::UsageLine> lines;
  for (const auto& line : usage->lines) {
    const auto place =
        fmt::format("{} {} {}", line.buyer, line.dimension, client::to_iso(line.hour.value()));
    if (!lines.emplace(place, line).second) hour.trouble(place + " stands there twice");
    outcome.ledger[place] = std::to_string(line.quantity);
  }
  for (const auto& [number, id] : hour.record_ids()) {
    const auto& sent = script.records[number];
    const auto place = fmt::format("{} {} {}", sent.who, sent.dimension,
                                   client::to_iso(std::chrono::floor<std::chrono::hours>(sent.at)));
    const auto found = lines.find(place);
    if (found == lines.end() || found->second.record_id != id ||
        found->second.quantity != sent.quantity) {
      hour.trouble(place + " was acknowledged and is lost");
    }
  }
}

/// An endpoint accepts a message twice only where souk, killed, cannot know that it did: it was the
/// last one the endpoint was sent.
void check_repeats(BusyHour& hour, const std::vector<Receipt>& receipts) {
  for (std::size_t i = 0; i < receipts.size(); ++i) {
    if (receipts[i].status != 200) continue;
    bool was_last = true;
    for (std::size_t j = i + 1; j < receipts.size(); ++j) {
      if (receipts[j].path != receipts[i].path) continue;
      if (receipts[j].era == receipts[i].era) was_last = false;
      if (receipts[j].id != receipts[i].id) continue;
      if (receipts[j].era == receipts[i].era || !was_last) {
        hour.trouble(fmt::format("{} came to {} again, though it was acknowledged", receipts[i].id,
                                 receipts[i].path));
      }
      if (receipts[j].content != receipts[i].content) {
        hour.trouble(receipts[i].id + " came again, and was another");
      }
      break;
    }
  }
}

Outcome outcome_of(BusyHour& hour, const Script& script, const Recorder& recorder) {
  Outcome outcome;
  read_journal(hour, outcome);
  read_ledger(hour, script, outcome);
  const auto receipts = recorder.receipts();
  check_repeats(hour, receipts);
  for (const auto& receipt : receipts) {
    if (receipt.status == 200) outcome.received.insert(receipt.path + " " + receipt.id);
  }
  for (const auto& [id, messages] : hour.queued()) outcome.queued[id] = messages.size();
  outcome.deliveries = receipts.size();
  outcome.writes = hour.writes();
  return outcome;
}

/// The first entries that only one of two has.
template <class Entries>
void compare(BusyHour& hour, const char* what, const Entries& now, const Entries& wanted) {
  if (now == wanted) return;
  for (const auto& each : wanted) {
    if (std::find(now.begin(), now.end(), each) == now.end()) {
      return hour.trouble(fmt::format("{} lack {}", what, testing::PrintToString(each)));
    }
  }
  for (const auto& each : now) {
    if (std::find(wanted.begin(), wanted.end(), each) == wanted.end()) {
      return hour.trouble(fmt::format("{} have {} beside", what, testing::PrintToString(each)));
    }
  }
  hour.trouble(fmt::format("{} come in another order, or another number of times", what));
}

void compare(BusyHour& hour, const Outcome& now, const Outcome& wanted) {
  compare(hour, "agreements and news", now.history, wanted.history);
  compare(hour, "deliveries", now.delivered, wanted.delivered);
  compare(hour, "the endpoints", now.received, wanted.received);
  compare(hour, "the queue", now.queued, wanted.queued);
  compare(hour, "the ledger", now.ledger, wanted.ledger);
}

/// Endpoints of its own, and a data directory to start from.
class Stage {
 public:
  explicit Stage(const Script& script) : script_(script) {
    MortalSouk souk(folder_, folder_.in("prepared"));
    souk.start();
    prepare_market(souk, recorder_);
    souk.stop();
    std::vector<std::string> troubles;
    undisturbed_ = play({}, troubles);
    if (!troubles.empty()) throw std::runtime_error("undisturbed: " + troubles.front());
  }

  const Outcome& undisturbed() const { return undisturbed_; }

  Outcome play(const KillPoint& point, std::vector<std::string>& troubles) {
    const Folder folder;
    fs::copy(folder_.in("prepared"), folder.in("data"), fs::copy_options::recursive);
    MortalSouk souk(folder, folder.in("data"));
    BusyHour hour(script_, recorder_, souk);
    hour.play(point);
    Outcome outcome;
    if (hour.troubles().empty()) outcome = outcome_of(hour, script_, recorder_);
    const bool disturbed = point.write + point.delivery + point.act != 0;
    if (disturbed && hour.troubles().empty()) compare(hour, outcome, undisturbed_);
    troubles = hour.troubles();
    return outcome;
  }

 private:
  const Script& script_;
  Folder folder_;
  Recorder recorder_;
  Outcome undisturbed_;
};

/// Mostly between two writes; also while a message is out, and between two acts.
KillPoint point_of(int number, const Script& script, const Outcome& undisturbed) {
  std::mt19937 chance(kScriptSeed + static_cast<unsigned>(number));
  KillPoint point;
  const auto kind = chance() % 10;
  if (kind < 6) {
    point.write = 1 + chance() % undisturbed.writes;
    point.half = chance() % 3 == 0;
  } else if (kind < 9) {
    point.delivery = 1 + chance() % undisturbed.deliveries;
  } else {
    point.act = 1 + chance() % script.acts.size();
  }
  if (chance() % 4 == 0) point.again = 1 + chance() % 60;
  return point;
}

std::vector<int> chosen_points() {
  if (const char* one = std::getenv(kReplay)) return {std::atoi(one)};
  std::vector<int> points;
  for (int i = 1; i <= kPoints; i += kStride) points.push_back(i);
  return points;
}

/// Plays points until none is left.
void play_all(const Script& script, const std::vector<int>& points,
              std::atomic<std::size_t>& next) {
  Stage stage(script);
  for (auto at = next++; at < points.size(); at = next++) {
    const auto point = point_of(points[at], script, stage.undisturbed());
    std::vector<std::string> troubles;
    try {
      stage.play(point, troubles);
    } catch (const std::exception& trouble) {
      troubles.emplace_back(trouble.what());
    }
    if (troubles.empty()) continue;
    ADD_FAILURE() << "point " << points[at] << ", killed " << point.text() << ":\n  "
                  << fmt::format("{}", fmt::join(troubles, "\n  ")) << "\n  play it alone with "
                  << kReplay << "=" << points[at];
  }
}

TEST(BusyHourTest, ToldAndMeteredIsTheSameWhereverSoukIsKilled) {
  const Script script(kScriptSeed);
  const auto points = chosen_points();
  std::atomic<std::size_t> next = 0;

  auto second = std::async(std::launch::async, [&] { play_all(script, points, next); });
  play_all(script, points, next);
  second.get();
}

}  // namespace
}  // namespace souk::test
