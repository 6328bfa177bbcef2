#include "schemas/journal/partition_report.hpp"

#include <fmt/format.h>

namespace millrace {

namespace {

// Epoch, writer and sequence are for people; that they agree with the chain is checked here and nowhere else.
struct Claims { std::int64_t epoch; Uuid writer; std::int64_t seq; };

std::optional<Claims> claims(const Record& record) {
  if (const auto* c = std::get_if<Commit>(&record)) return Claims{c->epoch, c->writer, c->seq};
  if (const auto* n = std::get_if<Noop>(&record)) return Claims{n->epoch, n->writer, n->seq};
  return {};
}

}  // namespace

void PartitionReport::fault(std::string what) {
  if (chain_ok) first_fault = std::move(what);
  chain_ok = false;
}

void PartitionReport::take(Partition p, Offset offset, std::string_view bytes) {
  ++records;
  const auto decoded = decode(p, bytes);
  const auto* record = std::get_if<Record>(&decoded);
  if (!record) {
    ++undecodable;
    return fault(fmt::format("record {}: {}", offset, std::get<Undecodable>(decoded).why));
  }
  const auto before = head;
  if (!accept(head, p, offset, *record, bytes)) {
    ++rejected;
    return;
  }
  ++accepted;
  const auto said = claims(*record);
  if (said && (said->epoch != before.epoch || said->writer != before.writer || said->seq != before.seq + 1))
    fault(fmt::format("record {} continues the chain under another epoch, writer or sequence", offset));
}

}  // namespace millrace
