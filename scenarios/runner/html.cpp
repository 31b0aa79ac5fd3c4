#include "scenarios/runner/html.h"

#include <gumbo.h>

#include <map>

#include "scenarios/runner/html_tree.h"
#include "scenarios/runner/letters.h"

namespace souk::judge {
namespace {

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
  const auto tree = parse_html(html, content_type);
  return tree ? Reader().read(tree->root()) : HtmlPage{};
}

}  // namespace souk::judge
