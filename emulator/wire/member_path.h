#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace souk::wire {

/// Where in a value one is: a chain of steps that live on the stack of whoever descends, put into
/// words only when something is wrong.
class MemberPath {
 public:
  /// The top.
  MemberPath() = default;
  /// A step into a member of a structure, an entry of a map, or an item of a list (from 0).
  static MemberPath member(const MemberPath& parent, std::string_view name) {
    return {&parent, Step::Member, name, 0};
  }
  static MemberPath entry(const MemberPath& parent, std::string_view key) {
    return {&parent, Step::Entry, key, 0};
  }
  static MemberPath item(const MemberPath& parent, std::size_t index) {
    return {&parent, Step::Item, {}, index};
  }

  /// "UsageRecords[0].Quantity": for people.
  std::string plain() const;
  /// "usageRecords.1.member.quantity": as AWS's validation errors write it.
  std::string as_aws_writes() const;

 private:
  enum class Step { Top, Member, Entry, Item };

  MemberPath(const MemberPath* parent, Step step, std::string_view name, std::size_t index)
      : parent_(parent), step_(step), name_(name), index_(index) {}

  const MemberPath* parent_ = nullptr;
  Step step_ = Step::Top;
  std::string_view name_;
  std::size_t index_ = 0;
};

}  // namespace souk::wire
