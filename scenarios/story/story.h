#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/rules/journal.h"
#include "scenarios/story/problem.h"
#include "scenarios/story/yaml_tree.h"

namespace souk::judge {

/// A story as it was written, found to be well-formed: every key, verb, word, duration and ${name}
/// was looked at. Values that hang on the matrix are looked at by expand().
struct Story {
  std::string file;  ///< as it was named
  std::string title;
  std::string about;
  Node root;    ///< the whole text
  Node seller;  ///< the seller, from the story or its own file; Null when there is none
};

/// Reads a story from its text; `file` names it in problems and finds `seller: FILE` beside it.
/// A `seller_file` takes the place of the seller the story has.
Checked<Story> parse_story(std::string_view text, const std::string& file,
                           const std::filesystem::path& seller_file = {});

/// Reads a story from a file. A file that cannot be read is a problem like any other.
Checked<Story> load_story(const std::filesystem::path& path,
                          const std::filesystem::path& seller_file = {});

/// The stories a path means: the file itself, or in a folder every *.yaml, *.yml and *.json, sorted
/// by name, but for those whose name begins with "seller". Folders inside are not entered.
Checked<std::vector<std::filesystem::path>> story_files(const std::filesystem::path& path);

}  // namespace souk::judge
