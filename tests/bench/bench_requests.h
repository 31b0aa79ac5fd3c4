#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace souk::bench {

/// Who calls, and in whose name it is signed.
struct Caller {
  std::string host;  ///< as in the Host header
  std::string access_key = "AKIAIOSFODNN7EXAMPLE";
  std::string secret_key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
  std::string region = "us-east-1";
};

/// Signs calls to the metering service with SigV4, keeping the day's key.
class Signer {
 public:
  explicit Signer(Caller caller) : caller_(std::move(caller)) {}

  /// The whole request for one call of `operation`, signed now.
  std::string request(std::string_view operation, std::string_view body);

 private:
  void renew_key(const std::string& day);

  Caller caller_;
  std::string day_;
  std::string key_;
};

/// What a run sends.
struct Work {
  enum class Kind { Resolve, Batch, Error };

  Kind kind = Kind::Resolve;
  std::string token;                   ///< Resolve
  std::string product_code;            ///< Batch; left out of the request when empty
  std::vector<std::string> customers;  ///< Batch: each the members that name one, as JSON text
  std::vector<std::string> dimensions;
  int hours = 5;             ///< Batch: usage of this many past hours
  std::int64_t present = 0;  ///< Batch: seconds since 1970; 0: as the machine has it
  int records = 25;          ///< Batch: per call
  bool plain = false;        ///< Batch: without usage allocations
};

/// Makes one request after the other; batches never repeat a record.
class RequestMaker {
 public:
  RequestMaker(Work work, Caller caller) : work_(std::move(work)), signer_(std::move(caller)) {}

  /// The next request; empty when every fresh record was sent.
  std::string next();
  /// A text every right answer contains.
  std::string_view expected() const;
  int expected_status() const { return work_.kind == Work::Kind::Error ? 400 : 200; }

 private:
  std::string next_batch();
  std::string record(std::uint64_t number) const;

  Work work_;
  Signer signer_;
  std::uint64_t sent_ = 0;
  std::int64_t made_at_ = 0;
  std::string made_;
};

}  // namespace souk::bench
