#pragma once

#include <string_view>

namespace souk::judge::page_parts {

// The files of page/, built into the program.

extern const std::string_view kStyle;
extern const std::string_view kPage;
extern const std::string_view kReportScript;
extern const std::string_view kTimelineScript;
extern const std::string_view kJournalScript;

}  // namespace souk::judge::page_parts
