#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/core/json_fwd.h"
#include "emulator/core/result.h"

namespace souk::marketplace {

/// One decision AWS leaves undocumented, with the answers souk can give.
struct Switch {
  std::string_view name;
  std::vector<std::string_view> choices;  ///< the first is the default
  std::string_view question;
};

std::span<const Switch> all_switches();

/// What a sandbox has chosen. Asks for a switch by its constant; unset ones have their default.
class Switches {
 public:
  /// Takes `{name: choice}`; an unknown name or choice fails, names the nearest one that exists,
  /// and changes nothing.
  Result<void> apply(const Json& choices);

  std::string_view at(const Switch& which) const;
  bool is(const Switch& which, std::string_view choice) const { return at(which) == choice; }
  /// Those that differ from their default.
  Json to_json() const;

 private:
  std::map<std::string, std::string, std::less<>> chosen_;
};

namespace switches {
extern const Switch kResultOrder;
extern const Switch kIdenticalRepeat;
extern const Switch kRecordIdOnRefusal;
extern const Switch kEchoedTimestamp;
extern const Switch kFutureTolerance;
extern const Switch kUsageBeforeStart;
extern const Switch kIdentityConflict;
extern const Switch kProductCodeWithLicense;
extern const Switch kUnknownAccount;
extern const Switch kIdentifierOfNewProduct;
extern const Switch kIdentifierUsedByNewProduct;
extern const Switch kTokenAfterEnd;
extern const Switch kForeignToken;
extern const Switch kOlderTokens;
extern const Switch kTagCharacters;
extern const Switch kEventLicenseArn;
extern const Switch kZeroQuantity;
extern const Switch kLookBackFrom;
extern const Switch kMonthEndRule;
extern const Switch kEmptyBatch;
extern const Switch kEntitlementLag;
extern const Switch kEmptyPage;
extern const Switch kErrorType;
extern const Switch kDimensionCheck;
extern const Switch kIsoTimestamps;
extern const Switch kScopeService;
extern const Switch kEmptyEntitlements;
extern const Switch kForeignProductCode;
extern const Switch kFinalWindowReading;
extern const Switch kSnsUrls;
extern const Switch kSns429;
extern const Switch kMessageFormat;
extern const Switch kOversize;
extern const Switch kThrottling;
extern const Switch kMeteringRegions;
extern const Switch kSignature;
extern const Switch kMessageTexts;
extern const Switch kFutureDatedCreated;
extern const Switch kEventRoles;
extern const Switch kEventSpelling;
extern const Switch kLandingPageFields;
}  // namespace switches

/// The candidate closest to `word` by edit distance; empty when none is near.
std::string nearest_word(std::string_view word, const std::vector<std::string_view>& candidates);

}  // namespace souk::marketplace
