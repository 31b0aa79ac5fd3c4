#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "emulator/clock/virtual_clock.h"

namespace souk::clock {

using namespace std::chrono_literals;

/// A clock in a database of its own; the machine's time is what the test says.
class ClockTest : public testing::Test {
 protected:
  static Timestamp at(std::string_view text) { return parse_iso(text).value(); }

  const Timestamp start = at("2026-10-06T09:00:00Z");
  Timestamp real_now = at("2031-03-05T12:00:00.500Z");
  std::unique_ptr<storage::Database> database = storage::Database::in_memory();
  VirtualClock clock{*database, [this] { return real_now; }};
};

}  // namespace souk::clock
