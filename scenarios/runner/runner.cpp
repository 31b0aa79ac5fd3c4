#include "scenarios/runner/runner.h"

#include <fmt/format.h>

#include <filesystem>

#include "scenarios/runner/pages.h"
#include "scenarios/runner/real_time.h"
#include "scenarios/runner/session.h"
#include "scenarios/runner/steps.h"
#include "scenarios/story/names.h"
#include "souk/time.h"

namespace souk::judge {
namespace {

constexpr std::uint64_t kDefaultSeed = 1;
constexpr std::size_t kLongestName = 40;

constexpr const char* kIsItRunning = "; is the seller running there?";

/// How long a seller may take, in real time, until it looks into its queue for the first time.
constexpr Duration kReaderPatience = std::chrono::seconds(10);
constexpr Duration kReaderPause{50};

/// Ends a run before or between steps, with the outcome it then has.
struct RunEnds {
  RunOutcome outcome;
  std::string why;
};

std::string text_of(const client::Failure& failure) {
  return failure.message.empty() ? failure.type : failure.message;
}

std::uint64_t fingerprint(const std::string& text) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char c : text) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  }
  return hash;
}

client::ControlClient control_of(const RunOptions& options,
                                 std::shared_ptr<const client::Cancellation> cancellation) {
  client::ControlConfig config;
  config.endpoint = options.souk;
  config.bearer_token = options.bearer_token;
  config.http.cancellation = std::move(cancellation);
  return client::ControlClient(std::move(config));
}

class Run {
 public:
  Run(const Story& story, const Cell& cell, const RunOptions& options)
      : cell_(cell), plan_(cell.plan), options_(options), interruption_(options.cancel) {
    result_.title = plan_.title.empty() ? story.title : plan_.title;
    result_.file = plan_.file;
    result_.cell = cell.labels;
    result_.profile = plan_.profile;
    result_.generation = plan_.generation;
    result_.model = plan_.model;
    result_.seed = options.seed.value_or(plan_.seed.value_or(kDefaultSeed));
    result_.sandbox = options.sandbox.empty() ? sandbox_name(plan_, cell) : options.sandbox;
    result_.seller = options.seller_label;
  }

  RunResult run() {
    const Stopwatch stopwatch;
    try {
      open_sandbox();
      carry_out();
    } catch (const Interrupted&) {
      end_with(RunOutcome::SoukFailed, "interrupted");
    } catch (const SoukLost& lost) {
      end_with(RunOutcome::SoukFailed, "souk: " + lost.why);
    } catch (const RunEnds& end) {
      end_with(end.outcome, end.why);
    }
    if (market_) result_.journal = market_->journal();
    close_sandbox();
    result_.took = stopwatch.elapsed();
    return std::move(result_);
  }

 private:
  void end_with(RunOutcome outcome, std::string why) {
    result_.outcome = outcome;
    result_.trouble = std::move(why);
  }

  client::SandboxRequest sandbox_request() const {
    client::SandboxRequest request;
    request.name = options_.sandbox.empty() ? result_.sandbox : "";
    request.profile = plan_.profile;
    request.seed = static_cast<std::int64_t>(result_.seed);
    request.clock = client::ClockSettings{.mode = "frozen", .start = plan_.start};
    request.seller_clock = plan_.seller.follows_clock ? "virtual" : "real";
    request.switches = plan_.switches;
    return request;
  }

  void open_sandbox() {
    auto control = control_of(options_, interruption_.exchanges());
    auto sandbox = control.sandbox(result_.sandbox);
    const auto request = sandbox_request();
    auto view = options_.sandbox.empty() ? control.create_sandbox(request) : sandbox.reset(request);
    if (!view && view.error().status == 409 && options_.sandbox.empty()) {
      // Left behind by a run that was asked to keep it.
      (void)sandbox.remove();
      view = control.create_sandbox(request);
    }
    interruption_.check();
    if (!view) {
      if (is_lost(view.error())) throw SoukLost{text_of(view.error())};
      const std::string field = view.error().field;
      throw RunEnds{RunOutcome::BadStory,
                    fmt::format("the sandbox was refused: {}{}", text_of(view.error()),
                                field.empty() ? "" : " (" + field + ")")};
    }
    created_ = options_.sandbox.empty();
    market_.emplace(std::move(sandbox), interruption_);
    session_.emplace(plan_, options_, interruption_, *market_);
    session_->set_now(view->now);
    session_->set_seed(result_.seed);
    meet_seller(*view);
  }

  void meet_seller(const client::SandboxView& view) {
    std::string url = options_.seller_url;
    if (options_.on_sandbox) {
      auto told = options_.on_sandbox(view);
      if (!told) throw RunEnds{RunOutcome::SellerUnreachable, told.error()};
      if (!told->empty()) url = *told;
    }
    if (result_.seller.empty()) result_.seller = url;
    session_->set_seller(url);
  }

