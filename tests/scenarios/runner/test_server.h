#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace souk::judge {

struct TestRequest {
  std::string method;
  std::string target;  ///< path and query
  std::string body = {};
  std::map<std::string, std::string> headers;  ///< names in small letters

  std::string path() const { return target.substr(0, target.find('?')); }
  std::string header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? "" : found->second;
  }
};

struct TestAnswer {
  int status = 200;
  std::string body = {};
  std::string content_type = "text/html; charset=utf-8";
  std::multimap<std::string, std::string> headers = {};
  std::size_t repeat = 1;  ///< the body so many times over, streamed
};

/// An HTTP server inside a test, on a port of its own. The handler may be called from several
/// threads at once.
class TestServer {
 public:
  using Handler = std::function<TestAnswer(const TestRequest&)>;

  explicit TestServer(Handler handler);
  ~TestServer();

  const std::string& url() const { return url_; }

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
  std::string url_;
};

TestAnswer redirect(int status, const std::string& location);
TestAnswer json_answer(const std::string& body, int status = 200);

}  // namespace souk::judge
