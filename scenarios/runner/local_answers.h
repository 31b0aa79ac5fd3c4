#pragma once

#include "scenarios/runner/market.h"
#include "souk/http.h"

namespace souk::judge {

/// Whether a request of the seller's description is none over HTTP, but asks a program or a
/// database on this machine.
bool is_local(const Json& request);

/// Asks it, all values put in, and tells what comes of it as an answer: of a `command` its output,
/// with 200 for exit code 0 and 500 for others; of a query of `sqlite` or `postgres` the rows as a
/// JSON list, with 404 when there are none. Says in a sentence why there is no answer.
Tried<client::HttpAnswer> ask_locally(const Json& request, Duration patience, std::size_t most);

}  // namespace souk::judge
