#pragma once

#include "emulator/control/route.h"
#include "emulator/messaging/notifications.h"

namespace souk::control {

/// Does something in the market, in one transaction with the news of it, and delivers these before
/// it returns what `act`, called with the market, returned: a Result.
template <class Act>
auto carry_out(Call& call, Act act) {
  auto done = [&] {
    sandbox::Session session(*call.sandbox);
    auto result = act(call.sandbox->market);
    if (!result) return result;
    messaging::publish_news(call.sandbox->messaging);
    session.commit();
    return result;
  }();
  if (done) call.server.conductor.deliver(*call.sandbox);
  return done;
}

}  // namespace souk::control
