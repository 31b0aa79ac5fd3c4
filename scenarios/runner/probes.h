#pragma once

#include <cstdint>
#include <string>

#include "scenarios/runner/session.h"

namespace souk::judge {

/// Asks the seller whether each buyer who has an agreement (or the one of that name) has access,
/// and writes the `probe` rows. Does nothing where the story does not say how to ask.
void probe_access(Session& session, const std::string& only = {});

/// What one such probe found.
struct Access {
  bool granted = false;
  int status = 0;
  std::string reason;
};

/// Asks for one buyer, writes no row.
Tried<Access> ask_access(Session& session, BuyerState& buyer);
void note_access(Session& session, const BuyerState& buyer, const Access& access);

enum class Counting {
  Things,  ///< a list or an object stands for as many as it has members
  Units,   ///< only a number will do
};

/// The part of a description that says where the number stands: `pointer` or `matches`.
Json place_of_count(const Json& described);

/// The number an answer holds at a place. `what` is what it counts, for the sentence that tells of
/// an answer without it.
Tried<std::int64_t> read_count(const client::HttpAnswer& answer, const Json& place,
                               const std::string& what, Counting counting);

/// Asks the seller how many `what` it holds: "accounts".
Tried<std::int64_t> ask_count(Session& session, const Json& described, const std::string& what);

}  // namespace souk::judge
