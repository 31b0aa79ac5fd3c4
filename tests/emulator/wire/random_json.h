#pragma once

#include <random>
#include <string>

#include "emulator/core/base64.h"
#include "emulator/core/json.h"
#include "emulator/wire/shape.h"

namespace souk::wire {

/// Values drawn from a seed: the same seed, the same values.
class RandomJson {
 public:
  explicit RandomJson(unsigned seed) : chance_(seed) {}

  int below(int limit) { return static_cast<int>(chance_() % static_cast<unsigned>(limit)); }

  std::string bytes(int at_most) {
    std::string made(static_cast<std::size_t>(below(at_most + 1)), '\0');
    for (char& byte : made) byte = static_cast<char>(below(256));
    return made;
  }

  /// A text of characters that have something to go wrong with.
  std::string text() {
    static const std::vector<std::string> kPieces{
        "a", "Z",  "0",  ".",  "-",  "+", "%",  "&", "=",   " ",     "<",   ">",        "\"",  "'",
        "/", "\\", "\n", "\r", "\t", "é", "日", "😀", "%41", "&amp;", "]]>", "member.1", "\x01"};
    std::string made;
    for (int i = below(12); i > 0; --i) made += kPieces[static_cast<std::size_t>(below(27))];
    return made;
  }

  /// Any value at all, for protocols that need no shape.
  Json value(int depth = 0) {
    switch (below(depth > 4 ? 6 : 8)) {
      case 0:
        return nullptr;
      case 1:
        return below(2) == 0;
      case 2:
        return static_cast<std::int64_t>(chance_()) >> below(63);
      case 3:
        return chance_() >> below(63);
      case 4:
        return std::ldexp(static_cast<double>(below(1 << 20)) - 500'000, below(100) - 50);
      case 5:
        return text();
      case 6: {
        Json made = Json::array();
        for (int i = below(5); i > 0; --i) made.push_back(value(depth + 1));
        return made;
      }
      default: {
        Json made = Json::object();
        for (int i = below(5); i > 0; --i) made[text()] = value(depth + 1);
        return made;
      }
    }
  }

  /// A value of `shape`; optional members come and go. Collections are never empty, since a form
  /// cannot tell an empty one from none.
  Json value_of(const Shape& shape) {
    switch (shape.kind) {
      case Shape::Kind::String:
        return text();
      case Shape::Kind::Integer:
        return below(2'000'000) - 1'000'000;
      case Shape::Kind::Long:
        return static_cast<std::int64_t>(chance_());
      case Shape::Kind::Double:
        return static_cast<double>(below(1000)) / 8;
      case Shape::Kind::Boolean:
        return below(2) == 0;
      case Shape::Kind::Timestamp:
        return below(2) == 0 ? Json(below(2'000'000'000)) : Json(below(2'000'000) + 0.125);
      case Shape::Kind::Blob:
        return base64_encode(bytes(10));
      case Shape::Kind::List: {
        Json made = Json::array();
        // Now and then more than nine, since a form sorts "10" before "2".
        for (int i = 1 + below(below(8) == 0 ? 12 : 3); i > 0; --i) {
          made.push_back(value_of(*shape.item));
        }
        return made;
      }
      case Shape::Kind::Map: {
        Json made = Json::object();
        for (int i = 1 + below(4); i > 0; --i) made[text()] = value_of(*shape.item);
        return made;
      }
      case Shape::Kind::Structure: {
        Json made = Json::object();
        for (const Member& known : shape.members) {
          if (known.required || below(2) == 0) made[known.name] = value_of(known.shape);
        }
        return made;
      }
    }
    return nullptr;
  }

 private:
  std::mt19937_64 chance_;
};

/// A shape with every kind in it, nested and named in every way.
inline Shape everything(int depth = 0) {
  Shape shape = structure({
      required("Text", string()),
      member("Number", integer()),
      member("Long", long_integer()),
      member("Share", floating()),
      member("Flag", boolean()),
      member("At", timestamp()),
      member("Bytes", blob()),
      member("Words", list(string())),
      member("Flat", list(integer()).flattened()).in_query("FlatItem"),
      member("Named", list(string()).items_named("Thing")),
      member("Labels", map(string(), string())),
      member("FlatLabels", map(string(), integer()).flattened().entries_named("Name", "Value"))
          .in_query("Label"),
  });
  if (depth < 2) {
    shape.members.push_back(member("Inner", everything(depth + 1)));
    shape.members.push_back(member("Rows", list(everything(depth + 1))));
    shape.members.push_back(member("ByName", map(string(), everything(depth + 1))));
  }
  return shape;
}

}  // namespace souk::wire