  // Sets the scene: a seller that starts afresh, the product, the channel its news takes.
  void prepare() {
    note_start();
    const Seller& seller = plan_.seller;
    if (seller.reset.is_object()) {
      const auto answer = session_->ask_seller(seller.reset);
      if (!answer) throw seller_trouble("reset", answer.error(), kIsItRunning);
      if (answer->status / 100 != 2) {
        throw seller_trouble("reset", fmt::format("it answered {}", answer->status));
      }
    }
    put_product();
    if (!seller.landing_page.empty()) {
      const Visit visit = probe_listing(*session_);
      if (visit.unreachable) throw nobody_there(visit);
    } else if (!seller.reset.is_object() && !session_->seller_url().empty()) {
      // Nothing else would tell a seller that is down from one that has nothing to say.
      const Visit visit = session_->new_browser().open(session_->seller_url() + "/");
      if (visit.unreachable) throw nobody_there(visit);
    }
    put_notifications();
    session_->settle();
  }

  static RunEnds nobody_there(const Visit& visit) {
    return {RunOutcome::SellerUnreachable, visit.failure + kIsItRunning};
  }

  RunEnds seller_trouble(const std::string& what, const std::string& why,
                         const char* advice = "") const {
    // A value the story needs and nobody gave is no fault of the seller.
    const bool nameless = session_->seller_url().empty();
    return {nameless ? RunOutcome::BadStory : RunOutcome::SellerUnreachable,
            nameless ? why : fmt::format("the seller's {} failed: {}{}", what, why, advice)};
  }

  void note_start() {
    const Seller& seller = plan_.seller;
    Json probes = Json::array();
    if (seller.access.is_object()) probes.push_back("access");
    if (seller.use.is_object()) probes.push_back("use");
    if (seller.idle.is_object()) probes.push_back("idle");
    if (seller.accounts.is_object()) probes.push_back("accounts");
    if (seller.unbilled.is_object()) probes.push_back("unbilled");
    Json row = {{"event", "started"},
                {"file", std::filesystem::path(plan_.file).filename().string()},
                {"cell", cell_.labels},
                {"follows_clock", seller.follows_clock},
                {"probes", probes}};
    if (seller.tick.is_object()) row["tick_every_ms"] = seller.tick_every.count();
    if (!seller.landing_page.empty()) {
      const auto url = session_->address(seller.landing_page);
      if (!url) throw RunEnds{RunOutcome::BadStory, url.error()};
      row["landing_page_path"] = session_->relative(*url);
    }
    session_->note("run", "judge", result_.title, std::move(row));
  }

  void put_product() {
    client::ProductRequest request;
    request.model = plan_.model;
    request.generation = plan_.generation;
    request.dimensions = plan_.product["dimensions"];
    request.code = plan_.product.value("code", "");
    request.title = plan_.product.value("title", "");
    if (!plan_.seller.landing_page.empty()) {
      const auto url = session_->address(plan_.seller.landing_page);
      if (!url) throw RunEnds{RunOutcome::BadStory, url.error()};
      request.landing_page = *url;
    }
    const auto put = market_->ask([&](client::SandboxClient& sandbox) {
      return sandbox.put_product(plan_.product_name, request);
    });
    if (!put) throw RunEnds{RunOutcome::BadStory, "the product was refused: " + put.error()};
    for (const auto& [name, offer] : plan_.offers.items()) {
      const auto made = market_->ask([&, name = name, offer = offer](auto& sandbox) {
        return sandbox.put_offer(name, offer);
      });
      if (made) continue;
      throw RunEnds{RunOutcome::BadStory,
                    fmt::format("the offer \"{}\" was refused: {}", name, made.error())};
    }
  }

  void put_notifications() {
    const Json& described = plan_.seller.notifications;
    if (!described.is_object()) return;
    const auto bound = session_->bind(described);
    if (!bound) throw RunEnds{RunOutcome::BadStory, bound.error()};
    client::NotificationTarget target;
    for (const auto& [member, into] :
         {std::pair{"https", &target.https}, std::pair{"lambda", &target.lambda}}) {
      if (!bound->contains(member)) continue;
      const auto url = session_->address((*bound)[member]);
      if (!url) throw RunEnds{RunOutcome::BadStory, url.error()};
      *into = *url;
    }
    target.sqs = bound->value("sqs", "");
    if (bound->contains("raw")) target.raw = (*bound)["raw"].get<bool>();
    target.via = bound->value("via", "");
    target.signature_version = bound->value("signature_version", "");
    const auto put = market_->ask([&](client::SandboxClient& sandbox) {
      return sandbox.put_notifications(plan_.product_name, target);
    });
    if (!put) {
      throw RunEnds{RunOutcome::BadStory, "the notifications were refused: " + put.error()};
    }
    if (!target.sqs.empty()) wait_for_reader(target.sqs);
  }

  // Time must not run ahead of a seller whose first look into its queue is still to come.
  void wait_for_reader(const std::string& queue) {
    const Stopwatch stopwatch;
    while (!is_read(queue)) {
      if (stopwatch.elapsed() > kReaderPatience) {
        throw RunEnds{RunOutcome::SellerUnreachable,
                      fmt::format("nobody has read the queue {} for {}", queue,
                                  client::to_text(kReaderPatience))};
      }
      market_->read(kReaderPause);
    }
  }

