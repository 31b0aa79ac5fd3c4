#pragma once

#include <SQLiteCpp/Database.h>

#include <string>

namespace souk::storage {

/// "souk" in ASCII: marks a file as ours.
inline constexpr int kApplicationId = 0x736f756b;

/// The newest schema. Raised with every migration, never lowered.
inline constexpr int kSchemaVersion = 3;

void create_schema(SQLite::Database& database);

/// Creates the schema in an empty file, migrates an older one forward, one version after the other
/// in one transaction. Returns why it cannot (not souk's, newer, damaged), or an empty text. To
/// look for damage takes time as the file is large, some milliseconds for each megabyte.
std::string bring_up_to_date(SQLite::Database& database, bool look_for_damage = true);

}  // namespace souk::storage
