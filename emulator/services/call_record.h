#pragma once

#include "emulator/sandbox/sandbox.h"
#include "emulator/wire/request_kind.h"
#include "emulator/wire/sigv4.h"

namespace souk::services {

/// All there is to tell of one AWS call.
struct CallRecord {
  const HttpRequest& request;
  const wire::RequestKind& kind;
  const wire::ClaimedScope& scope;
  const std::string& request_id;
  const std::string& signing;  ///< verified, unverified, refused, none
  const Json& input;
  Json* output;        ///< nullptr when refused; moved into the row
  const Error* error;  ///< nullptr when answered
  Json notes;
  std::string fault;
  std::string explanation;
  real_time::Instant began;
  std::string actor = "seller";  ///< or "buyer"
};

/// Whether a refusal this long (real time) after the clock moved may be the clock's doing, not the
/// seller's.
bool may_be_outrun(Duration since_clock_moved);

/// Writes the journal's row of a call, as docs/journal.md describes it.
void record_call(sandbox::Sandbox& sandbox, CallRecord call);

}  // namespace souk::services
