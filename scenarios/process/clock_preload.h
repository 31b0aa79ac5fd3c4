#pragma once

#include <string>
#include <string_view>

namespace souk::process {

/// The library that preload/clock_preload.c is built into, as its file's bytes: souk carries it
/// along and needs nothing installed.
std::string_view clock_preload();

/// What a clock file of that library holds before souk first writes it.
std::string empty_clock_page();

}  // namespace souk::process
