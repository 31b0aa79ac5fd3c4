#include "tests/scenarios/runner/runner_fixture.h"

#include <fmt/format.h>

#include "scenarios/story/story.h"
#include "souk/time.h"

namespace souk::judge {
namespace {

constexpr const char* kTop = R"(story: A Test, of sorts
product: {name: product, model: subscription, generation: concurrent, dimensions: [requests]}
clock: {start: 2026-10-06T09:00:00Z}
)";

}  // namespace

Timestamp at(const std::string& time) { return *client::parse_iso("2026-10-06T" + time + "Z"); }

RunnerTest::RunnerTest() {
  options_.souk = souk_.url();
  options_.seller_url = seller_.url();
  options_.patience = Duration{0};
}

RunResult RunnerTest::run(const std::string& steps, const char* seller) {
  const auto story = parse_story(kTop + std::string(seller) + steps, "dir/a.yaml");
  EXPECT_TRUE(story) << to_text(story.error());
  const auto cells = expand(*story);
  EXPECT_TRUE(cells) << to_text(cells.error());
  return run_story(*story, cells->front(), options_);
}

std::vector<std::string> RunnerTest::order() const {
  std::vector<std::string> lines;
  for (const std::string& line : souk_.log()) {
    if (line.rfind("due ", 0) == 0 || line.rfind("seller ", 0) == 0) lines.push_back(line);
  }
  return lines;
}

std::string failures(const RunResult& result) {
  std::string text = result.trouble;
  for (const StepResult& step : result.steps) {
    if (!step.ok) text += fmt::format("[{} {}: {}]", step.index, step.verb, step.failure);
  }
  return text;
}

}  // namespace souk::judge
