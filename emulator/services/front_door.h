#pragma once

#include "emulator/sandbox/sandboxes.h"
#include "emulator/sandbox/turn.h"
#include "emulator/services/operation.h"
#include "emulator/wire/sigv4.h"

namespace souk::services {

/// What becomes of an AWS call.
struct Answer {
  HttpResponse response;
  std::optional<Duration> wait = std::nullopt;     ///< nothing to answer yet; ask again (real time)
  std::string channel = "";                        ///< what to wait for
  std::optional<Duration> latency = std::nullopt;  ///< a fault holds the answer back (real time)
  bool hang_up = false;                            ///< a fault closes the connection
};

/// Where AWS calls come in: finds the sandbox, checks the signature, decodes, applies faults, runs
/// the operation, encodes, and writes the journal. Thread-safe; the turn is the caller's.
class FrontDoor {
 public:
  /// `verify`: signatures are checked; otherwise anything is taken.
  FrontDoor(sandbox::Sandboxes& sandboxes, bool verify) : sandboxes_(sandboxes), verify_(verify) {}

  /// `last`: the caller has waited long enough; answer now.
  Answer answer(const HttpRequest& request, const wire::RequestKind& kind, sandbox::Turn& turn,
                bool last);

  /// The links in SNS messages: unsigned GETs that confirm or unsubscribe.
  Answer answer_link(const HttpRequest& request, const wire::RequestKind& kind,
                     sandbox::Turn& turn);

  /// Which sandbox an AWS call belongs to, as far as its head tells.
  std::shared_ptr<sandbox::Sandbox> sandbox_of(const wire::ClaimedScope& scope,
                                               const wire::RequestKind& kind) const;

 private:
  struct Call;

  /// For a call that nobody signs: the sandbox whose role it wants; nullptr when there is none.
  std::shared_ptr<sandbox::Sandbox> sandbox_of_role(const HttpRequest& request,
                                                    const wire::RequestKind& kind,
                                                    sandbox::Turn& turn) const;
  std::optional<wire::SignatureRefusal> check_signature(Call& call);
  Result<void> take_from_quota(Call& call);
  Result<Json> run(Call& call, bool last);
  Result<Json> perform(Call& call, bool last);
  Answer refuse(Call& call, const Error& error);

  sandbox::Sandboxes& sandboxes_;
  bool verify_;
  wire::SigningKeyCache keys_;
  std::atomic<std::uint64_t> requests_ = 0;
};

}  // namespace souk::services
