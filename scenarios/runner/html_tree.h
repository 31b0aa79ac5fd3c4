#pragma once

#include <gumbo.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace souk::judge {

/// The tree a browser would make of a page.
struct HtmlTree {
  std::unique_ptr<const std::string> text;  ///< parts of the tree point into it
  std::unique_ptr<GumboOutput, void (*)(GumboOutput*)> output;

  const GumboNode* root() const { return output->root; }
};

/// Reads the first MiB of a page. Nothing when it is nested too deeply to be read.
std::optional<HtmlTree> parse_html(std::string_view html, std::string_view content_type);

/// What an XPath 1.0 expression finds on a page: the text of the first element, the value of the
/// first attribute, or what the expression works out. Names of elements and attributes are in small
/// letters. Nothing when nothing is found, or `path` is no XPath.
std::optional<std::string> find_in_html(std::string_view html, std::string_view content_type,
                                        const std::string& path);

}  // namespace souk::judge
