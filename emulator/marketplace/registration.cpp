#include "emulator/marketplace/registration.h"

#include <fmt/format.h>

#include "emulator/marketplace/agreements.h"

namespace souk::marketplace {
namespace {

Error invalid_token(const Market& market, std::string_view why) {
  const bool own = market.switches.is(switches::kMessageTexts, "own");
  // Source: live answer quoted in aws-sdk-go pull request 1034.
  return {"InvalidTokenException", 400, own ? std::string(why) : "Registration token is invalid",
          "RegistrationToken", std::string(why)};
}

Error expired_token(const storage::TokenRow& token) {
  return {"ExpiredTokenException", 400,
          fmt::format("The registration token expired at {}.", to_iso(token.expires)),
          "RegistrationToken", ""};
}

Error foreign_token(std::string_view sender) {
  return {"AccessDeniedException", 400,
          fmt::format("Account {} did not publish the product of this token.", sender),
          "RegistrationToken", "Resolve it with the credentials of the account that published it."};
}

}  // namespace

Result<storage::TokenRow> issue_token(Market& market, const std::string& agreement_id,
                                      std::optional<Duration> lifetime) {
  const auto agreement = agreement_called(market, agreement_id);
  if (!agreement) return Failure(agreement.error());
  if (is_over(parse_state(agreement->state))) {
    return Failure({"WrongState", 409,
                    fmt::format("Agreement {} is {}; its buyer has no account to set up.",
                                agreement_id, agreement->state),
                    agreement->state, "Subscribe again first."});
  }
  const auto n = static_cast<std::uint64_t>(market.settings.next("token"));
  if (market.switches.is(switches::kOlderTokens, "invalidated")) {
    market.database.prepare("DELETE FROM tokens WHERE agreement=?").bind(agreement->id).run();
  }
  auto letters = market.ids.base64_letters("token", n, 170);
  letters[7] = '+';
  letters[19] = '/';
  const storage::TokenRow token{letters + "==", agreement->id, market.now(),
                                market.now() + lifetime.value_or(market.profile->token_lifetime)};
  market.agreements.put(token);
  const auto buyer = market.catalogue.buyer(agreement->buyer).value();
  const auto product = market.catalogue.product(agreement->product).value();
  market.journal.write({"token",
                        "market",
                        token.token,
                        "",
                        {{"agreement", agreement->agreement_id},
                         {"buyer", buyer.name},
                         {"product_code", product.code},
                         {"expires", to_iso(token.expires)}},
                        Json::object(),
                        ""});
  return token;
}

Result<Registration> resolve_token(Market& market, const std::string& text,
                                   std::string_view sender) {
  auto token = market.agreements.token(text);
  if (!token) return Failure(invalid_token(market, "This token was never issued here."));
  if (!market.is_seller(sender)) {
    if (market.switches.is(switches::kForeignToken, "denied")) {
      return Failure(foreign_token(sender));
    }
    return Failure(invalid_token(market, "This token is of another seller's product."));
  }
  if (market.now() >= token->expires) return Failure(expired_token(*token));
  auto agreement = market.agreements.find(token->agreement).value();
  if (is_over(parse_state(agreement.state)) &&
      market.switches.is(switches::kTokenAfterEnd, "invalid")) {
    return Failure(invalid_token(market, "The agreement of this token is over."));
  }
  if (!token->resolved) {
    token->resolved = market.now();
    market.agreements.put(*token);
  }
  auto buyer = market.catalogue.buyer(agreement.buyer).value();
  auto product = market.catalogue.product(agreement.product).value();
  return Registration{*token, std::move(agreement), std::move(buyer), std::move(product)};
}

}  // namespace souk::marketplace
