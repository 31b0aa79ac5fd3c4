#include "tests/architecture/source_tree.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace souk::architecture {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 10> kRoots{
    "emulator", "scenarios", "client", "cli", "tests", "docs", "cmake", ".ci", "dev", "README.md"};

fs::path root() { return SOUK_SOURCE_DIR; }

std::string read(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream) throw std::runtime_error("cannot read " + path.string());
  return {std::istreambuf_iterator<char>(stream), {}};
}

void add(std::vector<SourceFile>& files, const fs::path& path) {
  auto text = read(path);
  if (text.find('\0') != std::string::npos) return;
  files.push_back({fs::relative(path, root()).generic_string(), std::move(text)});
}

void add_all(std::vector<SourceFile>& files, const fs::path& folder) {
  for (auto each = fs::recursive_directory_iterator(folder); each != fs::end(each); ++each) {
    const auto name = each->path().filename();
    if (name == "node_modules" || name == "__pycache__" || name == "build") {
      each.disable_recursion_pending();
    } else if (each->is_regular_file()) {
      add(files, each->path());
    }
  }
}

std::vector<SourceFile> read_all() {
  std::vector<SourceFile> files;
  for (const auto name : kRoots) {
    const auto path = root() / name;
    if (fs::is_directory(path)) {
      add_all(files, path);
    } else {
      add(files, path);
    }
  }
  for (const auto& each : fs::directory_iterator(root())) {
    const auto ending = each.path().extension();
    if (ending == ".txt" || ending == ".json") add(files, each.path());
  }
  std::sort(files.begin(), files.end(),
            [](const auto& left, const auto& right) { return left.path < right.path; });
  return files;
}

}  // namespace

bool SourceFile::is_under(std::string_view folder) const {
  return path.size() > folder.size() && path.compare(0, folder.size(), folder) == 0 &&
         path[folder.size()] == '/';
}

bool SourceFile::ends_with(std::string_view ending) const {
  return std::string_view(path).ends_with(ending);
}

const std::vector<SourceFile>& all_files() {
  static const auto files = read_all();
  return files;
}

std::vector<const SourceFile*> files_ending(const std::vector<std::string_view>& endings) {
  std::vector<const SourceFile*> found;
  for (const auto& file : all_files()) {
    const bool wanted = std::any_of(endings.begin(), endings.end(),
                                    [&](const auto ending) { return file.ends_with(ending); });
    if (wanted) found.push_back(&file);
  }
  return found;
}

std::vector<const SourceFile*> cpp_files(std::string_view folder) {
  auto found = files_ending({".cpp", ".h"});
  std::erase_if(found, [&](const auto* file) { return !file->is_under(folder); });
  return found;
}

const SourceFile& file_at(std::string_view path) {
  for (const auto& file : all_files()) {
    if (file.path == path) return file;
  }
  throw std::runtime_error("there is no file " + std::string(path));
}

bool exists(const std::string& path) { return fs::exists(root() / path); }

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::size_t from = 0;
  while (from < text.size()) {
    const auto end = std::min(text.find('\n', from), text.size());
    lines.push_back(text.substr(from, end - from));
    from = end + 1;
  }
  return lines;
}

}  // namespace souk::architecture
