#include "commands/identity/reads/asks.hpp"

#include "commands/core/write_side_of.hpp"

namespace millrace {

namespace {

struct Rules : Decider {
  using Aggregates = List<Reads>;
  using Asks = List<reads::Note>;

  static Verdict on(const auto&, const reads::Note& ask, const Context&) {
    return accept(reads::Noted{ask.id, ask.since, ask.member_id, ask.seen});
  }
};

}  // namespace

WriteSide commands::reads() { return write_side_of<Rules>(); }

}  // namespace millrace
