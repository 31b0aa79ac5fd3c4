#include <gtest/gtest.h>

#include <pugixml.hpp>

#include "emulator/wire/aws_json.h"
#include "emulator/wire/aws_query.h"
#include "emulator/wire/check.h"
#include "emulator/wire/instants.h"
#include "emulator/wire/rpc_cbor.h"
#include "tests/emulator/wire/form_writer.h"
#include "tests/emulator/wire/random_json.h"

namespace souk::wire {
namespace {

TEST(RoundTrip, OfAnyValueThroughCbor) {
  RandomJson random(1);
  for (int i = 0; i < 3000; ++i) {
    const Json value = random.value();

    ASSERT_EQ(rpc_cbor::decode(rpc_cbor::encode(value)), value) << value;
  }
}

TEST(RoundTrip, OfShapedValuesThroughCbor) {
  RandomJson random(2);
  const auto shape = everything();
  for (int i = 0; i < 300; ++i) {
    const Json value = random.value_of(shape);

    const auto back = rpc_cbor::decode(rpc_cbor::encode(shape, value));

    ASSERT_TRUE(back) << back.error().message;
    ASSERT_EQ(*back, value);
    ASSERT_EQ(check_types(shape, *back), value);
  }
}

TEST(RoundTrip, OfShapedValuesThroughForms) {
  RandomJson random(3);
  const auto shape = everything(1);
  for (int i = 0; i < 300; ++i) {
    const Json value = random.value_of(shape);
    const auto body = FormWriter::write(shape, value);
    const auto form = Form::read("", body);
    if (!form) {  // only for its length, or two entries of a map under one key
      ASSERT_NE(form.error().message.find("10000 parameters"), std::string::npos)
          << form.error().message;
      continue;
    }

    const auto back = aws_query::decode(shape, *form);

    ASSERT_TRUE(back) << back.error().message << "\n" << body;
    ASSERT_EQ(*back, value) << body;
    ASSERT_EQ(check_types(shape, *back), value);
  }
}

TEST(RoundTrip, OfAnyValueThroughJson) {
  RandomJson random(4);
  for (int i = 0; i < 1000; ++i) {
    const Json value = random.value();

    ASSERT_EQ(aws_json::parse(aws_json::write(value)), value);
  }
}

/// Reads back what the Query protocol writes, by the shape.
Json read_xml(const Shape& shape, const pugi::xml_node& node);

Json read_members(const Shape& shape, const pugi::xml_node& node) {
  Json value = Json::object();
  for (const Member& known : shape.members) {
    const std::string name(known.name_in_query());
    const auto element = node.child(name.c_str());
    if (!element) continue;
    if (!known.shape.flat) {
      value[known.name] = read_xml(known.shape, element);
    } else if (known.shape.kind == Shape::Kind::List) {
      for (const auto& item : node.children(name.c_str())) {
        value[known.name].push_back(read_xml(*known.shape.item, item));
      }
    } else {
      for (const auto& entry : node.children(name.c_str())) {
        value[known.name][entry.child_value(known.shape.key_name.c_str())] =
            read_xml(*known.shape.item, entry.child(known.shape.value_name.c_str()));
      }
    }
  }
  return value;
}

Json read_xml(const Shape& shape, const pugi::xml_node& node) {
  switch (shape.kind) {
    case Shape::Kind::Structure:
      return read_members(shape, node);
    case Shape::Kind::List: {
      Json value = Json::array();
      for (const auto& item : node.children(shape.item_name.c_str())) {
        value.push_back(read_xml(*shape.item, item));
      }
      return value;
    }
    case Shape::Kind::Map: {
      Json value = Json::object();
      for (const auto& entry : node.children("entry")) {
        value[entry.child_value(shape.key_name.c_str())] =
            read_xml(*shape.item, entry.child(shape.value_name.c_str()));
      }
      return value;
    }
    case Shape::Kind::String:
    case Shape::Kind::Blob:
      return node.child_value();
    case Shape::Kind::Timestamp:
      return seconds_of(*parse_iso(node.child_value()));
    default:
      return Json::parse(node.child_value());
  }
}

/// What XML cannot say comes back as U+FFFD.
Json without_controls(const Json& value) {
  auto text = value.dump();
  for (auto at = text.find("\\u0001"); at != std::string::npos; at = text.find("\\u0001")) {
    text.replace(at, 6, "\uFFFD");
  }
  return Json::parse(text);
}

TEST(RoundTrip, OfShapedValuesThroughXml) {
  RandomJson random(5);
  const auto shape = everything(1);
  for (int i = 0; i < 200; ++i) {
    const Json value = random.value_of(shape);

    const auto response = aws_query::success("sns", "Op", &shape, value, "id");
    pugi::xml_document document;
    const auto parsed =
        document.load_string(response.body.c_str(), pugi::parse_default | pugi::parse_ws_pcdata);

    ASSERT_TRUE(parsed) << parsed.description() << "\n" << response.body;
    ASSERT_EQ(read_members(shape, document.child("OpResponse").child("OpResult")),
              without_controls(value));
  }
}

}  // namespace
}  // namespace souk::wire
