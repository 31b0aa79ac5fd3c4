#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "scenarios/runner/html.h"
#include "souk/url.h"

namespace souk::judge {

/// What a person wants to tell a page: {"email": "ann@example.test"}.
using Answers = std::map<std::string, std::string>;

/// A form filled in, ready to be sent.
struct FilledForm {
  const HtmlForm* form = nullptr;
  client::FormFields fields;   ///< in the page's order, the pressed button among them
  std::set<std::string> used;  ///< which answers went in
};

/// The form of a page a newcomer fills in: the one that asks for most of `answers`, and for at
/// least one that is not in `told` yet. Without such a form, while answers are untold, a page's
/// only POST form that asks for nothing is one to go on with. Fields are found by name, id, type,
/// autocomplete or label; others keep what the page put in, and required ones get something
/// plausible.
std::optional<FilledForm> fill_sign_up(const HtmlPage& page, const Answers& answers,
                                       const std::set<std::string>& told);

/// The form of a page a known buyer logs in with: a password and little else.
std::optional<FilledForm> fill_log_in(const HtmlPage& page, const Answers& answers);

}  // namespace souk::judge
