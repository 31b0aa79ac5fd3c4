#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "emulator/core/json.h"
#include "emulator/wire/answer.h"
#include "emulator/wire/aws_query.h"
#include "emulator/wire/errors.h"
#include "emulator/wire/instants.h"
#include "emulator/wire/xml.h"

namespace souk::wire::aws_query {
namespace {

using Kind = Shape::Kind;

struct Namespace {
  std::string_view service;
  std::string_view address;
};
constexpr std::array kNamespaces{
    Namespace{"sns", "http://sns.amazonaws.com/doc/2010-03-31/"},
    Namespace{"sts", "https://sts.amazonaws.com/doc/2011-06-15/"},
    Namespace{"sqs", "http://queue.amazonaws.com/doc/2012-11-05/"},
};

/// " xmlns=…" for a service that has one.
std::string namespace_of(std::string_view service) {
  const auto found = std::find_if(kNamespaces.begin(), kNamespaces.end(),
                                  [&](const Namespace& known) { return known.service == service; });
  if (found == kNamespaces.end()) return "";
  return fmt::format(R"( xmlns="{}")", found->address);
}

std::string instant_text(const Json& seconds) {
  const auto at = instant_of(seconds);
  return epoch_ms(at) % 1000 == 0 ? to_iso_seconds(at) : to_iso(at);
}

class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}

  void write_members(const Shape& shape, const Json& value) {
    for (const Member& member : shape.members) {
      const auto found = value.find(member.name);
      if (found == value.end() || found->is_null()) continue;
      write(member.shape, member.name_in_query(), *found);
    }
  }

 private:
  void open(std::string_view element) { out_.append("<").append(element).append(">"); }
  void close(std::string_view element) { out_.append("</").append(element).append(">"); }

  void write(const Shape& shape, std::string_view element, const Json& value) {
    switch (shape.kind) {
      case Kind::List:
        return write_list(shape, element, value);
      case Kind::Map:
        return write_map(shape, element, value);
      case Kind::Structure:
        open(element);
        write_members(shape, value);
        return close(element);
      default:
        open(element);
        write_scalar(shape, value);
        return close(element);
    }
  }

  void write_scalar(const Shape& shape, const Json& value) {
    if (shape.kind == Kind::Timestamp) {
      out_ += instant_text(value);
    } else if (value.is_string()) {
      append_xml_escaped(out_, value.get_ref<const std::string&>());
    } else {
      out_ += value.dump();
    }
  }

  void write_list(const Shape& shape, std::string_view element, const Json& value) {
    if (!shape.flat) open(element);
    for (const Json& item : value) {
      write(*shape.item, shape.flat ? element : std::string_view(shape.item_name), item);
    }
    if (!shape.flat) close(element);
  }

  void write_map(const Shape& shape, std::string_view element, const Json& value) {
    const std::string_view entry = shape.flat ? element : "entry";
    if (!shape.flat) open(element);
    for (const auto& [key, item] : value.items()) {
      open(entry);
      write(*shape.key, shape.key_name, key);
      write(*shape.item, shape.value_name, item);
      close(entry);
    }
    if (!shape.flat) close(element);
  }

  std::string& out_;
};

}  // namespace

HttpResponse success(std::string_view service, std::string_view operation, const Shape* output,
                     const Json& value, std::string_view request_id) {
  std::string body = fmt::format("<{}Response{}>", operation, namespace_of(service));
  if (output != nullptr) {
    body += fmt::format("<{}Result>", operation);
    Writer(body).write_members(*output, value);
    body += fmt::format("</{}Result>", operation);
  }
  body += "<ResponseMetadata><RequestId>";
  append_xml_escaped(body, request_id);
  body += fmt::format("</RequestId></ResponseMetadata></{}Response>", operation);
  return answer(200, "text/xml", std::move(body), request_id);
}

HttpResponse refusal(std::string_view service, const Error& error, std::string_view request_id) {
  const auto spelling = spelled(error, Protocol::Query, service);
  std::string body = fmt::format("<ErrorResponse{}><Error><Type>{}</Type><Code>",
                                 namespace_of(service), fault_of(spelling.status));
  append_xml_escaped(body, spelling.type);
  body += "</Code><Message>";
  append_xml_escaped(body, spelling.message);
  body += "</Message>";
  if (service == "sqs") body += "<Detail/>";
  body += "</Error><RequestId>";
  append_xml_escaped(body, request_id);
  body += "</RequestId></ErrorResponse>";
  auto response = answer(spelling.status, "text/xml", std::move(body), request_id);
  add_hint(response, error);
  return response;
}

}  // namespace souk::wire::aws_query
