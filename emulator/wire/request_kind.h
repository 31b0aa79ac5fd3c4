#pragma once

#include <string>
#include <string_view>

#include "emulator/core/http_message.h"
#include "emulator/wire/protocol.h"

namespace souk::wire {

/// What a request that came in on souk's one port wants.
struct RequestKind {
  enum class Kind {
    AwsCall,  ///< an operation of an AWS service
    SnsLink,  ///< GET of a link in a notification: ConfirmSubscription or Unsubscribe, unsigned
    SigningCertificate,  ///< GET …/SimpleNotificationService-….pem
    QueueUrlGet,         ///< a bare GET of a queue's URL
    Other                ///< not for AWS: the control API, the storefront, a mistake
  };

  Kind kind = Kind::Other;
  Protocol protocol = Protocol::Json11;
  /// "metering", "entitlement", "agreement", "sns", "sqs", "events", "sts"; the target's prefix
  /// where that is none of these; empty when nothing in the request tells.
  std::string service = {};
  std::string operation = {};   ///< empty when the request names none
  std::string version = {};     ///< Query's `Version`
  std::string queue_path = {};  ///< "/123456789012/orders" when the path is that of a queue
};

/// Sorts a request by its path, headers and form parameters, in this order: CBOR's path, the target
/// header, a form's `Action`, links of notifications, the certificate, queue URLs. Anything may
/// stand in front of a path, since the endpoint a client was given may have one.
RequestKind classify(const HttpRequest& request);

}  // namespace souk::wire
