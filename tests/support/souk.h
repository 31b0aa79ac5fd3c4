#pragma once

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "souk/control.h"
#include "tests/support/process.h"

namespace souk::test {

/// `souk` with these arguments, to be run or added to.
Command souk_command(std::vector<std::string> arguments);

/// Runs `souk` to its end.
Ended souk(std::vector<std::string> arguments);

/// `souk serve`, ready, on a port the system gave.
class Souk {
 public:
  explicit Souk(std::vector<std::string> more = {});

  const std::string& url() const { return url_; }
  Process& process() { return process_; }
  client::ControlClient control() const;
  client::SandboxClient box() const { return control().sandbox("default"); }

 private:
  Process process_;
  std::string url_;
};

/// The first http address in a line.
std::string url_in(const std::string& line);

/// Ends with exit code `code` after a complaint that holds `sentence` (a substring), and says what
/// to do: the complaint holds `advice` too.
testing::Matcher<Ended> ends_with(int code, const std::string& sentence,
                                  const std::string& advice = "");

void PrintTo(const Ended& ended, std::ostream* stream);

}  // namespace souk::test
