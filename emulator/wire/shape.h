#pragma once

#include <cstdint>
#include <initializer_list>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/wire/pattern.h"

namespace souk::wire {

struct Member;

/// What a value on the wire looks like: AWS's own model of an input or output, as a constant.
///
///     const Shape& batch_meter_usage_input() {
///       static const Shape shape = structure({
///           required("UsageRecords", list(usage_record()).count(0, 25)),
///           member("ProductCode", string().length(0, 255).matching("^[-a-zA-Z0-9/=:_.@]*$")),
///       });
///       return shape;
///     }
///
/// Values are cheap to copy: children are shared. Keep shapes in functions as above rather than at
/// namespace scope, so that starting souk does not pay for calls nobody makes.
///
/// Every protocol yields the same Json for a shape: timestamps are numbers (seconds since 1970),
/// blobs base64 texts.
struct Shape {
  enum class Kind { String, Integer, Long, Double, Boolean, Timestamp, Blob, List, Map, Structure };

  static constexpr auto kUnlimited = std::numeric_limits<std::int64_t>::max();

  explicit Shape(Kind kind);

  Kind kind;
  /// Bounds of a text's length in code points, a blob's in bytes, a number's value, or a
  /// collection's size.
  std::optional<std::int64_t> min = std::nullopt;
  std::optional<std::int64_t> max = std::nullopt;
  std::shared_ptr<const Pattern> pattern = nullptr;
  std::vector<std::string> values = {};         ///< of an enumeration
  std::shared_ptr<const Shape> key = nullptr;   ///< of a map
  std::shared_ptr<const Shape> item = nullptr;  ///< of a list or map
  std::vector<Member> members;                  ///< of a structure, in the order AWS writes them
  bool flat = false;                            ///< Query: items without an element around them
  std::string item_name = "member";             ///< Query: of a list's items
  std::string key_name = "key";                 ///< Query: of a map's keys
  std::string value_name = "value";             ///< Query: of a map's values

  Shape length(std::int64_t least, std::int64_t most = kUnlimited) const;
  Shape range(std::int64_t least, std::int64_t most = kUnlimited) const;
  Shape count(std::int64_t least, std::int64_t most = kUnlimited) const;
  Shape matching(std::string_view expression) const;
  Shape matching(std::string_view text, Pattern::Predicate predicate) const;
  Shape one_of(std::initializer_list<std::string_view> allowed) const;
  /// Query: `X.1` instead of `X.member.1`, and repeated elements instead of a wrapped list.
  Shape flattened() const;
  /// Query: `X.NAME.1` instead of `X.member.1`.
  Shape items_named(std::string_view name) const;
  /// Query: `.Name`/`.Value` instead of `.key`/`.value`.
  Shape entries_named(std::string_view key_name, std::string_view value_name) const;

  /// The member called `name`, or nullptr.
  const Member* find(std::string_view name) const;
};

struct Member {
  std::string name;
  Shape shape;
  bool required = false;
  std::string query_name = {};  ///< how Query forms and XML call it; empty when they call it `name`

  Member in_query(std::string_view name_there) const;
  std::string_view name_in_query() const { return query_name.empty() ? name : query_name; }
};

Shape string();
Shape integer();  ///< 32 bits, signed
Shape long_integer();
Shape floating();
Shape boolean();
Shape timestamp();
Shape blob();
Shape list(Shape item);
Shape map(Shape key, Shape value);
Shape structure(std::initializer_list<Member> members);

/// A member that may be absent.
Member member(std::string_view name, Shape shape);
Member required(std::string_view name, Shape shape);

}  // namespace souk::wire
