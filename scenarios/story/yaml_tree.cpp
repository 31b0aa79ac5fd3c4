#include "scenarios/story/yaml_tree.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <charconv>
#include <sstream>

namespace souk::judge {
namespace {

constexpr std::size_t kLargestText = 1024 * 1024;
constexpr std::size_t kDeepestNesting = 32;

// Ends the parse from inside a handler; yaml-cpp offers no other way out.
struct Refused {
  Problem problem;
};

class TreeBuilder final : public YAML::EventHandler {
 public:
  explicit TreeBuilder(std::shared_ptr<const std::string> file) : file_(std::move(file)) {}

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override {
    add(node(Node::Kind::Null, mark));
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    refuse(mark, "references (*name) are not read; write the value out");
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                const std::string& value) override {
    if (tag != "?" && tag != "!" && !tag.empty()) refuse_tag(mark, tag);
    Node scalar = node(Node::Kind::Scalar, mark);
    scalar.scalar = value;
    scalar.quoted = tag == "!";
    add(std::move(scalar));
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {
    open(Node::Kind::List, mark, tag);
  }
  void OnSequenceEnd() override { close(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {
    open(Node::Kind::Map, mark, tag);
  }
  void OnMapEnd() override { close(); }

  Node root;
  Problems problems;  // what does not end the parse: keys that stand twice

 private:
  struct Level {
    Node node;
    std::optional<Node> key;
    std::map<std::string, int> lines;  // of the keys so far
  };

  Position position(const YAML::Mark& mark) const {
    return {file_, mark.line + 1, mark.column + 1};
  }
  Node node(Node::Kind kind, const YAML::Mark& mark) const {
    Node made;
    made.kind = kind;
    made.at = position(mark);
    return made;
  }
  [[noreturn]] void refuse(const YAML::Mark& mark, std::string message) const {
    throw Refused{{position(mark), std::move(message)}};
  }
  [[noreturn]] void refuse_tag(const YAML::Mark& mark, const std::string& tag) const {
    refuse(mark, fmt::format("tags are not read; remove '{}'", tag));
  }

  void open(Node::Kind kind, const YAML::Mark& mark, const std::string& tag) {
    if (tag != "?" && tag != "!" && !tag.empty()) refuse_tag(mark, tag);
    if (levels_.size() >= kDeepestNesting) {
      refuse(mark, fmt::format("nested deeper than {} levels", kDeepestNesting));
    }
    levels_.push_back({node(kind, mark), std::nullopt, {}});
  }

  void close() {
    Node done = std::move(levels_.back().node);
    levels_.pop_back();
    add(std::move(done));
  }

  void add(Node value) {
    if (levels_.empty()) {
      root = std::move(value);
      return;
    }
    Level& level = levels_.back();
    if (level.node.is_list()) {
      level.node.items.push_back(std::move(value));
    } else if (!level.key) {
      take_key(level, std::move(value));
    } else {
      level.node.members.push_back({std::move(*level.key), std::move(value)});
      level.key.reset();
    }
  }

  void take_key(Level& level, Node key) {
    if (!key.is_scalar()) {
      throw Refused{{key.at,
                     "a key must be a text; a value with ${…} inside { } has to be quoted: "
                     "\"${…}\""}};
    }
    const auto [first, is_new] = level.lines.emplace(key.scalar, key.at.line);
    if (!is_new) {
      problems.push_back(
          {key.at, fmt::format("'{}' stands twice; first in line {}", key.scalar, first->second)});
    }
    level.key = std::move(key);
  }

  std::shared_ptr<const std::string> file_;
  std::vector<Level> levels_;
};

// How many bytes the character at `at` takes; 0 when it is not UTF-8.
std::size_t character_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) -> unsigned {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U;
  };
  const auto follows = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
  const unsigned first = byte(0);
  if (first < 0x80U) return 1;
  if (first >= 0xC2U && first <= 0xDFU) return follows(1) ? 2 : 0;
  if ((first & 0xF0U) == 0xE0U) {
    const bool overlong = first == 0xE0U && byte(1) < 0xA0U;
    const bool surrogate = first == 0xEDU && byte(1) >= 0xA0U;
    return follows(1) && follows(2) && !overlong && !surrogate ? 3 : 0;
  }
  if (first >= 0xF0U && first <= 0xF4U) {
    const bool overlong = first == 0xF0U && byte(1) < 0x90U;
    const bool too_large = first == 0xF4U && byte(1) >= 0x90U;
    return follows(1) && follows(2) && follows(3) && !overlong && !too_large ? 4 : 0;
  }
  return 0;
}

// The first byte that YAML cannot hold, if there is one.
std::optional<Problem> bad_byte(std::string_view text, std::shared_ptr<const std::string> file) {
  Position at{std::move(file), 1, 1};
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = character_length(text, i);
    const auto byte = static_cast<unsigned char>(text[i]);
    if (length == 0) {
      return Problem{at, fmt::format("byte 0x{:02X} is not UTF-8; save the file as UTF-8", byte)};
    }
    if (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') {
      return Problem{at, fmt::format("control character 0x{:02X}; this is not a text", byte)};
    }
    at.column = byte == '\n' ? 1 : at.column + 1;
    at.line += byte == '\n' ? 1 : 0;
    i += length;
  }
  return std::nullopt;
}

std::string explain_syntax(const std::string& message, std::string_view text, int line) {
  std::string explained = "this is not YAML: " + message;
  std::istringstream lines{std::string(text)};
  std::string content;
  for (int i = 0; i < line && std::getline(lines, content); ++i) {
  }
  const bool in_flow = content.find('{') < content.find("${");
  if (in_flow && content.find("${") != std::string::npos) {
    explained += "; inside { } a value with ${…} has to be quoted: \"${…}\"";
  }
  return explained;
}

template <class Number>
std::optional<Number> number_of(const std::string& text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// Numbers as JSON writes them: an account id with a leading zero stays a text.
bool looks_numeric(const std::string& text) {
  const std::size_t start = !text.empty() && text[0] == '-' ? 1 : 0;
  if (start >= text.size() || text[start] < '0' || text[start] > '9') return false;
  const bool leading_zero = text[start] == '0' && start + 1 < text.size() &&
                            text[start + 1] >= '0' && text[start + 1] <= '9';
  return !leading_zero;
}

Json scalar_to_json(const Node& node) {
  const std::string& text = node.scalar;
  if (node.quoted) return text;
  if (text == "true") return true;
  if (text == "false") return false;
  if (!looks_numeric(text)) return text;
  if (const auto whole = number_of<std::int64_t>(text)) return *whole;
  if (text.find_first_of(".eE") != std::string::npos) {
    if (const auto broken = number_of<double>(text)) return *broken;
  }
  return text;
}

}  // namespace

const Node* Node::find(std::string_view key) const {
  for (const auto& [name, value] : members) {
    if (name.scalar == key) return &value;
  }
  return nullptr;
}

Checked<Node> parse_yaml(std::string_view text, std::shared_ptr<const std::string> file) {
  const auto refused = [&](Problem problem) {
    return tl::unexpected<Problems>({std::move(problem)});
  };
  if (text.size() > kLargestText) {
    return refused({{file, 1, 1},
                    fmt::format("{} bytes are too many for a story; at most {} are read",
                                text.size(), kLargestText)});
  }
  if (text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);
  if (auto problem = bad_byte(text, file)) return refused(std::move(*problem));

  std::istringstream stream{std::string(text)};
  TreeBuilder builder(file);
  try {
    YAML::Parser parser(stream);
    parser.HandleNextDocument(builder);
    TreeBuilder second(file);
    if (parser.HandleNextDocument(second)) {
      builder.problems.push_back({second.root.at, "a second document; a file holds one story"});
    }
  } catch (const Refused& stop) {
    return refused(stop.problem);
  } catch (const YAML::Exception& trouble) {
    const int line = std::max(trouble.mark.line, 0) + 1;
    return refused({{file, line, std::max(trouble.mark.column, 0) + 1},
                    explain_syntax(trouble.msg, text, line)});
  }
  if (!builder.problems.empty()) return tl::unexpected(std::move(builder.problems));
  return std::move(builder.root);
}

Json to_json(const Node& node) {
  switch (node.kind) {
    case Node::Kind::Null:
      return nullptr;
    case Node::Kind::Scalar:
      return scalar_to_json(node);
    case Node::Kind::List: {
      Json list = Json::array();
      for (const Node& item : node.items) list.push_back(to_json(item));
      return list;
    }
    case Node::Kind::Map: {
      Json object = Json::object();
      for (const auto& [key, value] : node.members) object[key.scalar] = to_json(value);
      return object;
    }
  }
  return nullptr;
}

Node from_json(const Json& value, const Position& at) {
  Node node;
  node.at = at;
  if (value.is_object()) {
    node.kind = Node::Kind::Map;
    for (const auto& [name, member] : value.items()) {
      node.members.push_back({from_json(name, at), from_json(member, at)});
    }
  } else if (value.is_array()) {
    node.kind = Node::Kind::List;
    for (const Json& item : value) node.items.push_back(from_json(item, at));
  } else if (!value.is_null()) {
    node.kind = Node::Kind::Scalar;
    node.quoted = value.is_string();
    node.scalar = value.is_string() ? value.get<std::string>() : value.dump();
  }
  return node;
}

}  // namespace souk::judge
