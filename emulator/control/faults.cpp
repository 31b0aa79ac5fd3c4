#include "emulator/marketplace/faults.h"

#include "emulator/control/calls.h"
#include "emulator/messaging/delivery_faults.h"

namespace souk::control {

Result<Reply> get_faults(Call& call) {
  return Reply{200, {{"faults", marketplace::faults_view(enter(call).market)}}};
}

Result<Reply> put_faults(Call& call) {
  if (const auto known = only(call.body, {"faults"}); !known) return Failure(known.error());
  auto& market = enter(call).market;
  const auto set = marketplace::set_faults(market, call.body.value("faults", Json()));
  if (!set) return Failure(set.error());
  return Reply{200, {{"faults", marketplace::faults_view(market)}}};
}

Result<Reply> delete_faults(Call& call) {
  {
    sandbox::Session session(*call.sandbox);
    marketplace::clear_faults(call.sandbox->market);
    messaging::release_all(call.sandbox->messaging);
    session.commit();
  }
  call.server.conductor.deliver(*call.sandbox);
  return Reply{204, nullptr};
}

}  // namespace souk::control
