#pragma once

#include <string>
#include <tl/expected.hpp>
#include <type_traits>
#include <utility>
#include <vector>

#include "scenarios/rules/journal.h"
#include "scenarios/runner/interruption.h"
#include "souk/control.h"

namespace souk::judge {

/// A value, or a sentence for a person that says why there is none.
template <class T>
using Tried = tl::expected<T, std::string>;

inline tl::unexpected<std::string> refusal(std::string why) {
  return tl::unexpected<std::string>(std::move(why));
}

/// souk does not answer, or answers nonsense. Thrown: no step can go on without it.
struct SoukLost {
  std::string why;
};

/// One sandbox as the judge drives it: the control client, interruptible, and its journal, read
/// once.
class Market {
 public:
  Market(client::SandboxClient sandbox, const Interruption& interruption)
      : sandbox_(std::move(sandbox)), interruption_(interruption) {}

  const std::string& name() const { return sandbox_.name(); }

  /// Makes a call on the sandbox. What souk refuses comes back as a sentence. Throws SoukLost and
  /// Interrupted.
  template <class Call>
  auto ask(Call call) {
    using Value = std::decay_t<decltype(*call(sandbox_))>;
    interruption_.check();
    auto outcome = call(sandbox_);
    interruption_.check();
    if (outcome.ok()) return Tried<Value>(std::move(*outcome));
    throw_if_lost(outcome.error());
    return Tried<Value>(refusal(sentence_of(outcome.error())));
  }

  /// Every row read so far.
  const Journal& journal() const { return journal_; }
  /// Reads what is new. Returns whether there was anything.
  bool read() { return read(Duration{0}); }
  /// Waits in real time, at most so long, for a row that is new.
  bool read(Duration wait);

  /// Adds rows of the judge.
  void write(const std::vector<client::JournalEntry>& rows);

 private:
  static void throw_if_lost(const client::Failure& failure);
  static std::string sentence_of(const client::Failure& failure);

  client::SandboxClient sandbox_;
  const Interruption& interruption_;
  Journal journal_;
};

/// Whether a call got no usable answer at all.
bool is_lost(const client::Failure& failure);

}  // namespace souk::judge
