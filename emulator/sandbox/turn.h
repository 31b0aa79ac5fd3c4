#pragma once

#include "emulator/sandbox/sandbox.h"

namespace souk::sandbox {

/// What one thread does between two commits: calls to one sandbox share a session, so that a turn
/// of an event loop is one transaction. At most one sandbox is held at a time.
class Turn {
 public:
  /// The sandbox, locked and inside a transaction until `end` or until another is entered.
  Sandbox& enter(const std::shared_ptr<Sandbox>& sandbox);

  /// Keeps what was written; false when that failed, now or when another sandbox was entered.
  bool end();

  /// Takes back everything since the sandbox was entered: something went wrong halfway.
  void abandon();

 private:
  bool close();

  std::shared_ptr<Sandbox> sandbox_;
  std::unique_ptr<Session> session_;
  bool kept_ = true;
};

/// What a call writes is kept whole or not at all, whatever else the turn keeps.
class Savepoint {
 public:
  explicit Savepoint(Sandbox& sandbox);
  ~Savepoint();
  Savepoint(const Savepoint&) = delete;
  Savepoint& operator=(const Savepoint&) = delete;

  void roll_back();

 private:
  Sandbox& sandbox_;
  int exceptions_;
  std::int64_t changes_before_;
};

}  // namespace souk::sandbox
