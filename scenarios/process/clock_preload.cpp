#include "scenarios/process/clock_preload.h"

// The assembler takes the file in as it is; SOUK_CLOCK_PRELOAD names it.
__asm__(
    ".section .rodata\n"
    ".global kClockPreloadBegin\n"
    ".balign 16\n"
    "kClockPreloadBegin:\n"
    ".incbin \"" SOUK_CLOCK_PRELOAD
    "\"\n"
    ".global kClockPreloadEnd\n"
    "kClockPreloadEnd:\n"
    ".byte 0\n"
    ".previous\n");

extern "C" {
extern const char kClockPreloadBegin[];
extern const char kClockPreloadEnd[];
}

namespace souk::process {
namespace {

constexpr std::string_view kMagic = "soukclk\n";
constexpr std::size_t kPage = 40;

}  // namespace

std::string_view clock_preload() {
  return {kClockPreloadBegin, static_cast<std::size_t>(kClockPreloadEnd - kClockPreloadBegin)};
}

std::string empty_clock_page() {
  std::string page(kMagic);
  page.resize(kPage, '\0');
  return page;
}

}  // namespace souk::process
