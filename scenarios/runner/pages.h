#pragma once

#include <string>

#include "scenarios/runner/capture.h"
#include "scenarios/runner/session.h"

namespace souk::judge {

/// What a `page` row says beside what the browser saw.
struct PageContext {
  std::string purpose;  ///< landing, form, listing-probe, browse
  std::string agreement = {};
  std::string token = {};       ///< landing only
  std::string token_case = {};  ///< landing only
  Duration took{0};
};

/// Writes the `page` row of a visit.
void note_page(Session& session, const std::string& buyer, const Visit& visit,
               const PageContext& context);

/// The buyer sends a form of the page they look at. Writes the row of what comes of it, which is
/// what the buyer looks at from then on.
Visit send_form(Session& session, BuyerState& buyer, const Visit& page, const FilledForm& filled);

/// The beginning of what a person reads on a page.
std::string shown_text(const Visit& visit);

/// What a visit ended with, for values to be taken out of.
Answered answered_by(const Visit& visit, const Browser& browser);

/// Fetches the landing page as AWS does when a product is listed: a plain GET without cookies.
/// Writes its row.
Visit probe_listing(Session& session);

}  // namespace souk::judge
