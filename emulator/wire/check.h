#pragma once

#include "emulator/core/json_fwd.h"
#include "emulator/core/result.h"
#include "emulator/wire/shape.h"

namespace souk::wire {

struct CheckOptions {
  /// Take ISO-8601 texts for timestamps in JSON; they come back as numbers. AWS refuses them.
  bool iso_timestamps = false;
};

/// Whether every member has the JSON type its shape asks for. Returns the value with nulls dropped
/// (null is absent), numbers like `5.0` where integers belong made integers, and ISO timestamps
/// made numbers. Members the shape does not name stay and are not looked at.
///
/// Fails with SerializationException (400) in the words of AWS's JSON front end; Error.field is the
/// member as in `UsageRecords[0].Quantity`, Error.hint says what belongs there.
Result<Json> check_types(const Shape& shape, Json value, CheckOptions options = {});

/// Whether a value that passed check_types keeps the limits: required members, lengths, ranges,
/// patterns, enumerations. Fails with ValidationException (400), "2 validation errors detected:
/// Value '…' at 'usageRecords.1.member.quantity' failed to satisfy constraint: Member must …; …",
/// naming ten violations at most; Error.field is the first member at fault.
Result<void> check_constraints(const Shape& shape, const Json& value);

/// Both, types first.
Result<Json> check(const Shape& shape, Json value, CheckOptions options = {});

}  // namespace souk::wire
