#pragma once

#include <string>
#include <tl/expected.hpp>

#include "cli/command.h"
#include "emulator/core/json.h"
#include "emulator/core/result.h"

namespace souk::cli {

/// Products, offers and buyers as the file describes them; a sentence where it is no JSON file.
tl::expected<nlohmann::json, std::string> read_catalogue(const std::string& file);

/// Says why a server did not start: exit code 2 where the catalogue's content is to blame.
int complain_of_start(const Error& error, const std::string& catalogue_file);

}  // namespace souk::cli
