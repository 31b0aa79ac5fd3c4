#include "scenarios/runner/sign_up.h"

#include <fmt/format.h>

#include <set>
#include <vector>

#include "scenarios/process/real_time.h"
#include "scenarios/runner/forms.h"
#include "scenarios/runner/pages.h"
#include "scenarios/story/names.h"

namespace souk::judge {
namespace {

constexpr int kMostPages = 5;

Answers answers_in(const Json& arguments, const char* member) {
  Answers answers;
  const auto found = arguments.find(member);
  if (found == arguments.end()) return answers;
  for (const auto& [name, value] : found->items()) answers[name] = as_text(value);
  return answers;
}

bool same_form(const HtmlForm& left, const HtmlForm& right) {
  const auto names = [](const HtmlForm& form) {
    std::vector<std::string> list;
    for (const FormField& field : form.fields) list.push_back(field.name);
    return list;
  };
  return left.action == right.action && names(left) == names(right);
}

class SignUp {
 public:
  SignUp(Session& session, BuyerState& buyer, const Json& arguments)
      : session_(session),
        buyer_(buyer),
        answers_(answers_in(arguments, "form")),
        log_in_(answers_in(arguments, "login")) {}

  std::string run() {
    Visit visit = *buyer_.page;
    for (int page = 0; page < kMostPages; ++page) {
      const auto filled = next_form(visit);
      if (!filled) break;
      const HtmlForm sent = *filled->form;
      told_.insert(filled->used.begin(), filled->used.end());
      visit = send_form(session_, buyer_, visit, *filled);
      if (!visit.ok()) return visit.failure;
      if (visit.status >= 400) {
        return fmt::format("the form sent to '{}' was answered {}", session_.relative(sent.action),
                           visit.status);
      }
      for (const HtmlForm& form : visit.page.forms) {
        if (!same_form(form, sent)) continue;
        return fmt::format("the same form came back; the page says '{}'", shown_text(visit));
      }
    }
    const bool has_something_to_tell = !answers_.empty() || !log_in_.empty();
    if (!has_something_to_tell || !told_.empty()) return {};
    return fmt::format(
        "no page had a form for what the buyer has to tell; the last one says '{}'. Where a script "
        "of the page does it, say what it sends: `register: {{{}: …}}` of the seller",
        shown_text(visit), log_in_.empty() ? "steps" : "login");
  }

 private:
  std::optional<FilledForm> next_form(const Visit& visit) {
    if (!log_in_.empty() && !logged_in_) {
      if (auto filled = fill_log_in(visit.page, log_in_)) {
        logged_in_ = true;
        for (const auto& answer : answers_) told_.insert(answer.first);
        return filled;
      }
    }
    return fill_sign_up(visit.page, answers_, told_);
  }

  Session& session_;
  BuyerState& buyer_;
  Answers answers_;
  Answers log_in_;
  std::set<std::string> told_;
  bool logged_in_ = false;
};

}  // namespace

std::string sign_up(Session& session, BuyerState& buyer, const Json& arguments) {
  return SignUp(session, buyer, arguments).run();
}

}  // namespace souk::judge
