#include "emulator/storage/journal.h"

#include <algorithm>
#include <cctype>

#include "emulator/core/json_text.h"

namespace souk::storage {
namespace {

/// Whether a member of this name holds what nobody else should read: SecretAccessKey, password, …
bool is_secret(const std::string& name) {
  std::string letters;
  for (const char letter : name) {
    if (letter == '_' || letter == '-') continue;
    letters += static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  }
  return letters.find("password") != std::string::npos ||
         letters.find("secret") != std::string::npos ||
         letters.find("sessiontoken") != std::string::npos ||
         letters.find("identitytoken") != std::string::npos;
}

void mask(Json& value) {
  if (value.is_array()) {
    for (auto& each : value) mask(each);
  } else if (value.is_object()) {
    for (auto& [name, each] : value.items()) {
      if (each.is_string() && is_secret(name)) {
        each = "***";
      } else {
        mask(each);
      }
    }
  }
}

}  // namespace

std::int64_t Journal::write(const Entry& entry) {
  auto row = database_.prepare(
      "INSERT INTO journal(at_ms,real_ms,kind,actor,subject,correlation,data_json,loose_json,body)"
      " VALUES(?,?,?,?,?,?,?,?,?)");
  row.bind(clock_.now())
      .bind(real_now_())
      .bind(entry.kind)
      .bind(entry.actor)
      .bind(entry.subject)
      .bind(entry.correlation)
      .bind(json_text(entry.data))
      .bind(json_text(entry.nondeterministic));
  if (entry.body.empty()) {
    row.bind(std::nullopt);
  } else {
    row.bind_blob(entry.body);
  }
  row.run();
  return database_.last_row();
}

std::vector<Json> Journal::read(std::int64_t after, std::size_t limit,
                                const std::vector<std::string>& kinds) {
  std::vector<Json> rows;
  auto row = database_.prepare(
      "SELECT seq,at_ms,real_ms,kind,actor,subject,correlation,data_json,loose_json,body "
      "FROM journal WHERE seq>? ORDER BY seq");
  row.bind(after);
  while (rows.size() < limit && row.step()) {
    if (!kinds.empty() && std::find(kinds.begin(), kinds.end(), row.text(3)) == kinds.end()) {
      continue;
    }
    auto data = Json::parse(row.text(7));
    if (!row.is_null(9)) {
      auto request = Json::parse(row.text(9), nullptr, false);
      data["request"] = request.is_discarded() ? Json(row.text(9)) : std::move(request);
    }
    auto loose = Json::parse(row.text(8));
    mask(data);
    mask(loose);
    loose["real"] = to_iso(row.time(2));
    rows.push_back({{"seq", row.integer(0)},
                    {"at", to_iso(row.time(1))},
                    {"kind", row.text(3)},
                    {"actor", row.text(4)},
                    {"subject", row.text(5)},
                    {"correlation", row.text(6)},
                    {"data", std::move(data)},
                    {"nondeterministic", std::move(loose)}});
  }
  return rows;
}

std::int64_t Journal::last() {
  auto row = database_.prepare("SELECT coalesce(max(seq),0) FROM journal");
  row.step();
  return row.integer(0);
}

}  // namespace souk::storage
