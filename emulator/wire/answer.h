#pragma once

#include <string>
#include <string_view>

#include "emulator/core/http_message.h"
#include "emulator/core/result.h"

namespace souk::wire {

/// What the answers of every protocol have in common: `x-amzn-RequestId`.
HttpResponse answer(int status, std::string_view content_type, std::string body,
                    std::string_view request_id);

/// Tells the developer behind a refusal what to do, in a header that SDKs pass over:
/// `X-Souk-Hint`, printable ASCII, cut at a kilobyte. Nothing when the error has no hint.
void add_hint(HttpResponse& response, const Error& error);

}  // namespace souk::wire
