#include "scenarios/story/story.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "scenarios/story/check_story.h"

namespace souk::judge {
namespace {

namespace fs = std::filesystem;

// More than any text we read; what is longer is refused without being held.
constexpr std::size_t kMostBytesRead = 1024 * 1024 + 1;

Checked<std::string> read_file(const fs::path& path, const Position& named_at) {
  const auto refused = [&](const std::string& why) {
    return tl::unexpected<Problems>(
        {{named_at, fmt::format("cannot read '{}': {}", path.string(), why)}});
  };
  std::error_code error;
  const auto status = fs::status(path, error);
  if (!fs::exists(status)) return refused("there is no such file");
  if (fs::is_directory(status)) return refused("it is a folder");
  if (!fs::is_regular_file(status)) return refused("it is not a file");
  const auto size = fs::file_size(path, error);
  if (!error && size >= kMostBytesRead) {
    return refused(fmt::format("{} bytes are too many; a story has at most 1 MiB", size));
  }
  std::ifstream stream(path, std::ios::binary);
  if (!stream) return refused("it may not be opened");
  std::string text(kMostBytesRead, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  return text;
}

// `seller: FILE` is replaced by what the file holds.
Checked<Node> seller_of(const Node& root, const std::string& story_file,
                        const fs::path& seller_file) {
  const Node* seller = root.find("seller");
  if (seller_file.empty() && !seller) return Node{};
  if (seller_file.empty() && !seller->is_scalar()) return *seller;
  const fs::path path =
      seller_file.empty() ? fs::path(story_file).parent_path() / seller->scalar : seller_file;
  const Position start{std::make_shared<const std::string>(path.string()), 1, 1};
  const auto text = read_file(path, seller_file.empty() ? seller->at : start);
  if (!text) return tl::unexpected(text.error());
  auto tree = parse_yaml(*text, std::make_shared<const std::string>(path.string()));
  if (tree && !tree->is_map()) {
    return tl::unexpected<Problems>(
        {{tree->at, "a seller's file is a map with landing_page, notifications, …"}});
  }
  return tree;
}

std::string text_of(const Node& root, std::string_view member) {
  const Node* node = root.find(member);
  return node && node->is_scalar() ? node->scalar : std::string();
}

bool is_story_name(const fs::path& path) {
  const std::string extension = path.extension().string();
  const bool readable = extension == ".yaml" || extension == ".yml" || extension == ".json";
  return readable && path.filename().string().rfind("seller", 0) != 0;
}

}  // namespace

Checked<Story> parse_story(std::string_view text, const std::string& file,
                           const fs::path& seller_file) {
  const auto name = std::make_shared<const std::string>(file);
  auto root = parse_yaml(text, name);
  if (!root) return tl::unexpected(std::move(root.error()));
  if (!root->is_map()) {
    return tl::unexpected<Problems>(
        {{{name, 1, 1}, "a story is a map with story, product, seller, steps, …"}});
  }
  auto seller = seller_of(*root, file, seller_file);
  Problems problems;
  if (!seller) problems = std::move(seller.error());

  Story story{file, text_of(*root, "story"), text_of(*root, "about"), std::move(*root),
              seller ? std::move(*seller) : Node{}};
  const bool seller_is_known = seller.has_value();
  check_story(story, seller_is_known, problems);
  if (problems.empty()) return story;
  tidy(problems);
  return tl::unexpected(std::move(problems));
}

Checked<Story> load_story(const fs::path& path, const fs::path& seller_file) {
  const Position start{std::make_shared<const std::string>(path.string()), 1, 1};
  const auto text = read_file(path, start);
  if (!text) return tl::unexpected(text.error());
  return parse_story(*text, path.string(), seller_file);
}

Checked<std::vector<fs::path>> story_files(const fs::path& path) {
  const Position start{std::make_shared<const std::string>(path.string()), 1, 1};
  const auto refused = [&](std::string why) {
    return tl::unexpected<Problems>({{start, std::move(why)}});
  };
  std::error_code error;
  if (!fs::exists(path, error)) return refused("there is no such file or folder");
  if (!fs::is_directory(path, error)) return std::vector{path};
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(path, error)) {
    if (entry.is_regular_file() && is_story_name(entry.path())) files.push_back(entry.path());
  }
  if (error) return refused("the folder cannot be read: " + error.message());
  if (files.empty()) return refused("the folder holds no story (*.yaml, *.yml, *.json)");
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace souk::judge
