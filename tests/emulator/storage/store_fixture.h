#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <memory>

#include "emulator/core/clock.h"
#include "emulator/storage/database.h"

namespace souk::storage {

using namespace std::chrono_literals;

inline const Timestamp kNow = parse_iso("2026-10-06T09:00:00Z").value();

/// An empty database in memory.
class StoreTest : public testing::Test {
 protected:
  std::int64_t count(const char* sql) {
    auto row = database->prepare(sql);
    row.step();
    return row.integer(0);
  }

  std::unique_ptr<Database> database = Database::in_memory();
};

/// A folder that is gone after the test.
class FolderTest : public testing::Test {
 protected:
  FolderTest() {
    const auto& info = *testing::UnitTest::GetInstance()->current_test_info();
    folder = std::filesystem::temp_directory_path() /
             (std::string("souk-storage-") + info.name() + "-" + std::to_string(::getpid()));
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
  }
  ~FolderTest() override { std::filesystem::remove_all(folder); }

  std::string file(const std::string& name = "a.db") const { return folder / name; }

  std::filesystem::path folder;
};

/// Shows what it is told to.
class FixedClock final : public Clock {
 public:
  Timestamp now() const override { return time; }
  Timestamp time = kNow;
};

}  // namespace souk::storage
