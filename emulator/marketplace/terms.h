#pragma once

#include "emulator/marketplace/market.h"
#include "emulator/marketplace/money.h"

namespace souk::marketplace {

/// What parties agree on. A term is an object with one member, its kind, and in it the members the
/// Agreement API gives it: {"supportTerm": {"refundPolicy": "…"}}.
/// Source: AWS Marketplace Agreement Service API Reference, AcceptedTerm.

/// Whether an offer may have these terms: a list, each kind once, instants as ISO 8601 texts. Fails
/// with InvalidOffer and the member at fault.
Result<void> check_terms(const Json& terms);

/// The terms as the API tells them: instants as numbers, the currency filled in.
Json as_told(const Json& terms);

/// A buyer accepts: keeps the terms of the offer, and for kinds it leaves out those that follow
/// from product and purchase.
/// Returns what was accepted.
Json accept_terms(Market& market, const storage::AgreementRow& agreement, const Json& offer_terms);

/// Replaces what was accepted: an amendment, or the terms of a renewal.
void change_terms(Market& market, const storage::AgreementRow& agreement, const Json& terms);

/// The terms an agreement like this has: those of its offer, and the usual ones.
Json compose_terms(Market& market, const storage::AgreementRow& agreement, const Json& offer_terms);

/// What was accepted: [{"legalTerm": {"type", "id", …}}, …].
Json terms_of(Market& market, const storage::AgreementRow& agreement);

/// What the buyer of a contract chose, as a configurableUpfrontPricingTerm has it.
Json chosen_configuration(const storage::AgreementRow& agreement);

/// The id of an offer's term of this kind.
std::string term_id(const Market& market, std::string_view offer_id, std::string_view kind);

/// The members of the term of this kind, or nullptr.
const Json* term_in(const Json& terms, std::string_view kind);

/// What the terms cost for certain, usage aside.
Money value_of(const Json& terms);

/// "P12M" of "12mo", "P30D" of "30d".
std::string iso_period(std::string_view term);

/// "12mo" of "P12M", "1y" of "P1Y", "30d" of "P30D"; nothing for what is no such period.
std::optional<std::string> term_of_period(std::string_view period);

/// The rates of a configurableUpfrontPricingTerm for a period such as "P12M"; nullptr when it has
/// none.
const Json* rate_card_for(const Json& upfront_term, std::string_view period);

/// Reads "P1DT2H3M4S"; nothing for years, months, signs and fractions.
std::optional<Duration> parse_iso_duration(std::string_view text);

}  // namespace souk::marketplace
