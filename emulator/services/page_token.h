#pragma once

#include <optional>
#include <string>

namespace souk::services {

/// What stands for "from this item on" in a list that does not change under its readers' hands.
std::string page_token(std::size_t start);
/// Where a page starts; nothing for what is no such token.
std::optional<std::size_t> page_start(const std::string& token);

}  // namespace souk::services
