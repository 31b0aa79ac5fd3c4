#include "emulator/sandbox/sandbox.h"

#include <fmt/format.h>

#include <algorithm>

#include "emulator/marketplace/catalogue.h"
#include "emulator/messaging/topics.h"

namespace souk::sandbox {
namespace {

using namespace std::chrono_literals;

/// How long a queue counts as consumed after its last poll: the longest long poll, and some.
constexpr Duration kConsumerPatience = 25s;

/// More than a call takes in real time from its being signed on a busy machine.
constexpr Duration kExchangeTakes = 2s;

Error invalid(std::string message, std::string field, std::string hint = "") {
  return {"InvalidSandbox", 400, std::move(message), std::move(field), std::move(hint)};
}

std::string profile_names() {
  std::string names;
  for (const auto& each : marketplace::all_profiles()) {
    names += (names.empty() ? "" : ", ") + std::string(each.name);
  }
  return names;
}

Result<void> put_catalogue(Sandbox& sandbox, const Json& catalogue) {
  auto& market = sandbox.market;
  if (!catalogue.is_object()) return Failure(invalid("catalogue is an object.", "catalogue"));
  for (const auto& [part, list] : catalogue.items()) {
    if (part != "products" && part != "offers" && part != "buyers") {
      return Failure(invalid(fmt::format("A catalogue has no \"{}\".", part), "catalogue." + part,
                             "products, offers and buyers."));
    }
  }
  // An offer is of a product, which may be in the same catalogue.
  for (const std::string part : {"products", "offers", "buyers"}) {
    const auto list = catalogue.value(part, Json::array());
    if (!list.is_array()) return Failure(invalid(part + " is a list.", "catalogue." + part));
    for (std::size_t i = 0; i < list.size(); ++i) {
      const auto at = fmt::format("catalogue.{}[{}]", part, i);
      if (!list[i].is_object() || !list[i].contains("name") || !list[i]["name"].is_string()) {
        return Failure(invalid("Everything in a catalogue is an object with a name.", at));
      }
      const auto name = list[i]["name"].get<std::string>();
      std::optional<Error> error;
      if (part == "products") {
        const auto put = marketplace::put_product(market, name, list[i]);
        if (!put) error = put.error();
      } else if (part == "offers") {
        const auto put = marketplace::put_offer(market, name, list[i]);
        if (!put) error = put.error();
      } else {
        const auto put = marketplace::put_buyer(market, name, list[i]);
        if (!put) error = put.error();
      }
      if (error) {
        error->field = error->field.empty() ? at : at + "." + error->field;
        return Failure(*error);
      }
    }
  }
  return {};
}

Json to_json(const Config& config, const Credentials& credentials, const std::string& account) {
  Json json{{"name", config.name},
            {"profile", config.profile},
            {"seed", config.seed},
            {"mode", clock::to_text(config.pace.mode)},
            {"rate", config.pace.rate},
            {"start", epoch_ms(config.start.value())},
            {"seller_in_market_time", config.seller_in_market_time},
            {"switches", config.switches},
            {"catalogue", config.catalogue},
            {"access_key_id", credentials.access_key_id},
            {"secret_access_key", credentials.secret_access_key},
            {"account", account}};
  return json;
}

}  // namespace

void Activity::call_began() { ++in_flight_; }

void Activity::call_ended() {
  --in_flight_;
  stirred();
}

void Activity::delivered() {
  may_be_working_ = true;
  stirred();
}

void Activity::settled() { may_be_working_ = false; }

void Activity::stirred() {
  const std::lock_guard lock(mutex_);
  last_stir_ = real_time::monotonic_now();
}

void Activity::polled(const std::string& queue) {
  const std::lock_guard lock(mutex_);
  polls_[queue] = real_time::monotonic_now();
}

Duration Activity::quiet_for() const {
  const std::lock_guard lock(mutex_);
  return real_time::since(last_stir_);
}

std::vector<std::string> Activity::polled_queues() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> names;
  for (const auto& [name, when] : polls_) {
    if (real_time::since(when) < kConsumerPatience) names.push_back(name);
  }
  return names;
}

bool Activity::is_polled(const std::string& queue) const {
  const auto names = polled_queues();
  return std::find(names.begin(), names.end(), queue) != names.end();
}

void Activity::clock_moved() {
  const std::lock_guard lock(mutex_);
  last_move_ = real_time::monotonic_now();
}

Duration Activity::since_clock_moved() const {
  const std::lock_guard lock(mutex_);
  return real_time::since(last_move_);
}

Sandbox::Sandbox(std::unique_ptr<storage::Database> database, std::string base_url)
    : database_(std::move(database)),
      clock(*database_, real_time::wall_now),
      journal(*database_, clock, real_time::wall_now),
      market{*database_, clock,  journal, &marketplace::current_profile(),
             {},         Ids(1), "",      "us-east-1"},
      messaging{market, std::move(base_url)},
      clock_file(real_time::wall_now) {}

Timestamp Sandbox::seller_now() const {
  return clock_file.attached() ? clock.running_now() : real_time::wall_now();
}

Duration Sandbox::seller_clock_slack() const {
  if (!clock_file.attached()) return Duration(0);
  const auto slack = static_cast<double>(kExchangeTakes.count()) * clock.pace().rate;
  return Duration(static_cast<std::int64_t>(slack));
}

