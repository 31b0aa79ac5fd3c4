#include "scenarios/runner/scene.h"

#include <fmt/format.h>

#include <filesystem>

#include "scenarios/process/real_time.h"
#include "scenarios/runner/pages.h"
#include "scenarios/runner/steps.h"
#include "souk/time.h"

namespace souk::judge {
namespace {

constexpr const char* kIsItRunning = "; is the seller running there?";

/// How long a seller may take, in real time, until it looks into its queue for the first time.
constexpr Duration kReaderPatience = std::chrono::seconds(10);
constexpr Duration kReaderPause{50};

RunEnds nobody_there(const Visit& visit) {
  return {RunOutcome::SellerUnreachable, visit.failure + kIsItRunning};
}

Json probes_of(const Seller& seller) {
  Json names = Json::array();
  if (seller.access.is_object()) names.push_back("access");
  if (seller.use.is_object()) names.push_back("use");
  if (seller.consumed.is_object()) names.push_back("consumed");
  if (seller.idle.is_object()) names.push_back("idle");
  if (seller.accounts.is_object()) names.push_back("accounts");
  if (seller.unbilled.is_object()) names.push_back("unbilled");
  return names;
}

}  // namespace

bool follows_clock(const Plan& plan, const RunOptions& options) {
  return plan.seller.follows_clock || (options.hosting && options.hosting->follow_clock);
}

void Scene::set() {
  if (!session_.hosted()) {
    for (const Step& step : plan_.steps) {
      if (!needs_process(step.verb)) continue;
      throw RunEnds{RunOutcome::BadStory,
                    fmt::format("line {}: `{}` is for a seller that souk starts itself; name its "
                                "command with --seller-cmd",
                                step.at.line, step.sentence)};
    }
  }
  note_start();
  put_product();
  const bool by_queue =
      plan_.seller.notifications.is_object() && plan_.seller.notifications.contains("sqs");
  if (session_.hosted()) {
    // It looks into its queue as soon as it runs.
    if (by_queue) put_notifications();
    start_seller();
  }
  reset_seller();
  visit_seller();
  if (!session_.hosted() || !by_queue) put_notifications();
  if (by_queue) wait_for_reader(session_.bind(plan_.seller.notifications)->value("sqs", ""));
  session_.settle();
}

void Scene::start_seller() {
  session_.hosted()->sells(product_code_, plan_.model, queue_url());
  const auto started = session_.hosted()->start(session_.market(), session_.options().cancel);
  session_.note_output();
  if (!started) throw RunEnds{RunOutcome::SellerUnreachable, started.error()};
}

std::string Scene::queue_url() const {
  const Json& described = plan_.seller.notifications;
  if (!described.is_object() || !described.contains("sqs")) return {};
  const auto bound = session_.bind(described["sqs"]);
  return bound ? session_.hosted()->queue_url(bound->get<std::string>()) : "";
}

void Scene::reset_seller() {
  if (!plan_.seller.reset.is_object()) return;
  const auto answer = session_.ask_seller(plan_.seller.reset);
  if (!answer) throw seller_trouble("reset", answer.error(), kIsItRunning);
  if (answer->status / 100 != 2) {
    throw seller_trouble("reset", fmt::format("it answered {}", answer->status));
  }
}

void Scene::visit_seller() {
  const Seller& seller = plan_.seller;
  if (!seller.landing_page.empty()) {
    const Visit visit = probe_listing(session_);
    if (visit.unreachable) throw nobody_there(visit);
  } else if (!seller.reset.is_object() && !session_.seller_url().empty()) {
    // Nothing else would tell a seller that is down from one that has nothing to say.
    const Visit visit = session_.new_browser().open(session_.seller_url() + "/");
    if (visit.unreachable) throw nobody_there(visit);
  }
}

RunEnds Scene::seller_trouble(const std::string& what, const std::string& why,
                              const char* advice) const {
  // A value the story needs and nobody gave is no fault of the seller.
  const bool nameless = session_.seller_url().empty();
  return {nameless ? RunOutcome::BadStory : RunOutcome::SellerUnreachable,
          nameless ? why : fmt::format("the seller's {} failed: {}{}", what, why, advice)};
}

std::string Scene::bound_address(const std::string& address) {
  const auto url = session_.address(address);
  if (!url) throw RunEnds{RunOutcome::BadStory, url.error()};
  return *url;
}

void Scene::note_start() {
  const Seller& seller = plan_.seller;
  Json row = {{"event", "started"},
              {"file", std::filesystem::path(plan_.file).filename().string()},
              {"cell", cell_.labels},
              {"follows_clock", follows_clock(plan_, session_.options())},
              {"probes", probes_of(seller)}};
  if (seller.tick.is_object()) row["tick_every_ms"] = seller.tick_every.count();
  if (!seller.landing_page.empty()) {
    row["landing_page_path"] = session_.relative(bound_address(seller.landing_page));
  }
  session_.note("run", "judge", title_, std::move(row));
}

void Scene::put_product() {
  client::ProductRequest request;
  request.model = plan_.model;
  request.generation = plan_.generation;
  request.dimensions = plan_.product["dimensions"];
  request.code = plan_.product.value("code", "");
  request.title = plan_.product.value("title", "");
  if (!plan_.seller.landing_page.empty()) {
    request.landing_page = bound_address(plan_.seller.landing_page);
  }
  const auto put = session_.market().ask([&](client::SandboxClient& sandbox) {
    return sandbox.put_product(plan_.product_name, request);
  });
  if (!put) throw RunEnds{RunOutcome::BadStory, "the product was refused: " + put.error()};
  product_code_ = put->code;
  for (const auto& [name, offer] : plan_.offers.items()) {
    const auto made = session_.market().ask(
        [&, name = name, offer = offer](auto& sandbox) { return sandbox.put_offer(name, offer); });
    if (made) continue;
    throw RunEnds{RunOutcome::BadStory,
                  fmt::format("the offer \"{}\" was refused: {}", name, made.error())};
  }
}

void Scene::put_notifications() {
  const Json& described = plan_.seller.notifications;
  if (!described.is_object()) return;
  const auto bound = session_.bind(described);
  if (!bound) throw RunEnds{RunOutcome::BadStory, bound.error()};
  client::NotificationTarget target;
  if (bound->contains("https")) target.https = bound_address((*bound)["https"]);
  if (bound->contains("lambda")) target.lambda = bound_address((*bound)["lambda"]);
  target.sqs = bound->value("sqs", "");
  if (bound->contains("raw")) target.raw = (*bound)["raw"].get<bool>();
  target.via = bound->value("via", "");
  target.signature_version = bound->value("signature_version", "");
  const auto put = session_.market().ask([&](client::SandboxClient& sandbox) {
    return sandbox.put_notifications(plan_.product_name, target);
  });
  if (!put) {
    throw RunEnds{RunOutcome::BadStory, "the notifications were refused: " + put.error()};
  }
}

// Time must not run ahead of a seller whose first look into its queue is still to come.
void Scene::wait_for_reader(const std::string& queue) {
  const process::Stopwatch stopwatch;
  while (!is_read(queue)) {
    if (stopwatch.elapsed() > kReaderPatience) {
      throw RunEnds{RunOutcome::SellerUnreachable,
                    fmt::format("nobody has read the queue {} for {}", queue,
                                client::to_text(kReaderPatience))};
    }
    session_.market().read(kReaderPause);
  }
}

bool Scene::is_read(const std::string& queue) {
  const auto queues =
      session_.market().ask([](client::SandboxClient& sandbox) { return sandbox.queues(); });
  if (!queues) return false;
  for (const Json& each : queues->value("queues", Json::array())) {
    if (each.value("name", "") == queue) return each.value("polled", false);
  }
  return false;
}

}  // namespace souk::judge
