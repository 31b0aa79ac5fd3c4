#include <souk/control.h>
#include <souk/entitlement.h>
#include <souk/metering.h>
#include <souk/queue.h>
#include <souk/sns_message.h>
#include <souk/topics.h>

#include <cstdio>

int main() {
  // Nobody listens on port 1, and that is what the library has to say.
  souk::client::ControlClient control({"http://127.0.0.1:1", "", {}});
  const auto health = control.health();
  std::printf("%s\n", health.error_type().c_str());
  return health.error_type() == souk::client::transport::kRefused ? 0 : 1;
}
