// The local store's folds as releases change them: which are whole, and how the others become so.
#include <algorithm>

#include "projections/core/local_store.hpp"
#include "schemas/fold/forget.hpp"
#include "schemas/json/wires.hpp"

namespace millrace {

namespace {

// Whether a fact that a record has under that name is one that the fold listens to: it may have been retired since. Whoever holds text about
// people is told of all who are erased.
bool listens(const AnyFold& fold, std::string_view wire) {
  if (wire == SubjectErased::wire && may_hold_personal(*fold.row)) return true;
  const auto* newest = Wires::house().newest(wire);
  return std::any_of(fold.listeners.begin(), fold.listeners.end(), [&](const OnFact& l) { return l.fact == newest || l.fact->wire == wire; });
}

}  // namespace

void LocalStore::open(const KeyValue::View& view, const Stored& stored) {
  std::set<const AnyFold*> changed;                      // or new
  for (const auto* fold : layout_->folds()) {
    const auto known = stored.find(fold->name);
    if (known != stored.end() && known->second.version > fold->version)
      throw StoreOfNewerRelease("the local store has " + fold->name + " in version " + std::to_string(known->second.version) + ", of a newer release; this one knows " +
                                std::to_string(fold->version));
    if (known == stored.end() || known->second.fingerprint != layout_->fingerprint(*fold)) changed.insert(fold);
  }
  load(view, changed);
  // What an earlier release could not read, this one may: where its facts belong only the whole journal says.
  if (!changed.empty() && std::any_of(parked_.begin(), parked_.end(), [](const auto& p) { return !p.first.first; })) {
    for (char what = 'A'; what <= 'Z'; ++what) opening_.cleared.emplace_back(1, what);
    at_ = {};
    held_ = {};
    parked_.clear();
    behind_.clear();
    changed.insert(layout_->folds().begin(), layout_->folds().end());
  }
  for (const auto* fold : layout_->folds())
    if (changed.contains(fold)) begin_anew(*fold, stored.contains(fold->name));
  for (const auto& [name, gone] : stored) {
    if (layout_->fold_numbered(gone.number)) continue;
    for (auto& prefix : layout::of_fold(gone.number)) opening_.cleared.push_back(std::move(prefix));
    opening_.remove(layout::name(name));
  }
  catching_up_ = !behind_.empty();
  some_parked_ = !parked_.empty();
}

void LocalStore::load(const KeyValue::View& view, const std::set<const AnyFold*>& changed) {
  for (Partition p = 0; p < partitions; ++p)
    if (const auto value = view.get(layout::checkpoint(p))) at_[static_cast<std::size_t>(p)] = layout::checkpoint_of(*value);
  view.scan("W", {}, false, [&](std::string_view key, std::string_view value) {
    held_.at(static_cast<unsigned char>(key[1])).emplace(key.substr(2), layout::i64_at(value, 0));
    return true;
  });
  // Nothing for a fold that is not there any more, or begins anew.
  const auto kept = [&](std::string_view key) {
    const auto* fold = layout_->fold_numbered(layout::u16_at(key, 1));
    return fold && !changed.contains(fold) ? fold : nullptr;
  };
  view.scan("P", {}, false, [&](std::string_view key, std::string_view why) {
    const auto* fold = kept(key);
    if (fold || layout::u16_at(key, 1) == layout::every_fold) parked_[{fold, uuid_of(key.substr(3))}] = why;
    return true;
  });
  view.scan("G", {}, false, [&](std::string_view key, std::string_view value) {
    if (const auto* fold = kept(key)) behind_[{static_cast<unsigned char>(key[3]), fold}] = layout::i64_at(value, 0);
    return true;
  });
}

// Where nothing has ever happened that it listens to, it is whole as it is.
void LocalStore::begin_anew(const AnyFold& fold, bool stored) {
  const auto number = layout_->about(fold).number;
  if (stored)
    for (auto& prefix : layout::of_fold(number)) opening_.cleared.push_back(std::move(prefix));
  opening_.put(layout::name(fold.name), layout::value_of(StoredFold{number, fold.version, layout_->fingerprint(fold)}));
  for (Partition p = 0; p < partitions; ++p) {
    std::optional<Offset> first;
    for (const auto& [wire, offset] : held_[static_cast<std::size_t>(p)])
      if ((!first || offset < *first) && listens(fold, wire)) first = offset;
    if (!first) continue;
    behind_[{p, &fold}] = *first;
    opening_.put(layout_->progress(fold, p), layout::with({}, *first));
  }
}

bool LocalStore::view(const AnyFold& fold) const {
  const auto& all = layout_->about(fold).projections;
  return !all.empty() && std::all_of(all.begin(), all.end(), [](const auto* p) { return p->view; });
}

std::optional<LocalStore::Piece> LocalStore::missing(Need need, Partition partition) const {
  Piece piece{partition, 0, next(partition), {}, {}};
  for (auto at = behind_.lower_bound({partition, nullptr}); at != behind_.end() && at->first.first == partition; ++at) {
    const auto* fold = at->first.second;
    if (view(*fold) != (need == Need::views)) continue;
    piece.from = piece.folds.empty() ? at->second : std::min(piece.from, at->second);
    piece.folds.push_back(fold);
    for (const auto& [wire, first] : held_[static_cast<std::size_t>(partition)])
      if (listens(*fold, wire)) piece.wires.insert(wire);
  }
  if (piece.folds.empty()) return {};
  return piece;
}

LocalStore::Missing LocalStore::missing(Need need) const {
  Missing all;
  for (Partition p = 0; p < partitions && !behind_.empty(); ++p) {
    const auto piece = missing(need, p);
    if (!piece) continue;
    for (const auto* fold : piece->folds) all.folds.insert(fold->name);
    all.records += piece->until - piece->from;
  }
  return all;
}

std::vector<LocalStore::Progress> LocalStore::progress() const {
  Offset records = 0;
  for (Partition p = 0; p < partitions; ++p) records += next(p);
  std::vector<Progress> all;
  for (const auto* fold : layout_->folds()) {
    Progress one{fold, view(*fold), records, records, 0};
    for (const auto& [where, read] : behind_)
      if (where.second == fold) one.read -= next(where.first) - read;
    for (const auto& [where, why] : parked_) one.parked += where.first == fold || !where.first;
    all.push_back(one);
  }
  return all;
}

void LocalStore::on_past(const Piece& piece, const Past& past) {
  if (!counts(past.tenant, past.offset)) return;
  ++record_;
  partition_ = piece.partition;
  offset_ = past.offset;
  const auto waits = [&](const AnyFold& fold) {
    const auto at = behind_.find({partition_, &fold});
    return at != behind_.end() && at->second <= offset_ && std::find(piece.folds.begin(), piece.folds.end(), &fold) != piece.folds.end();
  };
  if (!past.opened) {
    for (const auto* fold : piece.folds)
      if (waits(*fold)) park(fold, past.tenant, past.why);
    return;
  }
  std::vector<Touch> touched;                            // of which nobody is told
  for (std::size_t n = 0; n < past.opened->facts.size(); ++n) {
    const auto& fact = past.opened->facts[n];
    auto meta = meta_of(*past.opened, n);
    meta.offset = offset_;
    for (const auto& hears : folds_.of(fact.type))
      if (waits(*hears.fold) && !parked(*hears.fold, meta.tenant)) apply(hears, fact, meta, past.opened->commit.facts[n].stream, touched);
  }
  for (const auto& subject : erased_by(*past.opened)) erase(past.tenant, subject, waits);
}

void LocalStore::on_passed(const Piece& piece, Offset next) {
  for (const auto* fold : piece.folds) {
    const auto at = behind_.find({piece.partition, fold});
    if (at == behind_.end()) continue;
    if (next >= this->next(piece.partition)) {
      behind_.erase(at);
      joined(*fold, piece.partition);
      continue;
    }
    at->second = std::max(at->second, next);
    writes_[layout_->progress(*fold, piece.partition)] = layout::with({}, at->second);
  }
}

// From here on it folds what comes, like any other. What it has published of late is not complete.
void LocalStore::joined(const AnyFold& fold, Partition partition) {
  writes_[layout_->progress(fold, partition)] = {};
  for (const auto* projection : layout_->about(fold).projections) {
    if (projection->families.empty()) continue;
    writes_[layout_->joined(fold, partition)] = layout::with({}, next(partition) - 1);
    missed_[partition].insert(projection->families.begin(), projection->families.end());
  }
  const auto missed = missed_.find(partition);
  if (missed == missed_.end()) return;
  folded_.missed[partition].insert(missed->second.begin(), missed->second.end());
  missed_.erase(missed);
}

RowPtr LocalStore::Whole::get(const AnyFold& fold, const Uuid& tenant, const Key& key) const {
  if (!store.behind_.empty()) {
    const auto p = partition_of(tenant);
    if (const auto read = store.behind_.find({p, &fold}); read != store.behind_.end()) throw CatchingUp(fold, read->second, store.next(p));
  }
  return store.get(fold, tenant, key);
}

}  // namespace millrace
