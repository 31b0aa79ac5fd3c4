#include "scenarios/story/yaml_tree.h"

#include <gtest/gtest.h>

namespace souk::judge {
namespace {

Checked<Node> read(std::string_view text) {
  return parse_yaml(text, std::make_shared<const std::string>("a.yaml"));
}

std::string trouble(std::string_view text) {
  const auto tree = read(text);
  return tree ? "no trouble" : to_text(tree.error());
}

TEST(YamlTree, KeepsPlacesAndTypes) {
  const auto tree = read("a: 1\nb:\n  - x\n  - {c: \"2\"}\n");

  ASSERT_TRUE(tree);
  EXPECT_EQ(to_json(*tree), Json({{"a", 1}, {"b", {"x", {{"c", "2"}}}}}));
  const Node& inner = tree->find("b")->items[1];
  EXPECT_EQ(inner.at.line, 4);
  EXPECT_EQ(inner.at.column, 5);
}

TEST(YamlTree, ReadsScalarsAsJsonWould) {
  const auto tree = read(
      "[true, false, null, -3, 1.5, 1e3, 012345678901, 3h, yes, '1', 99999999999999999999, ~]");

  EXPECT_EQ(to_json(*tree), Json({true, false, nullptr, -3, 1.5, 1000.0, "012345678901", "3h",
                                  "yes", "1", "99999999999999999999", nullptr}));
}

TEST(YamlTree, ReadsJson) {
  EXPECT_EQ(to_json(*read(R"({"a": [1, "two", {"b": null}]})")),
            Json::parse(R"({"a": [1, "two", {"b": null}]})"));
}

TEST(YamlTree, TakesAByteOrderMarkAndAnEmptyText) {
  EXPECT_EQ(to_json(*read("\xEF\xBB\xBF"
                          "a: ä")),
            Json({{"a", "ä"}}));
  EXPECT_EQ(read("")->kind, Node::Kind::Null);
}

TEST(YamlTree, TellsOfKeysThatStandTwice) {
  EXPECT_EQ(trouble("a: 1\nb: 2\na: 3\n"), "a.yaml:3:1: 'a' stands twice; first in line 1\n");
}

TEST(YamlTree, TellsWhereTheSyntaxBreaks) {
  EXPECT_EQ(trouble("a: [1, 2\nb: 3\n"),
            "a.yaml:2:2: this is not YAML: end of sequence flow not found\n");
}

TEST(YamlTree, ExplainsReferencesInsideBraces) {
  EXPECT_EQ(trouble("a: {b: ${SELLER}/x}\n"),
            "a.yaml:1:9: this is not YAML: end of map flow not found; inside { } a value with ${…} "
            "has to be quoted: \"${…}\"\n");
}

TEST(YamlTree, RefusesReferencesAndTags) {
  EXPECT_EQ(trouble("a: &x [1]\nb: *x\n"),
            "a.yaml:2:4: references (*name) are not read; write the value out\n");
  EXPECT_EQ(trouble("a: !!binary AAAA\n"),
            "a.yaml:1:4: tags are not read; remove 'tag:yaml.org,2002:binary'\n");
}

TEST(YamlTree, RefusesASecondDocument) {
  EXPECT_EQ(trouble("a: 1\n---\nb: 2\n"),
            "a.yaml:3:1: a second document; a file holds one story\n");
}

TEST(YamlTree, RefusesWhatIsNoText) {
  EXPECT_EQ(trouble("a: 1\nb: \xC3\x28\n"),
            "a.yaml:2:4: byte 0xC3 is not UTF-8; save the file as UTF-8\n");
  EXPECT_EQ(trouble(std::string_view("a\0b", 3)),
            "a.yaml:1:2: control character 0x00; this is not a text\n");
  EXPECT_EQ(trouble("\xED\xA0\x80"),
            "a.yaml:1:1: byte 0xED is not UTF-8; save the file as UTF-8\n");
}

TEST(YamlTree, RefusesDeepNesting) {
  const auto nested = [](std::size_t levels) {
    return std::string(levels, '[') + std::string(levels, ']');
  };

  EXPECT_EQ(trouble(nested(32)), "no trouble");
  EXPECT_EQ(trouble(nested(33)), "a.yaml:1:33: nested deeper than 32 levels\n");
  EXPECT_EQ(trouble(nested(100'000)), "a.yaml:1:33: nested deeper than 32 levels\n");
  EXPECT_NE(trouble(std::string(100'000, '[')).find("nested deeper"), std::string::npos);
}

TEST(YamlTree, RefusesTenMegabytes) {
  EXPECT_EQ(trouble(std::string(10'000'000, 'a')),
            "a.yaml:1:1: 10000000 bytes are too many for a story; at most 1048576 are read\n");
}

TEST(YamlTree, MakesATreeOfAValue) {
  const Json value = Json::parse(R"({"a": [1, "1", true, null], "b": {}})");

  EXPECT_EQ(to_json(from_json(value, {})), value);
}

}  // namespace
}  // namespace souk::judge
