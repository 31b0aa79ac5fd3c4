#include "scenarios/runner/html_tree.h"

#include <algorithm>
#include <pugixml.hpp>
#include <vector>

#include "scenarios/runner/letters.h"

namespace souk::judge {
namespace {

constexpr std::size_t kReadBytes = std::size_t{1} << 20;
// gumbo frees its tree by recursion: a page nested deeper than this might exhaust the stack.
constexpr std::size_t kDeepestPage = 2000;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool never_closed(const std::string& tag) {
  constexpr std::string_view kTags =
      " area base br col embed hr img input link meta param source track wbr li p option tr td th "
      "dt dd tbody thead ";
  return kTags.find(" " + tag + " ") != std::string_view::npos;
}

// A quick upper bound of the nesting, before a parser is let near the page: only a tag that closes
// the innermost open one makes the page shallower.
bool is_too_deep(std::string_view html) {
  std::vector<std::string> open;
  for (auto at = html.find('<'); at != std::string_view::npos; at = html.find('<', at + 1)) {
    const bool closes = at + 1 < html.size() && html[at + 1] == '/';
    const std::size_t begin = at + (closes ? 2 : 1);
    std::size_t end = begin;
    while (end < html.size() && is_letter(html[end])) ++end;
    if (end == begin) continue;
    const std::string tag = lower(html.substr(begin, std::min<std::size_t>(end - begin, 16)));
    if (closes && !open.empty() && open.back() == tag) open.pop_back();
    if (!closes && !never_closed(tag)) open.push_back(tag);
    if (open.size() > kDeepestPage) return true;
  }
  return false;
}

std::string utf8_of_latin1(std::string_view text) {
  std::string result;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      result += c;
    } else {
      result += static_cast<char>(0xC0 | (byte >> 6));
      result += static_cast<char>(0x80 | (byte & 0x3F));
    }
  }
  return result;
}

bool is_latin1(std::string_view html, std::string_view content_type) {
  const auto says = [](const std::string& text) {
    const auto at = text.find("charset=");
    if (at == std::string::npos) return false;
    const auto name = text.substr(at + 8, 14);
    return name.find("8859-1") != std::string::npos || name.find("1252") != std::string::npos;
  };
  const std::string header = lower(content_type);
  if (header.find("charset=") != std::string::npos) return says(header);
  return says(lower(html.substr(0, 1024)));
}

std::string tag_of(const GumboElement& element) {
  if (element.tag != GUMBO_TAG_UNKNOWN) return gumbo_normalized_tagname(element.tag);
  GumboStringPiece name = element.original_tag;  // an element of the page's own invention
  gumbo_tag_from_original_text(&name);
  return lower(std::string_view(name.data, name.length));
}

// The same tree as XPath takes it.
void copy_below(pugi::xml_node to, const GumboVector& children) {
  for (unsigned i = 0; i < children.length; ++i) {
    const auto* child = static_cast<const GumboNode*>(children.data[i]);
    if (child->type == GUMBO_NODE_TEXT || child->type == GUMBO_NODE_WHITESPACE ||
        child->type == GUMBO_NODE_CDATA) {
      to.append_child(pugi::node_pcdata).set_value(child->v.text.text);
    }
    if (child->type != GUMBO_NODE_ELEMENT && child->type != GUMBO_NODE_TEMPLATE) continue;
    const GumboElement& element = child->v.element;
    pugi::xml_node made = to.append_child(tag_of(element).c_str());
    for (unsigned j = 0; j < element.attributes.length; ++j) {
      const auto* attribute = static_cast<const GumboAttribute*>(element.attributes.data[j]);
      made.append_attribute(attribute->name).set_value(attribute->value);
    }
    copy_below(made, element.children);
  }
}

}  // namespace

std::optional<HtmlTree> parse_html(std::string_view html, std::string_view content_type) {
  html = html.substr(0, kReadBytes);
  if (is_too_deep(html)) return std::nullopt;
  auto text = std::make_unique<const std::string>(
      is_latin1(html, content_type) ? utf8_of_latin1(html) : std::string(html));
  const auto destroy = [](GumboOutput* output) {
    gumbo_destroy_output(&kGumboDefaultOptions, output);
  };
  auto* output = gumbo_parse_with_options(&kGumboDefaultOptions, text->data(), text->size());
  return HtmlTree{std::move(text), {output, destroy}};
}

std::optional<std::string> find_in_html(std::string_view html, std::string_view content_type,
                                        const std::string& path) {
  const auto tree = parse_html(html, content_type);
  if (!tree) return std::nullopt;
  pugi::xml_document page;
  copy_below(page, tree->output->document->v.document.children);
  try {
    const pugi::xpath_query query(path.c_str());
    if (query.return_type() != pugi::xpath_type_node_set) return query.evaluate_string(page);
    const pugi::xpath_node found = query.evaluate_node(page);
    if (found.attribute()) return found.attribute().value();
    if (!found) return std::nullopt;
    return pugi::xpath_query("string(.)").evaluate_string(found);
  } catch (const pugi::xpath_exception&) {
    return std::nullopt;
  }
}

}  // namespace souk::judge