Result<void> Sandbox::build(const Config& config, const Credentials& credentials,
                            const std::string& account) {
  const auto* profile = config.profile.empty() ? &marketplace::current_profile()
                                               : marketplace::find_profile(config.profile);
  if (profile == nullptr) {
    return Failure(invalid(fmt::format("There is no profile \"{}\".", config.profile), "profile",
                           profile_names() + "."));
  }
  marketplace::Switches switches;
  if (const auto applied = switches.apply(config.switches); !applied) return applied;

  be(config.name, credentials, account);
  config_ = config;
  config_.profile = profile->name;
  config_.start = config.start.value_or(parse_iso(profile->start).value());
  market.profile = profile;
  market.switches = switches;
  market.ids = Ids(config.seed);
  market.seller_in_market_time = config.seller_in_market_time;
  kept_config_ = to_json(config_, credentials, account).dump();
  market.settings.put("config", kept_config_);
  clock.start(*config_.start, config_.pace);
  journal.write({"sandbox",
                 "operator",
                 config_.name,
                 "",
                 {{"event", "created"},
                  {"profile", config_.profile},
                  {"seed", config_.seed},
                  {"account", account},
                  {"region", market.region},
                  {"seller_clock", config_.seller_in_market_time ? "virtual" : "real"},
                  {"switches", switches.to_json()}},
                 Json::object(),
                 ""});
  marketplace::put_default_products(market);
  if (const auto put = put_catalogue(*this, config_.catalogue); !put) return put;
  for (const auto& product : market.catalogue.products())
    messaging::create_topics(messaging, product);
  return {};
}

void Sandbox::resume() {
  recall();
  clock.resume();
  messaging.outbox.requeue_in_flight();
}

void Sandbox::recall() {
  market.news.clear();
  clock.reload();
  const auto config = market.settings.find("config");
  if (!config || *config == kept_config_) return;
  kept_config_ = *config;
  const auto kept = Json::parse(kept_config_);
  be(kept["name"], {kept["access_key_id"], kept["secret_access_key"]}, kept["account"]);
  config_.name = kept["name"];
  config_.profile = kept["profile"];
  config_.seed = kept["seed"];
  config_.pace = {clock::parse_mode(kept["mode"].get<std::string>()).value(), kept["rate"]};
  config_.start = from_epoch_ms(kept["start"]);
  config_.seller_in_market_time = kept["seller_in_market_time"];
  config_.switches = kept["switches"];
  config_.catalogue = kept["catalogue"];
  market.profile = marketplace::find_profile(config_.profile);
  market.switches = {};
  (void)market.switches.apply(config_.switches);
  market.ids = Ids(config_.seed);
  market.seller_in_market_time = config_.seller_in_market_time;
}

/// Writes nothing that stands there already: others read it without the lock.
void Sandbox::be(const std::string& name, const Credentials& credentials,
                 const std::string& account) {
  if (name_ != name) name_ = name;
  if (credentials_ != credentials) credentials_ = credentials;
  if (market.account != account) market.account = account;
}

Session::Session(Sandbox& sandbox)
    : sandbox_(sandbox), lock_(sandbox.mutex), changes_before_(sandbox.changes()) {
  sandbox_.database().begin();
  auto& clock = sandbox_.clock;
  if (clock.pace().mode == clock::Mode::Frozen) return;
  // What is due comes about at its own time, and not at whichever time somebody looks in.
  const auto next = sandbox_.market.agenda.first();
  clock.follow(next ? std::optional(next->due) : std::nullopt);
}

Session::~Session() {
  if (!open_) return;
  try {
    sandbox_.database().roll_back();
  } catch (const SQLite::Exception&) {
    // A transaction that could not be kept may be gone already, and then nothing is left to undo.
  }
  try {
    sandbox_.recall();
  } catch (const std::exception&) {
    // Its database does not answer: the next who comes finds out.
  }
}

void Session::commit() {
  if (sandbox_.changes() != changes_before_ && sandbox_.clock.pace().mode != clock::Mode::Frozen) {
    sandbox_.clock.keep();
  }
  sandbox_.database().commit();
  // Before anything of the new time can reach the seller: what is due is delivered after this.
  sandbox_.clock_file.follow(sandbox_.clock.running_now(), sandbox_.clock.pace());
  sandbox_.clock_runs = sandbox_.clock.pace().mode != clock::Mode::Frozen;
  open_ = false;
  // Who asks in vain must not wake those who wait: one of them would be the one who asked.
  const bool changed = sandbox_.changes() != changes_before_;
  lock_.unlock();
  if (changed && sandbox_.on_commit) sandbox_.on_commit();
}

Json sandbox_view(Sandbox& sandbox, bool with_secret) {
  const auto pace = sandbox.clock.pace();
  Json view{
      {"name", sandbox.name()},
      {"account", sandbox.account()},
      {"region", sandbox.market.region},
      {"access_key_id", sandbox.credentials().access_key_id},
      {"profile", sandbox.config().profile},
      {"seed", sandbox.config().seed},
      {"now", to_iso(sandbox.clock.running_now())},
      {"clock", {{"mode", clock::to_text(pace.mode)}, {"start", to_iso(*sandbox.config().start)}}},
      {"seller_clock", sandbox.config().seller_in_market_time ? "virtual" : "real"},
      {"switches", sandbox.market.switches.to_json()}};
  if (pace.mode == clock::Mode::Rate) view["clock"]["rate"] = pace.rate;
  if (with_secret) view["secret_access_key"] = sandbox.credentials().secret_access_key;
  return view;
}

}  // namespace souk::sandbox
