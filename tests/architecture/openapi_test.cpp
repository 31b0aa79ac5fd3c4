#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <set>

#include "emulator/control/route.h"

// docs/openapi.yaml describes the control API as it is.
namespace souk::architecture {
namespace {

const std::set<std::string> kMethods{"get", "put", "post", "delete"};

const YAML::Node& description() {
  static const auto root = YAML::LoadFile(SOUK_SOURCE_DIR "/docs/openapi.yaml");
  return root;
}

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::toupper(letter)); });
  return text;
}

std::set<std::string> described() {
  std::set<std::string> calls;
  for (const auto& path : description()["paths"]) {
    for (const auto& member : path.second) {
      const auto name = member.first.as<std::string>();
      if (kMethods.count(name) != 0) calls.insert(upper(name) + " " + path.first.as<std::string>());
    }
  }
  return calls;
}

/// Calls `visit` with every node below `node`, itself included.
template <class Visitor>
void walk(const YAML::Node& node, const Visitor& visit) {
  visit(node);
  if (node.IsMap()) {
    for (const auto& each : node) walk(each.second, visit);
  } else if (node.IsSequence()) {
    for (const auto& each : node) walk(each, visit);
  }
}

TEST(OpenApi, HasEveryRouteAndNoOther) {
  std::set<std::string> routes;
  for (const auto& route : control::all_routes()) {
    routes.insert(std::string(route.method) + " " + std::string(route.path));
  }
  EXPECT_EQ(described(), routes);
}

TEST(OpenApi, SaysOfEveryCallWhatItTakesAndAnswers) {
  for (const auto& path : description()["paths"]) {
    for (const auto& member : path.second) {
      const auto method = member.first.as<std::string>();
      if (kMethods.count(method) == 0) continue;
      const auto& call = member.second;
      const auto name = upper(method) + " " + path.first.as<std::string>();
      EXPECT_TRUE(call["operationId"]) << name;
      EXPECT_TRUE(call["summary"]) << name;
      ASSERT_TRUE(call["responses"]) << name;
      EXPECT_TRUE(call["responses"]["default"]) << name << " describes no error";
      EXPECT_GE(call["responses"].size(), 2U) << name << " describes no success";
    }
  }
}

TEST(OpenApi, DeclaresTheParametersOfEachPath) {
  for (const auto& path : description()["paths"]) {
    const auto text = path.first.as<std::string>();
    const auto wanted = std::count(text.begin(), text.end(), '{');
    const auto declared = path.second["parameters"];
    EXPECT_EQ(declared ? static_cast<long>(declared.size()) : 0L, wanted) << text;
  }
}

/// "#/components/schemas/Agreement", …
std::set<std::string> components() {
  std::set<std::string> names;
  for (const auto& kind : description()["components"]) {
    for (const auto& each : kind.second) {
      names.insert("#/components/" + kind.first.as<std::string>() + "/" +
                   each.first.as<std::string>());
    }
  }
  return names;
}

TEST(OpenApi, DefinesWhatItRefersToAndNothingElse) {
  std::set<std::string> named;
  walk(description(), [&](const YAML::Node& node) {
    if (node.IsMap() && node["$ref"]) named.insert(node["$ref"].as<std::string>());
  });
  auto defined = components();
  // Schemes of security are named by their key alone.
  EXPECT_EQ(defined.erase("#/components/securitySchemes/bearer"), 1U);
  EXPECT_EQ(named, defined);
}

}  // namespace
}  // namespace souk::architecture
