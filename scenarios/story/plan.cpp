#include "scenarios/story/plan.h"

#include "scenarios/story/check_story.h"
#include "scenarios/story/names.h"
#include "souk/time.h"

namespace souk::judge {
namespace {

constexpr const char* kDefaultProfile = "current-2026";

std::string text_at(const Json& object, const char* member, const std::string& otherwise = {}) {
  const auto found = object.find(member);
  return found == object.end() || found->is_null() ? otherwise : as_text(*found);
}

std::optional<Duration> duration_at(const Json& object, const char* member) {
  return client::parse_duration(text_at(object, member));
}

Json member_at(const Json& object, const char* member) {
  const auto found = object.find(member);
  return found == object.end() ? Json() : *found;
}

// The control API tells versions and names by text, whatever YAML made of them.
void make_text(Json& object, const char* member) {
  if (object.contains(member)) object[member] = as_text(object[member]);
}

Seller make_seller(const Json& described) {
  Seller seller;
  if (!described.is_object()) return seller;
  seller.landing_page = text_at(described, "landing_page");
  seller.notifications = member_at(described, "notifications");
  if (seller.notifications.is_object()) make_text(seller.notifications, "signature_version");
  seller.registration = member_at(described, "register");
  seller.use = member_at(described, "use");
  seller.tick = member_at(described, "tick");
  seller.idle = member_at(described, "idle");
  seller.access = member_at(described, "access");
  seller.reset = member_at(described, "reset");
  seller.accounts = member_at(described, "accounts");
  seller.consumed = member_at(described, "consumed");
  seller.unbilled = member_at(described, "unbilled");
  seller.follows_clock = text_at(described, "clock") == "virtual";
  if (!seller.tick.is_object()) return seller;
  seller.tick_every = duration_at(seller.tick, "every").value_or(Duration{0});
  seller.tick_offset = duration_at(seller.tick, "offset").value_or(Duration{0});
  return seller;
}

std::vector<std::string> rules_of(const Json& list) {
  std::vector<std::string> rules;
  for (const Json& rule : list) rules.push_back(as_text(rule));
  return rules;
}

Judging make_judging(const Json& judge) {
  Judging judging;
  judging.none = judge == "none";
  if (judge.is_array()) judging.only = rules_of(judge);
  if (judge.is_object()) judging.except = rules_of(judge.value("all_except", Json::array()));
  return judging;
}

Settling make_settling(const Json& settle) {
  if (!settle.is_object()) return {};
  return {duration_at(settle, "quiet"), duration_at(settle, "at_most"), settle.value("off", false)};
}

std::string sentence_of(const std::string& verb, const Json& arguments) {
  if (verb == "advance" && arguments.contains("by")) return verb + " " + spoken(arguments["by"]);
  if (arguments.contains("clear")) return verb + " clear";
  if (arguments.contains("whom")) return verb + " " + as_text(arguments["whom"]);
  Json others = arguments;
  others.erase("buyer");
  others.erase("steps");  // of a registration: too long for a sentence
  const std::string rest = spoken(others);
  if (!arguments.contains("buyer")) return rest.empty() ? verb : verb + " " + rest;
  return verb + " " + as_text(arguments["buyer"]) + (rest.empty() ? "" : ": " + rest);
}

Json arguments_of(const std::string& verb, const Node& node) {
  const Json value = to_json(node);
  if (value.is_object()) return value;
  if (verb == "advance") return {{"by", as_text(value)}};
  if (verb == "fault") return {{"clear", true}};
  if (value.is_string()) return {{"whom", value}};
  return Json::object();
}

// Where a step names its buyer: among its arguments, or inside what it expects.
Json* buyer_of(Json& arguments) {
  if (arguments.contains("buyer")) return &arguments["buyer"];
  for (Json& inner : arguments) {
    if (inner.is_object() && inner.contains("buyer")) return &inner["buyer"];
  }
  return nullptr;
}

// A step for a row of buyers is a step for each.
void add_steps(std::vector<Step>& steps, const Node& node) {
  const auto& [key, written] = node.members.front();
  const std::string& verb = key.scalar;
  Json arguments = arguments_of(verb, written);
  Json* buyer = buyer_of(arguments);
  for (const std::string& name : buyer ? buyers_named(as_text(*buyer)) : std::vector{verb}) {
    if (buyer) *buyer = name;
    steps.push_back({verb, arguments, key.at, sentence_of(verb, arguments)});
  }
}

void take_product(Plan& plan, Json product) {
  plan.model = text_at(product, "model");
  plan.generation = text_at(product, "generation", "concurrent");
  // The products a sandbox begins with are called so; their codes are known beforehand.
  plan.product_name = text_at(product, "name", (plan.model + "-" + plan.generation).c_str());
  product["generation"] = plan.generation;
  for (const char* member : {"code", "title"}) make_text(product, member);
  for (Json& dimension : product["dimensions"]) {
    if (!dimension.is_object()) dimension = as_text(dimension);
  }
  product.erase("name");
  product.erase("channels");
  plan.product = std::move(product);
}

void take_offers(Plan& plan, const Json& offers) {
  if (!offers.is_object()) return;
  for (const auto& [name, offer] : offers.items()) {
    plan.offers[name] = offer;
    plan.offers[name].emplace("product", plan.product_name);
  }
}

}  // namespace

Plan make_plan(const Story& story) {
  const Json root = to_json(story.root);
  Plan plan;
  plan.file = story.file;
  plan.title = text_at(root, "story");
  plan.about = text_at(root, "about");
  plan.profile = text_at(root, "profile", kDefaultProfile);
  take_product(plan, member_at(root, "product"));
  take_offers(plan, member_at(root, "offers"));
  if (root.contains("clock")) {
    plan.start = client::parse_iso(text_at(root["clock"], "start"));
    if (root["clock"].contains("rate")) plan.rate = root["clock"]["rate"].get<double>();
  }
  if (root.contains("seed")) plan.seed = root["seed"].get<std::uint64_t>();
  if (root.contains("switches")) plan.switches = root["switches"];
  plan.seller = make_seller(to_json(story.seller));
  plan.given_to_buyers = captured_while_registering(story);
  plan.settle = make_settling(member_at(root, "settle"));
  plan.judging = make_judging(member_at(root, "judge"));
  for (const Node& step : story.root.find("steps")->items) add_steps(plan.steps, step);
  return plan;
}

}  // namespace souk::judge
