#include "emulator/control/purchase_body.h"

#include <fmt/format.h>

namespace souk::control {
namespace {

Result<void> read_payment(const Json& body, marketplace::Purchase& purchase) {
  const auto payment = body.value("payment", Json::object());
  if (!payment.is_object()) return Failure(bad_request("payment is an object.", "payment"));
  if (const auto known = only(payment, {"outcome", "after"}); !known) return known;
  const auto outcome = text_in(payment, "outcome", "ok");
  if (!outcome) return Failure(outcome.error());
  if (*outcome != "ok" && *outcome != "fails") {
    return Failure(bad_request("A payment is ok or fails.", "payment.outcome"));
  }
  purchase.payment_clears = *outcome == "ok";
  const auto after = duration_in(payment, "after");
  if (!after) return Failure(after.error());
  if (*after) purchase.payment_after = **after;
  return {};
}

}  // namespace

Result<marketplace::Purchase> read_purchase(const Json& body,
                                            const std::vector<std::string_view>& members) {
  if (const auto known = only(body, members); !known) return Failure(known.error());
  marketplace::Purchase purchase;
  const auto read = [&](const char* member, std::string& target) -> Result<void> {
    auto text = text_in(body, member);
    if (!text) return Failure(text.error());
    target = *text;
    return {};
  };
  if (const auto fine = read("product", purchase.product); !fine) return Failure(fine.error());
  if (const auto fine = read("offer", purchase.offer); !fine) return Failure(fine.error());
  if (const auto fine = read("duration", purchase.duration); !fine) return Failure(fine.error());
  const auto quantities = quantities_in(body);
  if (!quantities) return Failure(quantities.error());
  purchase.quantities = *quantities;
  const auto auto_renew = flag_in(body, "auto_renew", false);
  if (!auto_renew) return Failure(auto_renew.error());
  purchase.auto_renew = *auto_renew;
  const auto starts = instant_in(body, "starts");
  if (!starts) return Failure(starts.error());
  purchase.starts = *starts;
  if (const auto fine = read_payment(body, purchase); !fine) return Failure(fine.error());
  return purchase;
}

Result<Json> quantities_in(const Json& body) {
  auto quantities = body.value("quantities", Json::object());
  if (!quantities.is_object()) {
    return Failure(bad_request("quantities is an object of dimension: number.", "quantities"));
  }
  return quantities;
}

Result<bool> flag_in(const Json& body, const char* member, bool standard) {
  const auto flag = body.value(member, Json(standard));
  if (!flag.is_boolean()) {
    return Failure(bad_request(fmt::format("{} is true or false.", member), member));
  }
  return flag.get<bool>();
}

}  // namespace souk::control
