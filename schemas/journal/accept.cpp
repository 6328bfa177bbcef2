#include "schemas/journal/accept.hpp"

#include <algorithm>

#include "schemas/journal/record_work.hpp"

namespace millrace {
namespace {

bool fence(Accepted& state, Partition partition, Offset at, const Fence& f) {
  if (f.epoch <= state.epoch) return false;
  if (state.fence < 0) state.chain = genesis(f.incarnation, partition);   // a later incarnation continues the chain
  state.incarnation = f.incarnation;
  state.epoch = f.epoch;
  state.writer = f.writer;
  state.seq = 0;
  state.ts = std::max(state.ts, f.ts);               // its writer could not know how far the others would come
  state.fence = at;
  return true;
}

// COMMIT and NOOP. Before the first fence there is no chain that a writer could name.
template <class R>
bool continues(Accepted& state, const R& r) {
  if (state.fence < 0 || r.prev_chain != state.chain) return false;
  state.seq = r.seq;
  state.ts = r.ts;
  return true;
}

}  // namespace

Chain genesis(const Uuid& incarnation, Partition partition) {
  const char le[2] = {static_cast<char>(partition), static_cast<char>(partition >> 8)};
  return sha256(incarnation.raw(), {le, 2});
}

Chain next_chain(const Chain& prev, std::string_view record_bytes) {
  record_work.hashed.fetch_add(1, std::memory_order_relaxed);
  return sha256(raw(prev), record_bytes);
}

Chain RecordBytes::after(const Chain& prev) const {
  if (!known_ || prev_ != prev) prev_ = prev, next_ = next_chain(prev, bytes_), known_ = true;
  return next_;
}

bool accept(Accepted& state, Partition partition, Offset at, const Record& record, const RecordBytes& bytes) {
  if (const auto* c = std::get_if<Commit>(&record)) return accept(state, partition, at, *c, bytes);
  const auto* f = std::get_if<Fence>(&record);
  if (!(f ? fence(state, partition, at, *f) : continues(state, std::get<Noop>(record)))) return false;
  state.chain = bytes.after(state.chain);
  return true;
}

bool accept(Accepted& state, Partition, Offset, const Commit& commit, const RecordBytes& bytes) {
  if (!continues(state, commit)) return false;
  state.chain = bytes.after(state.chain);
  return true;
}

}  // namespace millrace
