#include "emulator/wire/member_path.h"

#include <fmt/format.h>

namespace souk::wire {
namespace {

std::string lower_first(std::string_view name) {
  std::string text(name);
  if (!text.empty() && text[0] >= 'A' && text[0] <= 'Z')
    text[0] = static_cast<char>(text[0] | 0x20);
  return text;
}

std::string joined(const std::string& before, const std::string& step) {
  return before.empty() ? step : before + "." + step;
}

}  // namespace

std::string MemberPath::plain() const {
  if (parent_ == nullptr) return "";
  if (step_ == Step::Item) return fmt::format("{}[{}]", parent_->plain(), index_);
  return joined(parent_->plain(), std::string(name_));
}

std::string MemberPath::as_aws_writes() const {
  if (parent_ == nullptr) return "";
  switch (step_) {
    case Step::Item:
      return joined(parent_->as_aws_writes(), fmt::format("{}.member", index_ + 1));
    case Step::Entry:
      return joined(parent_->as_aws_writes(), fmt::format("{}.member", name_));
    default:
      return joined(parent_->as_aws_writes(), lower_first(name_));
  }
}

}  // namespace souk::wire
