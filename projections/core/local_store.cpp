#include "projections/core/local_store.hpp"

#include <algorithm>
#include <stdexcept>

#include "projections/core/record_feed.hpp"
#include "projections/core/snapshot_reader.hpp"
#include "schemas/fold/forget.hpp"

namespace millrace {

LocalStore::LocalStore(KeyValue& below, const Folds& folds, std::vector<Projection> projections, Time now, Options options)
    : below_(below), folds_(folds), options_(options), now_(now), cache_(options.cached_rows), stream_cache_(options.cached_rows),
      key_cache_(options.cached_rows), shared_rows_(std::make_shared<CommittedRows>(options.shared_rows)) {
  const auto view = below_.snapshot();
  Stored stored;
  std::map<std::string, std::uint16_t> numbers;
  view->scan("N", {}, false, [&](std::string_view key, std::string_view value) {
    const auto fold = stored.emplace(key.substr(1), layout::stored_fold_of(value)).first;
    numbers[fold->first] = fold->second.number;
    return true;
  });
  layout_ = std::make_shared<const StoreLayout>(folds, std::move(projections), numbers);
  open(*view, stored);
}

LocalStore::Heard LocalStore::on_record(Partition partition, Offset offset, const Record& record, const RecordBytes& bytes,
                                        const std::shared_ptr<const Committed>& opened, const Unreadable* why) {
  auto& at = at_[static_cast<std::size_t>(partition)];
  if (offset < at.next) return Heard::known;
  if (!opening_.cleared.empty()) throw std::logic_error("a record came before the first commit");
  Accepted state = at.accepted;
  const bool counts = accept(state, partition, offset, record, bytes);
  if (const auto* commit = std::get_if<Commit>(&record); counts && commit) {
    if (!opened && !why) throw std::logic_error("an accepted record came without its facts and without a reason");
    if (!opened && why->missing_key) return Heard::stopped;
    ++record_;
    partition_ = partition;
    offset_ = offset;
    note(*commit);
    if (opened) fold(*opened);
    else park(nullptr, commit->tenant, why->why);
  }
  at.accepted = state;
  at.next = offset + 1;
  moved_.set(static_cast<std::size_t>(partition));
  ++uncommitted_;
  return counts ? Heard::folded : Heard::rejected;
}

// What needs no fold: it is kept of records whose facts cannot be read, too, so that their commands stay known.
void LocalStore::note(const Commit& commit) {
  writes_[layout::command(commit.tenant, commit.command)] = layout::value_of(SeenCommand{offset_, commit.fingerprint});
  const auto all = layout::history(commit.tenant);
  note(all, all, stream(all).version + 1);
  for (const auto& entry : commit.facts) {
    note(layout::version(commit.tenant, entry.stream), layout::history(commit.tenant, entry.stream), entry.version);
    auto& held = held_[static_cast<std::size_t>(partition_)];
    if (held.contains(entry.wire)) continue;
    held.emplace(entry.wire, offset_);
    writes_[layout::wire(partition_, entry.wire)] = layout::with({}, offset_);
  }
}

// Of a stream that begins here nothing is stored. Several facts of one record count once.
void LocalStore::note(std::string at, std::string before, std::int64_t version) {
  auto known = streams_.find(at);
  if (known == streams_.end()) {
    Noted noted{version == 1 ? StoredStream{} : stream(at), std::move(before)};
    known = streams_.emplace(std::move(at), std::move(noted)).first;
  }
  auto& stream = known->second.stream;
  stream.version = version;
  if (stream.newest.empty() || stream.newest.back() != offset_) stream.newest.push_back(offset_);
}

// Of a row, wherever it is gone meanwhile.
void LocalStore::note_row(std::string at) {
  const auto& [changes, newest] = stream(at);
  if (!newest.empty() && newest.back() == offset_) return;
  const auto version = changes + 1;
  auto before = at;
  note(std::move(at), std::move(before), version);
}

// Whether a record from before next() was accepted.
bool LocalStore::counts(const Uuid& tenant, Offset offset) const {
  const auto& newest = stream(layout::history(tenant)).newest;
  if (!newest.empty() && offset >= newest.front()) return std::binary_search(newest.begin(), newest.end(), offset);
  const auto older = reader()->history(tenant, offset - 1, 1);
  return !older.empty() && older.front() == offset;
}

void LocalStore::fold(const Committed& committed) {
  const auto& commit = committed.commit;
  for (const auto& [subject, key] : committed.subject_keys) {
    if (subject_key(commit.tenant, subject)) continue;
    const auto at = layout::subject(commit.tenant, subject);
    writes_[at] = std::string(key.raw());
    key_cache_.put(at, key);
  }
  std::vector<Touch> touched;
  for (std::size_t n = 0; n < committed.facts.size(); ++n) {
    auto meta = meta_of(committed, n);
    meta.offset = offset_;
    for (const auto& hears : folds_.of(committed.facts[n].type))
      if (!parked(*hears.fold, meta.tenant) && !behind(*hears.fold, partition_)) apply(hears, committed.facts[n], meta, commit.facts[n].stream, touched);
  }
  // Behind everything else in the record; what was published before may say what is gone, so who missed some of it reads anew.
  const auto gone = erased_by(committed);
  for (const auto& subject : gone) erase(commit.tenant, subject, [&](const AnyFold& fold) { return !behind(fold, partition_); });
  gone.empty() ? publish(touched, commit.ts) : end_feed();
  for (const auto& t : touched)
    folded_.rows.push_back({t.row->fold, t.row->tenant, t.row->key, t.row->now.row, partition_, offset_, t.before});
}

// A fold that throws is a bug of the fold: it throws again at every try, so it is parked at once, and only there.
void LocalStore::apply(const Folds::Hears& hears, const AnyFact& fact, Meta& meta, const Uuid& stream, std::vector<Touch>& touched) {
  const auto& [fold, listener] = hears;
  const auto guarded = [&](auto&& what) {
    try {
      what();
      return true;
    } catch (const std::bad_alloc&) {
      throw;
    } catch (const std::exception& e) {
      park(fold, meta.tenant, std::string(fact.type->wire) + ": " + e.what());
      return false;
    }
  };
  Keys keys;
  if (!guarded([&] { keys = listener->keys(fact.value.get()); })) return;
  for (auto& key : keys) {
    meta.key = std::move(key);
    auto at = layout_->row(*fold, meta.tenant, meta.key.bytes);
    const auto before = find(*fold, at).row;
    RowPtr after;
    if (!guarded([&] { after = listener->apply(before, fact.value.get(), meta); })) return;
    if (after != before) touch(*fold, meta, stream, std::move(at), before, std::move(after), touched);
  }
}

void LocalStore::touch(const AnyFold& fold, const Meta& meta, const Uuid& stream, std::string at, RowPtr before, RowPtr after,
                       std::vector<Touch>& touched) {
  const auto& about = layout_->about(fold);
  auto& row = dirty(fold, meta.tenant, meta.key, std::move(at), before);
  if (row.record != record_) touched.push_back({&row, before});
  row.record = record_;
  // A row that comes back begins anew, whether or not a commit lies in between.
  const auto kept = before ? row.now.stamp.version : 0;
  row.now = {std::move(after), {meta.key.bytes == stream.raw() ? meta.version : kept, meta.offset}};
  if (about.history) note_row(layout_->row_history(fold, meta.tenant, meta.key.bytes));
  place(row);
}

// A row that the next commit writes, as it stands so far.
LocalStore::Dirty& LocalStore::dirty(const AnyFold& fold, const Uuid& tenant, const Key& key, std::string at, const RowPtr& before) {
  if (const auto known = dirty_.find(at); known != dirty_.end()) return known->second;
  const auto& about = layout_->about(fold);
  Dirty fresh{&fold, tenant, key, find(fold, at), layout_->places(about, before.get()), {}, {}, {}, !before};
  fresh.places = fresh.stored;
  if (before && about.personal) fresh.subjects = fresh.subjects_stored = subjects_in(*fold.row, before.get());
  return dirty_.emplace(std::move(at), std::move(fresh)).first->second;
}

// Where it stands in the lists, and under whom, by what it is now.
void LocalStore::place(Dirty& row) {
  const auto& about = layout_->about(*row.fold);
  if (about.personal) row.subjects = row.now.row ? subjects_in(*row.fold->row, row.now.row.get()) : std::vector<Uuid>{};
  try {
    row.places = layout_->places(about, row.now.row.get());
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception& e) {
    park(row.fold, row.tenant, std::string("index: ") + e.what());
  }
}

// Takes the subject's text out of every row that holds some. A rebuild behind the end of its key, which never sees that text, comes to the
// same rows; so the stamps, which say what the facts did, stay.
void LocalStore::erase(const Uuid& tenant, const Uuid& subject, const std::function<bool(const AnyFold&)>& of) {
  const auto stored = below_.snapshot();
  for (const auto* fold : layout_->folds()) {
    if (!layout_->about(*fold).personal || !of(*fold)) continue;
    for (const auto& key : keys_of_subject(*stored, *fold, tenant, subject)) {
      auto at = layout_->row(*fold, tenant, key);
      const auto before = find(*fold, at).row;
      auto after = forgotten(*fold, before, subject);
      if (after == before) continue;                       // it holds none any more
      auto& row = dirty(*fold, tenant, Key{key}, std::move(at), before);
      row.now.row = std::move(after);
      if (!row.now.row) row.now = {};
      place(row);
    }
  }
}

// Of rows that hold text of that subject, or have held some.
std::set<std::string> LocalStore::keys_of_subject(const KeyValue::View& stored, const AnyFold& fold, const Uuid& tenant, const Uuid& subject) const {
  std::set<std::string> keys;
  const auto prefix = layout_->of_subject(fold, tenant, subject);
  stored.scan(prefix, {}, false, [&](std::string_view key, std::string_view) { return keys.emplace(key.substr(prefix.size())), true; });
  for (const auto& [at, row] : dirty_)
    if (row.fold == &fold && row.tenant == tenant && std::binary_search(row.subjects.begin(), row.subjects.end(), subject)) keys.insert(row.key.bytes);
  return keys;
}

std::int64_t LocalStore::rows_of_subject(const Uuid& tenant, const Uuid& subject) const {
  std::int64_t rows = 0;
  const auto stored = below_.snapshot();
  for (const auto* fold : layout_->folds()) {
    if (!layout_->about(*fold).personal) continue;
    for (const auto& key : keys_of_subject(*stored, *fold, tenant, subject)) {
      const auto row = find(*fold, layout_->row(*fold, tenant, key)).row;
      rows += row && holds_open(*fold->row, row.get(), subject);
    }
  }
  return rows;
}

// Of this partition, up to this record.
void LocalStore::end_feed() {
  const auto p = static_cast<std::size_t>(partition_);
  at_[p].floor = offset_;
  feed_ended_.set(p);
  std::erase_if(writes_, [&](const auto& write) { return (write.first[0] == 'F' || write.first[0] == 'T') && write.first[1] == static_cast<char>(partition_); });
  folded_.passed_over.insert(partition_);
}

void LocalStore::publish(const std::vector<Touch>& touched, Time at) {
  if (at < now_ - std::chrono::days(options_.feed_kept_days)) {
    at_[static_cast<std::size_t>(partition_)].floor = offset_;
    folded_.passed_over.insert(partition_);
    return;
  }
  std::vector<Change> changes;
  for (const auto& [row, before] : touched) {
    if (!before && !row->now.row) continue;
    for (const auto* projection : layout_->about(*row->fold).projections) {
      if (!projection->publish || parked(*row->fold, row->tenant)) continue;
      const auto said = changes.size();
      try {
        projection->publish(whole_, row->tenant, before.get(), row->now.row.get(), row->now.stamp, changes);
      } catch (const std::bad_alloc&) {
        throw;
      } catch (const CatchingUp&) {                // what it joins is not there yet
        changes.resize(said);
        missed_[partition_].insert(projection->families.begin(), projection->families.end());
        writes_[layout_->joined(*row->fold, partition_)] = layout::with({}, offset_);
      } catch (const std::exception& e) {
        changes.resize(said);
        park(row->fold, row->tenant, std::string("publication: ") + e.what());
      }
    }
  }
  if (changes.empty()) return;
  auto& due = trim_due_[static_cast<std::size_t>(partition_)];
  due = std::min<Time>(due, at + std::chrono::days(options_.feed_kept_days));
  const RecordFeed feed{at, std::move(changes)};
  for (const auto& on : feed.channels()) {
    writes_[layout::with(layout::feed(partition_, on.channel), offset_)] = "";
    folded_.publications.push_back({partition_, offset_, on.channel, std::make_shared<const std::string>(feed.data(on, offset_))});
  }
  writes_[layout::with(layout::published(partition_), offset_)] = feed.stored();
}

void LocalStore::park(const AnyFold* fold, const Uuid& tenant, std::string why) {
  if (!parked_.emplace(std::pair{fold, tenant}, why).second) return;
  some_parked_ = true;
  writes_[layout_->parked(fold, tenant)] = why;
  folded_.parked.push_back({fold, tenant, std::move(why), partition_, offset_});
}

Folded LocalStore::take() { return std::exchange(folded_, {}); }

void LocalStore::write_row(KeyValue::Batch& batch, const std::string& at, const Dirty& row) const {
  if (row.now.row) batch.put(at, layout::value_of(*row.fold, row.now));
  else batch.remove(at);
  const auto& about = layout_->about(*row.fold);
  const auto under = [&](const std::vector<Uuid>& these, const std::vector<Uuid>& those, auto&& what) {
    for (const auto& subject : these)
      if (!std::binary_search(those.begin(), those.end(), subject)) what(layout_->of_subject(*row.fold, row.tenant, subject) + row.key.bytes);
  };
  under(row.subjects_stored, row.subjects, [&](std::string key) { batch.remove(std::move(key)); });
  under(row.subjects, row.subjects_stored, [&](std::string key) { batch.put(std::move(key), {}); });
  for (std::size_t n = 0; n < row.places.size(); ++n) {
    if (row.stored[n] == row.places[n]) continue;
    const auto list = [&](const std::optional<Uuid>& tenant, const std::string& key) {
      const auto base = layout_->listed(*row.fold, n, tenant);
      if (const auto& was = row.stored[n]) batch.remove(base + *was + key);
      if (const auto& is = row.places[n]) batch.put(base + *is + key, layout::length_of_key(key.size()));
    };
    list(row.tenant, row.key.bytes);
    if (about.indexes[n]->across_tenants) list({}, std::string(row.tenant.raw()) + row.key.bytes);
  }
}

// The reader of before is not handed out any more, and does not keep what is overwritten; whoever asks meanwhile shares nothing.
bool LocalStore::write(const KeyValue::Batch& batch, const std::function<void()>& committed) {
  {
    decltype(reader_) gone;
    const std::lock_guard lock{reader_mutex_};
    gone.swap(reader_);
    writing_ = true;
  }
  const bool written = below_.write(batch);
  if (written) committed();
  const std::lock_guard lock{reader_mutex_};
  writing_ = false;
  commits_ += written;
  return written;
}

// What there is no room for beside the version; how many.
std::size_t LocalStore::write_older(KeyValue::Batch& batch, const Noted& noted) {
  const std::span<const Offset> all{noted.stream.newest};
  std::size_t written = 0;
  for (; all.size() - written > StoredStream::most_newest; written += StoredStream::most_newest) {
    const auto older = all.subspan(written, StoredStream::most_newest);
    batch.put(layout::with(noted.before, older.back()), layout::value_of(older));
  }
  return written;
}

bool LocalStore::commit() {
  if (!opening_.cleared.empty() || !opening_.writes.empty()) {
    if (!write(opening_, [&] { shared_rows_->committed(); })) return false;
    opening_ = {};
  }
  if (moved_.none() && writes_.empty()) return true;
  KeyValue::Batch batch;
  batch.writes.reserve(dirty_.size() * 2 + streams_.size() + writes_.size() + partitions);
  for (Partition p = 0; p < partitions; ++p)
    if (feed_ended_[static_cast<std::size_t>(p)])
      for (const char what : {'F', 'T'}) batch.cleared.push_back({what, static_cast<char>(p)});
  for (const auto& [at, row] : dirty_) write_row(batch, at, row);
  for (const auto& [at, noted] : streams_) {
    const auto& [version, all] = noted.stream;
    const auto older = write_older(batch, noted);
    batch.put(at, layout::value_of(StoredStream{version, {all.begin() + static_cast<std::ptrdiff_t>(older), all.end()}}));
  }
  for (const auto& [key, value] : writes_) batch.writes.push_back({key, value});
  for (Partition p = 0; p < partitions; ++p)
    if (moved_[static_cast<std::size_t>(p)])
      batch.put(layout::checkpoint(p), layout::value_of(at_[static_cast<std::size_t>(p)]));
  const auto changed = [&](const CommittedRows::Each& each) {
    for (const auto& [at, row] : dirty_) each(at, row.now);
  };
  if (!write(batch, [&] { shared_rows_->committed(changed); })) return false;

  // What has just begun is mostly not asked for again, and would only be in the way of what is; nor is it absent any more.
  while (!dirty_.empty()) {
    auto node = dirty_.extract(dirty_.begin());
    auto& row = node.mapped();
    if (row.began && row.now.row) cache_.forget(node.key());
    else cache_.put(std::move(node.key()), row.now.row ? std::move(row.now) : StampedRow{});
  }
  while (!streams_.empty()) {
    auto node = streams_.extract(streams_.begin());
    auto& stream = node.mapped().stream;
    if (stream.version == 1) {
      stream_cache_.forget(node.key());
      continue;
    }
    const auto older = (stream.newest.size() - 1) / StoredStream::most_newest * StoredStream::most_newest;
    stream.newest.erase(stream.newest.begin(), stream.newest.begin() + static_cast<std::ptrdiff_t>(older));
    stream_cache_.put(std::move(node.key()), std::move(stream));
  }
  writes_.clear();
  moved_.reset();
  feed_ended_.reset();
  uncommitted_ = 0;
  trimmed_ = false;
  if (behind_.empty()) catching_up_ = false;
  return true;
}

void LocalStore::on_tick(Time now) {
  now_ = std::max(now_, now);
  if (trimmed_) return;                           // what was trimmed last has not been committed yet
  const auto partition = trim_next_;
  trim_next_ = (trim_next_ + 1) % partitions;
  auto& at = at_[static_cast<std::size_t>(partition)];
  auto& due = trim_due_[static_cast<std::size_t>(partition)];
  if (now_ < due) return;
  const auto kept = std::chrono::days(options_.feed_kept_days);
  const auto prefix = layout::published(partition);
  std::size_t records = 0;
  if (uncommitted_ == 0) due = Time::max();       // else the snapshot does not show all that is to be trimmed once
  below_.snapshot()->scan(prefix, layout::with(prefix, at.floor + 1), false, [&](std::string_view key, std::string_view value) {
    const auto until = record_feed::at(value) + kept;
    if (until > now_) return due = until, false;
    if (records++ == options_.trimmed_records) return due = now_, false;
    const auto offset = layout::i64_at(key, prefix.size());
    for (const auto& channel : record_feed::channels(value)) writes_[layout::with(layout::feed(partition, channel), offset)] = {};
    writes_[std::string(key)] = {};
    at.floor = offset;
    return true;
  });
  if (records == 0) return;
  trimmed_ = true;
  moved_.set(static_cast<std::size_t>(partition));
}

std::optional<std::string> LocalStore::value(const std::string& key) const {
  const auto found = writes_.find(key);
  return found != writes_.end() ? found->second : below_.get(key);
}

const StampedRow& LocalStore::find(const AnyFold& fold, const std::string& at) const {
  if (const auto dirty = dirty_.find(at); dirty != dirty_.end()) return dirty->second.now;
  if (const auto* cached = cache_.find(at)) return *cached;
  const auto stored = never_begun(fold, at) ? std::nullopt : below_.get(at);
  return cache_.put(at, stored ? layout::row_of(fold, *stored) : StampedRow{});
}

// Null when only the store below could tell.
const StoredStream* LocalStore::known_stream(const std::string& at) const {
  const auto found = streams_.find(at);
  return found != streams_.end() ? &found->second.stream : stream_cache_.find(at);
}

const StoredStream& LocalStore::stream(const std::string& at) const {
  if (const auto* known = known_stream(at)) return *known;
  const auto stored = below_.get(at);
  return stream_cache_.put(at, stored ? layout::stream_of(*stored) : StoredStream{});
}

// Most of what is looked for is new: a stream that is known to have no fact has no state.
bool LocalStore::never_begun(const AnyFold& fold, const std::string& at) const {
  if (!fold.state) return false;
  const auto* stream = known_stream(layout_->stream_of_state(at));
  return stream && stream->version == 0;
}

RowPtr LocalStore::get(const AnyFold& fold, const Uuid& tenant, const Key& key) const {
  return find(fold, layout_->row(fold, tenant, key.bytes)).row;
}

std::int64_t LocalStore::version(const Uuid& tenant, const Uuid& stream) const {
  return this->stream(layout::version(tenant, stream)).version;
}

std::optional<SeenCommand> LocalStore::command(const Uuid& tenant, const Uuid& id) const {
  const auto found = value(layout::command(tenant, id));
  if (!found) return {};
  return layout::seen_of(*found);
}

std::optional<Uuid> LocalStore::subject_key(const Uuid& tenant, const Uuid& subject) const {
  auto at = layout::subject(tenant, subject);
  if (const auto* known = key_cache_.find(at)) return *known;
  const auto found = value(at);
  return key_cache_.put(std::move(at), found ? std::optional{uuid_of(*found)} : std::nullopt);
}

bool LocalStore::parked(const AnyFold& fold, const Uuid& tenant) const {
  return !parked_.empty() && (parked_.contains({&fold, tenant}) || parked_.contains({nullptr, tenant}));
}

void LocalStore::each(const AnyFold& fold, const std::function<void(const Uuid&, const Key&, const RowPtr&)>& visit) const {
  const auto prefix = layout_->rows(fold);
  below_.snapshot()->scan(prefix, {}, false, [&](std::string_view at, std::string_view value) {
    if (dirty_.contains(std::string(at))) return true;
    visit(uuid_of(at.substr(prefix.size())), Key{std::string(at.substr(prefix.size() + 16))}, layout::row_of(fold, value).row);
    return true;
  });
  for (const auto& [at, row] : dirty_)
    if (row.fold == &fold && row.now.row) visit(row.tenant, row.key, row.now.row);
}

std::shared_ptr<const Reader> LocalStore::reader() const {
  const std::lock_guard lock{reader_mutex_};
  const bool catching_up = catching_up_;                 // before the snapshot: whatever is whole by then is whole in it
  if (!writing_ && reader_) return reader_;
  auto view = below_.snapshot();
  const bool some_parked = some_parked_;                 // behind it: whatever is parked in it is said by then
  if (writing_) return std::make_shared<SnapshotReader>(std::move(view), layout_, catching_up, some_parked);
  return reader_ = std::make_shared<SnapshotReader>(std::move(view), layout_, catching_up, some_parked, shared_rows_, commits_);
}

}  // namespace millrace
