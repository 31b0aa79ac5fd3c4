#pragma once

#include "emulator/control/control_desk.h"
#include "emulator/http/application.h"
#include "emulator/services/front_door.h"

namespace souk::http {

/// souk as an application: AWS calls go to the front door, /_souk to the control desk, and the
/// signing certificate to whoever asks.
class MarketApplication final : public Application {
 public:
  MarketApplication(sandbox::Sandboxes& sandboxes, services::FrontDoor& door,
                    control::ControlDesk& desk,
                    std::function<std::string()> signing_certificate_pem)
      : sandboxes_(sandboxes),
        door_(door),
        desk_(desk),
        signing_certificate_pem_(std::move(signing_certificate_pem)) {}

  Lane lane_of(const HttpRequest& request) const override;
  Outcome answer(const HttpRequest& request, Asking asking) override;
  std::string turn_key(std::string_view raw_head) const override;
  bool end_turn() override;

 private:
  Outcome answer_call(const HttpRequest& request, const wire::RequestKind& kind, Asking asking);
  Outcome answer_control(const HttpRequest& request, Asking asking);
  Outcome stream(const std::shared_ptr<sandbox::Sandbox>& sandbox, std::int64_t after);

  sandbox::Sandboxes& sandboxes_;
  services::FrontDoor& door_;
  control::ControlDesk& desk_;
  std::function<std::string()> signing_certificate_pem_;
};

/// The channel that is woken whenever a sandbox has changed.
std::string channel_of(const sandbox::Sandbox& sandbox);

}  // namespace souk::http
