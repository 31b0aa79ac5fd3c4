#pragma once

#include <condition_variable>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <type_traits>

namespace souk::judge {

/// Thrown out of a wait when the person at the keyboard wants no more of it.
struct Interrupted {};

/// Makes calls that may take long on a thread of its own, so that a stop ends the wait at once. A
/// call that was under way then is left alone: it must own all it uses.
class Courier {
 public:
  explicit Courier(std::stop_token stop);
  ~Courier();
  Courier(const Courier&) = delete;
  Courier& operator=(const Courier&) = delete;

  /// What `call` returns. Throws Interrupted on a stop, and what `call` throws.
  template <class Call>
  std::invoke_result_t<Call&> run(Call call) {
    auto result = std::make_shared<std::optional<std::invoke_result_t<Call&>>>();
    perform([result, call = std::move(call)]() mutable { result->emplace(call()); });
    return std::move(**result);
  }

 private:
  struct Desk;

  void perform(std::function<void()> work);

  std::stop_token stop_;
  std::shared_ptr<Desk> desk_;
  std::thread thread_;
};

}  // namespace souk::judge
