#include "emulator/sandbox/callers.h"

#include <fmt/format.h>

#include "emulator/sandbox/role_sessions.h"

namespace souk::sandbox {
namespace {

constexpr std::size_t kKeyLength = 20;
constexpr std::size_t kStemBegins = 4;
constexpr std::size_t kStemLength = 8;
constexpr std::string_view kKeyLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::uint64_t kKeyMask = (std::uint64_t{1} << 40) - 1;

/// Buyers' numbers, told apart in the last eight letters of their keys (five bits each).
std::uint64_t mixed(const Ids& ids, std::uint64_t number) {
  return (number ^ ids.number("buyer-access-key", 0)) & kKeyMask;
}

std::string to_letters(std::uint64_t number) {
  std::string letters(kKeyLength - kStemBegins - kStemLength, ' ');
  for (auto each = letters.rbegin(); each != letters.rend(); ++each, number >>= 5) {
    *each = kKeyLetters[number & 31];
  }
  return letters;
}

std::optional<std::uint64_t> from_letters(std::string_view letters) {
  std::uint64_t number = 0;
  for (const char letter : letters) {
    const auto value = kKeyLetters.find(letter);
    if (value == std::string_view::npos) return std::nullopt;
    number = number << 5 | value;
  }
  return number;
}

}  // namespace

std::string_view key_stem(std::string_view access_key_id) {
  return access_key_id.size() == kKeyLength ? access_key_id.substr(kStemBegins, kStemLength)
                                            : std::string_view();
}

std::string Caller::arn() const {
  if (!session) return fmt::format("arn:aws:iam::{}:user/{}", account, name);
  return fmt::format("arn:aws:sts::{}:assumed-role/{}/{}", account, name, session->name);
}

std::string Caller::user_id() const {
  if (session) {
    const auto role = Ids(0).key_letters("role-" + account + "-" + name, 0, 17);
    return fmt::format("AROA{}:{}", role, session->name);
  }
  return "AIDA" + Ids(0).key_letters("user-" + account + "-" + name, 0, 17);
}

Caller seller_of(const Sandbox& sandbox) {
  return {Caller::Kind::Seller, sandbox.account(), "seller", sandbox.credentials()};
}

Caller buyer_of(const Sandbox& sandbox, const storage::BuyerRow& buyer) {
  const auto& ids = sandbox.market.ids;
  const auto number = static_cast<std::uint64_t>(buyer.id);
  return {Caller::Kind::Buyer,
          buyer.account,
          buyer.name,
          {fmt::format("AKIA{}{}", key_stem(sandbox.credentials().access_key_id),
                       to_letters(mixed(ids, number))),
           ids.base64_letters("buyer-secret-key", number, 40)}};
}

std::optional<Caller> caller_with_key(Sandbox& sandbox, std::string_view access_key_id) {
  const auto& own = sandbox.credentials().access_key_id;
  if (access_key_id == own) return seller_of(sandbox);
  if (key_stem(access_key_id).empty() || key_stem(access_key_id) != key_stem(own)) {
    return std::nullopt;
  }
  if (access_key_id.starts_with("ASIA")) return session_with_key(sandbox, access_key_id);
  const auto letters = from_letters(access_key_id.substr(kStemBegins + kStemLength));
  if (!letters) return std::nullopt;
  const auto number = static_cast<std::int64_t>(mixed(sandbox.market.ids, *letters));
  const auto buyer = sandbox.market.catalogue.buyer(number);
  if (!buyer) return std::nullopt;
  auto caller = buyer_of(sandbox, *buyer);
  return caller.credentials.access_key_id == access_key_id ? std::optional(std::move(caller))
                                                           : std::nullopt;
}

}  // namespace souk::sandbox
