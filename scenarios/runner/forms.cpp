#include "scenarios/runner/forms.h"

#include <algorithm>
#include <array>
#include <vector>

namespace souk::judge {
namespace {

constexpr std::size_t kMostLogInFields = 3;

std::string plain(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c >= 'A' && c <= 'Z') result += static_cast<char>(c + 32);
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) result += c;
  }
  return result;
}

bool holds(const std::string& text, const std::string& part) {
  return !part.empty() && text.find(part) != std::string::npos;
}

// Words that ask for the same thing.
constexpr std::array<std::array<std::string_view, 4>, 5> kSynonyms{{
    {"company", "organization", "organisation", "companyname"},
    {"name", "fullname", "yourname", "contactname"},
    {"email", "mail", "emailaddress", "useremail"},
    {"phone", "tel", "telephone", "phonenumber"},
    {"password", "pass", "newpassword", "currentpassword"},
}};

bool same_question(const std::string& left, const std::string& right) {
  if (left == right) return !left.empty();
  return std::any_of(kSynonyms.begin(), kSynonyms.end(), [&](const auto& words) {
    const auto has = [&](const std::string& word) {
      return std::find(words.begin(), words.end(), word) != words.end();
    };
    return has(left) && has(right);
  });
}

// "user[email]" and "account.email" ask for "email".
std::string last_part(const std::string& name) {
  std::string part = name;
  while (!part.empty() && (part.back() == ']' || part.back() == '[')) part.pop_back();
  const auto cut = part.find_last_of("[.");
  return plain(cut == std::string::npos ? part : part.substr(cut + 1));
}

bool is_button(const FormField& field) {
  return field.type == "submit" || field.type == "button" || field.type == "reset" ||
         field.type == "image";
}

bool is_visible(const FormField& field) { return field.type != "hidden" && !is_button(field); }

// How well an answer fits a field; 0: not at all.
int fitness(const FormField& field, const std::string& answer) {
  const std::string wanted = plain(answer);
  if (wanted.empty() || !is_visible(field)) return 0;
  if (plain(field.name) == wanted) return 6;
  if (same_question(last_part(field.name), wanted) || same_question(plain(field.id), wanted)) {
    return 5;
  }
  if (same_question(plain(field.autocomplete), wanted)) return 4;
  const bool telling_type =
      field.type == "email" || field.type == "tel" || field.type == "password";
  if (telling_type && same_question(plain(field.type), wanted)) return 3;
  if (same_question(plain(field.label), wanted)) return 3;
  if (holds(plain(field.name), wanted) || holds(plain(field.label), wanted)) return 2;
  return 0;
}

const Answers::value_type* best_answer(const FormField& field, const Answers& answers) {
  const Answers::value_type* best = nullptr;
  int best_fitness = 0;
  for (const auto& answer : answers) {
    const int fits = fitness(field, answer.first);
    if (fits <= best_fitness) continue;
    best = &answer;
    best_fitness = fits;
  }
  return best;
}

std::string plausible(const FormField& field) {
  if (field.type == "email") return "buyer@example.test";
  if (field.type == "password") return "a-long-password-1";
  if (field.type == "tel") return "+15550100";
  if (field.type == "url") return "https://example.test/";
  if (field.type == "number" || field.type == "range") return "1";
  if (field.type == "date") return "2026-01-01";
  return "Example";
}

bool means_yes(const std::string& answer) {
  return answer == "true" || answer == "yes" || answer == "on" || answer == "1";
}

std::optional<std::string> selected_value(const FormField& field, const std::string* answer) {
  const FormOption* chosen = nullptr;
  for (const FormOption& option : field.options) {
    if (option.disabled) continue;
    if (answer && (option.value == *answer || option.text == *answer)) return option.value;
    if (!chosen || option.selected) chosen = &option;
    // The usual "please choose" is no choice where one is required.
    const bool placeholder = field.required && chosen->value.empty();
    if (placeholder && !option.value.empty()) chosen = &option;
  }
  return chosen ? std::optional(chosen->value) : std::nullopt;
}

class Filling {
 public:
  Filling(const HtmlForm& form, const Answers& answers) : form_(form), answers_(answers) {}

  FilledForm fill() {
    filled_.form = &form_;
    bool pressed = false;
    for (const FormField& field : form_.fields) {
      if (field.type == "submit") {
        if (!pressed && !field.name.empty()) add(field, field.value);
        pressed = true;
      } else if (!is_button(field) && field.type != "file" && !field.name.empty()) {
        fill(field);
      }
    }
    return std::move(filled_);
  }

