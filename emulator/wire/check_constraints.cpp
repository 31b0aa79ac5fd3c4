#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <limits>

#include "emulator/core/base64.h"
#include "emulator/core/json.h"
#include "emulator/wire/check.h"
#include "emulator/wire/member_path.h"
#include "emulator/wire/utf8.h"

namespace souk::wire {
namespace {

using Kind = Shape::Kind;

constexpr std::size_t kMostViolations = 10;
/// AWS repeats the whole value; souk stops here, or a body of a megabyte would come back ten times.
constexpr std::size_t kLongestQuote = 1024;

std::string quoted(const Json& value) {
  if (value.is_null()) return "null";
  const std::string text = value.is_string()
                               ? value.get<std::string>()
                               : value.dump(-1, ' ', false, Json::error_handler_t::replace);
  const auto start = cut_at_code_point(text, kLongestQuote);
  return fmt::format("'{}{}'", start, start.size() < text.size() ? "…" : "");
}

class ConstraintCheck {
 public:
  Result<void> verdict() const {
    if (violations_.empty()) return {};
    return Failure({"ValidationException", 400,
                    fmt::format("{} validation error{} detected: {}", violations_.size(),
                                violations_.size() == 1 ? "" : "s", fmt::join(violations_, "; ")),
                    first_field_, ""});
  }

  void visit(const Shape& shape, const Json& value, const MemberPath& path) {
    if (violations_.size() >= kMostViolations) return;
    switch (shape.kind) {
      case Kind::String:
        return visit_string(shape, value, path);
      case Kind::Blob:
        return visit_blob(shape, value, path);
      case Kind::Integer:
      case Kind::Long:
        return visit_integer(shape, value, path);
      case Kind::Double:
        return visit_double(shape, value, path);
      case Kind::List:
        return visit_list(shape, value, path);
      case Kind::Map:
        return visit_map(shape, value, path);
      case Kind::Structure:
        return visit_structure(shape, value, path);
      case Kind::Boolean:
      case Kind::Timestamp:
        return;
    }
  }

 private:
  void violated(const Json& value, const MemberPath& path, std::string_view constraint) {
    if (violations_.size() >= kMostViolations) return;
    if (violations_.empty()) first_field_ = path.plain();
    violations_.push_back(fmt::format("Value {} at '{}' failed to satisfy constraint: {}",
                                      quoted(value), path.as_aws_writes(), constraint));
  }

  /// Which of the bounds `size` breaks, in AWS's words; `what` is "length" or "value".
  template <class Number>
  static std::vector<std::string> out_of_bounds(std::optional<std::int64_t> least,
                                                std::optional<std::int64_t> most, Number size,
                                                std::string_view what) {
    std::vector<std::string> broken;
    if (most && size > static_cast<Number>(*most)) {
      broken.push_back(fmt::format("Member must have {} less than or equal to {}", what, *most));
    }
    if (least && size < static_cast<Number>(*least)) {
      broken.push_back(
          fmt::format("Member must have {} greater than or equal to {}", what, *least));
    }
    return broken;
  }

  static std::vector<std::string> broken_by(const Shape& shape, std::string_view text) {
    std::vector<std::string> broken;
    if (shape.min || shape.max) {
      const auto length = static_cast<std::int64_t>(count_code_points(text));
      broken = out_of_bounds(shape.min, shape.max, length, "length");
    }
    if (!shape.values.empty() &&
        std::find(shape.values.begin(), shape.values.end(), text) == shape.values.end()) {
      broken.push_back(
          fmt::format("Member must satisfy enum value set: [{}]", fmt::join(shape.values, ", ")));
    }
    if (shape.pattern && !shape.pattern->matches(text)) {
      broken.push_back(
          fmt::format("Member must satisfy regular expression pattern: {}", shape.pattern->text()));
    }
    return broken;
  }

  void report(const std::vector<std::string>& broken, const Json& value, const MemberPath& path) {
    for (const auto& constraint : broken) violated(value, path, constraint);
  }

  void visit_string(const Shape& shape, const Json& value, const MemberPath& path) {
    report(broken_by(shape, value.get_ref<const std::string&>()), value, path);
  }

  void visit_blob(const Shape& shape, const Json& value, const MemberPath& path) {
    if (!shape.min && !shape.max) return;
    const auto bytes = base64_decode(value.get_ref<const std::string&>());
    const auto length = static_cast<std::int64_t>(bytes ? bytes->size() : 0);
    report(out_of_bounds(shape.min, shape.max, length, "length"), value, path);
  }

  void visit_integer(const Shape& shape, const Json& value, const MemberPath& path) {
    auto least = shape.min;
    auto most = shape.max;
    if (shape.kind == Kind::Integer) {
      using Limits = std::numeric_limits<std::int32_t>;
      least = std::max<std::int64_t>(Limits::min(), least.value_or(Limits::min()));
      most = std::min<std::int64_t>(Limits::max(), most.value_or(Limits::max()));
    }
    report(out_of_bounds(least, most, value.get<std::int64_t>(), "value"), value, path);
  }

  void visit_double(const Shape& shape, const Json& value, const MemberPath& path) {
    report(out_of_bounds(shape.min, shape.max, value.get<double>(), "value"), value, path);
  }

  void visit_size(const Shape& shape, const Json& value, const MemberPath& path) {
    const auto size = static_cast<std::int64_t>(value.size());
    report(out_of_bounds(shape.min, shape.max, size, "length"), value, path);
  }

  void visit_list(const Shape& shape, const Json& value, const MemberPath& path) {
    visit_size(shape, value, path);
    for (std::size_t i = 0; i < value.size(); ++i) {
      visit(*shape.item, value[i], MemberPath::item(path, i));
    }
  }

  void visit_map(const Shape& shape, const Json& value, const MemberPath& path) {
    visit_size(shape, value, path);
    for (const auto& [key, entry] : value.items()) {
      if (auto broken = broken_by(*shape.key, key); !broken.empty()) {
        violated(value, path,
                 fmt::format("Map keys must satisfy constraint: [{}]", fmt::join(broken, ", ")));
      }
      visit(*shape.item, entry, MemberPath::entry(path, key));
    }
  }

  void visit_structure(const Shape& shape, const Json& value, const MemberPath& path) {
    for (const Member& member : shape.members) {
      const auto here = MemberPath::member(path, member.name);
      const auto found = value.find(member.name);
      if (found != value.end()) {
        visit(member.shape, *found, here);
      } else if (member.required) {
        violated(nullptr, here, "Member must not be null");
      }
    }
  }

  std::vector<std::string> violations_;
  std::string first_field_;
};

}  // namespace

Result<void> check_constraints(const Shape& shape, const Json& value) {
  ConstraintCheck check;
  check.visit(shape, value, MemberPath());
  return check.verdict();
}

}  // namespace souk::wire
