#pragma once

#include "emulator/http/elastic_pool.h"
#include "emulator/http/front_end.h"
#include "emulator/http/market_application.h"
#include "emulator/http/outbound_client.h"
#include "emulator/http/own_certificates.h"

namespace souk::http {

struct ServerOptions {
  std::string host = "127.0.0.1";
  int port = 0;                 ///< 0: the system chooses
  std::optional<int> tls_port;  ///< absent: no HTTPS
  std::string tls_host;         ///< where HTTPS listens; empty: `host`
  Validity tls_validity = Validity::Year;
  std::string data_directory;  ///< empty: everything in memory
  bool verify_signatures = true;
  std::uint64_t seed = 1;
  sandbox::Config standard;                ///< the sandbox "default"
  std::vector<std::string> allowed_hosts;  ///< beside loopback: whom souk may call
  std::string control_token;               ///< asked for by the control API; empty: none is
  control::Judge judge;  ///< answers POST …/verdicts; empty: that call is refused
};

/// The whole emulator behind one port. Started once, stopped once; `stop` is quick whoever is
/// connected.
class Server {
 public:
  explicit Server(ServerOptions options);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Fails with a sentence: the port is in use, the data directory is not souk's.
  Result<void> start();
  void stop();

  std::string url() const;      ///< "http://127.0.0.1:4747"
  std::string tls_url() const;  ///< empty without HTTPS
  std::string tls_host() const;
  int port() const;
  std::string ca_pem() const;
  sandbox::Sandboxes& sandboxes();

 private:
  class Metronome;

  void after_commit(sandbox::Sandbox& sandbox);
  void deliver(const std::shared_ptr<sandbox::Sandbox>& sandbox);

  ServerOptions options_;
  std::unique_ptr<OwnCertificates> certificates_;
  std::unique_ptr<ElasticPool> pool_;
  std::unique_ptr<OutboundClient> outbound_;
  std::unique_ptr<sandbox::Sandboxes> sandboxes_;
  std::unique_ptr<sandbox::Conductor> conductor_;
  std::unique_ptr<services::FrontDoor> door_;
  std::unique_ptr<control::ControlDesk> desk_;
  std::unique_ptr<MarketApplication> application_;
  std::unique_ptr<FrontEnd> front_end_;
  std::unique_ptr<Metronome> metronome_;
};

}  // namespace souk::http
