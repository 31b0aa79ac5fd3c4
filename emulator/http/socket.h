#pragma once

#include <netdb.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "emulator/core/result.h"

namespace souk::http {

struct FreeAddresses {
  void operator()(addrinfo* list) const { freeaddrinfo(list); }
};
/// What getaddrinfo found.
using Addresses = std::unique_ptr<addrinfo, FreeAddresses>;

/// A file descriptor that is closed with its owner.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor() { close(); }

  void close();
  int get() const { return number_; }
  bool is_open() const { return number_ >= 0; }

 private:
  int number_ = -1;
};

/// A connection that just came in. `socket` does not block.
struct Arrival {
  Descriptor socket;
  std::string peer;  ///< "127.0.0.1:40312", "[::1]:40312"
  bool tls = false;
};

/// Sockets that wait for connections to one host and port.
struct Listener {
  std::vector<Descriptor> sockets;  ///< one per address of the host
  int port = 0;                     ///< the real one where the system chose
  bool tls = false;
};

/// Opens `host`:`port` for connections; port 0 lets the system choose. A port that another program
/// holds is an error with a sentence, never shared.
Result<Listener> listen_on(const std::string& host, int port, bool tls);

/// What became of an attempt to take a connection off a listening socket.
enum class Accepted { One, None, OutOfDescriptors };

Accepted accept_from(const Descriptor& listening, Arrival& arrival);

/// Raises how many files and sockets this process may open to `wanted`, as far as the system lets
/// it; says how many it may open now.
std::size_t allow_descriptors(std::size_t wanted);

}  // namespace souk::http
