#include "scenarios/runner/market.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace souk::judge {
namespace {

constexpr int kPage = 1000;

Row row_of(client::JournalRow row) {
  return {row.seq,
          row.at,
          std::move(row.kind),
          std::move(row.actor),
          std::move(row.subject),
          std::move(row.correlation),
          std::move(row.data),
          std::move(row.nondeterministic)};
}

}  // namespace

bool is_lost(const client::Failure& failure) {
  constexpr std::array kTransport{client::transport::kBadUrl,   client::transport::kRefused,
                                  client::transport::kTimeout,  client::transport::kBroken,
                                  client::transport::kTls,      client::transport::kTooLarge,
                                  client::transport::kBadAnswer};
  return std::any_of(kTransport.begin(), kTransport.end(),
                     [&](std::string_view name) { return failure.type == name; });
}

void Market::throw_if_lost(const client::Failure& failure) {
  if (is_lost(failure)) throw SoukLost{sentence_of(failure)};
}

std::string Market::sentence_of(const client::Failure& failure) {
  std::string text = failure.message.empty() ? failure.type : failure.message;
  if (!failure.field.empty()) text += fmt::format(" ({})", failure.field);
  if (!failure.hint.empty()) text += "; " + failure.hint;
  return text;
}

bool Market::read(Duration wait) {
  bool any = false;
  while (true) {
    client::JournalQuery query;
    query.after = journal_.empty() ? 0 : journal_.back().seq;
    // souk counts whole seconds; rounding down would make a wait no wait.
    query.wait = any ? Duration{0} : std::chrono::ceil<std::chrono::seconds>(wait);
    query.limit = kPage;
    auto page = ask([&](client::SandboxClient& sandbox) { return sandbox.journal(query); });
    if (!page) throw SoukLost{"the journal cannot be read: " + page.error()};
    for (client::JournalRow& row : page->rows) journal_.push_back(row_of(std::move(row)));
    any = any || !page->rows.empty();
    if (page->rows.size() < kPage) return any;
  }
}

void Market::write(const std::vector<client::JournalEntry>& rows) {
  const auto written = ask([&](client::SandboxClient& sandbox) { return sandbox.append(rows); });
  if (!written) throw SoukLost{"the journal takes no rows: " + written.error()};
}

}  // namespace souk::judge
