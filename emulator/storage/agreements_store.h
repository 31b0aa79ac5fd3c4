#pragma once

#include <vector>

#include "emulator/storage/database.h"

namespace souk::storage {

struct AgreementRow {
  std::int64_t id = 0;
  std::string agreement_id;  ///< "agmt-…"
  std::int64_t buyer = 0;
  std::int64_t product = 0;
  std::string offer_id;
  std::string license_arn;
  std::string state;
  Timestamp accepted;
  std::optional<Timestamp> starts;  ///< when the licence was provisioned
  std::optional<Timestamp> ends;    ///< when a contract's term is over
  std::optional<Timestamp> ended;   ///< when the agreement really ended
  std::optional<Timestamp> opens;   ///< the final metering window
  std::optional<Timestamp> closes;
  std::string term;             ///< "12mo"; empty for open-ended
  std::string quantities_json;  ///< {dimension: quantity} of a contract
  /// CANCELLED, EXPIRED, RENEWED, REPLACED, TERMINATED; empty while it has not ended
  std::string end_status = {};
  Timestamp updated = {};                ///< when it last changed
  std::optional<Timestamp> begins = {};  ///< the start agreed on; none: at acceptance
  std::string intent = "NEW";            ///< NEW, RENEW, REPLACE
  std::string previous = {};             ///< id of the agreement it goes on from
  bool auto_renew = false;               ///< what the buyer wants
  std::string renewal_json = "{}";       ///< what its renewal will be, and who is against it
};

struct TokenRow {
  std::string token;
  std::int64_t agreement = 0;
  Timestamp issued;
  Timestamp expires;
  std::optional<Timestamp> resolved = std::nullopt;  ///< when the seller first asked who it is for
};

struct EntitlementRow {
  std::int64_t agreement = 0;
  std::string dimension;
  std::int64_t value = 0;
  Timestamp expires;
  Timestamp visible;              ///< when GetEntitlements begins to show it
  std::optional<Timestamp> gone;  ///< when it stops showing it; none while it is in force
};

/// Where an entitlement stands among all: by agreement, then by dimension.
struct EntitlementPlace {
  std::int64_t agreement = 0;
  std::string dimension;
};

/// Which entitlements are asked for. An empty list asks for all, one with values for any of them.
struct EntitlementSearch {
  std::int64_t product = 0;
  std::vector<std::string> customer_identifiers{};
  std::vector<std::string> accounts{};
  std::vector<std::string> license_arns{};
  std::vector<std::string> dimensions{};
  Timestamp now{};
  EntitlementPlace after{};  ///< only those that stand behind this place
  std::size_t limit = 0;
};

/// Agreements, the tokens their buyers carry and what they are entitled to.
class AgreementsStore {
 public:
  explicit AgreementsStore(Database& database) : database_(database) {}

  /// Inserts when `id` is 0, replaces otherwise; returns the row's id.
  std::int64_t put(const AgreementRow& agreement);
  std::optional<AgreementRow> find(std::int64_t id);
  std::optional<AgreementRow> find(std::string_view agreement_id);
  std::optional<AgreementRow> with_license(std::string_view license_arn);
  /// Those of one buyer and product, newest first.
  std::vector<AgreementRow> of(std::int64_t product, std::int64_t buyer);
  std::vector<AgreementRow> all();
  /// The one that goes on from this one.
  std::optional<AgreementRow> following(std::string_view agreement_id);

  void put(const TokenRow& token);
  std::optional<TokenRow> token(std::string_view token);
  /// Whether the seller asked about any of an agreement's tokens.
  bool resolved_any(std::int64_t agreement);

  void put(const EntitlementRow& entitlement);
  /// Those of one agreement that are in force.
  std::vector<EntitlementRow> entitlements(std::int64_t agreement);
  /// Ends those of an agreement that are in force; they are shown until `gone`.
  void end_entitlements(std::int64_t agreement, Timestamp gone);
  /// Those that are shown at `now`, in the order of their places. Costs what it looks at: the
  /// agreements of the customers or licences asked for, or else a page of the product's.
  std::vector<EntitlementRow> shown_entitlements(const EntitlementSearch& search);
  /// The statement such a search runs, so that a test can hold it to its cost.
  static const char* statement_of(const EntitlementSearch& search);

 private:
  Database& database_;
};

}  // namespace souk::storage
