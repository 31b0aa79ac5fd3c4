#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace souk::sample::pages {

/// Text made safe for HTML, attributes included.
std::string escaped(std::string_view text);

/// A whole page: English, with the support contact every page shows. `body` is HTML.
std::string page(std::string_view title, std::string_view body);

/// The sign-up form with the link to log in.
std::string sign_up(std::string_view trouble);
/// The log-in form. `reason` says why it is shown.
std::string log_in(std::string_view reason);
/// After signing up or logging in.
std::string welcome();
std::string home();
/// What a GET of the landing page shows.
std::string landing();
/// A page with one paragraph.
std::string message(std::string_view title, std::string_view text);
/// Asks to send the token again; it travels in a hidden field, never in the address.
std::string try_again(std::string_view token);

struct SubscriptionLine {
  std::string product;
  std::string state;
  std::string usage;
};
std::string product(std::string_view company, const std::vector<SubscriptionLine>& lines);

}  // namespace souk::sample::pages
