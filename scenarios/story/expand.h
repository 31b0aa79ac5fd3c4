#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "scenarios/rules/journal.h"
#include "scenarios/story/story.h"

namespace souk::judge {

/// What the command line changes about a story.
struct Overrides {
  std::map<std::string, std::string> set;                  ///< --set flush=1h
  std::map<std::string, std::vector<std::string>> matrix;  ///< --matrix flush=59m59s,1h
};

/// The application under test, as the story describes it. Requests are objects like
/// {"post": "${SELLER}/jobs/meter"}: a method and its address, json, form or body, and headers.
struct Seller {
  std::string landing_page;  ///< may still hold ${SELLER}; empty when there is none
  Json notifications;        ///< as the control API takes them; null when there are none
  Json registration;         ///< {"steps": […], "login": […]}, as `register` says; or null
  Json use, tick, idle, access, reset, accounts, consumed,
      unbilled;  ///< null when the story has none
  Duration tick_every{0};
  Duration tick_offset{0};
  bool follows_clock = false;  ///< its timestamps are in market time
};

/// Which rules a run is judged by.
struct Judging {
  bool none = false;
  std::vector<std::string> only;    ///< these alone, when not empty
  std::vector<std::string> except;  ///< all but these
};

struct Settling {
  std::optional<Duration> quiet;
  std::optional<Duration> at_most;
  bool off = false;
};

/// One step for one buyer. Arguments may still hold ${SELLER}, ${buyer.…}, ${now} and captures.
struct Step {
  std::string verb;
  Json arguments;  ///< an object; `advance: 3h` is {"by": "3h"}, `fault: clear` is {"clear": true}
  Position at;
  std::string sentence;  ///< "use ann: requests 120"
};

/// A story with every value of `defaults`, --set and one choice of its matrix put in.
struct Plan {
  std::string title;
  std::string about;
  std::string file;
  std::string profile;
  std::string product_name;
  Json product;                  ///< as the control API takes it
  Json offers = Json::object();  ///< by name, likewise
  std::string model;
  std::string generation;
  std::optional<Timestamp> start;
  double rate = 0;  ///< market seconds that pass in a real one; 0 when time stands still
  std::optional<std::uint64_t> seed;
  Json switches = Json::object();
  Seller seller;
  std::set<std::string> given_to_buyers;  ///< names that registrations capture, for each buyer
  Settling settle;
  Judging judging;
  std::vector<Step> steps;
};

/// One run of a story.
struct Cell {
  std::map<std::string, std::string> labels;  ///< matrix values, for people: {"window.flush", "1h"}
  Plan plan;
};

/// Every combination of the matrix, in the order it is written, the last axis turning fastest; one
/// cell without a matrix. Problems: overrides of unknown names, values that do not fit where they
/// are used, more than 1000 cells.
Checked<std::vector<Cell>> expand(const Story& story, const Overrides& overrides = {});

}  // namespace souk::judge
