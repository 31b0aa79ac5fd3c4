#include "scenarios/runner/local_answers.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "scenarios/process/program.h"
#include "scenarios/runner/letters.h"
#include "scenarios/story/names.h"

namespace souk::judge {
namespace {

constexpr int kAnswered = 200;
constexpr int kNoRows = 404;
constexpr int kWentWrong = 500;

std::string trimmed(std::string text) {
  const auto blank = [](unsigned char c) { return std::isspace(c) != 0 || c == ';'; };
  while (!text.empty() && blank(text.back())) text.pop_back();
  text.erase(text.begin(), std::find_if_not(text.begin(), text.end(), blank));
  return text;
}

/// Whether a statement gives rows.
bool is_question(const std::string& query) {
  const auto word = lower(query.substr(0, query.find_first_of(" \t\n(")));
  return word == "select" || word == "with" || word == "values";
}

struct Program {
  std::vector<std::string> words;
  std::string package;  ///< what brings it
  bool asks = false;
};

Program sqlite_program(const Json& asked) {
  const auto query = trimmed(as_text(asked.at("query")));
  return {{"sqlite3", "-json", "-cmd", ".timeout 5000", as_text(asked.at("file")), query},
          "sqlite3",
          is_question(query)};
}

Program postgres_program(const Json& asked) {
  auto query = trimmed(as_text(asked.at("query")));
  const bool asks = is_question(query);
  if (asks) query = fmt::format("SELECT coalesce(json_agg(row), '[]') FROM ({}) AS row", query);
  return {{"psql", "-X", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1", "-c", query,
           as_text(asked.at("url"))},
          "postgresql-client",
          asks};
}

}  // namespace

bool is_local(const Json& request) {
  return request.contains("command") || request.contains("sqlite") || request.contains("postgres");
}

Tried<client::HttpAnswer> ask_locally(const Json& request, Duration patience, std::size_t most) {
  Program program;
  if (request.contains("command")) {
    program.words = {"/bin/sh", "-c", as_text(request["command"])};
  } else if (request.contains("sqlite")) {
    program = sqlite_program(request["sqlite"]);
  } else {
    program = postgres_program(request["postgres"]);
  }
  const auto end = process::run_program(program.words, patience, most);
  if (!end) {
    return refusal(program.package.empty()
                       ? end.error()
                       : fmt::format("{} (apt-get install {})", end.error(), program.package));
  }
  client::HttpAnswer answer;
  answer.status = end->code == 0 ? kAnswered : kWentWrong;
  answer.body = end->code == 0 || !end->out.empty() ? end->out : end->err;
  if (!program.package.empty() && end->code != 0) {
    return refusal(fmt::format("{}: {}", program.words.front(), trimmed(end->err)));
  }
  if (!program.asks) return answer;
  answer.body = trimmed(answer.body);
  if (answer.body.empty()) answer.body = "[]";
  if (answer.body == "[]") answer.status = kNoRows;
  return answer;
}

}  // namespace souk::judge
