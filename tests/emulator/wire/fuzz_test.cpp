#include <gtest/gtest.h>

#include "emulator/core/json.h"
#include "emulator/wire/aws_json.h"
#include "emulator/wire/call.h"
#include "emulator/wire/check.h"
#include "emulator/wire/form.h"
#include "emulator/wire/rpc_cbor.h"
#include "emulator/wire/xml.h"
#include "tests/emulator/wire/form_writer.h"
#include "tests/emulator/wire/random_json.h"
#include "tests/emulator/wire/signed_requests.h"

namespace souk::wire {
namespace {

/// `text` with a few bytes changed, dropped or doubled.
std::string damaged(RandomJson& random, std::string text) {
  for (int i = 1 + random.below(4); i > 0 && !text.empty(); --i) {
    const auto at = static_cast<std::size_t>(random.below(static_cast<int>(text.size())));
    switch (random.below(4)) {
      case 0:
        text[at] = static_cast<char>(random.below(256));
        break;
      case 1:
        text.erase(at, 1);
        break;
      case 2:
        text.insert(at, text.substr(at, static_cast<std::size_t>(random.below(20))));
        break;
      default:
        text.resize(at);
    }
  }
  return text;
}

/// What a decoder made of damaged bytes must be fit for everything that comes after it.
void expect_harmless(const Result<Json>& value, const Shape& shape) {
  if (!value) {
    EXPECT_EQ(value.error().status, 400);
    EXPECT_FALSE(value.error().message.empty());
    return;
  }
  EXPECT_NO_THROW(value->dump());
  const auto checked_value = check(shape, *value, {.iso_timestamps = true});
  if (checked_value) {
    EXPECT_NO_THROW(rpc_cbor::encode(shape, *checked_value));
  }
}

TEST(Fuzz, DamagedCborIsReadOrRefused) {
  RandomJson random(11);
  const auto shape = everything(1);
  for (int i = 0; i < 3000; ++i) {
    const auto bytes = random.below(3) == 0
                           ? random.bytes(60)
                           : damaged(random, rpc_cbor::encode(shape, random.value_of(shape)));

    expect_harmless(rpc_cbor::decode(bytes), shape);
  }
}

TEST(Fuzz, DamagedJsonIsReadOrRefused) {
  RandomJson random(12);
  const auto shape = everything(1);
  for (int i = 0; i < 3000; ++i) {
    const auto bytes = random.below(3) == 0
                           ? random.bytes(60)
                           : damaged(random, aws_json::write(random.value_of(shape)));

    expect_harmless(aws_json::parse(bytes), shape);
  }
}

TEST(Fuzz, AnyJsonIsCheckedWithoutHarm) {
  RandomJson random(13);
  const auto shape = everything(1);
  for (int i = 0; i < 3000; ++i) {
    Json value = random.value_of(shape);
    for (auto& member_value : value) {
      if (random.below(3) == 0) member_value = random.value();
    }

    expect_harmless(value, shape);
  }
}

TEST(Fuzz, DamagedFormsAreReadOrRefused) {
  RandomJson random(14);
  const auto shape = everything(2);
  for (int i = 0; i < 3000; ++i) {
    const auto body = random.below(3) == 0
                          ? random.bytes(60)
                          : damaged(random, FormWriter::write(shape, random.value_of(shape)));
    const auto call = form(body, "/" + random.bytes(10));

    expect_harmless(read_input({.protocol = Protocol::Query, .service = "sns"}, call, shape),
                    shape);
  }
}

TEST(Fuzz, DamagedRequestsAreSortedAndVerifiedOrRefused) {
  RandomJson random(15);
  const auto honest = resolve_customer();
  for (int i = 0; i < 3000; ++i) {
    HttpRequest call;
    call.method = random.below(2) == 0 ? "POST" : "GET";
    call.target = damaged(random,
                          "/123456789012/q?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Expires=5"
                          "&X-Amz-Credential=a/b/c/d/e&Action=Publish&X-Amz-Date=x");
    if (random.below(2) == 0) call.target = "/";
    call.body = honest.body;
    for (const auto& [name, value] : honest.headers) {
      call.headers.add(random.below(8) == 0 ? damaged(random, name) : name,
                       random.below(4) == 0 ? damaged(random, value) : value);
    }
    const bool same = [&] {
      if (call.method != honest.method || call.target != honest.target) return false;
      return std::equal(call.headers.begin(), call.headers.end(), honest.headers.begin());
    }();

    const auto kind = classify(call);
    const auto verdict = checked(call);

    EXPECT_LE(static_cast<int>(kind.kind), static_cast<int>(RequestKind::Kind::Other));
    EXPECT_TRUE(verdict || !same);
    EXPECT_TRUE(verdict || !verdict.error().message.empty());
  }
}

TEST(Fuzz, AnyBytesBecomeXmlText) {
  RandomJson random(16);
  for (int i = 0; i < 3000; ++i) {
    std::string xml;
    append_xml_escaped(xml, random.bytes(40));

    EXPECT_EQ(xml.find_first_of("<>\"\r\n\t"), std::string::npos);
  }
}

}  // namespace
}  // namespace souk::wire
