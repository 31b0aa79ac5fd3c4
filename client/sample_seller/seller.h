#pragma once

#include <memory>
#include <string>

#include "client/sample_seller/options.h"

namespace souk::sample {

/// A small, honest SaaS sold in AWS Marketplace, or one that is wrong in one named way. Runs inside
/// the caller's process on threads of its own; docs/sample-seller.md lists its pages.
class Seller {
 public:
  /// Throws std::runtime_error with a sentence when the database cannot be used.
  explicit Seller(Options options);
  ~Seller();
  Seller(const Seller&) = delete;
  Seller& operator=(const Seller&) = delete;

  /// Starts listening and returns the base URL, "http://127.0.0.1:PORT". Throws
  /// std::runtime_error with a sentence when the port cannot be had.
  std::string start();
  /// Ends connections, calls to AWS under way and background work. Takes at most 50 ms. A stopped
  /// seller cannot be started again.
  void stop();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace souk::sample
