#include "tests/support/souk.h"

#include <ostream>

namespace souk::test {

using testing::AllOf;
using testing::Field;
using testing::HasSubstr;

Command souk_command(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), SOUK_COMMAND);
  Command command;
  command.words = std::move(arguments);
  return command;
}

Ended souk(std::vector<std::string> arguments) { return run(souk_command(std::move(arguments))); }

namespace {

Command serve_command(std::vector<std::string> more) {
  more.insert(more.begin(), {"serve", "--port", "0"});
  return souk_command(std::move(more));
}

}  // namespace

Souk::Souk(std::vector<std::string> more) : process_(serve_command(std::move(more))) {
  url_ = url_in(process_.line_with("listens on"));
  process_.line_with("Ctrl-C");
}

client::ControlClient Souk::control() const {
  client::ControlConfig config;
  config.endpoint = url_;
  return client::ControlClient(config);
}

std::string url_in(const std::string& line) {
  const auto begin = line.find("http");
  return begin == std::string::npos ? ""
                                    : line.substr(begin, line.find_first_of(" )\n", begin) - begin);
}

testing::Matcher<Ended> ends_with(int code, const std::string& sentence,
                                  const std::string& advice) {
  return AllOf(Field("code", &Ended::code, code),
               Field("err", &Ended::err, AllOf(HasSubstr(sentence), HasSubstr(advice))));
}

void PrintTo(const Ended& ended, std::ostream* stream) {
  *stream << "exit code " << ended.code << "\n--- out\n" << ended.out << "--- err\n" << ended.err;
}

}  // namespace souk::test
