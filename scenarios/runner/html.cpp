#include "scenarios/runner/html.h"

#include <gumbo.h>

#include <algorithm>
#include <map>
#include <memory>

#include "scenarios/runner/letters.h"

namespace souk::judge {
namespace {

constexpr std::size_t kReadBytes = std::size_t{1} << 20;
// gumbo frees its tree by recursion: a page nested deeper than this might exhaust the stack.
constexpr std::size_t kDeepestPage = 2000;

std::string collapsed(std::string_view text) {
  std::string result;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
    if (!blank) {
      result += c;
    } else if (!result.empty() && result.back() != ' ') {
      result += ' ';
    }
  }
  if (!result.empty() && result.back() == ' ') result.pop_back();
  return result;
}

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

class Reader {
 public:
  HtmlPage read(const GumboNode* root) {
    visit(root);
    page_.text = collapsed(page_.text);
    page_.title = collapsed(page_.title);
    for (HtmlForm& form : page_.forms) {
      for (FormField& field : form.fields) finish(field);
    }
    return std::move(page_);
  }

 private:
  static std::string attribute(const GumboElement& element, const char* name) {
    const GumboAttribute* found = gumbo_get_attribute(&element.attributes, name);
    return found ? found->value : "";
  }
  static bool has(const GumboElement& element, const char* name) {
    return gumbo_get_attribute(&element.attributes, name) != nullptr;
  }

  static std::string text_below(const GumboNode* node) {
    if (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE) {
      return node->v.text.text;
    }
    std::string text;
    if (node->type != GUMBO_NODE_ELEMENT) return text;
    const GumboVector& children = node->v.element.children;
    for (unsigned i = 0; i < children.length; ++i) {
      text += text_below(static_cast<const GumboNode*>(children.data[i]));
    }
    return text;
  }

  void visit(const GumboNode* node) {
    if (node->type == GUMBO_NODE_TEXT) page_.text += std::string(node->v.text.text) + " ";
    if (node->type != GUMBO_NODE_ELEMENT) return;
    const GumboElement& element = node->v.element;
    const GumboTag tag = element.tag;
    if (tag == GUMBO_TAG_SCRIPT || tag == GUMBO_TAG_STYLE) return;
    if (tag == GUMBO_TAG_TITLE) {
      if (page_.title.empty()) page_.title = text_below(node);
      return;
    }
    note(node);
    const auto form_before = form_;
    const auto label_before = label_;
    if (tag == GUMBO_TAG_FORM) form_ = open_form(element);
    if (tag == GUMBO_TAG_LABEL) label_ = collapsed(text_below(node));
    for (unsigned i = 0; i < element.children.length; ++i) {
      visit(static_cast<const GumboNode*>(element.children.data[i]));
    }
    form_ = form_before;
    label_ = label_before;
  }

  void note(const GumboNode* node) {
    const GumboElement& element = node->v.element;
    switch (element.tag) {
      case GUMBO_TAG_BASE:
        if (page_.base.empty()) page_.base = attribute(element, "href");
        break;
      case GUMBO_TAG_META:
        note_refresh(element);
        break;
      case GUMBO_TAG_A:
      case GUMBO_TAG_AREA:
      case GUMBO_TAG_LINK:
        if (has(element, "href")) page_.links.push_back(attribute(element, "href"));
        break;
      case GUMBO_TAG_LABEL:
        if (has(element, "for")) labels_[attribute(element, "for")] = collapsed(text_below(node));
        break;
      case GUMBO_TAG_INPUT:
      case GUMBO_TAG_SELECT:
      case GUMBO_TAG_TEXTAREA:
      case GUMBO_TAG_BUTTON:
        note_field(node);
        break;
      default:
        break;
    }
  }

  void note_refresh(const GumboElement& element) {
    if (lower(attribute(element, "http-equiv")) != "refresh") return;
    const std::string content = attribute(element, "content");
    const auto at = lower(content).find("url=");
    if (at == std::string::npos) return;
    std::string target = collapsed(content.substr(at + 4));
    const bool in_quotes = target.size() >= 2 && (target[0] == '\'' || target[0] == '"');
    if (in_quotes) target = target.substr(1, target.find(target[0], 1) - 1);
    page_.refresh = target;
  }

