#pragma once

#include "emulator/wire/shape.h"

namespace souk::wire {

/// A few shapes of the public models, enough to try every kind.
inline Shape usage_record() {
  return structure({
      required("Timestamp", timestamp()),
      member("CustomerIdentifier", string().length(0, 255).matching("[\\s\\S]*")),
      required("Dimension", string().length(1, 255).matching("[\\s\\S]+")),
      member("Quantity", integer().range(0, 2147483647)),
      member("CustomerAWSAccountId", string().length(1, 255).matching("^[0-9]+$")),
  });
}

inline Shape batch_meter_usage() {
  return structure({
      required("UsageRecords", list(usage_record()).count(0, 25)),
      member("ProductCode", string().length(0, 255).matching("^[-a-zA-Z0-9/=:_.@]*$")),
  });
}

inline Shape get_entitlements() {
  return structure({
      required("ProductCode", string().length(1, 255)),
      member("Filter",
             map(string().one_of({"CUSTOMER_IDENTIFIER", "DIMENSION"}), list(string()).count(1))),
      member("NextToken", string().matching("\\S+")),
      member("MaxResults", integer().range(1, 25)),
  });
}

inline Shape entitlements() {
  return structure({
      member("Entitlements", list(structure({
                                 member("ProductCode", string()),
                                 member("Dimension", string()),
                                 member("CustomerIdentifier", string()),
                                 member("Value", structure({
                                                     member("IntegerValue", integer()),
                                                     member("DoubleValue", floating()),
                                                     member("BooleanValue", boolean()),
                                                     member("StringValue", string()),
                                                 })),
                                 member("ExpirationDate", timestamp()),
                             }))),
      member("NextToken", string()),
  });
}

}  // namespace souk::wire
