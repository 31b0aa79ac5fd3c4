#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scenarios/rules/journal.h"
#include "scenarios/story/problem.h"

namespace souk::judge {

/// A value of a YAML text that still knows where it stands.
struct Node {
  enum class Kind { Null, Scalar, List, Map };

  Kind kind = Kind::Null;
  Position at;
  std::string scalar;   ///< as written, quotes and escapes taken away
  bool quoted = false;  ///< a quoted scalar is always a text
  std::vector<Node> items;
  struct Member;
  std::vector<Member> members;  ///< in the order written

  /// The member under `key`, or nothing.
  const Node* find(std::string_view key) const;
  bool is_scalar() const { return kind == Kind::Scalar; }
  bool is_list() const { return kind == Kind::List; }
  bool is_map() const { return kind == Kind::Map; }
};

struct Node::Member {
  Node key;  ///< always a scalar
  Node value;
};

/// Reads one YAML (or JSON) document of at most 1 MiB and 32 levels. Refused with a problem each:
/// bad syntax, bytes that are not UTF-8, a key that stands twice in one map, a key that is not a
/// text, references (`*name`), tags, a second document. An empty text is a Null.
Checked<Node> parse_yaml(std::string_view text, std::shared_ptr<const std::string> file);

/// The plain value: unquoted `true`, `12`, `1.5` and `null` become what they look like, everything
/// else stays text.
Json to_json(const Node& node);

/// The tree of a plain value, every node of it standing at `at`.
Node from_json(const Json& value, const Position& at);

}  // namespace souk::judge
