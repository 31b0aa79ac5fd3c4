#pragma once

#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "souk/control.h"

namespace souk::client {

/// Sends control calls and reads the API's error body. Remembers the newest X-Souk-Now per sandbox.
class ControlCaller {
 public:
  explicit ControlCaller(ControlConfig config);

  const ControlConfig& config() const { return config_; }

  /// `target` begins with "/_souk/v1". `sandbox` is whose time an answer tells; empty for none.
  Outcome<HttpAnswer> exchange(const std::string& method, const std::string& target,
                               const Json* body, Duration timeout, const std::string& sandbox);
  /// The same, with the answer read as JSON; null for an empty one.
  Outcome<Json> call(const std::string& method, const std::string& target, const Json* body,
                     Duration timeout, const std::string& sandbox);

  std::optional<Timestamp> last_now(const std::string& sandbox) const;

 private:
  void remember_now(const std::string& sandbox, const HttpAnswer& answer);

  const ControlConfig config_;
  mutable std::mutex mutex_;
  std::map<std::string, Timestamp> nows_;
};

}  // namespace souk::client
