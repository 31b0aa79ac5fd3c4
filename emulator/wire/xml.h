#pragma once

#include <string>
#include <string_view>

namespace souk::wire {

/// Appends `text` so that it reads back as it was inside an element: markup and quotes as entities,
/// tab and line ends as character references (a parser would normalise bare ones). What XML 1.0
/// cannot say at all (other control characters, bytes that are no UTF-8) becomes U+FFFD.
void append_xml_escaped(std::string& out, std::string_view text);

}  // namespace souk::wire
