#include "emulator/messaging/resending.h"

#include <fmt/format.h>

#include "emulator/messaging/deliveries.h"

namespace souk::messaging {
namespace {

std::optional<storage::DeliveryRow> delivery_called(Messaging& messaging, const std::string& id) {
  const bool number =
      !id.empty() && id.size() <= 18 && id.find_first_not_of("0123456789") == std::string::npos;
  return number ? messaging.outbox.delivery(std::stoll(id)) : std::nullopt;
}

bool is_over(const std::string& state) {
  return state == "delivered" || state == "refused" || state == "given-up";
}

}  // namespace

Result<std::int64_t> resend(Messaging& messaging, const std::string& id) {
  const auto original = delivery_called(messaging, id);
  if (!original) {
    return Failure({"DeliveryNotFound", 404, fmt::format("There is no delivery {}.", id), "d",
                    "GET …/deliveries lists them with their ids."});
  }
  if (messaging.outbox.notification(original->notification).value().channel == "queue") {
    return Failure({"WrongState", 409,
                    fmt::format("Delivery {} is a batch of a queue's messages.", id),
                    original->state, "A batch that failed comes again when its messages show."});
  }
  if (!is_over(original->state)) {
    return Failure({"WrongState", 409, fmt::format("Delivery {} is {}.", id, original->state),
                    original->state,
                    original->state == "held"
                        ? "A fault holds it back: DELETE …/faults lets it go."
                        : "It is still to be made: advance the clock to its next attempt."});
  }
  auto again = *original;
  again.id = 0;
  again.attempts = 0;
  again.last_status = 0;
  again.last_reason.clear();
  again.resend_of = original->id;
  return put_in_line(messaging, std::move(again), Duration(0));
}

}  // namespace souk::messaging
