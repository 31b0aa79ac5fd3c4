#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace souk {

/// Header lines in arrival order, names and values exactly as on the wire (trimmed of the blanks
/// around the value, never percent-decoded).
class Headers {
 public:
  void add(std::string name, std::string value) {
    lines_.emplace_back(std::move(name), std::move(value));
  }
  /// The first value under `name`, ignoring case; nothing when there is none.
  std::optional<std::string_view> find(std::string_view name) const;
  /// The first value under `name`, or an empty text.
  std::string_view get(std::string_view name) const { return find(name).value_or(""); }
  /// Every value under `name`, in arrival order.
  std::vector<std::string_view> all(std::string_view name) const;

  auto begin() const { return lines_.begin(); }
  auto end() const { return lines_.end(); }
  std::size_t size() const { return lines_.size(); }

 private:
  std::vector<std::pair<std::string, std::string>> lines_;
};

/// Whether two header names, schemes or hosts are the same, ignoring ASCII case.
bool same_word(std::string_view left, std::string_view right);

/// A request as it came in, nothing decoded.
struct HttpRequest {
  std::string method;  ///< upper case
  std::string target;  ///< as on the request line: path and query, still percent-encoded
  Headers headers;
  std::string body;
  std::string peer;  ///< address and port of the client, for the journal
  bool tls = false;  ///< arrived on the HTTPS port

  std::string_view path() const { return std::string_view(target).substr(0, target.find('?')); }
  std::string_view query() const {
    const auto mark = target.find('?');
    return mark == std::string::npos ? std::string_view()
                                     : std::string_view(target).substr(mark + 1);
  }
};

struct HttpResponse {
  int status = 200;
  Headers headers;  ///< beside Content-Type and Content-Length, which come from the two below
  std::string content_type;
  std::string body;
};

}  // namespace souk
