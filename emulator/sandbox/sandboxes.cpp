#include "emulator/sandbox/sandboxes.h"

#include <fmt/format.h>

#include <filesystem>

#include "emulator/messaging/topics.h"
#include "emulator/sandbox/callers.h"

namespace souk::sandbox {
namespace {

namespace fs = std::filesystem;

constexpr const char* kStandard = "default";

bool is_name(std::string_view name) {
  return !name.empty() && name.size() <= 128 && name.front() != '.' &&
         name.find_first_not_of(
             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.") ==
             std::string_view::npos;
}

Error invalid_name(const std::string& name) {
  return {"InvalidSandbox", 400,
          fmt::format("\"{}\" is no name for a sandbox: letters, digits, - _ and . only.", name),
          "name", ""};
}

Error exists(const std::string& name) {
  return {"SandboxExists", 409, fmt::format("There is a sandbox \"{}\" already.", name), "name",
          "Reset it, or choose another name."};
}

}  // namespace

Sandboxes::Sandboxes(const Options& options) : options_(options) {}
Sandboxes::~Sandboxes() = default;

Result<std::unique_ptr<Sandboxes>> Sandboxes::open(const Options& options) {
  std::unique_ptr<Sandboxes> sandboxes(new Sandboxes(options));
  if (!options.data_directory.empty()) {
    if (const auto opened = sandboxes->open_directory(); !opened) return Failure(opened.error());
  }
  if (!sandboxes->standard()) {
    auto config = options.standard;
    config.name = kStandard;
    if (const auto created = sandboxes->create(config); !created) return Failure(created.error());
  }
  return sandboxes;
}

Result<void> Sandboxes::open_directory() {
  const auto& directory = options_.data_directory;
  if (const auto claimed = claim_directory(directory); !claimed) return claimed;
  auto lock = DirectoryLock::take(directory);
  if (!lock) return Failure(lock.error());
  directory_lock_ = std::move(*lock);
  for (const auto& entry : fs::directory_iterator(directory)) {
    if (entry.path().extension() != ".db") continue;
    auto database = storage::Database::in_file(entry.path());
    if (!database) return Failure(database.error());
    auto sandbox = adopt(std::move(*database));
    {
      Session session(*sandbox);
      // Its maker died before its first transaction was kept: there is nothing to take up.
      if (!sandbox->market.settings.find("config")) continue;
      sandbox->resume();
      // A copy, and its maker died before it was given a name of its own.
      if (sandbox->name() != entry.path().stem()) continue;
      session.commit();
    }
    enlist(sandbox);
  }
  return {};
}

Result<std::unique_ptr<storage::Database>> Sandboxes::new_database(const std::string& name) {
  if (options_.data_directory.empty()) return storage::Database::in_memory();
  return storage::Database::in_file(fs::path(options_.data_directory) / (name + ".db"));
}

std::shared_ptr<Sandbox> Sandboxes::adopt(std::unique_ptr<storage::Database> database) {
  auto sandbox = std::make_shared<Sandbox>(std::move(database), options_.base_url);
  sandbox->on_commit = [this, weak = std::weak_ptr(sandbox)] {
    const auto changed = weak.lock();
    if (changed && listener_) listener_(*changed);
  };
  sandbox->on_due = [this, weak = std::weak_ptr(sandbox)] {
    const auto changed = weak.lock();
    if (changed && due_listener_) due_listener_(changed);
  };
  return sandbox;
}

void Sandboxes::enlist(const std::shared_ptr<Sandbox>& sandbox) {
  const std::unique_lock lock(mutex_);
  by_name_[sandbox->name()] = sandbox;
  by_key_stem_[std::string(key_stem(sandbox->credentials().access_key_id))] = sandbox;
  by_account_[sandbox->account()] = sandbox;
}

std::string Sandboxes::unused_name() const {
  const std::shared_lock lock(mutex_);
  for (std::size_t n = by_name_.size();; ++n) {
    auto name = fmt::format("sandbox-{}", n);
    if (by_name_.find(name) == by_name_.end() && making_.count(name) == 0) return name;
  }
}

Result<std::shared_ptr<void>> Sandboxes::reserve(const std::string& name) {
  if (!is_name(name)) return Failure(invalid_name(name));
  const std::unique_lock lock(mutex_);
  if (by_name_.find(name) != by_name_.end() || !making_.insert(name).second) {
    return Failure(exists(name));
  }
  return std::shared_ptr<void>(nullptr, [this, name](void*) {
    const std::unique_lock again(mutex_);
    making_.erase(name);
  });
}

std::shared_ptr<Sandbox> Sandboxes::find(std::string_view name) const {
  const std::shared_lock lock(mutex_);
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : found->second;
}

std::shared_ptr<Sandbox> Sandboxes::with_access_key(std::string_view access_key_id) const {
  const std::shared_lock lock(mutex_);
  const auto found = by_key_stem_.find(key_stem(access_key_id));
  return found == by_key_stem_.end() ? nullptr : found->second;
}

std::shared_ptr<Sandbox> Sandboxes::with_account(std::string_view account) const {
  const std::shared_lock lock(mutex_);
  const auto found = by_account_.find(account);
  return found == by_account_.end() ? nullptr : found->second;
}

std::vector<std::shared_ptr<Sandbox>> Sandboxes::all() const {
  const std::shared_lock lock(mutex_);
  std::vector<std::shared_ptr<Sandbox>> list;
  for (const auto& [name, sandbox] : by_name_) list.push_back(sandbox);
  return list;
}

namespace {

/// Who a sandbox is follows from the server's seed and its name, so that it is the same next time.
struct Identity {
  Credentials credentials;
  std::string account;
};

Identity identity_of(std::uint64_t seed, const std::string& name) {
  const Ids ids(seed);
  return {{"AKIA" + ids.key_letters("access-key-" + name, 0, 16),
           ids.base64_letters("secret-key-" + name, 0, 40)},
          ids.digits("seller-account-" + name, 0, 12)};
}

}  // namespace

Result<std::shared_ptr<Sandbox>> Sandboxes::create(Config config) {
  if (config.name.empty()) config.name = unused_name();
  const auto reserved = reserve(config.name);
  if (!reserved) return Failure(reserved.error());
  auto database = new_database(config.name);
  if (!database) return Failure(database.error());
  auto sandbox = adopt(std::move(*database));
  const auto identity = identity_of(options_.seed, config.name);
  {
    Session session(*sandbox);
    // Somebody may have died while making one of this name.
    if (!options_.data_directory.empty()) sandbox->database().clear();
    const auto built = sandbox->build(config, identity.credentials, identity.account);
    if (!built) return Failure(built.error());
    session.commit();
  }
  sandbox->database().forget_statements();
  enlist(sandbox);
  return sandbox;
}

Result<std::shared_ptr<Sandbox>> Sandboxes::fork(Sandbox& original, const std::string& wanted) {
  const auto name = wanted.empty() ? unused_name() : wanted;
  const auto reserved = reserve(name);
  if (!reserved) return Failure(reserved.error());
  auto database = new_database(name);
  if (!database) return Failure(database.error());
  {
    const std::lock_guard lock(original.mutex);
    (*database)->copy_from(original.database());
  }
  auto sandbox = adopt(std::move(*database));
  {
    Session session(*sandbox);
    auto kept = Json::parse(sandbox->market.settings.find("config").value());
    const auto identity = identity_of(options_.seed, name);
    kept["name"] = name;
    kept["account"] = identity.account;
    kept["access_key_id"] = identity.credentials.access_key_id;
    kept["secret_access_key"] = identity.credentials.secret_access_key;
    sandbox->market.settings.put("config", kept.dump());
    sandbox->resume();
    messaging::change_account(sandbox->messaging, original.account());
    session.commit();
  }
  enlist(sandbox);
  return sandbox;
}

Result<void> Sandboxes::reset(Sandbox& sandbox, const Config& config) {
  const std::lock_guard conducting(sandbox.conducting);
  Session session(sandbox);
  const auto credentials = sandbox.credentials();
  const auto account = sandbox.account();
  sandbox.database().clear();
  if (const auto built = sandbox.build(config, credentials, account); !built) {
    return Failure(built.error());
  }
  sandbox.holds.clear();
  ++sandbox.era;
  session.commit();
  return {};
}

Result<void> Sandboxes::remove(const std::string& name) {
  if (name == kStandard) {
    return Failure({"WrongState", 409, "The sandbox \"default\" always exists.", "", "Reset it."});
  }
  const std::unique_lock lock(mutex_);
  const auto found = by_name_.find(name);
  if (found == by_name_.end()) {
    return Failure(
        {"SandboxNotFound", 404, fmt::format("There is no sandbox \"{}\".", name), "", ""});
  }
  by_key_stem_.erase(std::string(key_stem(found->second->credentials().access_key_id)));
  by_account_.erase(found->second->account());
  by_name_.erase(found);
  if (!options_.data_directory.empty()) {
    for (const auto* ending : {".db", ".db-wal", ".db-shm"}) {
      std::error_code ignored;
      fs::remove(fs::path(options_.data_directory) / (name + ending), ignored);
    }
  }
  return {};
}

void Sandboxes::snapshot(Sandbox& sandbox, const std::string& name) {
  const std::lock_guard lock(sandbox.mutex);
  sandbox.snapshots[name] = sandbox.database().copy();
}

Result<void> Sandboxes::restore(Sandbox& sandbox, const std::string& name) {
  const std::lock_guard conducting(sandbox.conducting);
  {
    const std::lock_guard lock(sandbox.mutex);
    const auto found = sandbox.snapshots.find(name);
    if (found == sandbox.snapshots.end()) {
      return Failure({"SnapshotNotFound", 404, fmt::format("There is no snapshot \"{}\".", name),
                      "name", "POST …/snapshot makes one."});
    }
    sandbox.database().copy_from(*found->second);
    ++sandbox.era;
  }
  Session session(sandbox);
  sandbox.resume();
  session.commit();
  return {};
}

void Sandboxes::set_base_url(const std::string& url) {
  options_.base_url = url;
  for (const auto& sandbox : all()) sandbox->messaging.base_url = url;
}

}  // namespace souk::sandbox
