#pragma once

#include <string>

#include "emulator/wire/sigv4.h"

namespace souk::wire {

/// A refusal with AWS's usual text unless another `message` is given.
inline tl::unexpected<SignatureRefusal> signature_refused(CommonError kind,
                                                          std::string message = {},
                                                          std::string explanation = {}) {
  if (message.empty()) message = common_error(kind).message;
  return tl::unexpected<SignatureRefusal>({kind, std::move(message), std::move(explanation)});
}

}  // namespace souk::wire
