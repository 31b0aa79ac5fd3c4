#pragma once

#include <span>
#include <string>
#include <string_view>

#include "souk/outcome.h"

namespace souk::sample {

/// One way to be wrong. Each changes a single decision of an otherwise right seller.
enum class Defect {
  None,
  FinalRecordLate,
  MetersBeforeActive,
  ActivatesAtRegistration,
  IgnoresUnprocessed,
  ResendsDifferentQuantity,
  SkipsSignatureCheck,
  NeverConfirms,
  TokenInCookie,
  TokenInUrl,
  FirstPageOnly,
  KeepsAccess,
  Milliseconds,
  NeedsCustomerIdentifier,
  ReactsTwice,
  ResolvesLate,
  DoubleDecodesToken,
  CrashesOnBadToken,
  GetRefused,
  CrashesOnEmptyEntitlements,
  SkipsAnHour,
  FlushWithHourlyJob,
  KeepsMetering,
  BelievesHttp200,
  ProductCodeWithLicense,
  BothIdentities,
  WrongCaseDimension,
  WrongQuantity,
  BatchOf26,
  EntitlementsElsewhere,
  SecondAccount,
  PostRefused,
  NeverRedeems,
  WrongSecret,
  CrashesOnExpiredToken,
  CrashesOnMissingToken,
  DropsOnError,
  RecountsOnRetry,
  HundredPerPage,
};

struct DefectRow {
  Defect defect;
  std::string_view name;  ///< "final-record-late"
  std::string_view what;  ///< one clause: what the seller does
  std::string_view rule;  ///< the rule it breaks: "R46"
};

/// All of them, None left out, in the order of their names in docs/sample-seller.md.
std::span<const DefectRow> defects();

/// The defect called `name`. Fails with UnknownDefect, naming the nearest one and all others.
client::Outcome<Defect> find_defect(std::string_view name);

/// "" for None.
std::string_view name_of(Defect defect);

}  // namespace souk::sample
