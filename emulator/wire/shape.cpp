#include "emulator/wire/shape.h"

#include <algorithm>

namespace souk::wire {
namespace {

Shape bounded(Shape shape, std::int64_t least, std::int64_t most) {
  shape.min = least;
  if (most != Shape::kUnlimited) shape.max = most;
  return shape;
}

}  // namespace

Shape::Shape(Kind kind) : kind(kind) {}

Shape Shape::length(std::int64_t least, std::int64_t most) const {
  return bounded(*this, least, most);
}

Shape Shape::range(std::int64_t least, std::int64_t most) const {
  return bounded(*this, least, most);
}

Shape Shape::count(std::int64_t least, std::int64_t most) const {
  return bounded(*this, least, most);
}

Shape Shape::matching(std::string_view expression) const {
  Shape shape = *this;
  shape.pattern = std::make_shared<const Pattern>(expression);
  return shape;
}

Shape Shape::matching(std::string_view text, Pattern::Predicate predicate) const {
  Shape shape = *this;
  shape.pattern = std::make_shared<const Pattern>(text, predicate);
  return shape;
}

Shape Shape::one_of(std::initializer_list<std::string_view> allowed) const {
  Shape shape = *this;
  shape.values.assign(allowed.begin(), allowed.end());
  return shape;
}

Shape Shape::flattened() const {
  Shape shape = *this;
  shape.flat = true;
  return shape;
}

Shape Shape::items_named(std::string_view name) const {
  Shape shape = *this;
  shape.item_name = name;
  return shape;
}

Shape Shape::entries_named(std::string_view keys, std::string_view items) const {
  Shape shape = *this;
  shape.key_name = keys;
  shape.value_name = items;
  return shape;
}

const Member* Shape::find(std::string_view name) const {
  const auto found = std::find_if(members.begin(), members.end(),
                                  [&](const Member& known) { return known.name == name; });
  return found == members.end() ? nullptr : &*found;
}

Member Member::in_query(std::string_view name_there) const {
  Member renamed = *this;
  renamed.query_name = name_there;
  return renamed;
}

Shape string() { return Shape(Shape::Kind::String); }
Shape integer() { return Shape(Shape::Kind::Integer); }
Shape long_integer() { return Shape(Shape::Kind::Long); }
Shape floating() { return Shape(Shape::Kind::Double); }
Shape boolean() { return Shape(Shape::Kind::Boolean); }
Shape timestamp() { return Shape(Shape::Kind::Timestamp); }
Shape blob() { return Shape(Shape::Kind::Blob); }

Shape list(Shape item) {
  Shape shape(Shape::Kind::List);
  shape.item = std::make_shared<const Shape>(std::move(item));
  return shape;
}

Shape map(Shape key, Shape value) {
  Shape shape(Shape::Kind::Map);
  shape.key = std::make_shared<const Shape>(std::move(key));
  shape.item = std::make_shared<const Shape>(std::move(value));
  return shape;
}

Shape structure(std::initializer_list<Member> members) {
  Shape shape(Shape::Kind::Structure);
  shape.members.assign(members.begin(), members.end());
  return shape;
}

Member member(std::string_view name, Shape shape) {
  return {.name = std::string(name), .shape = std::move(shape)};
}

Member required(std::string_view name, Shape shape) {
  return {.name = std::string(name), .shape = std::move(shape), .required = true};
}

}  // namespace souk::wire
