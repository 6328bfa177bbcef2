#include "infra/kafka/statistics.hpp"

#include <algorithm>

#include "schemas/json/node.hpp"

namespace millrace::kafka {

namespace {

double figure(const Node& of, std::string_view name) {
  const auto found = of.find(name);
  return found && found->kind() == Node::Kind::integer ? static_cast<double>(found->integer()) : 0;
}

}  // namespace

void Statistics::take(std::string_view json) {
  const Document document{json};
  if (document.fault() != Document::Fault::none || document.root().kind() != Node::Kind::object) return;
  waiting_messages = figure(document.root(), "msg_cnt");
  const auto brokers = document.root().find("brokers");
  if (!brokers) return;
  double up = 0, errors = 0, slowest_us = 0;
  brokers->members([&](std::string_view, Node broker) {
    if (figure(broker, "nodeid") < 0) return;          // the address that was given; its broker is there once more
    const auto state = broker.find("state");
    up += state && state->text() == "UP";
    errors += figure(broker, "txerrs") + figure(broker, "rxerrs") + figure(broker, "req_timeouts");
    if (const auto rtt = broker.find("rtt")) slowest_us = std::max(slowest_us, figure(*rtt, "p99"));
  });
  brokers_up = up;
  request_errors = errors;
  round_trip_p99_s = slowest_us / 1e6;
}

}  // namespace millrace::kafka
