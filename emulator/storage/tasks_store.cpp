#include "emulator/storage/tasks_store.h"

namespace souk::storage {

void TasksStore::put_platform(std::int64_t product, std::string_view platform) {
  database_.prepare("INSERT OR REPLACE INTO product_platforms VALUES(?,?)")
      .bind(product)
      .bind(platform)
      .run();
}

std::string TasksStore::platform(std::int64_t product) {
  auto row = database_.prepare("SELECT platform FROM product_platforms WHERE product=?");
  return row.bind(product).step() ? row.text(0) : std::string();
}

void TasksStore::put(std::int64_t product, const PublicKeyRow& key) {
  database_.prepare("INSERT OR REPLACE INTO public_keys VALUES(?,?,?)")
      .bind(product)
      .bind(key.version)
      .bind(key.rotated)
      .run();
}

std::vector<PublicKeyRow> TasksStore::public_keys(std::int64_t product) {
  std::vector<PublicKeyRow> found;
  auto row = database_.prepare(
      "SELECT version,rotated_ms FROM public_keys WHERE product=? ORDER BY version");
  row.bind(product);
  while (row.step()) found.push_back({row.integer(0), row.optional_time(1)});
  return found;
}

void TasksStore::put(std::int64_t buyer, const WorkplaceRow& workplace) {
  database_.prepare("INSERT OR REPLACE INTO workplaces VALUES(?,?,?)")
      .bind(buyer)
      .bind(workplace.region)
      .bind(workplace.platform)
      .run();
}

WorkplaceRow TasksStore::workplace(std::int64_t buyer) {
  auto row = database_.prepare("SELECT region,platform FROM workplaces WHERE buyer=?");
  return row.bind(buyer).step() ? WorkplaceRow{row.text(0), row.text(1)} : WorkplaceRow{};
}

void TasksStore::put(const TaskRow& task) {
  database_.prepare("INSERT OR REPLACE INTO tasks VALUES(?,?,?,?)")
      .bind(task.product)
      .bind(task.principal)
      .bind(task.agreement)
      .bind(task.since)
      .run();
}

std::optional<TaskRow> TasksStore::task(std::int64_t product, std::string_view principal) {
  auto row =
      database_.prepare("SELECT agreement,since_ms FROM tasks WHERE product=? AND principal=?");
  if (!row.bind(product).bind(principal).step()) return std::nullopt;
  return TaskRow{product, std::string(principal), row.integer(0), row.time(1)};
}

void TasksStore::put(const ClientTokenRow& token) {
  database_.prepare("INSERT INTO client_tokens VALUES(?,?,?,?)")
      .bind(token.account)
      .bind(token.token)
      .bind(token.request)
      .bind(token.record_id)
      .run();
}

std::optional<ClientTokenRow> TasksStore::client_token(std::string_view account,
                                                       std::string_view token) {
  auto row =
      database_.prepare("SELECT request,record_id FROM client_tokens WHERE account=? AND token=?");
  if (!row.bind(account).bind(token).step()) return std::nullopt;
  return ClientTokenRow{std::string(account), std::string(token), row.text(0), row.text(1)};
}

}  // namespace souk::storage
