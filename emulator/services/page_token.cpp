#include "emulator/services/page_token.h"

#include "emulator/core/base64.h"

namespace souk::services {

std::string page_token(std::size_t start) { return base64_encode(std::to_string(start)); }

std::optional<std::size_t> page_start(const std::string& token) {
  const auto text = base64_decode(token).value_or("");
  const bool digits = !text.empty() && text.size() < 10 &&
                      text.find_first_not_of("0123456789") == std::string::npos;
  return digits ? std::optional<std::size_t>(std::stoul(text)) : std::nullopt;
}

}  // namespace souk::services
