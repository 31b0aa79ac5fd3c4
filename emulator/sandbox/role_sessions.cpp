#include "emulator/sandbox/role_sessions.h"

#include <fmt/format.h>

#include <algorithm>

namespace souk::sandbox {
namespace {

Caller caller_of(const Sandbox& sandbox, storage::RoleSessionRow row) {
  const auto kind = row.account == sandbox.account() ? Caller::Kind::Seller : Caller::Kind::Buyer;
  return {kind,
          std::move(row.account),
          std::move(row.role),
          {std::move(row.access_key_id), std::move(row.secret_access_key)},
          Caller::Session{std::move(row.name), std::move(row.session_token), row.ends}};
}

}  // namespace

std::optional<Role> parse_role_arn(std::string_view arn) {
  constexpr std::string_view kStart = "arn:aws";
  constexpr std::string_view kService = ":iam::";
  constexpr std::size_t kAccountLength = 12;
  const auto service = arn.find(kService);
  if (!arn.starts_with(kStart) || service == std::string_view::npos) return std::nullopt;
  const auto partition = arn.substr(kStart.size(), service - kStart.size());
  if (!partition.empty() && partition.front() != '-') return std::nullopt;
  const auto rest = arn.substr(service + kService.size());
  const auto account = rest.substr(0, kAccountLength);
  const auto resource = rest.substr(account.size());
  const bool is_account = account.size() == kAccountLength &&
                          account.find_first_not_of("0123456789") == std::string_view::npos;
  if (!is_account || !resource.starts_with(":role/") || resource.ends_with('/')) {
    return std::nullopt;
  }
  return Role{std::string(account), std::string(resource.substr(resource.rfind('/') + 1))};
}

bool has_account(Sandbox& sandbox, std::string_view account) {
  return account == sandbox.account() || sandbox.market.catalogue.buyer_with_account(account);
}

Caller open_session(Sandbox& sandbox, const Role& role, const std::string& name, Timestamp ends,
                    std::size_t token_size) {
  constexpr std::string_view kTokenBegins = "FwoGZXIvYXdzE";
  constexpr std::string_view kTokenEnds = "==";
  constexpr std::size_t kUsualTokenSize = 359;
  const auto letters =
      std::max(token_size, kUsualTokenSize) - kTokenBegins.size() - kTokenEnds.size();
  auto& market = sandbox.market;
  const auto n = static_cast<std::uint64_t>(market.settings.next("role-session"));
  storage::RoleSessionRow row{
      fmt::format("ASIA{}{}", key_stem(sandbox.credentials().access_key_id),
                  market.ids.key_letters("session-access-key", n, 8)),
      market.ids.base64_letters("session-secret-key", n, 40),
      fmt::format("{}{}{}", kTokenBegins, market.ids.base64_letters("session-token", n, letters),
                  kTokenEnds),
      role.account,
      role.name,
      name,
      ends};
  storage::SessionsStore(sandbox.database()).add(row);
  return caller_of(sandbox, std::move(row));
}

std::optional<Caller> session_with_key(Sandbox& sandbox, std::string_view access_key_id) {
  auto row = storage::SessionsStore(sandbox.database()).find(access_key_id);
  if (!row) return std::nullopt;
  return caller_of(sandbox, std::move(*row));
}

}  // namespace souk::sandbox
