#include "infra/runtime/trace.hpp"

namespace millrace {

namespace {

Trace::Hop hop(Metrics& metrics, const char* name) {
  return metrics.durations("millrace_command_hop_seconds", "Of commands, from one hand to the next", {"hop", name});
}

}  // namespace

Trace::Trace(Metrics& m)
    : to_strand(hop(m, "to_strand")), decided(hop(m, "decided")), held(hop(m, "held")), sending(hop(m, "sending")), at_brokers(hop(m, "at_brokers")),
      telling(hop(m, "telling")), back_to_strand(hop(m, "back_to_strand")), answered(hop(m, "answered")), whole(hop(m, "whole")) {}

}  // namespace millrace
