#include "scenarios/report/junit.h"

#include <pugixml.hpp>

#include "tests/scenarios/report/runs.h"

namespace souk::judge {
namespace {

pugi::xml_document parsed(const std::vector<RunResult>& runs) {
  pugi::xml_document document;
  const auto text = junit_report(runs);
  const auto result = document.load_buffer(text.data(), text.size());
  EXPECT_TRUE(result) << result.description();
  return document;
}

TEST(Junit, HasASuitePerRunAndACasePerRuleAndStep) {
  const auto document = parsed({kept_run(), broken_run()});
  const auto root = document.child("testsuites");
  const auto broken = root.child("testsuite").next_sibling("testsuite");

  EXPECT_EQ(root.attribute("tests").as_int(), 16);
  EXPECT_EQ(root.attribute("failures").as_int(), 2);
  EXPECT_STREQ(broken.attribute("name").value(), "A buyer who cancels is metered [flush=1h1m]");
  EXPECT_EQ(broken.attribute("tests").as_int(), 8);
  EXPECT_EQ(broken.attribute("failures").as_int(), 2);
  EXPECT_EQ(broken.attribute("skipped").as_int(), 1);
  EXPECT_STREQ(broken.attribute("time").value(), "1.250");
}

TEST(Junit, ExplainsAFailureASkipAndAWarning) {
  const auto document = parsed({broken_run()});
  const auto suite = document.child("testsuites").child("testsuite");
  const auto named = [&](const char* id) {
    return suite.find_child([&](const pugi::xml_node& node) {
      return std::string(node.attribute("name").value()).rfind(id, 0) == 0;
    });
  };

  const auto failure = named("R46").child("failure");
  EXPECT_STREQ(failure.attribute("type").value(), "R46");
  EXPECT_THAT(failure.attribute("message").value(),
              testing::StartsWith("the final record came 1h1m"));
  EXPECT_THAT(failure.text().get(),
              testing::HasSubstr("deadline: 2026-10-06 13:10:00\nmargin: missed by 1m"));
  EXPECT_THAT(failure.text().get(),
              testing::HasSubstr("at stories/cancel.yaml:13: expect 12 requests"));
  EXPECT_THAT(named("R25").child("skipped").attribute("message").value(),
              testing::StartsWith("not exercised: "));
  EXPECT_THAT(named("R49").child("system-out").text().get(),
              testing::StartsWith("warning: as a consequence of R46"));
  EXPECT_THAT(named("4. expect").child("failure").text().get(), testing::HasSubstr("saw 0"));
}

TEST(Junit, KeepsSeedProfileAndSellerAsProperties) {
  const auto document = parsed({broken_run()});
  std::map<std::string, std::string> properties;
  for (const auto& property :
       document.child("testsuites").child("testsuite").child("properties").children()) {
    properties[property.attribute("name").value()] = property.attribute("value").value();
  }

  EXPECT_EQ(properties["seed"], "7");
  EXPECT_EQ(properties["profile"], "current-2026");
  EXPECT_EQ(properties["seller"], "sample:final-record-late");
  EXPECT_EQ(properties["matrix.flush"], "1h1m");
}

TEST(Junit, CallsARunThatCouldNotBeCarriedOutAnError) {
  RunResult run;
  run.title = "A story";
  run.outcome = RunOutcome::BadStory;
  run.trouble = "line 3: no such verb";
  const auto document = parsed({run});
  const auto suite = document.child("testsuites").child("testsuite");

  EXPECT_EQ(suite.attribute("errors").as_int(), 1);
  EXPECT_STREQ(suite.child("testcase").child("error").attribute("type").value(), "bad-story");
}

TEST(Junit, IsValidXmlForAnyText) {
  const auto text = junit_report({hostile_run()});

  parsed({hostile_run()});
  for (const unsigned char byte : text) {
    EXPECT_TRUE(byte >= 0x20 || byte == '\n' || byte == '\t') << int(byte);
  }
  EXPECT_EQ(text.find("&#1;"), std::string::npos);
  EXPECT_THAT(text, testing::HasSubstr("\\x01"));
}

}  // namespace
}  // namespace souk::judge
