#pragma once

#include <string>
#include <tl/expected.hpp>

namespace souk::process {

/// How one can tell that a program which was started is ready.
struct Readiness {
  enum class Kind {
    Port,  ///< somebody listens there, on this machine
    Url,   ///< a GET is answered with a status below 500
    Line,  ///< a line of its output holds the text
  };
  Kind kind = Kind::Port;
  std::string what;      ///< "8080", "http://127.0.0.1:8080/healthz", "listening"
  bool by_ipv6 = false;  ///< Port: of ::1, not of 127.0.0.1
};

/// Reads "8080", "http://…", "/healthz" (a path of `seller`, its URL) or any other text, which is
/// one of a line of output; empty: the port of `seller`. Says what is wrong otherwise.
tl::expected<Readiness, std::string> parse_readiness(const std::string& text,
                                                     const std::string& seller);

/// Whether it can be told from outside right now that it is ready; never of Kind::Line.
bool looks_ready(const Readiness& readiness);

/// For a person: that the port is listened on at this machine's other address. Empty: it is not.
std::string found_elsewhere(const Readiness& readiness);

/// For a person: "a GET of http://127.0.0.1:8080/healthz is answered".
std::string in_words(const Readiness& readiness);

/// A port of this machine that nobody listens on now.
int free_port();

}  // namespace souk::process
