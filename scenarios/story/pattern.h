#pragma once

#include <optional>
#include <string>

namespace souk::judge {

/// Whether a text is a regular expression as stories write them: RE2's syntax, which is Perl's
/// without back-references and look-around.
bool is_pattern(const std::string& text);

/// What a regular expression finds: its first group, or all of it where it has none. Nothing when
/// it finds nothing or is none. Takes time in proportion to the text, which a seller wrote.
std::optional<std::string> find_pattern(const std::string& text, const std::string& pattern);

}  // namespace souk::judge
