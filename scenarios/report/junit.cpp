#include "scenarios/report/junit.h"

#include <fmt/format.h>

#include <pugixml.hpp>
#include <sstream>

#include "scenarios/report/names.h"
#include "scenarios/rules/rule.h"
#include "scenarios/rules/time_text.h"

namespace souk::judge {
namespace {

void set(pugi::xml_node node, const char* name, const std::string& value) {
  node.append_attribute(name).set_value(printable(value).c_str());
}

void set(pugi::xml_node node, const char* name, int value) {
  node.append_attribute(name).set_value(value);
}

void say(pugi::xml_node node, const std::string& text) {
  node.append_child(pugi::node_pcdata).set_value(printable(text).c_str());
}

std::string seconds_text(Duration duration) {
  return fmt::format("{:.3f}", static_cast<double>(duration.count()) / 1000.0);
}

std::string verdict_text(const RunResult& run, const Verdict& verdict) {
  std::string text = verdict.summary + "\n";
  if (verdict.deadline) text += fmt::format("deadline: {}\n", moment_text(*verdict.deadline));
  if (verdict.margin) text += fmt::format("margin: {}\n", margin_text(verdict.margin));
  for (const auto& evidence : verdict.evidence) {
    text += fmt::format("#{} {} {}\n", evidence.seq, moment_text(evidence.at), evidence.text);
  }
  const auto* step = verdict.evidence.empty() ? nullptr : step_at(run, verdict.evidence.back().at);
  if (step != nullptr) text += fmt::format("at {}:{}: {}\n", run.file, step->line, step->sentence);
  return text;
}

/// A testcase takes no file: the common schema gives that to the suite.
pugi::xml_node add_case(pugi::xml_node suite, const RunResult& run, const std::string& group,
                        const std::string& name) {
  auto test = suite.append_child("testcase");
  set(test, "classname", fmt::format("{}.{}", run_name(run), group));
  set(test, "name", name);
  set(test, "time", std::string("0.000"));
  return test;
}

void add_verdict(pugi::xml_node suite, const RunResult& run, const Verdict& verdict) {
  const auto* rule = find_rule(verdict.rule);
  const auto name =
      rule == nullptr ? verdict.rule : fmt::format("{} {}", verdict.rule, rule->title);
  auto test = add_case(suite, run, "rules", name);
  if (verdict.outcome == Outcome::Fail) {
    auto failure = test.append_child("failure");
    set(failure, "type", verdict.rule);
    set(failure, "message", verdict.summary);
    say(failure, verdict_text(run, verdict));
  } else if (verdict.outcome == Outcome::NotExercised) {
    set(test.append_child("skipped"), "message", "not exercised: " + verdict.summary);
  } else if (verdict.outcome == Outcome::Warn) {
    say(test.append_child("system-out"), "warning: " + verdict_text(run, verdict));
  }
}

void add_step(pugi::xml_node suite, const RunResult& run, const StepResult& step) {
  auto test = add_case(suite, run, "steps", fmt::format("{}. {}", step.index, step.sentence));
  if (step.ok && step.margin) {
    say(test.append_child("system-out"), "margin: " + margin_text(step.margin));
  }
  if (step.ok) return;
  auto failure = test.append_child("failure");
  set(failure, "type", "step");
  set(failure, "message", step.failure);
  say(failure, fmt::format("{}:{}: {}\n{}\nfrom {} to {}\n", run.file, step.line, step.sentence,
                           step.failure, moment_text(step.from), moment_text(step.to)));
}

void add_properties(pugi::xml_node suite, const RunResult& run) {
  auto properties = suite.append_child("properties");
  const auto add = [&](const std::string& name, const std::string& value) {
    auto property = properties.append_child("property");
    set(property, "name", name);
    set(property, "value", value);
  };
  add("seed", fmt::to_string(run.seed));
  add("profile", run.profile);
  add("generation", run.generation);
  add("model", run.model);
  add("seller", run.seller);
  for (const auto& [name, value] : run.cell) add("matrix." + name, value);
}

bool has_trouble(const RunResult& run) {
  return run.outcome != RunOutcome::Kept && run.outcome != RunOutcome::Broken;
}

void add_suite(pugi::xml_node root, const RunResult& run) {
  auto suite = root.append_child("testsuite");
  const auto counts = counts_of(run);
  const auto tests = run.verdicts.size() + run.steps.size() + (has_trouble(run) ? 1 : 0);
  set(suite, "name", run_name(run));
  set(suite, "tests", static_cast<int>(tests));
  set(suite, "failures", counts.failed + counts.failed_steps);
  set(suite, "errors", has_trouble(run) ? 1 : 0);
  set(suite, "skipped", counts.not_exercised);
  set(suite, "time", seconds_text(run.took));
  set(suite, "file", run.file);
  add_properties(suite, run);
  if (has_trouble(run)) {
    auto error = add_case(suite, run, "run", "the run").append_child("error");
    set(error, "type", std::string(name_of(run.outcome)));
    set(error, "message", run.trouble);
    say(error, run.trouble);
  }
  for (const auto& step : run.steps) add_step(suite, run, step);
  for (const auto& verdict : run.verdicts) add_verdict(suite, run, verdict);
}

}  // namespace

std::string junit_report(const std::vector<RunResult>& results) {
  pugi::xml_document document;
  auto declaration = document.append_child(pugi::node_declaration);
  declaration.append_attribute("version") = "1.0";
  declaration.append_attribute("encoding") = "UTF-8";
  auto root = document.append_child("testsuites");
  Duration took{0};
  int tests = 0;
  int failures = 0;
  int errors = 0;
  for (const auto& run : results) {
    const auto counts = counts_of(run);
    tests += static_cast<int>(run.verdicts.size() + run.steps.size()) + (has_trouble(run) ? 1 : 0);
    failures += counts.failed + counts.failed_steps;
    errors += has_trouble(run) ? 1 : 0;
    took += run.took;
  }
  set(root, "name", std::string("souk"));
  set(root, "tests", tests);
  set(root, "failures", failures);
  set(root, "errors", errors);
  set(root, "time", seconds_text(took));
  for (const auto& run : results) add_suite(root, run);
  std::ostringstream text;
  document.save(text, "  ");
  return text.str();
}

}  // namespace souk::judge
