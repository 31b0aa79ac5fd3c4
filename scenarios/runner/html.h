#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace souk::judge {

struct FormOption {
  std::string value;
  std::string text;
  bool selected = false;
  bool disabled = false;
};

/// An input, select, textarea or button.
struct FormField {
  std::string name;
  std::string id;
  std::string type;   ///< lower case: "text", "hidden", "select", "textarea", "submit", …
  std::string value;  ///< what the page put in
  std::string label;  ///< of its label, aria-label or placeholder; a button's text
  std::string autocomplete;
  bool checked = false;
  bool required = false;
  std::vector<FormOption> options;  ///< of a select
};

struct HtmlForm {
  std::string method;  ///< "get" or "post"
  std::string action;  ///< as written; empty: the page itself
  std::string enctype;
  std::string id;
  std::vector<FormField> fields;  ///< in the page's order, disabled ones left out
};

/// What a browser has to know of a page.
struct HtmlPage {
  std::string title;
  std::string base;  ///< <base href>, as written
  std::string text;  ///< what a person can read, blanks collapsed
  std::vector<HtmlForm> forms;
  std::vector<std::string> links;      ///< every href, as written
  std::optional<std::string> refresh;  ///< where <meta http-equiv=refresh> leads, as written
};

/// Reads the first MiB of a page. Anything is HTML; what is nested too deeply to be read is empty.
HtmlPage read_html(std::string_view html, std::string_view content_type);

}  // namespace souk::judge
