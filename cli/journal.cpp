#include <fmt/format.h>

#include <cstdio>

#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/remote.h"
#include "souk/time.h"

namespace souk::cli {
namespace {

struct JournalWish {
  std::int64_t after = 0;
  bool follow = false;
  bool whole = false;
  std::vector<std::string> kinds;
};

void print(const client::JournalRow& row) {
  fmt::print("{:>6} {} {:<12} {:<8} {}", row.seq, client::to_iso(row.at), row.kind, row.actor,
             row.subject);
  for (const auto* member : {"event", "name", "outcome", "status", "state", "buyer"}) {
    const auto found = row.data.find(member);
    if (found == row.data.end()) continue;
    fmt::print(" {}={}", member, found->is_string() ? found->get<std::string>() : found->dump());
  }
  if (row.data.contains("error")) fmt::print(" error={}", row.data["error"].value("type", ""));
  fmt::print("\n");
}

int export_all(const Remote& remote) {
  const auto text = remote.box().journal_export();
  if (!text) return complain(text.error(), remote);
  std::fwrite(text->data(), 1, text->size(), stdout);
  return kKept;
}

int read(const Remote& remote, const JournalWish& wish) {
  if (wish.whole) return export_all(remote);
  auto box = remote.box();
  client::JournalQuery query;
  query.after = wish.after;
  query.kinds = wish.kinds;
  while (true) {
    const auto page = box.journal(query);
    if (!page) return complain(page.error(), remote);
    for (const auto& row : page->rows) print(row);
    std::fflush(stdout);
    if (page->rows.empty() && !wish.follow) return kKept;
    query.after = page->last;
    if (wish.follow) query.wait = std::chrono::seconds(30);
  }
}

}  // namespace

void add_journal(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand("journal", "Print what a sandbox saw and did");
  auto remote = std::make_shared<Remote>();
  auto wish = std::make_shared<JournalWish>();
  add_remote(*command, *remote);
  command->add_option("--after", wish->after, "Only rows after this one")
      ->check(whole_number(0, INT64_MAX));
  command->add_option("--kind", wish->kinds, "Only rows of these kinds")
      ->delimiter(',')
      ->allow_extra_args(false);
  command->add_flag("--follow", wish->follow, "Wait for more");
  command->add_flag("--export", wish->whole, "Everything, as NDJSON");
  command->footer(
      "Examples:\n"
      "  souk journal --follow --kind call,delivery\n"
      "  souk journal --export > journal.ndjson");
  command->callback(
      [&action, remote, wish] { action = [remote, wish] { return read(*remote, *wish); }; });
}

}  // namespace souk::cli
