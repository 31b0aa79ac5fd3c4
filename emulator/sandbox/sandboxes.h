#pragma once

#include <set>
#include <shared_mutex>

#include "emulator/sandbox/conductor.h"
#include "emulator/sandbox/data_directory.h"

namespace souk::sandbox {

/// Where sandboxes are kept and how they are reached.
struct Options {
  std::string data_directory;  ///< empty: in memory
  std::uint64_t seed = 1;
  std::string base_url;  ///< set once the server listens
  Config standard;       ///< what `default` is made of
};

/// All sandboxes of a server. Thread-safe.
class Sandboxes {
 public:
  /// Opens those in the data directory and makes `default` when it is missing. Fails when the
  /// directory is not souk's, is in use by another souk, or cannot be written.
  static Result<std::unique_ptr<Sandboxes>> open(const Options& options);
  ~Sandboxes();

  std::shared_ptr<Sandbox> find(std::string_view name) const;
  /// The one that gave out this key: to its seller, a buyer, or a session of a role.
  std::shared_ptr<Sandbox> with_access_key(std::string_view access_key_id) const;
  std::shared_ptr<Sandbox> with_account(std::string_view account) const;
  std::shared_ptr<Sandbox> standard() const { return find("default"); }
  std::vector<std::shared_ptr<Sandbox>> all() const;

  /// Fails with InvalidSandbox, or SandboxExists (409).
  Result<std::shared_ptr<Sandbox>> create(Config config);
  Result<std::shared_ptr<Sandbox>> fork(Sandbox& original, const std::string& name);
  /// Makes the sandbox anew from `config`; its keys and account stay.
  Result<void> reset(Sandbox& sandbox, const Config& config);
  Result<void> remove(const std::string& name);

  void snapshot(Sandbox& sandbox, const std::string& name);
  Result<void> restore(Sandbox& sandbox, const std::string& name);

  /// Who is told that a sandbox has changed: once set, before the server listens.
  void on_commit(std::function<void(Sandbox&)> listener) { listener_ = std::move(listener); }
  /// Who is told that a call left something to be delivered. Set likewise.
  void on_due(std::function<void(const std::shared_ptr<Sandbox>&)> listener) {
    due_listener_ = std::move(listener);
  }
  void set_base_url(const std::string& url);

 private:
  explicit Sandboxes(const Options& options);
  Result<void> open_directory();
  Result<std::unique_ptr<storage::Database>> new_database(const std::string& name);
  std::shared_ptr<Sandbox> adopt(std::unique_ptr<storage::Database> database);
  void enlist(const std::shared_ptr<Sandbox>& sandbox);
  std::string unused_name() const;
  /// Keeps others from making a sandbox of this name as long as what it returns lives.
  Result<std::shared_ptr<void>> reserve(const std::string& name);

  Options options_;
  std::unique_ptr<DirectoryLock> directory_lock_;
  std::function<void(Sandbox&)> listener_;
  std::function<void(const std::shared_ptr<Sandbox>&)> due_listener_;
  mutable std::shared_mutex mutex_;
  std::set<std::string> making_;  ///< names of those that are being made
  std::map<std::string, std::shared_ptr<Sandbox>, std::less<>> by_name_;
  std::map<std::string, std::shared_ptr<Sandbox>, std::less<>> by_key_stem_;
  std::map<std::string, std::shared_ptr<Sandbox>, std::less<>> by_account_;
};

}  // namespace souk::sandbox
