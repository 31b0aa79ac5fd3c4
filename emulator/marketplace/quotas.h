#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>

#include "emulator/core/result.h"
#include "emulator/core/time.h"

namespace souk::marketplace {

/// How many calls a second AWS takes of an operation, from one account in one region; nothing where
/// it published no number. Source: AWS Marketplace endpoints and quotas, AWS General Reference.
std::optional<int> calls_per_second(std::string_view operation);

/// The calls AWS would still take: a token bucket for each account, region and operation, which
/// holds the calls of one second and fills steadily. Buckets are full when a sandbox is made or
/// taken up, and when its time goes back.
class Quotas {
 public:
  /// Takes one call from its bucket. Fails ThrottlingException when there is not a whole one in it.
  Result<void> take(const std::string& account, const std::string& region,
                    std::string_view operation, Timestamp now);

 private:
  struct Bucket {
    std::int64_t thousandths;  ///< of a call
    Timestamp filled;
  };

  std::map<std::tuple<std::string, std::string, std::string>, Bucket> buckets_;
};

}  // namespace souk::marketplace
