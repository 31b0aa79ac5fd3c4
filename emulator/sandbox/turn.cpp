#include "emulator/sandbox/turn.h"

#include <exception>

namespace souk::sandbox {

Sandbox& Turn::enter(const std::shared_ptr<Sandbox>& sandbox) {
  if (sandbox_ == sandbox && session_) return *sandbox_;
  if (!close()) kept_ = false;
  sandbox_ = sandbox;
  session_ = std::make_unique<Session>(*sandbox_);
  return *sandbox_;
}

bool Turn::end() {
  const bool closed = close();
  return std::exchange(kept_, true) && closed;
}

void Turn::abandon() {
  session_.reset();
  sandbox_.reset();
  kept_ = false;
}

bool Turn::close() {
  if (!session_) return true;
  const auto session = std::move(session_);
  // The session refers to the sandbox: it goes first.
  const auto sandbox = std::move(sandbox_);
  const bool due = std::exchange(sandbox->messaging.has_due, false);
  try {
    session->commit();
    if (due && sandbox->on_due) sandbox->on_due();
    return true;
  } catch (const SQLite::Exception&) {
    return false;
  }
}

Savepoint::Savepoint(Sandbox& sandbox)
    : sandbox_(sandbox),
      exceptions_(std::uncaught_exceptions()),
      changes_before_(sandbox.changes()) {
  sandbox_.database().execute("SAVEPOINT call");
}

Savepoint::~Savepoint() {
  // With an exception on its way the whole turn is given up.
  if (std::uncaught_exceptions() > exceptions_) return;
  try {
    sandbox_.database().execute("RELEASE call");
  } catch (const SQLite::Exception&) {
    // Nothing to release: the transaction is gone, which the turn's end will find out.
    return;
  }
}

void Savepoint::roll_back() {
  sandbox_.database().execute("ROLLBACK TO call");
  sandbox_.changes_undone += sandbox_.changes() - changes_before_;
  // Notices of what did not happen must not be told.
  sandbox_.market.news.clear();
}

}  // namespace souk::sandbox
