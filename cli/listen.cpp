#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdio>

#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/interrupts.h"
#include "cli/output.h"
#include "cli/remote.h"
#include "souk/time.h"
#include "souk/url.h"

namespace souk::cli {
namespace {

using client::Json;

/// How long one question waits for news (real time). A sandbox that was reset is found out after
/// it.
constexpr client::Duration kPatience = std::chrono::seconds(2);

struct ListenWish {
  std::vector<std::string> names;
  std::string channel;
  std::string buyer;
  std::string format = "text";
  std::string from = "now";
  std::string forward_to;
  std::vector<std::string> products;
};

std::optional<std::int64_t> row_number(const std::string& text) {
  std::int64_t number = 0;
  const auto* end = text.data() + text.size();
  const auto [rest, trouble] = std::from_chars(text.data(), end, number);
  if (trouble != std::errc() || rest != end || number < 0) return std::nullopt;
  return number;
}

std::string text_of(const Json& object, const char* member) {
  const auto found = object.find(member);
  if (found == object.end()) return "";
  return found->is_string() ? found->get<std::string>() : found->dump();
}

bool is_wanted(const client::JournalRow& row, const ListenWish& wish) {
  const auto is = [&](const std::string& wanted, const char* member) {
    return wanted.empty() || text_of(row.data, member) == wanted;
  };
  const bool named = wish.names.empty() || std::find(wish.names.begin(), wish.names.end(),
                                                     text_of(row.data, "name")) != wish.names.end();
  return named && is(wish.channel, "channel") && is(wish.buyer, "buyer");
}

/// "12:03:04" of "2026-11-26T12:03:04.000Z".
std::string time_of_day(const std::string& instant) {
  return instant.size() >= 19 ? instant.substr(11, 8) : instant;
}

/// A function is invoked with messages of a queue.
std::string batch_line(const client::JournalRow& row) {
  const auto& data = row.data;
  return fmt::format("{} {} {:<11} {} | lambda {} | {} messages, {} failed: {} {} [{}]\n",
                     time_of_day(text_of(row.nondeterministic, "real")), client::to_iso(row.at),
                     "queue", text_of(data, "queue"), text_of(data, "function"),
                     text_of(data, "messages"), text_of(data, "failed"), text_of(data, "outcome"),
                     text_of(data, "status"), text_of(data, "id"));
}

std::string line_of(const client::JournalRow& row) {
  if (row.kind == "invocation") return batch_line(row);
  const auto& data = row.data;
  auto line = fmt::format("{} {} {:<11} {}", time_of_day(text_of(row.nondeterministic, "real")),
                          client::to_iso(row.at), text_of(data, "channel"), text_of(data, "name"));
  if (data.contains("buyer")) {
    line += fmt::format(" | {} {}", text_of(data, "buyer"), text_of(data, "agreement"));
  }
  line += fmt::format(" | {} {} | attempt {} {}", text_of(data, "to"),
                      text_of(row.nondeterministic, "endpoint"), text_of(data, "attempt"),
                      text_of(data, "outcome"));
  for (const auto* member : {"status", "forged"}) {
    if (data.contains(member)) line += fmt::format(" {}", text_of(data, member));
  }
  if (data.contains("next_attempt_at")) {
    line += fmt::format(", again at {}", text_of(data, "next_attempt_at"));
  }
  if (const auto why = text_of(row.nondeterministic, "reason"); !why.empty()) {
    line += fmt::format(" ({})", why);
  }
  return line + fmt::format(" [{}]\n", text_of(data, "id"));
}

std::string json_of(const client::JournalRow& row) {
  auto line = row.data;
  line["seq"] = row.seq;
  line["at"] = client::to_iso(row.at);
  line["notification"] = row.correlation;
  for (const auto* member : {"real", "endpoint", "took_ms", "reason"}) {
    if (row.nondeterministic.contains(member)) line[member] = row.nondeterministic[member];
  }
  return line.dump() + "\n";
}

void note(const std::string& text) {
  std::fflush(stdout);
  std::fwrite(text.data(), 1, text.size(), stderr);
}

/// The number of the journal's last row.
client::Outcome<std::int64_t> last_row(client::SandboxClient& box) {
  client::JournalQuery query;
  query.limit = 0;
  const auto page = box.journal(query);
  if (!page) return page.error();
  return page->last;
}

/// Makes the URL where the products' news go, instead of what was said before.
std::optional<client::Failure> forward(client::SandboxClient& box, const ListenWish& wish) {
  auto products = wish.products;
  if (products.empty()) {
    const auto all = box.products();
    if (!all) return all.error();
    for (const auto& each : *all) products.push_back(each.name);
  }
  client::NotificationTarget target;
  target.https = wish.forward_to;
  for (const auto& product : products) {
    const auto channels = box.put_notifications(product, target);
    if (!channels) return channels.error();
    for (const auto& channel : *channels) {
      note(fmt::format("news of {} over {} now go to {} ({})\n", product, channel.via,
                       wish.forward_to, channel.status));
    }
  }
  return std::nullopt;
}

/// Where to begin; nothing when the journal could not be read, or has no such place.
client::Outcome<std::int64_t> beginning(client::SandboxClient& box, const std::string& from) {
  const auto last = last_row(box);
  if (!last || from == "now") return last;
  return from == "start" ? 0 : std::max<std::int64_t>(*row_number(from) - 1, 0);
}

class Listener {
 public:
  Listener(const Remote& remote, const ListenWish& wish)
      : remote_(remote), wish_(wish), box_(remote.control(cancellation_).sandbox(remote.sandbox)) {}

