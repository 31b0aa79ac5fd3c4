#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "client/sample_seller/market_calls.h"
#include "souk/sns_message.h"

namespace souk::sample {

/// One piece of news from AWS Marketplace, whichever way it came.
struct Notice {
  std::string id = {};    ///< equal for copies of one notice
  std::string name = {};  ///< "subscribe-success", "License Updated": without the receiver's role
  Timestamp at = {};      ///< when it happened, not when it arrived
  std::string product = {};
  std::string customer = {};
  std::string buyer = {};
  std::string license = {};
  std::string market_id = {};
  std::string previous = {};  ///< the agreement this one renews
  std::string intent = {};    ///< "NEW", "RENEW", "REPLACE", "AMEND"
  std::string status = {};    ///< of an agreement that ended
};

/// What one POST or queue message held.
struct Mail {
  std::vector<Notice> notices;
  std::vector<client::SnsMessage> confirmations;
};

/// Opens whatever envelope news come in: SNS over HTTP, an EventBridge event, a function's Records,
/// a queue's message. What is signed is verified; what is not news of AWS Marketplace is dropped.
class NoticeReader {
 public:
  NoticeReader(const Options& options, MarketCalls& market, SellerClock& clock);

  /// Fails with what is wrong, for a 4xx answer.
  client::Outcome<Mail> read_post(const client::HttpHeaders& headers, const std::string& body);
  /// A queue is written to by those its policy names, so a bare message is believed.
  client::Outcome<Mail> read_queue_message(const std::string& id, const std::string& body);

 private:
  client::Outcome<client::Done> add_sns(const std::string& body, Mail& mail);
  client::Outcome<client::Done> verify(const client::SnsMessage& message);
  void add_market_message(const std::string& id, Timestamp at, const std::string& text, Mail& mail);

  const Options& options_;
  SellerClock& clock_;
  client::SnsVerifier verifier_;
};

}  // namespace souk::sample
