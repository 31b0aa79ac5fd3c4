#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "emulator/clock/real_time.h"
#include "emulator/http/front_end.h"
#include "tests/emulator/http/fake_application.h"
#include "tests/emulator/http/wire_client.h"

namespace souk::http {

inline auto Answers(int status, const std::string& part) {
  using testing::AllOf;
  using testing::Field;
  using testing::HasSubstr;
  return testing::Optional(
      AllOf(Field(&WireAnswer::status, status), Field(&WireAnswer::body, HasSubstr(part))));
}

/// Waits, at most ten seconds of real time, until `holds`; says whether it did.
inline bool eventually(const std::function<bool()>& holds) {
  const auto deadline = real_time::monotonic_now() + std::chrono::seconds(10);
  while (!holds()) {
    if (real_time::monotonic_now() > deadline) return false;
    std::this_thread::yield();
  }
  return true;
}

/// A front end on a free port around an application that a test scripts.
class FrontEndTest : public testing::Test {
 protected:
  int start() {
    server_ = std::make_unique<FrontEnd>(application_, options_);
    const auto started = server_->start();
    EXPECT_TRUE(started) << started.error().message;
    return server_->port();
  }

  FakeApplication application_;
  FrontEndOptions options_;
  std::unique_ptr<FrontEnd> server_;
};

}  // namespace souk::http