  int run() {
    const InterruptWatch watch([this] { cancellation_->cancel(); });
    const int code = listen();
    return watch.interrupted() ? kKept : code;
  }

 private:
  int listen() {
    auto first = beginning(box_, wish_.from);
    if (!first) return complain_of(first.error());
    after_ = *first;
    if (!wish_.forward_to.empty()) {
      if (const auto failure = forward(box_, wish_)) return complain_of(*failure);
    }
    note(fmt::format("listening to sandbox {} of {}; Ctrl-C ends it\n", remote_.sandbox,
                     remote_.emulator));
    while (true) {
      client::JournalQuery query;
      query.after = after_;
      query.kinds = {"delivery", "invocation"};
      query.wait = kPatience;
      const auto page = box_.journal(query);
      if (!page) return say_the_end(page.error());
      if (!print(page->rows)) return kKept;
      after_ = page->last;
      if (page->rows.empty() && !see_to_resets()) return kSoukFailed;
    }
  }

  /// False when nobody reads any more.
  bool print(const std::vector<client::JournalRow>& rows) const {
    for (const auto& row : rows) {
      if (is_wanted(row, wish_)) say(wish_.format == "json" ? json_of(row) : line_of(row));
    }
    return std::ferror(stdout) == 0;
  }

  /// A journal that is shorter than what was read of it began anew.
  bool see_to_resets() {
    const auto last = last_row(box_);
    if (!last) {
      say_the_end(last.error());
      return false;
    }
    if (*last < after_) {
      note("the sandbox was reset; its journal began anew\n");
      after_ = 0;
    }
    return true;
  }

  /// Ctrl-C is no failure.
  int complain_of(const client::Failure& failure) const {
    return failure.type == client::transport::kCancelled ? kKept : complain(failure, remote_);
  }

  int say_the_end(const client::Failure& failure) const {
    if (failure.status != 0 || failure.type == client::transport::kCancelled) {
      return complain_of(failure);
    }
    return complain(
        kSoukFailed,
        fmt::format("the connection to {} ended: {}", remote_.emulator, failure.message),
        "Listen again once a souk runs there; --from start shows what was missed.");
  }

  const Remote& remote_;
  const ListenWish& wish_;
  std::shared_ptr<client::Cancellation> cancellation_ = std::make_shared<client::Cancellation>();
  client::SandboxClient box_;
  std::int64_t after_ = 0;
};

int listen(const Remote& remote, const ListenWish& wish) {
  if (wish.from != "now" && wish.from != "start" && !row_number(wish.from)) {
    return complain(
        kBadStory,
        fmt::format("--from: \"{}\" is neither start, now nor a row of the journal.", wish.from),
        "souk listen --from start");
  }
  if (!wish.forward_to.empty() && !client::parse_url(wish.forward_to)) {
    return complain(kBadStory,
                    fmt::format("--forward-to: \"{}\" is no http address.", wish.forward_to),
                    "souk listen --forward-to http://127.0.0.1:8080/marketplace/events");
  }
  if (!wish.products.empty() && wish.forward_to.empty()) {
    return complain(kBadStory, "--product says whose news --forward-to is about.",
                    "souk listen --forward-to URL --product subscription-concurrent");
  }
  hold_interrupts();
  return Listener(remote, wish).run();
}

}  // namespace

void add_listen(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand("listen", "Print the market's deliveries as they happen");
  auto remote = std::make_shared<Remote>();
  auto wish = std::make_shared<ListenWish>();
  add_remote(*command, *remote);
  command->add_option("--only", wish->names, "Only notifications of these names")
      ->delimiter(',')
      ->allow_extra_args(false);
  command->add_option("--channel", wish->channel, "Only this channel: sns or eventbridge")
      ->check(one_of({"sns", "eventbridge"}));
  command->add_option("--buyer", wish->buyer, "Only about this buyer");
  command->add_option("--format", wish->format, "text or json, an object a line")
      ->check(one_of({"text", "json"}))
      ->capture_default_str();
  command->add_option("--from", wish->from, "now, start, or a row of the journal")
      ->capture_default_str();
  command->add_option("--forward-to", wish->forward_to,
                      "First make this URL where the products' news go, instead of elsewhere");
  command->add_option("--product", wish->products, "With --forward-to: these products; all of them")
      ->delimiter(',')
      ->allow_extra_args(false);
  command->footer(
      "Ends with 0 on Ctrl-C, and with 4 when souk has gone away.\n\n"
      "Examples:\n"
      "  souk listen --only subscribe-success,unsubscribe-pending\n"
      "  souk listen --forward-to http://127.0.0.1:8080/marketplace/events\n"
      "  souk listen --from start --format json | jq .outcome");
  command->callback(
      [&action, remote, wish] { action = [remote, wish] { return listen(*remote, *wish); }; });
}

}  // namespace souk::cli
