#include "scenarios/runner/probes.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "scenarios/runner/local_answers.h"
#include "scenarios/runner/mismatch.h"
#include "scenarios/runner/seller_json.h"
#include "scenarios/story/names.h"
#include "scenarios/story/pattern.h"

namespace souk::judge {
namespace {

client::JournalEntry probe_row(const BuyerState& buyer, const Access& access) {
  Json data = {{"granted", access.granted}, {"status", access.status}, {"reason", access.reason}};
  if (!buyer.agreement.empty()) data["agreement"] = buyer.agreement;
  return {"probe", "judge", buyer.name, {}, std::move(data), Json::object()};
}

Tried<Access> ask_access_locally(Session& session, const BuyerState& buyer) {
  const Json& access = session.plan().seller.access;
  const auto answer = session.ask_seller(access, &buyer);
  if (!answer) return refusal(answer.error());
  Access found;
  found.status = answer->status;
  const std::string wrong =
      mismatch(access.value("granted", Json::object()), answer->status, answer->body, {});
  const bool wants_status = access.contains("granted") && access["granted"].contains("status");
  found.granted = wrong.empty() && (wants_status || answer->status / 100 == 2);
  found.reason = wrong.empty() ? fmt::format("answered {}", answer->status) : wrong;
  return found;
}

// A number as JSON, SQL or a person may write it.
std::optional<std::int64_t> whole_number(const Json& value) {
  if (value.is_number_integer()) return value.get<std::int64_t>();
  if (value.is_number_float()) {
    const auto number = value.get<double>();
    const bool is_whole = std::trunc(number) == number && std::abs(number) < 1e15;
    return is_whole ? std::optional(static_cast<std::int64_t>(number)) : std::nullopt;
  }
  if (!value.is_string()) return std::nullopt;
  const auto& text = value.get_ref<const std::string&>();
  std::int64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool all = read.ec == std::errc() && read.ptr == text.data() + text.size();
  return all ? std::optional(number) : std::nullopt;
}

// The number, or what is to be counted. Nothing when it is not there.
std::optional<Json> told_by(const client::HttpAnswer& answer, const Json& place) {
  if (place.contains("matches")) {
    auto found = find_pattern(answer.body, as_text(place["matches"]));
    return found ? std::optional<Json>(std::move(*found)) : std::nullopt;
  }
  const Json body = read_seller_json(answer.body);
  try {
    const Json::json_pointer pointer(as_text(place["pointer"]));
    if (body.is_discarded() || !body.contains(pointer)) return std::nullopt;
    return body[pointer];
  } catch (const Json::exception&) {
    return std::nullopt;  // a pointer that a run put together
  }
}

std::string in_words(const Json& place) {
  return place.contains("matches") ? fmt::format("like '{}'", as_text(place["matches"]))
                                   : fmt::format("at '{}'", as_text(place["pointer"]));
}

// What the seller counts for all buyers together; a seller that does not tell has no row.
void probe_counts(Session& session) {
  const Seller& seller = session.plan().seller;
  Json counts = Json::object();
  for (const auto& [name, described] :
       {std::pair{"accounts", &seller.accounts}, std::pair{"unbilled", &seller.unbilled}}) {
    if (!described->is_object()) continue;
    const auto count = ask_count(session, *described, name);
    if (count) counts[name] = *count;
  }
  if (!counts.empty()) session.note("probe", "judge", "", std::move(counts));
}

}  // namespace

Tried<Access> ask_access(Session& session, BuyerState& buyer) {
  const Json& access = session.plan().seller.access;
  if (session.waits_for_registration(access, buyer)) return Access{false, 0, "not registered yet"};
  if (is_local(access)) return ask_access_locally(session, buyer);
  const auto prepared = session.prepare(access, &buyer, {});
  if (!prepared) return refusal(prepared.error());
  const Json granted = access.value("granted", Json());
  const bool follow = granted.is_object();
  // Without a word on what access looks like, being sent elsewhere (to log in) is being refused.
  Visit visit =
      prepared->method == "GET" && prepared->headers.empty()
          ? buyer.browser.open(prepared->url, follow)
          : buyer.browser.send(prepared->method, prepared->url, prepared->headers, prepared->body);
  if (!visit.ok()) return refusal(visit.failure);
  Access found;
  found.status = visit.status;
  if (!follow) {
    found.granted = visit.status / 100 == 2;
    found.reason = fmt::format("answered {}", visit.status);
    const std::string& location = visit.hops.back().location;
    if (!location.empty()) found.reason += " to " + session.relative(location);
    return found;
  }
  const bool wants_status = granted.contains("status");
  const std::string wrong = mismatch(granted, visit.status, visit.body, visit.page.text);
  found.granted = wrong.empty() && (wants_status || visit.status / 100 == 2);
  found.reason = wrong.empty() ? fmt::format("answered {}", visit.status) : wrong;
  return found;
}

void note_access(Session& session, const BuyerState& buyer, const Access& access) {
  session.note({probe_row(buyer, access)});
}

void probe_access(Session& session, const std::string& only) {
  if (session.is_asleep()) return;
  probe_counts(session);
  if (!session.plan().seller.access.is_object()) return;
  std::vector<client::JournalEntry> rows;
  for (auto& [name, buyer] : session.buyers()) {
    if (buyer.agreement.empty() || (!only.empty() && name != only)) continue;
    const auto access = ask_access(session, buyer);
    // No answer is no access; the sentence names ports, and stays out of the row.
    rows.push_back(probe_row(buyer, access ? *access : Access{false, 0, "no answer came"}));
  }
  if (!rows.empty()) session.note(std::move(rows));
}

Json place_of_count(const Json& described) {
  if (described.contains("matches")) return {{"matches", described["matches"]}};
  return {{"pointer", described.value("pointer", Json(""))}};
}

Tried<std::int64_t> read_count(const client::HttpAnswer& answer, const Json& place,
                               const std::string& what, Counting counting) {
  const auto told = told_by(answer, place);
  const auto wrong = [&](const std::string& found) {
    return refusal(fmt::format("the seller's answer about {} (status {}) has {} {}", what,
                               answer.status, found, in_words(place)));
  };
  if (!told) return wrong("nothing");
  if (told->is_structured()) {
    if (counting == Counting::Things) return static_cast<std::int64_t>(told->size());
    return refusal(wrong(shown(*told)).value() + "; name the number in it by `pointer`");
  }
  if (told->is_null()) return 0;  // what SQL makes of the sum of nothing
  const auto number = whole_number(*told);
  if (number && *number >= 0) return *number;
  return refusal(wrong(shown(*told)).value() + ", which is no count");
}

Tried<std::int64_t> ask_count(Session& session, const Json& described, const std::string& what) {
  const auto answer = session.ask_seller(described);
  if (!answer) return refusal(answer.error());
  return read_count(*answer, place_of_count(described), "its " + what, Counting::Things);
}

}  // namespace souk::judge
