#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/story/language.h"
#include "scenarios/story/yaml_tree.h"

namespace souk::judge {

/// The names ${…} may use at one place of a story.
struct Scope {
  std::set<std::string> names;
  std::set<std::string> buyers;  ///< ${NAME.account} and its like
  bool buyer = false;            ///< ${buyer.account} and its like
  bool registers = false;        ///< ${token}, ${form.NAME}, ${login.NAME}
};

/// Lets a scope use what is known while a buyer registers.
inline void allow_registration(Scope& scope) {
  scope.registers = true;
  scope.names.insert("token");
}

/// Finds what is wrong in a tree. A text with ${…} passes for whatever it may become; once its
/// names are replaced by values, checking the tree again looks at these.
class Checker {
 public:
  explicit Checker(Problems& problems) : problems_(problems) {}

  /// Names that take quantities: the product's dimensions. Unknown while the text hangs on ${…}.
  void know_dimensions(std::vector<std::string> dimensions) { dimensions_ = std::move(dimensions); }

  void check(const Node& node, const Value& value, const std::string& what, const Scope& scope);
  /// The members' names alone: unknown ones, missing ones, ones that exclude each other.
  void check_names(const Node& node, const Table& table, const std::string& what);
  /// Every ${…} below `node`.
  void check_references(const Node& node, const Scope& scope);

 private:
  void report(const Node& node, std::string message);
  bool accepts_kind(const Node& node, const Value& value) const;
  void check_scalar(const Node& node, const Value& value, const std::string& what);
  void check_list(const Node& node, const Value& value, const std::string& what,
                  const Scope& scope);
  void check_steps(const Node& node, const Value& value, const std::string& what, Scope scope);
  void check_map(const Node& node, const Value& value, const std::string& what, const Scope& scope);
  void check_captures(const Node& node);
  void check_quantities(const Node& node, const std::string& what, const Scope& scope);
  void check_choice(const Node& node, const Table& table, const std::string& what);
  void check_presence(const Node& node, const Table& table, const std::string& what);
  void check_object(const Node& node, const Table& table, const std::string& what,
                    const Scope& scope);
  void check_name(const Node& key, const Table& table, const std::string& what);
  bool is_dimension(const std::string& name) const;

  Problems& problems_;
  std::vector<std::string> dimensions_;
};

/// "a duration like 59m59s": what a value may be, for a message.
std::string description_of(const Value& value);

/// The names that an answer's `capture` gives to later ${…}: of a step, and of the steps inside it.
std::set<std::string> captured_in(const Node& arguments);

/// Whether ${name} means something by itself, so that nobody may call a value so.
bool is_taken_name(std::string_view name);

/// Names of the members of ${buyer.…}.
const std::vector<std::string>& buyer_values();

}  // namespace souk::judge
