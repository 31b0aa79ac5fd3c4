#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "emulator/core/json.h"
#include "tests/architecture/source_tree.h"

// The table of modelled errors in docs/fidelity.md tells how each error of each operation is
// provoked, and the cases AWS's own clients play do provoke it so.
namespace souk::architecture {
namespace {

using Names = std::set<std::string>;

/// "sqs.SendMessage" → the errors its model names.
std::map<std::string, Names> modelled_errors() {
  std::map<std::string, Names> errors;
  const auto modelled = Json::parse(file_at("tests/sdk/errors.json").text);
  for (const auto& [service, operations] : modelled.items()) {
    for (const auto& [operation, names] : operations.items()) {
      errors[service + "." + operation] = names.get<Names>();
    }
  }
  return errors;
}

/// Of a step as `["SendMessage", {…}, "QueueDoesNotExist"]` or `[…, {"fails": "…"}]`.
std::string error_in(const Json& step) {
  if (step.size() < 3) return "";
  if (step[2].is_string()) return step[2];
  return step[2].value("fails", "");
}

/// "sqs.SendMessage" → the errors that cases of tests/sdk provoke.
std::map<std::string, Names> provoked_errors() {
  std::map<std::string, Names> errors;
  for (const auto* file : files_ending({".json"})) {
    if (file->path.rfind("tests/sdk/cases/", 0) != 0) continue;
    const auto all = Json::parse(file->text);
    const auto service = all["service"].get<std::string>();
    for (const auto& [name, steps] : all["cases"].items()) {
      for (const auto& step : steps) {
        if (!step.is_array() || error_in(step).empty()) continue;
        auto operation = step[0].get<std::string>();
        const auto colon = operation.find(':');
        operation = colon == std::string::npos ? service + "." + operation
                                               : operation.replace(colon, 1, ".");
        errors[operation].insert(error_in(step));
      }
    }
  }
  return errors;
}

struct Row {
  Names asked;
  Names by_fault;
};

Names backquoted(const std::string& text) {
  Names names;
  for (std::size_t at = text.find('`'); at != std::string::npos; at = text.find('`', at)) {
    const auto end = text.find('`', at + 1);
    names.insert(text.substr(at + 1, end - at - 1));
    at = end + 1;
  }
  return names;
}

/// The table under "## Modelled errors", by operation.
std::map<std::string, Row> told_errors() {
  std::map<std::string, Row> rows;
  const auto& text = file_at("docs/fidelity.md").text;
  auto at = text.find("\n## Modelled errors\n");
  const auto end = text.find("\n## ", at + 1);
  for (at = text.find("\n| `", at); at < end; at = text.find("\n| `", at + 1)) {
    const auto line = text.substr(at + 1, text.find('\n', at + 1) - at - 1);
    const auto first = line.find(" | ");
    const auto second = line.find(" | ", first + 1);
    const auto operation = *backquoted(line.substr(0, first)).begin();
    rows[operation] = {backquoted(line.substr(first, second - first)),
                       backquoted(line.substr(second))};
  }
  return rows;
}

TEST(ModelledErrors, AreToldOfEveryOperation) {
  const auto modelled = modelled_errors();
  const auto told = told_errors();

  ASSERT_GT(modelled.size(), 50U);
  for (const auto& [operation, errors] : modelled) {
    const auto row = told.find(operation);
    ASSERT_NE(row, told.end()) << operation;
    auto all = row->second.asked;
    all.insert(row->second.by_fault.begin(), row->second.by_fault.end());
    EXPECT_EQ(all, errors) << operation;
    EXPECT_EQ(all.size(), row->second.asked.size() + row->second.by_fault.size()) << operation;
  }
  EXPECT_EQ(told.size(), modelled.size());
}

TEST(ModelledErrors, AreProvokedAsTold) {
  const auto provoked = provoked_errors();

  for (const auto& [operation, row] : told_errors()) {
    const auto found = provoked.find(operation);
    const auto errors = found == provoked.end() ? Names{} : found->second;
    for (const auto& error : row.asked) EXPECT_EQ(errors.count(error), 1U) << operation << error;
    for (const auto& error : row.by_fault) EXPECT_EQ(errors.count(error), 0U) << operation << error;
  }
}

}  // namespace
}  // namespace souk::architecture
