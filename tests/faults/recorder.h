#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace souk::test {

/// What a seller's endpoint was sent, and what it answered.
struct Receipt {
  std::string path;
  std::string id;       ///< MessageId, or the event's
  std::string content;  ///< what must not change from one attempt to the next
  int status = 0;
  int era = 0;  ///< which souk sent it: 0, 1, …
};

/// A seller's endpoints: one path each. It takes one request after the other, in the order they
/// came, and fails the first attempt of every fourth message or so, told by its id.
class Recorder {
 public:
  Recorder();
  ~Recorder();

  const std::string& url() const { return url_; }

  /// Forgets everything and is at era 0 again.
  void begin();
  /// What arrived until now was sent by the old souk, what comes by a new one.
  void next_era();
  /// Is called before the answer to the `number`-th message (1, 2, …) from the beginning.
  void before_answer(std::size_t number, std::function<void()> act);

  std::vector<Receipt> receipts() const;
  /// The token of the newest confirmation message.
  std::string token() const;

 private:
  struct Inside;
  /// Comes back when all that arrived before was taken.
  void flush() const;
  int take(const std::string& path, const std::string& body);

  std::unique_ptr<Inside> inside_;
  std::string url_;
  mutable std::mutex mutex_;
  std::vector<Receipt> receipts_;
  std::string token_;
  int era_ = 0;
  std::size_t awaited_ = 0;
  std::function<void()> act_;
};

}  // namespace souk::test