 private:
  void add(const FormField& field, const std::string& value) {
    filled_.fields.emplace_back(field.name, value);
  }

  void fill(const FormField& field) {
    const Answers::value_type* answer = best_answer(field, answers_);
    if (answer) filled_.used.insert(answer->first);
    if (field.type == "radio") {
      fill_radio(field, answer);
    } else if (field.type == "checkbox") {
      const bool ticked = answer ? means_yes(answer->second) : field.checked || field.required;
      if (ticked) add(field, field.value.empty() ? "on" : field.value);
    } else if (field.type == "select") {
      if (auto value = selected_value(field, answer ? &answer->second : nullptr)) {
        add(field, *value);
      }
    } else if (answer) {
      add(field, answer->second);
    } else if (field.required && field.value.empty() && is_visible(field)) {
      add(field, plausible(field));
    } else {
      add(field, field.value);
    }
  }

  // One button of a group is pushed in: the answered one, the page's own, or the first.
  void fill_radio(const FormField& field, const Answers::value_type* answer) {
    if (radios_.count(field.name) > 0) return;
    const FormField* chosen = nullptr;
    for (const FormField& each : form_.fields) {
      if (each.type != "radio" || each.name != field.name) continue;
      const bool answered = answer && each.value == answer->second;
      if (answered || (!chosen && (each.checked || each.required))) chosen = &each;
      if (answered) break;
      if (each.checked) chosen = &each;
    }
    radios_.insert(field.name);
    if (chosen) add(*chosen, chosen->value.empty() ? "on" : chosen->value);
  }

  const HtmlForm& form_;
  const Answers& answers_;
  FilledForm filled_;
  std::set<std::string> radios_;
};

std::string words_of(const HtmlForm& form) {
  std::string words = plain(form.action) + " " + plain(form.id);
  for (const FormField& field : form.fields) {
    if (is_button(field)) words += " " + plain(field.label);
  }
  return words;
}

bool has_any(const std::string& text, const std::vector<std::string>& parts) {
  return std::any_of(parts.begin(), parts.end(),
                     [&](const std::string& part) { return holds(text, part); });
}

bool logs_in(const HtmlForm& form) {
  const std::string words = words_of(form);
  return has_any(words, {"login", "signin"}) && !has_any(words, {"signup", "register", "create"});
}

std::size_t visible_fields(const HtmlForm& form) {
  return static_cast<std::size_t>(
      std::count_if(form.fields.begin(), form.fields.end(), is_visible));
}

bool asks_for_nothing(const HtmlForm& form) {
  const bool leads_away =
      has_any(words_of(form), {"logout", "signout", "delete", "cancel", "remove", "unsubscribe"});
  return form.method == "post" && visible_fields(form) == 0 && !leads_away;
}

std::optional<FilledForm> go_on(const HtmlPage& page) {
  const HtmlForm* only = nullptr;
  for (const HtmlForm& form : page.forms) {
    if (form.method != "post") continue;
    if (only || !asks_for_nothing(form)) return std::nullopt;
    only = &form;
  }
  if (!only) return std::nullopt;
  return Filling(*only, {}).fill();
}

}  // namespace

std::optional<FilledForm> fill_sign_up(const HtmlPage& page, const Answers& answers,
                                       const std::set<std::string>& told) {
  const bool all_told = std::all_of(answers.begin(), answers.end(), [&](const auto& answer) {
    return told.count(answer.first) > 0;
  });
  if (all_told) return std::nullopt;
  std::optional<FilledForm> best;
  int best_score = 0;
  for (const HtmlForm& form : page.forms) {
    FilledForm filled = Filling(form, answers).fill();
    const auto fresh = std::count_if(filled.used.begin(), filled.used.end(),
                                     [&](const auto& name) { return told.count(name) == 0; });
    if (fresh == 0) continue;
    const int score = static_cast<int>(filled.used.size()) * 2 - (logs_in(form) ? 1 : 0);
    if (score <= best_score) continue;
    best_score = score;
    best = std::move(filled);
  }
  return best ? best : go_on(page);
}

std::optional<FilledForm> fill_log_in(const HtmlPage& page, const Answers& answers) {
  for (const HtmlForm& form : page.forms) {
    const bool asks_password =
        std::any_of(form.fields.begin(), form.fields.end(),
                    [](const FormField& field) { return field.type == "password"; });
    if (!asks_password || visible_fields(form) > kMostLogInFields) continue;
    FilledForm filled = Filling(form, answers).fill();
    if (filled.used.size() >= visible_fields(form) || logs_in(form)) return filled;
  }
  return std::nullopt;
}

}  // namespace souk::judge
