#include "client/sample_seller/registration.h"

#include <fmt/format.h>

#include <algorithm>

#include "client/sample_seller/pages.h"
#include "client/sample_seller/seeded.h"

namespace souk::sample {
namespace {

using namespace std::chrono_literals;

constexpr const char* kTokenField = "x-amzn-marketplace-token";
constexpr Duration kFlowLife = 30min;
constexpr Duration kSessionLife = 24h;

constexpr std::string_view kGoBack =
    "Please go to AWS Marketplace, open your subscription, and choose \"Set up your account\" "
    "again.";

WebReply page_reply(int status, std::string body) { return {status, std::move(body)}; }

WebReply redirect(const std::string& to) {
  WebReply reply{303, pages::message("One moment", "You are being taken on.")};
  reply.headers.add("Location", to);
  return reply;
}

std::string_view state_text(Standing standing) {
  switch (standing) {
    case Standing::Active:
    case Standing::Superseded:
      return "active";
    case Standing::Pending:
      return "being activated";
    case Standing::Failed:
      return "payment failed";
    case Standing::Ended:
      break;
  }
  return "ended";
}

std::string_view refusal_text(Standing standing) {
  switch (standing) {
    case Standing::Pending:
      return "Your subscription is being activated. This usually takes a few minutes; please come "
             "back then.";
    case Standing::Failed:
      return "AWS Marketplace reports that the payment failed. Please check your payment method "
             "there.";
    default:
      return "Your subscription has ended and the product is switched off. To use it, subscribe "
             "again in AWS Marketplace.";
  }
}

}  // namespace

Registration::Registration(const Options& options, SQLite::Database& database, MarketCalls& market,
                           SellerClock& clock, Lifecycle& lifecycle)
    : options_(options),
      database_(database),
      market_(market),
      clock_(clock),
      lifecycle_(lifecycle),
      accounts_(database),
      agreements_(database),
      book_(database) {}

WebReply Registration::show_landing(const WebRequest&) {
  if (is(Defect::GetRefused)) return page_reply(405, pages::message("No", "POST only."));
  return page_reply(200, pages::landing());
}

WebReply Registration::land(const WebRequest& request) {
  if (is(Defect::PostRefused)) return page_reply(405, pages::message("No", "GET only."));
  auto token = client::form_value(client::parse_form(request.body), kTokenField).value_or("");
  if (is(Defect::DoubleDecodesToken)) token = client::percent_decode(token, true);
  if (token.empty() && is(Defect::CrashesOnMissingToken)) {
    return page_reply(500, pages::message("Internal error", "No token."));
  }
  if (token.empty()) {
    return page_reply(
        400, pages::message("Something is missing",
                            "This visit brought no registration token. " + std::string(kGoBack)));
  }
  if (is(Defect::ResolvesLate)) return put_aside(token);
  if (is(Defect::NeverRedeems)) return begin_flow(std::nullopt, token);

  const auto customer = market_.resolve(token);
  if (!customer) return refuse_token(customer.error(), token);
  const auto agreement = lifecycle_.arrive(*customer);
  if (!agreement) {
    return page_reply(400, pages::message("Not our product",
                                          "This registration belongs to a product that is not "
                                          "sold here. Please contact support."));
  }
  return begin_flow(agreement, token);
}

WebReply Registration::refuse_token(const client::Failure& failure, const std::string& token) {
  if (failure.type == "ExpiredTokenException" && is(Defect::CrashesOnExpiredToken)) {
    return page_reply(500, pages::message("Internal error", "The registration failed."));
  }
  if (failure.type == "ExpiredTokenException") {
    return page_reply(400, pages::message("This link has expired",
                                          "The registration link is only good for a short time. " +
                                              std::string(kGoBack)));
  }
  if (failure.type == "InvalidTokenException" && is(Defect::CrashesOnBadToken)) {
    return page_reply(500,
                      "Traceback (most recent call last):\n  File \"/app/register.py\", line "
                      "42, in post\nInvalidTokenException: " +
                          pages::escaped(failure.message));
  }
  if (failure.type == "InvalidTokenException") {
    return page_reply(
        400, pages::message("This link is not valid",
                            "We could not find your registration. " + std::string(kGoBack)));
  }
  return page_reply(424, pages::try_again(token));
}

WebReply Registration::begin_flow(const std::optional<Agreement>& agreement,
                                  const std::string& token) {
  Flow flow{.id = signed_id("flow"),
            .agreement = std::nullopt,
            .account = std::nullopt,
            .until = clock_.now() + kFlowLife};
  if (agreement) flow.agreement = agreement->id;
  if (agreement && is(Defect::SecondAccount)) {
    flow.account = accounts_.add({.buyer = agreement->buyer});
  }
  accounts_.save(flow);
  const bool leaks = is(Defect::TokenInUrl);
  auto reply = redirect(leaks ? "/signup?token=" + client::percent_encode(token) : "/signup");
  reply.headers.add("Set-Cookie", cookie("flow", flow.id, kFlowLife));
  if (is(Defect::TokenInCookie)) {
    reply.headers.add("Set-Cookie",
                      "registration=" + client::percent_encode(token) + "; Path=/; HttpOnly");
  }
  return reply;
}

WebReply Registration::put_aside(const std::string& token) {
  auto reply = begin_flow(std::nullopt, token);
  const auto value = reply.headers.get("Set-Cookie");
  const auto from = value.find('=') + 1;
  SQLite::Statement insert(database_, "INSERT INTO late_tokens(token, flow) VALUES(?, ?)");
  insert.bind(1, token);
  insert.bind(2, value.substr(from, value.find('.') - from));
  insert.exec();
  return reply;
}

void Registration::redeem_late_tokens() {
  std::vector<std::pair<std::string, std::string>> waiting;
  SQLite::Statement select(database_, "SELECT token, flow FROM late_tokens ORDER BY id");
  while (select.executeStep()) {
    waiting.emplace_back(select.getColumn(0).getString(), select.getColumn(1).getString());
  }
  database_.exec("DELETE FROM late_tokens");
  for (const auto& [token, flow_id] : waiting) {
    const auto customer = market_.resolve(token);
    const auto agreement = customer ? lifecycle_.arrive(*customer) : std::nullopt;
    auto flow = accounts_.flow(flow_id);
    if (!agreement || !flow) continue;
    flow->agreement = agreement->id;
    accounts_.save(*flow);
    if (flow->account) lifecycle_.link(agreement->id, *flow->account);
  }
}

WebReply Registration::show_sign_up(const WebRequest& request) {
  const auto flow = flow_of(request);
  if (!flow) return page_reply(200, pages::landing());
  const auto agreement = flow->agreement ? agreements_.find(*flow->agreement) : std::nullopt;
  const auto visitor = account_of(request);
  if (visitor && agreement && agreement->account == visitor->id) {
    return page_reply(200, pages::log_in("You are signed in and this subscription is already "
                                         "yours. Go to the product."));
  }
  if (agreement && agreement->account && !is(Defect::SecondAccount)) {
    return page_reply(200, pages::log_in("This subscription already has an account. Log in."));
  }
  return page_reply(200, pages::sign_up(""));
}

WebReply Registration::sign_up(const WebRequest& request) {
  const auto flow = flow_of(request);
  if (!flow) {
    return page_reply(400, pages::message("Please start again", kGoBack));
  }
  const auto form = read_form(request);
  if (form.email.find('@') == std::string::npos) {
    return page_reply(400, pages::sign_up("Please enter your e-mail address."));
  }
  const auto agreement = flow->agreement ? agreements_.find(*flow->agreement) : std::nullopt;
  const bool nameless = agreement && agreement->customer.empty();
  if (is(Defect::NeedsCustomerIdentifier) && nameless) {
    return page_reply(400, pages::message("Registration failed", "The customer is unknown."));
  }
  if (const auto account = existing_account(*flow, form)) {
    const bool taken = agreement && agreement->account && *agreement->account != account->id;
    if (taken || !may_enter(*account, form, flow)) {
      return ask_to_log_in(409, "There is already an account. Log in.");
    }
    if (agreement) lifecycle_.link(agreement->id, account->id);
    return enter(account->id);
  }
  return enter(open_account(*flow, form));
}

std::optional<Account> Registration::existing_account(const Flow& flow, const Form& form) {
  if (is(Defect::SecondAccount)) return std::nullopt;
  if (const auto account = accounts_.with_email(form.email)) return account;
  const auto agreement = flow.agreement ? agreements_.find(*flow.agreement) : std::nullopt;
  return agreement && agreement->account ? accounts_.find(*agreement->account) : std::nullopt;
}

std::int64_t Registration::open_account(const Flow& flow, const Form& form) {
  const auto agreement = flow.agreement ? agreements_.find(*flow.agreement) : std::nullopt;
  Account account{.id = flow.account.value_or(0),
                  .email = form.email,
                  .company = form.company,
                  .salt = seeded_hex(options_.seed, "salt",
                                     static_cast<std::uint64_t>(next_number(database_, "salt"))),
                  .password = {},
                  .buyer = agreement ? agreement->buyer : std::string()};
  if (!form.password.empty()) account.password = hashed_password(form.password, account.salt);
  if (accounts_.with_email(form.email)) account.email.clear();
  if (account.id == 0) {
    account.id = accounts_.add(account);
  } else {
    accounts_.save(account);
  }
  auto kept = flow;
  kept.account = account.id;
  accounts_.save(kept);
  if (agreement) lifecycle_.link(agreement->id, account.id);
  return account.id;
}

bool Registration::may_enter(const Account& account, const Form& form,
                             const std::optional<Flow>& flow) {
  if (account.email != form.email) return false;
  if (!account.password.empty()) {
    return same_secret(account.password, hashed_password(form.password, account.salt));
  }
  // Without a password, AWS vouches for the visitor: the token came from the same AWS account.
  return flow && shares_buyer(account, *flow);
}

bool Registration::shares_buyer(const Account& account, const Flow& flow) {
  const auto agreement = flow.agreement ? agreements_.find(*flow.agreement) : std::nullopt;
  if (!agreement) return flow.account == account.id;
  const auto owned = agreements_.of_account(account.id);
  return std::any_of(owned.begin(), owned.end(), [&](const Agreement& other) {
    return other.id == agreement->id || (!other.buyer.empty() && other.buyer == agreement->buyer);
  });
}

WebReply Registration::show_log_in(const WebRequest&) { return page_reply(200, pages::log_in("")); }

WebReply Registration::log_in(const WebRequest& request) {
  const auto form = read_form(request);
  const auto flow = flow_of(request);
  const auto account = accounts_.with_email(form.email);
  if (!account || !may_enter(*account, form, flow)) {
    return ask_to_log_in(403,
                         "E-mail and password do not fit. If you chose no password, start "
                         "from AWS Marketplace with \"Set up your account\".");
  }
  const auto agreement =
      flow && flow->agreement ? agreements_.find(*flow->agreement) : std::nullopt;
  if (agreement && !agreement->account) lifecycle_.link(agreement->id, account->id);
  return enter(account->id);
}

WebReply Registration::ask_to_log_in(int status, std::string_view reason) {
  return page_reply(status, pages::log_in(reason));
}

WebReply Registration::enter(std::int64_t account) {
  const auto id = signed_id("session");
  accounts_.open_session(id, account);
  auto reply = redirect("/welcome");
  reply.headers.add("Set-Cookie", cookie("session", id, kSessionLife));
  return reply;
}

WebReply Registration::show_welcome(const WebRequest& request) {
  if (!account_of(request)) return ask_to_log_in(401, "Please log in first.");
  return page_reply(200, pages::welcome());
}

bool Registration::grants_access(Standing standing) const {
  return standing == Standing::Active || standing == Standing::Superseded ||
         (standing == Standing::Pending && is(Defect::ActivatesAtRegistration)) ||
         (standing == Standing::Ended && is(Defect::KeepsAccess));
}

WebReply Registration::show_product(const WebRequest& request) {
  const auto account = account_of(request);
  if (!account) return ask_to_log_in(401, "Please log in first.");
  std::vector<pages::SubscriptionLine> lines;
  bool granted = false;
  auto best = Standing::Ended;
  for (const auto& known : agreements_.of_account(account->id)) {
    lifecycle_.refresh(known.id);
    const auto agreement = agreements_.find(known.id).value();
    const auto standing = lifecycle_.standing(agreement);
    granted = granted || grants_access(standing);
    if (standing != Standing::Ended) best = standing;
    std::string usage;
    for (const auto& dimension : lifecycle_.product(agreement.product)->dimensions) {
      usage += fmt::format("{} {} ", book_.total(agreement.id, dimension), dimension);
    }
    lines.push_back({agreement.product, std::string(state_text(standing)), usage});
  }
  if (lines.empty()) best = Standing::Pending;
  if (!granted) return page_reply(403, pages::message("No access", refusal_text(best)));
  return page_reply(200, pages::product(account->company, lines));
}

Registration::Form Registration::read_form(const WebRequest& request) {
  const auto fields = client::parse_form(request.body);
  const auto value = [&](const char* name) {
    return client::form_value(fields, name).value_or("");
  };
  Form form{.email = value("email"), .company = value("company"), .password = value("password")};
  std::transform(form.email.begin(), form.email.end(), form.email.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  return form;
}

std::string Registration::signed_id(const std::string& purpose) {
  const auto number = static_cast<std::uint64_t>(next_number(database_, purpose));
  return seeded_hex(options_.seed, purpose, number).substr(0, 32);
}

std::string Registration::cookie(const std::string& name, const std::string& id,
                                 Duration life) const {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(life).count();
  return fmt::format("{}={}.{}; Path=/; HttpOnly; SameSite=Lax; Max-Age={}", name, id,
                     seeded_signature(options_.seed, name + ":" + id).substr(0, 32), seconds);
}

std::string Registration::verified_id(const WebRequest& request, const std::string& name) const {
  const auto value = request.cookie(name);
  const auto dot = value.find('.');
  if (dot == std::string::npos) return {};
  const auto id = value.substr(0, dot);
  const auto right = seeded_signature(options_.seed, name + ":" + id).substr(0, 32);
  return same_secret(value.substr(dot + 1), right) ? id : std::string();
}

std::optional<Flow> Registration::flow_of(const WebRequest& request) {
  const auto flow = accounts_.flow(verified_id(request, "flow"));
  if (!flow || clock_.now() >= flow->until) return std::nullopt;
  return flow;
}

std::optional<Account> Registration::account_of(const WebRequest& request) {
  const auto account = accounts_.session(verified_id(request, "session"));
  return account ? accounts_.find(*account) : std::nullopt;
}

}  // namespace souk::sample
