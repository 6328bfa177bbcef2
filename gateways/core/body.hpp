// What a request asks: its body as the route's ask. The one place where what comes from outside is measured: JSON, the members it
// may have, each once, and their bounds.
#pragma once

#include "gateways/core/route.hpp"

namespace millrace {

// Of a request that is no command: its body as one of that shape.
std::variant<std::shared_ptr<void>, Response> read_body(const Shape&, const Request&);

// Also fills Call::beside.
std::variant<std::shared_ptr<void>, Response> read_body(const route::Command&, Call&);

// A batch: of whom it asks, each once, and one action with the body that each is asked with.
struct BatchIds {
  static constexpr Bounded bounds[] = {{"ids", {1, route::Batch::most}}};
  std::vector<Uuid> ids;
};
BOOST_DESCRIBE_STRUCT(BatchIds, (), (ids))
struct BatchAsked {
  std::vector<Uuid> ids;
  const route::Batch::Action* action = nullptr;
  std::string body;
};
std::variant<BatchAsked, Response> read_body(const route::Batch&, Call);

}  // namespace millrace
