#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace souk::architecture {

/// A file of the project, with its text.
struct SourceFile {
  std::string path;  ///< from the project's root: "emulator/core/time.h"
  std::string text;

  bool is_under(std::string_view folder) const;
  bool ends_with(std::string_view ending) const;
};

/// Every text file of the project, sorted by path; what was built or installed is left out. Read
/// once.
const std::vector<SourceFile>& all_files();

/// Those with one of these endings.
std::vector<const SourceFile*> files_ending(const std::vector<std::string_view>& endings);

/// C++ files below a folder.
std::vector<const SourceFile*> cpp_files(std::string_view folder);

/// The file, which must exist.
const SourceFile& file_at(std::string_view path);
bool exists(const std::string& path);

std::vector<std::string> lines_of(const std::string& text);

}  // namespace souk::architecture
