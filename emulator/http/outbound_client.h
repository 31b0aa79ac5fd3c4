#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "emulator/core/outbound.h"
#include "emulator/core/result.h"
#include "emulator/http/socket.h"

namespace souk::http {

class OutboundConnection;
class TlsContext;
struct Url;

/// Whether souk may call this host and port. Called from several threads at once.
using HostPolicy = std::function<bool(const std::string& host, int port)>;

/// Allows this machine's own addresses, and the hosts in `named` ("seller.test", or
/// "seller.test:8080" for one port only).
HostPolicy loopback_and(std::vector<std::string> named);

struct OutboundOptions {
  HostPolicy allowed;
  std::string trusted_pem;                         ///< authorities trusted beside the system's
  bool verify = true;                              ///< false: any certificate will do
  std::function<std::string()> own_pem = nullptr;  ///< trusted too; asked for at the first https
};

/// Makes souk's own calls: deliveries, ticks, questions.
///
/// A connection serves one exchange at a time. When it is done the connection is kept for a moment
/// for the next exchange with the same endpoint; parallel exchanges get connections of their own,
/// because a seller may call souk, and so cause another delivery, before it answers the first. A
/// request is sent once: a connection that breaks is reported, never tried again, so that a seller
/// does not see what was sent once twice. The time-out covers everything but the look-up of a
/// name that is neither an address nor localhost. Thread-safe.
class OutboundClient final : public Outbound {
 public:
  /// An error where `trusted_pem` is no list of certificates.
  static Result<std::unique_ptr<OutboundClient>> make(OutboundOptions options);
  ~OutboundClient() override;

  /// User information in the URL is used as SNS does: the request goes out without it, and once
  /// more with it when the answer is a 401 that asks for Basic.
  OutboundAnswer send(const OutboundRequest& request) override;

  /// Ends the exchanges under way and those that come later with Failure::Stopped.
  void stop();

 private:
  struct Call;

  explicit OutboundClient(OutboundOptions options);

  const TlsContext& tls();
  OutboundAnswer exchange(const OutboundRequest& request, const Url& url, Call& call);
  std::unique_ptr<OutboundConnection> take(const std::string& endpoint);
  void keep(const std::string& endpoint, std::unique_ptr<OutboundConnection> connection);

  const OutboundOptions options_;
  const Descriptor stop_;
  std::atomic<bool> stopped_ = false;
  std::once_flag tls_made_;
  std::unique_ptr<TlsContext> tls_;  // made when the first https URL is called
  std::mutex mutex_;
  std::map<std::string, std::vector<std::unique_ptr<OutboundConnection>>> kept_;
};

}  // namespace souk::http