  std::optional<std::size_t> open_form(const GumboElement& element) {
    HtmlForm form;
    form.method = lower(attribute(element, "method")) == "post" ? "post" : "get";
    form.action = collapsed(attribute(element, "action"));
    form.enctype = lower(attribute(element, "enctype"));
    form.id = attribute(element, "id");
    page_.forms.push_back(std::move(form));
    return page_.forms.size() - 1;
  }

  // A field may name its form from anywhere in the page.
  std::optional<std::size_t> form_of(const GumboElement& element) const {
    if (!has(element, "form")) return form_;
    const std::string id = attribute(element, "form");
    for (std::size_t i = 0; i < page_.forms.size(); ++i) {
      if (page_.forms[i].id == id) return i;
    }
    return std::nullopt;
  }

  void note_field(const GumboNode* node) {
    const GumboElement& element = node->v.element;
    const auto form = form_of(element);
    if (!form || has(element, "disabled")) return;
    FormField field;
    field.name = attribute(element, "name");
    field.id = attribute(element, "id");
    field.value = attribute(element, "value");
    field.type = lower(attribute(element, "type"));
    field.autocomplete = lower(attribute(element, "autocomplete"));
    field.checked = has(element, "checked");
    field.required = has(element, "required");
    field.label = label_;
    if (element.tag == GUMBO_TAG_INPUT && field.type.empty()) field.type = "text";
    if (element.tag == GUMBO_TAG_TEXTAREA) {
      field.type = "textarea";
      field.value = text_below(node);
    }
    if (element.tag == GUMBO_TAG_SELECT) {
      field.type = "select";
      note_options(node, field);
    }
    if (element.tag == GUMBO_TAG_BUTTON) {
      if (field.type != "button" && field.type != "reset") field.type = "submit";
      field.label = collapsed(text_below(node));
    }
    const bool button = field.type == "submit" && element.tag == GUMBO_TAG_INPUT;
    if (button) field.label = field.value.empty() ? "Submit" : field.value;
    const std::string described = attribute(element, "aria-label");
    if (field.label.empty())
      field.label = described.empty() ? attribute(element, "placeholder") : described;
    page_.forms[*form].fields.push_back(std::move(field));
  }

  static void note_options(const GumboNode* node, FormField& field) {
    const GumboVector& children = node->v.element.children;
    for (unsigned i = 0; i < children.length; ++i) {
      const auto* child = static_cast<const GumboNode*>(children.data[i]);
      if (child->type != GUMBO_NODE_ELEMENT) continue;
      const GumboElement& element = child->v.element;
      if (element.tag != GUMBO_TAG_OPTION) {
        note_options(child, field);
        continue;
      }
      const std::string text = collapsed(text_below(child));
      field.options.push_back({has(element, "value") ? attribute(element, "value") : text, text,
                               has(element, "selected"), has(element, "disabled")});
    }
  }

  void finish(FormField& field) const {
    const auto label = labels_.find(field.id);
    if (!field.id.empty() && label != labels_.end()) field.label = label->second;
  }

  HtmlPage page_;
  std::optional<std::size_t> form_;  // the form and the label around what is visited
  std::string label_;
  std::map<std::string, std::string> labels_;  // by the id they are for
};

}  // namespace

HtmlPage read_html(std::string_view html, std::string_view content_type) {
  html = html.substr(0, kReadBytes);
  if (is_too_deep(html)) return {};
  const std::string text = is_latin1(html, content_type) ? utf8_of_latin1(html) : std::string(html);
  const auto destroy = [](GumboOutput* output) {
    gumbo_destroy_output(&kGumboDefaultOptions, output);
  };
  const std::unique_ptr<GumboOutput, decltype(destroy)> output(
      gumbo_parse_with_options(&kGumboDefaultOptions, text.data(), text.size()), destroy);
  return Reader().read(output->root);
}

}  // namespace souk::judge
