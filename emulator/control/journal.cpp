#include <fmt/format.h>

#include <array>
#include <charconv>

#include "emulator/control/calls.h"
#include "emulator/core/json_text.h"
#include "emulator/core/version.h"

namespace souk::control {
namespace {

constexpr std::size_t kStandardLimit = 1000;
constexpr std::int64_t kLongestWait = 60;
constexpr std::size_t kExportStep = 500;

/// What the judge saw, and nobody else writes. Source: docs/journal.md.
constexpr std::array<std::string_view, 8> kJudgesKinds{"run",    "step",  "page", "use",
                                                       "output", "probe", "tick", "expectation"};

Result<std::int64_t> number_in(const Call& call, const std::string& name, std::int64_t standard,
                               std::int64_t most) {
  const auto found = call.query.find(name);
  if (found == call.query.end()) return standard;
  std::int64_t value = 0;
  const auto& text = found->second;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 0 || value > most) {
    return Failure(
        bad_request(fmt::format("{} is a whole number from 0 to {}.", name, most), name));
  }
  return value;
}

std::vector<std::string> kinds_in(const Call& call) {
  std::vector<std::string> kinds;
  const auto found = call.query.find("kind");
  if (found == call.query.end()) return kinds;
  std::string_view rest = found->second;
  while (!rest.empty()) {
    const auto comma = rest.find(',');
    kinds.emplace_back(rest.substr(0, comma));
    rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
  }
  return kinds;
}

Result<storage::Entry> read_row(const Json& row, std::size_t index) {
  const auto at = fmt::format("rows[{}]", index);
  if (!row.is_object()) return Failure(bad_request("A row is an object.", at));
  storage::Entry entry;
  const std::pair<const char*, std::string*> texts[] = {{"kind", &entry.kind},
                                                        {"actor", &entry.actor},
                                                        {"subject", &entry.subject},
                                                        {"correlation", &entry.correlation}};
  for (const auto& [member, target] : texts) {
    const auto text = text_in(row, member);
    if (!text) return Failure(bad_request(text.error().message, at + "." + member));
    *target = *text;
  }
  if (std::find(kJudgesKinds.begin(), kJudgesKinds.end(), entry.kind) == kJudgesKinds.end()) {
    return Failure(bad_request(fmt::format("\"{}\" is no kind of row a judge writes.", entry.kind),
                               at + ".kind",
                               "run, step, page, use, output, probe, tick or expectation."));
  }
  if (entry.actor.empty()) entry.actor = "judge";
  entry.data = row.value("data", Json::object());
  entry.nondeterministic = row.value("nondeterministic", Json::object());
  if (!entry.data.is_object() || !entry.nondeterministic.is_object()) {
    return Failure(bad_request("data and nondeterministic are objects.", at));
  }
  return entry;
}

}  // namespace

Result<Reply> read_journal(Call& call) {
  const auto after = number_in(call, "after", 0, INT64_MAX);
  const auto wait = number_in(call, "wait", 0, kLongestWait);
  const auto limit = number_in(call, "limit", kStandardLimit, 100'000);
  if (!after) return Failure(after.error());
  if (!wait) return Failure(wait.error());
  if (!limit) return Failure(limit.error());
  auto& journal = enter(call).journal;
  auto rows = journal.read(*after, static_cast<std::size_t>(*limit), kinds_in(call));
  if (rows.empty() && *wait > 0 && !call.last) {
    Reply reply;
    reply.wait = std::chrono::seconds(*wait);
    return reply;
  }
  const auto last =
      rows.empty() ? std::max(*after, journal.last()) : rows.back()["seq"].get<std::int64_t>();
  return Reply{200, {{"rows", std::move(rows)}, {"last", last}}};
}

Result<Reply> append_journal(Call& call) {
  if (const auto known = only(call.body, {"rows"}); !known) return Failure(known.error());
  const auto rows = call.body.value("rows", Json());
  if (!rows.is_array()) return Failure(bad_request("rows is a list.", "rows"));
  std::vector<storage::Entry> entries;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    auto entry = read_row(rows[i], i);
    if (!entry) return Failure(entry.error());
    entries.push_back(std::move(*entry));
  }
  auto& journal = enter(call).journal;
  for (const auto& entry : entries) journal.write(entry);
  return Reply{201, {{"last", journal.last()}}};
}

Result<Reply> stream_journal(Call& call) {
  const auto after = number_in(call, "after", 0, INT64_MAX);
  if (!after) return Failure(after.error());
  Reply reply;
  reply.stream_after = *after;
  return reply;
}

Result<Reply> export_journal(Call& call) {
  auto& sandbox = enter(call);
  Reply reply;
  reply.content_type = "application/x-ndjson";
  reply.text = Json{{"souk", kVersion},
                    {"seed", sandbox.config().seed},
                    {"profile", sandbox.config().profile},
                    {"sandbox", sandbox.name()}}
                   .dump() +
               "\n";
  for (std::int64_t after = 0;;) {
    const auto rows = sandbox.journal.read(after, kExportStep);
    if (rows.empty()) return reply;
    for (const auto& row : rows) {
      reply.text += json_text(row) + "\n";
    }
    after = rows.back()["seq"];
  }
}

Result<Reply> judge_journal(Call& call) {
  if (const auto known = only(call.body, {"rules"}); !known) return Failure(known.error());
  if (!call.server.judge) {
    return Failure({"NoJudge", 409, "This souk was started without its judge.", "", ""});
  }
  std::vector<Json> rows;
  {
    sandbox::Session session(*call.sandbox);
    rows = call.sandbox->journal.read(0, SIZE_MAX);
  }
  auto verdicts = call.server.judge(rows, call.body.value("rules", Json("all")));
  if (!verdicts) return Failure(verdicts.error());
  return Reply{200, {{"verdicts", std::move(*verdicts)}}};
}

}  // namespace souk::control
