#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace souk::judge {

/// What a page tells a person, judged from its bytes.

/// The first sign of a stack trace, an exception's class name or a file path; empty when the page
/// shows none.
std::string raw_error_in(std::string_view body);

/// Whether the page sends the buyer back to AWS Marketplace to set the account up again.
bool points_back_to_set_up(std::string_view body);

/// The text without tags, scripts and styles, blanks folded.
std::string visible_text(std::string_view body);

/// The token and the ways it may be disguised: percent-encoded, base64, base64url, hex.
std::vector<std::string> disguises_of(std::string_view token);

/// Whether `haystack`, or what it becomes when decoded once, contains any of the disguises.
bool carries(std::string_view haystack, const std::vector<std::string>& disguises);

/// "%2B" to "+", "+" to " ", as a form field is decoded.
std::string form_decoded(std::string_view text);
/// Everything but letters, digits, "-", ".", "_" and "~" as "%XX".
std::string percent_encoded(std::string_view text);

}  // namespace souk::judge
