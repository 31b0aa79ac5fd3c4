#include "souk/queue.h"

#include <openssl/evp.h>

#include <array>

#include "client/src/aws_caller.h"
#include "client/src/json_members.h"

namespace souk::client {
namespace {

using Json = nlohmann::json;

std::string md5_hex(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_md5(), nullptr);
  static constexpr char kHex[] = "0123456789abcdef";
  std::string text;
  for (unsigned int i = 0; i < size; ++i) text += {kHex[digest[i] >> 4], kHex[digest[i] & 15]};
  return text;
}

std::int64_t whole_seconds(Duration time) {
  return std::chrono::duration_cast<std::chrono::seconds>(time).count();
}

}  // namespace

QueueClient::QueueClient(ClientConfig config)
    : caller_(std::make_unique<AwsCaller>(
          std::move(config), ServiceNames{"sqs", "AmazonSQS", "application/x-amz-json-1.0", "",
                                          "sqs.{region}.amazonaws.com"})) {}
QueueClient::~QueueClient() = default;
QueueClient::QueueClient(QueueClient&&) noexcept = default;
QueueClient& QueueClient::operator=(QueueClient&&) noexcept = default;

Outcome<std::string> QueueClient::create_queue(
    const std::string& name, const std::map<std::string, std::string>& attributes) {
  Json input{{"QueueName", name}};
  if (!attributes.empty()) input["Attributes"] = attributes;
  const auto answer = caller_->call_json("CreateQueue", input);
  if (!answer) return answer.error();
  return members::text(*answer, "QueueUrl");
}

Outcome<std::string> QueueClient::queue_url(const std::string& name) {
  const auto answer = caller_->call_json("GetQueueUrl", {{"QueueName", name}});
  if (!answer) return answer.error();
  return members::text(*answer, "QueueUrl");
}

Outcome<std::vector<QueueMessage>> QueueClient::receive(const std::string& queue_url,
                                                        const ReceiveOptions& options) {
  Json input{{"QueueUrl", queue_url},
             {"MaxNumberOfMessages", options.max_messages},
             {"WaitTimeSeconds", whole_seconds(options.wait)},
             {"MessageSystemAttributeNames", Json::array({"All"})}};
  if (options.visibility_timeout) {
    input["VisibilityTimeout"] = whole_seconds(*options.visibility_timeout);
  }
  const auto answer = caller_->call_json("ReceiveMessage", input, options.wait);
  if (!answer) return answer.error();
  std::vector<QueueMessage> messages;
  for (const auto& entry : members::list(*answer, "Messages")) {
    QueueMessage message{.message_id = members::text(entry, "MessageId"),
                         .receipt_handle = members::text(entry, "ReceiptHandle"),
                         .body = members::text(entry, "Body"),
                         .attributes = {}};
    const auto md5 = members::text(entry, "MD5OfBody");
    if (!md5.empty() && md5 != md5_hex(message.body)) {
      return Failure{.type = transport::kBadAnswer,
                     .status = 200,
                     .message = "MD5OfBody does not fit message " + message.message_id};
    }
    for (const auto& [name, value] : members::at(entry, "Attributes").items()) {
      if (value.is_string()) message.attributes[name] = value.get<std::string>();
    }
    messages.push_back(std::move(message));
  }
  return messages;
}

Outcome<Done> QueueClient::remove(const std::string& queue_url, const std::string& receipt_handle) {
  const auto answer = caller_->call_json(
      "DeleteMessage", {{"QueueUrl", queue_url}, {"ReceiptHandle", receipt_handle}});
  if (!answer) return answer.error();
  return Done{};
}

}  // namespace souk::client
