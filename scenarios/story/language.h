#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace souk::judge {

/// What a value in a story may look like.
enum class Shape {
  Text,        ///< a text; a bare number is taken as text
  Filled,      ///< a text that is not empty
  Buyer,       ///< a buyer's name: ann; or a row of them: b1..b5
  Word,        ///< one of `words`
  Span,        ///< 59m59s
  Term,        ///< a contract's length: 12mo
  Instant,     ///< 2026-10-06T09:00:00Z, 2026-10-06
  Count,       ///< a whole number, 0 or more
  Number,      ///< a whole number
  Fraction,    ///< a number from 0 to 1
  Status,      ///< an HTTP status, 100 to 599
  Flag,        ///< true or false
  Month,       ///< 2026-10
  Amount,      ///< of money: "12.50", in quotes unless it is whole
  Address,     ///< an http URL, or a path of the seller
  Pointer,     ///< a JSON pointer: /accounts/0
  Pattern,     ///< a regular expression in RE2's syntax
  XPath,       ///< an XPath 1.0 expression: //meta[@name='csrf']/@content
  Rule,        ///< a rule's id: R46
  Name,        ///< a name for ${…}: letters, digits, _
  Plain,       ///< a text, a number, true or false
  AllOrCount,  ///< all, or a Count
  Anything,    ///< any value
  Nothing,     ///< left empty
  List,        ///< of `item`, at least one
  Map,         ///< any names to `item`
  Captures,    ///< names for later ${…} to `item`
  Quantities,  ///< dimensions to Counts
  Object,      ///< the members of `table`
  Steps,       ///< a list of steps in order: of `item`, or each one of the story's verbs
};

struct Table;

/// A kind of value. Where several are allowed, `or_else` leads to the next; they differ in whether
/// they are a scalar, a list or a map, and are told apart by that.
struct Value {
  Shape shape = Shape::Anything;
  std::string_view words = {};   ///< Word: the choices, parted by blanks
  const Table* table = nullptr;  ///< Object
  const Value* item = nullptr;   ///< List, Map, Captures, Steps
  const Value* or_else = nullptr;
};

struct Member {
  std::string_view name;
  Value value;
  std::string_view about;
  bool required = false;
  std::string_view beside = {};  ///< means something only beside this other member
};

/// The members an object may have.
struct Table {
  const Member* members = nullptr;
  std::size_t count = 0;
  std::string_view one_of = {};       ///< exactly one of these members has to be there
  std::string_view at_most_one = {};  ///< these members exclude each other; several such sets are
                                      ///< parted by ;
  bool dimensions = false;            ///< names of the product's dimensions are members too: Counts

  const Member* begin() const { return members; }
  const Member* end() const { return members + count; }
  const Member* find(std::string_view name) const;
};

/// A verb of the language, and what it takes.
struct Verb {
  std::string_view name;
  Value arguments;
  std::string_view about;
};

struct VerbTable {
  const Verb* verbs = nullptr;
  std::size_t count = 0;

  const Verb* begin() const { return verbs; }
  const Verb* end() const { return verbs + count; }
  const Verb* find(std::string_view name) const;
};

/// The one description of the language: checking, hints and the JSON Schema all read it.
const Table& story_table();
const Table& seller_table();
const VerbTable& verb_table();

/// "json form; pointer matches" as the sets it names.
std::vector<std::vector<std::string>> sets_of(std::string_view sets);

/// "get put" as a list.
std::vector<std::string> words_of(std::string_view words);

}  // namespace souk::judge
