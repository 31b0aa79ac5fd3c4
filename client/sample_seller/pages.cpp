#include "client/sample_seller/pages.h"

#include <fmt/format.h>

namespace souk::sample::pages {
namespace {

constexpr std::string_view kSupport =
    R"(<footer><p>Need help? Contact support: <a href="mailto:support@seller.example">support@seller.example</a></p></footer>)";

std::string paragraph(std::string_view text) { return fmt::format("<p>{}</p>", escaped(text)); }

}  // namespace

std::string escaped(std::string_view text) {
  std::string result;
  for (const char letter : text) {
    switch (letter) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      case '\'':
        result += "&#39;";
        break;
      default:
        result += letter;
    }
  }
  return result;
}

std::string page(std::string_view title, std::string_view body) {
  return fmt::format(
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{0}</title></head>\n"
      "<body><h1>{0}</h1>\n{1}\n{2}</body></html>\n",
      escaped(title), body, kSupport);
}

std::string sign_up(std::string_view trouble) {
  return page("Create your account", (trouble.empty() ? "" : paragraph(trouble)) +
                                         R"(<p>Thank you for your purchase in AWS Marketplace.</p>
<form method="post" action="/signup">
<p><label>E-mail <input type="email" name="email" autocomplete="email" required></label></p>
<p><label>Company <input type="text" name="company" autocomplete="organization"></label></p>
<p><label>Password (optional) <input type="password" name="password" autocomplete="new-password"></label></p>
<p><button type="submit">Create account</button></p>
</form>
<p>Already a customer? <a href="/login">Log in</a></p>)");
}

std::string log_in(std::string_view reason) {
  return page("Log in", (reason.empty() ? "" : paragraph(reason)) +
                            R"(<form method="post" action="/login">
<p><label>E-mail <input type="email" name="email" autocomplete="email" required></label></p>
<p><label>Password <input type="password" name="password" autocomplete="current-password"></label></p>
<p><button type="submit">Log in</button></p>
</form>
<p><a href="/app">Go to the product</a></p>)");
}

std::string welcome() {
  return page(
      "Your account is ready",
      R"(<p>You are signed in. The product opens as soon as AWS Marketplace has activated your
subscription, usually within a few minutes of the purchase.</p>
<p><a href="/app">Go to the product</a></p>)");
}

std::string home() {
  return page("Sample SaaS",
              R"(<p>A small product sold in AWS Marketplace.</p>
<p><a href="/login">Log in</a> or <a href="/app">go to the product</a>.</p>)");
}

std::string landing() {
  return page("Welcome",
              R"(<p>To begin, go to AWS Marketplace, open your subscription, and choose
&quot;Set up your account&quot;: that brings you back here with all we need.</p>
<p>Already a customer? <a href="/login">Log in</a></p>)");
}

std::string message(std::string_view title, std::string_view text) {
  return page(title, paragraph(text) + R"(<p><a href="/login">Log in</a></p>)");
}

std::string try_again(std::string_view token) {
  return page(
      "Please try again",
      fmt::format("<p>AWS Marketplace is busy just now and could not tell us about your "
                  "purchase. Nothing is lost.</p>\n<form method=\"post\" action=\"/register\">"
                  "<input type=\"hidden\" name=\"x-amzn-marketplace-token\" value=\"{}\">"
                  "<button type=\"submit\">Try again</button></form>",
                  escaped(token)));
}

std::string product(std::string_view company, const std::vector<SubscriptionLine>& lines) {
  std::string rows;
  for (const auto& line : lines) {
    rows += fmt::format("<tr><td>{}</td><td>{}</td><td>{}</td></tr>\n", escaped(line.product),
                        escaped(line.state), escaped(line.usage));
  }
  return page("Your product",
              fmt::format("<p>Signed in: {}</p>\n<table><tr><th>Subscription</th><th>Status</th>"
                          "<th>Usage</th></tr>\n{}</table>\n<p>To cancel or change a subscription, "
                          "go to AWS Marketplace, Manage subscriptions.</p>",
                          escaped(company), rows));
}

}  // namespace souk::sample::pages
