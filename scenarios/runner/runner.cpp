#include "scenarios/runner/runner.h"

#include <fmt/format.h>

#include "scenarios/process/real_time.h"
#include "scenarios/runner/probes.h"
#include "scenarios/runner/scene.h"
#include "scenarios/runner/session.h"
#include "scenarios/runner/steps.h"
#include "scenarios/story/names.h"
#include "souk/time.h"

namespace souk::judge {
namespace {

constexpr std::uint64_t kDefaultSeed = 1;
constexpr std::size_t kLongestName = 40;

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
    const process::Stopwatch stopwatch;
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
    // Nothing of the seller may reach a sandbox that is gone.
    session_.reset();
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
    if (plan_.rate > 0) {
      request.clock->mode = "rate";
      request.clock->rate = plan_.rate;
    }
    request.seller_clock = follows_clock(plan_, options_) ? "virtual" : "real";
    request.switches = plan_.switches;
    // A seller that finds AWS under its own names expects messages to speak of them, too.
    if (options_.hosting && options_.hosting->as_aws) request.switches.emplace("sns_urls", "aws");
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
    session_->begin(view->now);
    session_->set_seed(result_.seed);
    meet_seller(*view);
  }

  void meet_seller(const client::SandboxView& view) {
    std::string url = options_.seller_url;
    if (options_.hosting) {
      auto hosted = HostedSeller::prepare(*options_.hosting, view, options_.souk);
      if (!hosted) throw RunEnds{RunOutcome::SellerUnreachable, hosted.error()};
      url = (*hosted)->url();
      session_->set_hosted(std::move(*hosted));
    } else if (options_.on_sandbox) {
      auto told = options_.on_sandbox(view);
      if (!told) throw RunEnds{RunOutcome::SellerUnreachable, told.error()};
      if (!told->empty()) url = *told;
    }
    if (result_.seller.empty()) result_.seller = url;
    session_->set_seller(url);
  }

  void carry_out() {
    Scene(*session_, cell_, result_.title).set();
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
    look_at_consumption();
    if (const auto trouble = session_->consumption().take_trouble(); !trouble.empty()) {
      tell_last_step(trouble);
    }
    probe_access(*session_);
    session_->arm(nullptr);
    session_->stop_hosted();
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

  void look_at_consumption() {
    try {
      session_->consumption().look(*session_);
    } catch (const Json::exception& trouble) {
      tell_last_step(fmt::format("`consumed` does not fit: {}", trouble.what()));
    }
  }

  // What went wrong once all steps were done.
  void tell_last_step(const std::string& trouble) {
    result_.outcome = RunOutcome::Broken;
    if (result_.steps.empty()) return;
    StepResult& last = result_.steps.back();
    if (last.failure.find(trouble) != std::string::npos) return;
    last.ok = false;
    last.failure += (last.failure.empty() ? "" : "; ") + trouble;
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
    StepOutcome outcome = carry_out_safely(context);
    // What a seller that was to be killed leaves undone is what the story is about.
    const bool killed = session_->was_killed_as_armed();
    look_at_consumption();
    const std::string untold = session_->consumption().take_trouble();
    if (!untold.empty()) outcome.failure += (outcome.failure.empty() ? "" : "; ") + untold;
    if (killed) outcome = went_well();
    told.ok = outcome.failure.empty();
    told.failure = outcome.failure;
    told.to = session_->now();
    told.margin = outcome.margin;
    Json row = {{"index", index},
                {"line", step.at.line},
                {"arguments", step.arguments},
                {"outcome", told.ok ? "done" : "failed"}};
    if (killed) row["seller"] = "killed";
    // Sentences may name ports.
    Json nondeterministic = Json::object();
    if (!told.ok) nondeterministic["message"] = told.failure;
    session_->note("step", "judge", step.verb, std::move(row), std::move(nondeterministic));
    session_->note_output();
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