  bool is_read(const std::string& queue) {
    const auto queues =
        market_->ask([](client::SandboxClient& sandbox) { return sandbox.queues(); });
    if (!queues) return false;
    for (const Json& each : queues->value("queues", Json::array())) {
      if (each.value("name", "") == queue) return each.value("polled", false);
    }
    return false;
  }

  void carry_out() {
    prepare();
    Timekeeper time(*session_);
    int index = 0;
    for (const Step& step : plan_.steps) {
      if (step.verb != "expect") {
        market_->read();
        since_seq_ = market_->journal().empty() ? 0 : market_->journal().back().seq;
      }
      if (!carry_out(time, step, ++index)) break;
    }
    session_->set_step(0);
    session_->settle();
    probe_access(*session_);
    session_->note("run", "judge", result_.title, {{"event", "finished"}});
    market_->read();
    tell_late_ones();
  }

  // Only a run knows what ${…} became; it may be nothing the step can work with.
  static StepOutcome carry_out_safely(StepContext& context) {
    try {
      return find_step(context.step.verb)(context);
    } catch (const Json::exception& trouble) {
      return ends(fmt::format("a value of this step does not fit: {}", trouble.what()));
    }
  }

  // False when what follows would make no sense.
  bool carry_out(Timekeeper& time, const Step& step, int index) {
    session_->set_step(index);
    StepResult told;
    told.index = index;
    told.line = step.at.line;
    told.verb = step.verb;
    told.sentence = step.sentence;
    told.from = session_->now();
    StepContext context{*session_, time, step, since_seq_};
    const StepOutcome outcome = carry_out_safely(context);
    told.ok = outcome.failure.empty();
    told.failure = outcome.failure;
    told.to = session_->now();
    told.margin = outcome.margin;
    Json row = {{"index", index},
                {"line", step.at.line},
                {"arguments", step.arguments},
                {"outcome", told.ok ? "done" : "failed"}};
    // Sentences may name ports.
    Json nondeterministic = Json::object();
    if (!told.ok) nondeterministic["message"] = told.failure;
    session_->note("step", "judge", step.verb, std::move(row), std::move(nondeterministic));
    probe_after(step);
    if (!told.ok) result_.outcome = RunOutcome::Broken;
    result_.steps.push_back(told);
    if (options_.progress) options_.progress(told);
    return !outcome.ends_run;
  }

  void probe_after(const Step& step) {
    const Touches touched = access_touched_by(step.verb);
    if (touched == Touches::Everybody) probe_access(*session_);
    if (touched == Touches::ItsBuyer) probe_access(*session_, as_text(step.arguments["buyer"]));
  }

  void tell_late_ones() {
    for (const Session::Late& late : session_->late()) {
      const auto came = late.came(market_->journal());
      if (!came || *came <= late.deadline) continue;
      for (StepResult& step : result_.steps) {
        if (step.index != late.step) continue;
        step.failure +=
            fmt::format("; it came {} after the deadline", client::to_text(*came - late.deadline));
      }
    }
  }

  // With a client of its own: an interrupted run has to be cleaned up too.
  void close_sandbox() {
    if (!created_ || options_.keep_sandbox) return;
    client::ControlConfig config;
    config.endpoint = options_.souk;
    config.bearer_token = options_.bearer_token;
    config.http.timeout = std::chrono::seconds(1);
    config.patient_timeout = std::chrono::seconds(1);
    const auto removed = client::ControlClient(std::move(config)).sandbox(result_.sandbox).remove();
    if (!removed && result_.trouble.empty() && result_.outcome != RunOutcome::SoukFailed) {
      result_.trouble = "the sandbox could not be removed: " + text_of(removed.error());
    }
  }

  const Cell& cell_;
  const Plan& plan_;
  const RunOptions& options_;
  Interruption interruption_;
  std::optional<Market> market_;
  std::optional<Session> session_;
  RunResult result_;
  std::int64_t since_seq_ = 0;
  bool created_ = false;
};

}  // namespace

std::string sandbox_name(const Plan& plan, const Cell& cell) {
  std::string name;
  for (const char c : plan.title) {
    const bool upper = c >= 'A' && c <= 'Z';
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || upper;
    if (name.size() >= kLongestName) break;
    if (plain) name += upper ? static_cast<char>(c + 32) : c;
    if (!plain && !name.empty() && name.back() != '-') name += '-';
  }
  while (!name.empty() && name.back() == '-') name.pop_back();
  std::string whole = plan.title;
  for (const auto& [axis, value] : cell.labels) whole += "\n" + axis + "=" + value;
  return fmt::format("{}-{:08x}", name.empty() ? "story" : name,
                     static_cast<std::uint32_t>(fingerprint(whole)));
}

RunResult run_story(const Story& story, const Cell& cell, const RunOptions& options) {
  return Run(story, cell, options).run();
}

}  // namespace souk::judge
