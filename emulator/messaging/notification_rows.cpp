#include "emulator/messaging/notification_rows.h"

#include "emulator/messaging/event_message.h"

namespace souk::messaging {

void tell_notification(Messaging& messaging, const storage::NotificationRow& row,
                       const std::string& copy_of) {
  auto& market = messaging.market;
  const auto agreement = market.agreements.find(row.agreement).value();
  const auto product = market.catalogue.product(agreement.product).value();
  storage::Entry entry{"notification",
                       "market",
                       row.notification_id,
                       row.notification_id,
                       {{"channel", row.channel},
                        {"name", row.name},
                        {"agreement", agreement.agreement_id},
                        {"buyer", market.catalogue.buyer(agreement.buyer).value().name},
                        {"product_code", product.code},
                        {"license_arn", marketplace::told_license(product, agreement)},
                        {"message", Json::parse(row.message)}},
                       Json::object(),
                       ""};
  if (!row.topic_arn.empty()) entry.data["topic_arn"] = row.topic_arn;
  entry.data.update(Json::parse(row.extra_json));
  if (!copy_of.empty()) entry.data["copy_of"] = copy_of;
  if (!row.forged.empty()) entry.data["forged"] = row.forged;
  market.journal.write(entry);
}

storage::NotificationRow copy_under_new_id(Messaging& messaging,
                                           const storage::NotificationRow& original) {
  auto& market = messaging.market;
  auto copy = original;
  copy.id = 0;
  const auto number = static_cast<std::uint64_t>(market.settings.next("notification"));
  copy.notification_id = market.ids.uuid("repeat", number, copy.channel == "sns" ? 5 : 4);
  if (copy.channel == "eventbridge") {
    copy.message = with_new_envelope({original.notification_id, "", "", original.message},
                                     copy.notification_id)
                       .text;
  }
  return copy;
}

}  // namespace souk::messaging
