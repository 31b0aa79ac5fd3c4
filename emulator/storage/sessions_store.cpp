#include "emulator/storage/sessions_store.h"

namespace souk::storage {

void SessionsStore::add(const RoleSessionRow& session) {
  database_.prepare("INSERT INTO role_sessions VALUES(?,?,?,?,?,?,?)")
      .bind(session.access_key_id)
      .bind(session.secret_access_key)
      .bind(session.session_token)
      .bind(session.account)
      .bind(session.role)
      .bind(session.name)
      .bind(session.ends)
      .run();
}

std::optional<RoleSessionRow> SessionsStore::find(std::string_view access_key_id) {
  auto row = database_.prepare(
      "SELECT access_key_id,secret_access_key,session_token,account,role,name,ends_real_ms "
      "FROM role_sessions WHERE access_key_id=?");
  if (!row.bind(access_key_id).step()) return std::nullopt;
  return RoleSessionRow{row.text(0), row.text(1), row.text(2), row.text(3),
                        row.text(4), row.text(5), row.time(6)};
}

}  // namespace souk::storage
