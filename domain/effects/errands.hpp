// The errands that this house sends, as effects keep them: what each kind of effect is asked with. Facts for ever, like any fact. No
// secret stands in them: tokens and credentials are added where they are sent.
#pragma once

#include "domain/core/fact.hpp"

namespace millrace {

namespace email {

// What a message says besides what the house knows when it is sent: `text`, or `personal` when it is about somebody.
struct Value {
  std::string name;
  std::optional<std::string> text;
  std::optional<Personal<std::string>> personal;
};
BOOST_DESCRIBE_STRUCT(Value, (), (name, text, personal))

// One of the house's own messages ("member.invited") to one address. How it reads is for the release that sends it.
struct Send {
  static constexpr auto wire = "email.send.v1";
  Personal<std::string> to;
  std::string message;
  std::vector<Value> values;
};
BOOST_DESCRIBE_STRUCT(Send, (), (to, message, values))

}  // namespace email

namespace http_call {

struct Header {
  std::string name, value;
};
BOOST_DESCRIBE_STRUCT(Header, (), (name, value))

// A request to somebody else's server.
struct Call {
  static constexpr auto wire = "http.call.v1";
  std::string method;
  std::string url;
  std::vector<Header> headers;
  std::optional<Personal<std::string>> body;
  // The header in which that server takes the effect's id as an idempotency key: the call may then be made again when nobody knows
  // what became of it. None: it may not.
  std::optional<std::string> idempotency_header;
};
BOOST_DESCRIBE_STRUCT(Call, (), (method, url, headers, body, idempotency_header))

}  // namespace http_call
}  // namespace millrace
