// The mill's folds that a release has added or changed: read again from the journal, in pieces.
#include <fmt/format.h>

#include <algorithm>

#include "infra/mill/mill.hpp"

namespace millrace {

namespace {

constexpr std::size_t most_at_once = 1024, most_in_a_turn = 128;   // commits that matter: read, and folded while others wait for the strand
constexpr std::size_t looked_at = 16;                    // times as many records
constexpr std::int64_t told_every = 100'000;             // records

}  // namespace

Mill::Reread Mill::read_again(const LocalStore::Piece& piece, std::size_t most) const {
  Reread out{{}, piece.from};
  std::size_t seen = 0;
  const auto matters = [&](const Commit& c) {
    return std::any_of(c.facts.begin(), c.facts.end(), [&](const auto& fact) { return piece.wires.contains(fact.wire); });
  };
  // Nobody needs the key of a commit that was refused.
  auto counts = [&, reader = std::shared_ptr<const Reader>{}](const Uuid& tenant, Offset offset) mutable {
    if (!reader) reader = parts_.store.reader();
    const auto found = reader->history(tenant, offset - 1, 1);
    return !found.empty() && found.front() == offset;
  };
  parts_.journal.scan(piece.partition, piece.from, [&](const Stored& stored) {
    auto decoded = decode(piece.partition, stored.bytes);
    auto* record = std::get_if<Record>(&decoded);
    auto* commit = record ? std::get_if<Commit>(record) : nullptr;
    if (commit && matters(*commit)) {
      const auto tenant = commit->tenant;
      auto opened = open_commit(piece.partition, stored.offset, std::move(*commit), parts_.services.vault);
      const auto* no = std::get_if<Unreadable>(&opened);
      const bool lacks_key = no && no->missing_key;
      if (lacks_key && counts(tenant, stored.offset)) {
        out.stuck = fmt::format("partition {}, offset {}: the key store lacks key {}; restore the keys from the backup that belongs to this journal",
                                piece.partition, stored.offset, to_string(*no->missing_key));
        return false;
      }
      if (no && !lacks_key) out.past.push_back({stored.offset, tenant, nullptr, no->why});
      if (!no) out.past.push_back({stored.offset, tenant, std::make_shared<const Committed>(std::move(std::get<Committed>(opened))), {}});
    }
    out.next = stored.offset + 1;
    return out.next < piece.until && out.past.size() < most && ++seen < most * looked_at;
  });
  if (out.next == piece.from && out.stuck.empty()) out.stuck = fmt::format("partition {}: the journal does not give the record at {}", piece.partition, piece.from);
  return out;
}

// Of what has been read, from one commit to another; with the last one, all that was looked at.
void Mill::give(const LocalStore::Piece& piece, const Reread& reread, std::size_t from, std::size_t to) {
  const auto& past = reread.past;
  for (auto n = from; n < to; ++n) parts_.store.on_past(piece, past[n]);
  const auto next = to == past.size() ? reread.next : past[to - 1].offset + 1;
  parts_.store.on_passed(piece, next);
  reread_ += next - (from ? past[from - 1].offset + 1 : piece.from);
}

// What rules and rights read is whole before anything is answered. False: the store is busy.
bool Mill::make_whole(Partition partition) {
  using Need = LocalStore::Need;
  while (const auto piece = parts_.store.missing(Need::before_serving, partition)) {
    if (reread_ == told_reread_) {
      const auto missing = parts_.store.missing(Need::before_serving);
      parts_.miller.log(fmt::format("{} {} folded anew before anything is served: {} records are to be read, {} have been", fmt::join(missing.folds, ", "),
                                    missing.folds.size() == 1 ? "is" : "are", missing.records, reread_));
    }
    const auto reread = read_again(*piece, most_at_once);
    if (!reread.stuck.empty() && reread.next == piece->from) throw JournalRefused(reread.stuck);
    give(*piece, reread, 0, reread.past.size());
    if (reread_ - told_reread_ >= told_every) told_reread_ = reread_;
    if (!parts_.store.commit()) return false;
  }
  return true;
}

// One piece after the other, while everything else is served: read beside the strand, folded on it.
void Mill::catch_views_up() {
  if (rereading_ || !serving_ || closing_ || !parts_.store.catching_up()) return;
  if (!stuck_.empty() && time_for(reread_again_, parts_.pace.try_again)) stuck_.clear();
  for (const auto& [p, state] : states_) {
    auto piece = stuck_.contains(p) ? std::nullopt : parts_.store.missing(LocalStore::Need::views, p);
    if (!piece) continue;
    rereading_ = true;
    return parts_.miller.beside([this, piece = std::move(*piece)] {
      auto reread = std::make_shared<Reread>(Reread{{}, piece.from});
      try {
        *reread = read_again(piece, most_at_once);
      } catch (const JournalAway& e) {
        reread->stuck = e.what();
      }
      parts_.miller.post([this, piece, reread](Time now) {
        now_ = now;
        on_reread(piece, reread, 0);
      });
    });
  }
}

void Mill::on_reread(const LocalStore::Piece& piece, std::shared_ptr<const Reread> reread, std::size_t from) {
  using Need = LocalStore::Need;
  if (closing_) return;
  const auto to = std::min(reread->past.size(), from + most_in_a_turn);
  give(piece, *reread, from, to);
  settle_soon();
  if (to < reread->past.size())
    return parts_.miller.post([this, piece, reread, to](Time now) {
      now_ = now;
      on_reread(piece, reread, to);
    });
  rereading_ = false;
  if (!reread->stuck.empty()) {
    stuck_.insert(piece.partition);
    if (std::exchange(why_stuck_, reread->stuck) != reread->stuck) parts_.miller.log_trouble(Miller::Trouble::projection, "a view cannot catch up: " + reread->stuck);
  }
  // What has come meanwhile is little, and would never end.
  if (const auto rest = parts_.store.missing(Need::views, piece.partition); rest && rest->until - rest->from <= static_cast<Offset>(most_in_a_turn)) {
    try {
      const auto last = read_again(*rest, most_in_a_turn);
      give(*rest, last, 0, last.past.size());
    } catch (const JournalAway&) {                       // it is read later, like the others
    }
  }
  const auto left = parts_.store.missing(Need::views);
  if (left.folds.empty()) parts_.miller.log("all views are whole");
  else if (reread_ - told_reread_ >= told_every) {
    told_reread_ = reread_;
    parts_.miller.log(fmt::format("{} {} up: {} records are still to be read", fmt::join(left.folds, ", "), left.folds.size() == 1 ? "catches" : "catch", left.records));
  }
}

}  // namespace millrace
