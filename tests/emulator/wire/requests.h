#pragma once

#include <initializer_list>
#include <string>
#include <utility>

#include "emulator/core/http_message.h"

namespace souk::wire {

inline HttpRequest request(std::string method, std::string target,
                           std::initializer_list<std::pair<const char*, std::string>> headers = {},
                           std::string body = {}) {
  HttpRequest made;
  made.method = std::move(method);
  made.target = std::move(target);
  for (const auto& [name, value] : headers) made.headers.add(name, value);
  made.body = std::move(body);
  return made;
}

inline HttpRequest post(std::initializer_list<std::pair<const char*, std::string>> headers = {},
                        std::string body = {}) {
  return request("POST", "/", headers, std::move(body));
}

inline HttpRequest form(std::string body, std::string target = "/") {
  return request("POST", std::move(target),
                 {{"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"}},
                 std::move(body));
}

}  // namespace souk::wire
