#include "client/sample_seller/seller.h"

#include <fmt/format.h>

#include <charconv>
#include <cstdio>

#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/interrupts.h"
#include "cli/output.h"
#include "cli/seller_options.h"
#include "client/sample_seller/defects.h"
#include "souk/url.h"

namespace souk::cli {
namespace {

struct SellerWish {
  std::string endpoint;
  int port = 0;
  std::string database;
  std::string defect;
  std::string slow;
  std::string queue_url;
  bool answer_first = false;
  bool real_clock = false;
  bool list_defects = false;
};

int list_defects() {
  for (const auto& row : sample::defects())
    fmt::print("{:<28} {:<5} {}\n", row.name, row.rule, row.what);
  return kKept;
}

int run_seller(const SellerWish& wish) {
  if (wish.list_defects) return list_defects();
  hold_interrupts();
  if (!client::parse_url(wish.endpoint)) {
    return complain(kBadStory,
                    fmt::format("--endpoint {}: this is no http address.", wish.endpoint),
                    "Write http://127.0.0.1:4747, or set $SOUK_URL.");
  }
  auto options = sample_options(wish.defect);
  if (!options) return complain(kBadStory, options.error());
  const auto keys = client::credentials_from_environment();
  if (!keys) {
    return complain(kBadStory, "the seller needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
                    "eval \"$(souk env)\" sets them.");
  }
  options->endpoint = wish.endpoint;
  options->credentials = *keys;
  options->port = wish.port;
  options->database = wish.database;
  options->answer_first = wish.answer_first;
  options->queue_url = wish.queue_url;
  options->clock = wish.real_clock ? sample::ClockSource::Real : sample::ClockSource::Follow;
  if (!wish.slow.empty()) {
    const auto slow = slowness_of(wish.slow);
    if (!slow) return complain(kBadStory, slow.error());
    options->slow = *slow;
  }
  try {
    sample::Seller seller(*options);
    say(fmt::format("the sample seller listens on {}\n", seller.start()));
    wait_for_interrupt();
    seller.stop();
  } catch (const std::runtime_error& error) {
    return complain(kSoukFailed, error.what());
  }
  return kKept;
}

}  // namespace

tl::expected<sample::Options, std::string> sample_options(const std::string& defect) {
  sample::Options options;
  if (defect.empty()) return options;
  const auto found = sample::find_defect(defect);
  if (!found) return tl::unexpected(found.error().message);
  options.defect = *found;
  return options;
}

tl::expected<sample::Slowness, std::string> slowness_of(const std::string& text) {
  sample::Slowness slow;
  std::int64_t most = 0;
  const auto* end = text.data() + text.size();
  const auto seed = std::from_chars(text.data(), end, slow.seed);
  const bool colon = seed.ec == std::errc() && seed.ptr != end && *seed.ptr == ':';
  const auto limit = colon ? std::from_chars(seed.ptr + 1, end, most) : seed;
  if (!colon || limit.ec != std::errc() || limit.ptr != end || most < 0) {
    return tl::unexpected(fmt::format("\"{}\" is not SEED:MILLISECONDS, for example 1:100.", text));
  }
  slow.at_most = client::Duration(most);
  return slow;
}

void add_seller(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand("seller", "Run the sample seller as a process of its own");
  auto wish = std::make_shared<SellerWish>();
  command->add_option("--endpoint", wish->endpoint, "souk's URL")
      ->envname("SOUK_URL")
      ->default_val("http://127.0.0.1:4747");
  command->add_option("--port", wish->port, "Port; 0 lets the system choose")
      ->check(whole_number(0, 65535))
      ->capture_default_str();
  command->add_option("--data", wish->database, "Keep its customers in this file");
  command->add_option("--defect", wish->defect, "Be wrong in this way");
  command->add_option("--slow", wish->slow, "SEED:MILLISECONDS: pause before each AWS call");
  command->add_option("--queue", wish->queue_url, "URL of an SQS queue to read notifications from");
  command->add_flag("--answer-first", wish->answer_first,
                    "Answer notifications, then work on them");
  command->add_flag("--real-clock", wish->real_clock, "Do not follow the market's time");
  command->add_flag("--list-defects", wish->list_defects,
                    "Print every defect and the rule it breaks");
  command->footer(
      "Examples:\n"
      "  eval \"$(souk env)\" && souk seller --port 8080\n"
      "  souk seller --defect final-record-late");
  command->callback([&action, wish] { action = [wish] { return run_seller(*wish); }; });
}

}  // namespace souk::cli
