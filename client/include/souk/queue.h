#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "souk/config.h"
#include "souk/outcome.h"

namespace souk::client {

struct QueueMessage {
  std::string message_id;
  std::string receipt_handle;
  std::string body;
  std::map<std::string, std::string> attributes;  ///< system attributes, if asked for
};

struct ReceiveOptions {
  int max_messages = 10;                     ///< 1…10
  Duration wait = std::chrono::seconds(20);  ///< long polling, 0…20 s, in real time
  std::optional<Duration> visibility_timeout = std::nullopt;  ///< the queue's own when absent
};

/// Amazon SQS, as much as a consumer of notifications needs. Safe to use from several threads.
class QueueClient {
 public:
  explicit QueueClient(ClientConfig config);
  ~QueueClient();
  QueueClient(QueueClient&&) noexcept;
  QueueClient& operator=(QueueClient&&) noexcept;

  /// The queue's URL; an existing queue with the same attributes is found.
  Outcome<std::string> create_queue(const std::string& name,
                                    const std::map<std::string, std::string>& attributes = {});
  Outcome<std::string> queue_url(const std::string& name);
  /// Waits up to `options.wait` for the first message. Verifies MD5OfBody (BadAnswer otherwise).
  Outcome<std::vector<QueueMessage>> receive(const std::string& queue_url,
                                             const ReceiveOptions& options = {});
  Outcome<Done> remove(const std::string& queue_url, const std::string& receipt_handle);

 private:
  std::unique_ptr<class AwsCaller> caller_;
};

}  // namespace souk::client
