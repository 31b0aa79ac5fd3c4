#pragma once

#include "tests/emulator/services/services_fixture.h"

namespace souk::services {

inline constexpr auto kMarketTopic =
    "arn:aws:sns:us-east-1:287250355862:aws-mp-subscription-notification-souksubscriptionlegacy001";

/// A seller with topics of its own, which reads XML.
class SnsServiceTest : public ServicesTest {
 protected:
  static std::string text(const Said& said) { return said.answer.response.body; }

  /// What stands between two marks; empty when they do not.
  static std::string between(const std::string& text, const std::string& start,
                             const std::string& end) {
    const auto from = text.find(start);
    if (from == std::string::npos) return "";
    const auto begin = from + start.size();
    return text.substr(begin, text.find(end, begin) - begin);
  }
  static std::string plain(std::string text) {
    for (const auto& [mark, letter] : {std::pair{"&quot;", "\""}, std::pair{"&lt;", "<"},
                                       std::pair{"&gt;", ">"}, std::pair{"&amp;", "&"}}) {
      for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + 1)) {
        text.replace(at, std::string(mark).size(), letter);
      }
    }
    return text;
  }
  /// "404 NotFound: Topic does not exist"
  static std::string error(const Said& said) {
    return std::to_string(said.status()) + " " + between(text(said), "<Code>", "</Code>") + ": " +
           plain(between(text(said), "<Message>", "</Message>"));
  }
  /// {name: text} of an answer's map.
  static Json attributes_in(const Said& said) {
    Json found = Json::object();
    auto rest = text(said);
    for (auto at = rest.find("<key>"); at != std::string::npos; at = rest.find("<key>")) {
      rest = rest.substr(at);
      found[between(rest, "<key>", "</key>")] = plain(between(rest, "<value>", "</value>"));
      rest = rest.substr(rest.find("</value>"));
    }
    return found;
  }

  std::string own(const std::string& topic) const {
    return "arn:aws:sns:us-east-1:" + sandbox_->account() + ":" + topic;
  }
  std::string queue_arn(const std::string& queue) const {
    return "arn:aws:sqs:us-east-1:" + sandbox_->account() + ":" + queue;
  }
  std::string create(const std::string& topic) {
    return between(text(query("sns", "CreateTopic", {{"Name", topic}})), "<TopicArn>",
                   "</TopicArn>");
  }
};

}  // namespace souk::services
