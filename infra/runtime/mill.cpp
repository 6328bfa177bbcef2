#include "infra/runtime/mill.hpp"

#include <boost/asio/post.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <future>

#include "projections/core/told_again.hpp"

namespace millrace {

namespace asio = boost::asio;

namespace {

constexpr auto tick_every = std::chrono::milliseconds{100};
constexpr auto busy_again = std::chrono::milliseconds{5};
constexpr auto flush_every = std::chrono::seconds{2};
constexpr auto listen_every = std::chrono::seconds{1}, unite_after = std::chrono::seconds{5};

const Partition directory = partition_of({});

// The local store as the owners see it.
class StoreConfirmed : public Confirmed {
 public:
  StoreConfirmed(LocalStore& store, const std::vector<const AnyFold*>& read_by_rules) : store_(store), read_by_rules_(read_by_rules) {}
  RowPtr get(const AnyFold& fold, const Uuid& tenant, const Key& key) const override { return store_.get(fold, tenant, key); }
  std::int64_t version(const Uuid& tenant, const Uuid& stream) const override { return store_.version(tenant, stream); }
  std::optional<Seen> command(const Uuid& tenant, const Uuid& id) const override {
    const auto seen = store_.command(tenant, id);
    if (!seen) return {};
    return Seen{seen->offset, seen->fingerprint};
  }
  std::optional<Uuid> subject_key(const Uuid& tenant, const Uuid& subject) const override { return store_.subject_key(tenant, subject); }
  bool parked(const Uuid& tenant) const override {
    return std::any_of(read_by_rules_.begin(), read_by_rules_.end(), [&](const auto* fold) { return store_.parked(*fold, tenant); });
  }
  Offset folded(Partition p) const override { return store_.next(p) - 1; }

 private:
  LocalStore& store_;
  const std::vector<const AnyFold*>& read_by_rules_;
};

// Whether this is another record than the one that the store has folded last: a journal restored from a backup may have gone on
// differently. A record that the store has refused tells less than one that it has accepted.
bool differs(const Accepted& store, Partition partition, Offset last, const std::string& bytes) {
  const auto decoded = decode(partition, bytes);
  const auto* record = std::get_if<Record>(&decoded);
  if (!record) return true;
  if (const auto* f = std::get_if<Fence>(record))
    return last == store.fence ? f->epoch != store.epoch || f->writer != store.writer : f->epoch > store.epoch;
  const auto check = [&](const auto& r) {
    if (r.epoch == store.epoch && r.writer == store.writer && r.seq == store.seq) return next_chain(r.prev_chain, bytes) != store.chain;
    return r.epoch > store.epoch;
  };
  const auto* c = std::get_if<Commit>(record);
  return c ? check(*c) : check(std::get<Noop>(*record));
}

}  // namespace

Mill::Mill(Parts parts) : parts_(std::move(parts)) {
  confirmed_ = std::make_unique<StoreConfirmed>(parts_.store, parts_.house.write_side.folds);
  journal_ = parts_.open_journal(*this);
  world_ = std::make_unique<OwnerWorld>(OwnerWorld{parts_.house.write_side, parts_.folds, *confirmed_, parts_.services.vault,
                                                   parts_.services.ids, parts_.house.authorise, journal_->incarnation(), parts_.endpoint});
  writer_ = parts_.writer.nil() ? parts_.services.ids.next() : parts_.writer;
  for (Partition p = 0; p < partitions; ++p) owners_.emplace_back(p, *world_, writer_);
  hub_ = std::make_unique<Hub>(Hub::World{parts_.house.channels, parts_.services, parts_.house.authorise, parts_.house.session_live,
                                          parts_.store, [this] { return snapshot(); }, parts_.wire, {},
                                          [this](const Uuid& tenant, std::string data) {
                                            return told_again(parts_.house.projections, parts_.store, tenant, std::move(data));
                                          }});
  catch_up();
  need_directory();
  try {
    start();
  } catch (...) {
    close();
    throw;
  }
}

Mill::~Mill() { close(); }

// Every partition's fence has to come back first, or another's. One that is stopped is fenced when it has been read to its end.
void Mill::start() {
  thread_ = std::thread([this] { strand_.run(); });
  asio::post(strand_, [this] {
    for (Partition p = 0; p < partitions; ++p) carry_out(p, owners_[p].take_over());
    tick();
  });
  const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds{parts_.start_limit_ms};
  for (auto pause = std::chrono::microseconds{100};; pause = std::min<std::chrono::microseconds>(2 * pause, busy_again)) {
    std::promise<std::pair<std::size_t, std::string>> looked;
    asio::post(strand_, [&] {
      std::size_t missing = 0;
      for (Partition p = 0; p < partitions; ++p) {
        const auto mode = owners_[p].mode();
        missing += mode != Owner::Mode::serving && mode != Owner::Mode::following && !stopped(p);
      }
      try {
        need_directory();
        if (!missing) serving_ = true;
        looked.set_value({missing, stopped_.empty() ? "" : stopped_.begin()->second.why});
      } catch (...) {
        looked.set_exception(std::current_exception());
      }
    });
    const auto [missing, why] = looked.get_future().get();
    if (!missing) return;
    if (std::chrono::steady_clock::now() > until)
      throw std::runtime_error(fmt::format("{} of {} partitions of the journal could not be taken over in {} s: {}", missing, partitions,
                                           parts_.start_limit_ms / 1000, !why.empty() ? why : read_only() ? "the disk is full; make room, then start again" : "it does not answer"));
    std::this_thread::sleep_for(pause);
  }
}

void Mill::close() {
  serving_ = false;
  if (thread_.joinable()) {
    std::promise<void> quiet;
    asio::post(strand_, [&] {
      closing_ = true;
      ticks_.cancel();
      quiet.set_value();
    });
    quiet.get_future().wait();
    journal_.reset();                                    // writes what waits; its last news is posted to the strand
    std::promise<void> settled;
    asio::post(strand_, [&] {
      settle();
      settled.set_value();
    });
    settled.get_future().wait();
    strand_.stop();
    thread_.join();
  }
  try {
    parts_.below.flush();
  } catch (const std::exception& e) {                    // what it has not kept is folded again
    if (parts_.log) parts_.log(e.what());
  }
}

// Before anything is served, on the caller's thread: the store folds what the journal has above it.
void Mill::catch_up() {
  const auto now = parts_.services.now();
  for (Partition p = 0; p < partitions; ++p) {
    // The store folds only what is durable: if it has seen more, the disk has lost acknowledged records.
    if (parts_.store.next(p) > journal_->end(p))
      throw JournalRefused(fmt::format("partition {} of the journal ends at {}, but the local store has folded {} records of it: the journal has "
                                       "lost its tail; restore it from a backup that has them, or accept the loss: millrace journal accept-loss",
                                       p, journal_->end(p), parts_.store.next(p)));
    if (const auto last = parts_.store.next(p) - 1; last >= 0 && differs(parts_.store.accepted(p), p, last, journal_->read(p, last)))
      throw JournalRefused(fmt::format("partition {} of the journal has another record at offset {} than the one that the local store has folded: it "
                                       "was restored from an older backup, or is another business's; remove rocksdb/ to fold what it holds now", p, last));
    std::size_t since = 0;
    journal_->scan(p, parts_.store.next(p), [&](const Stored& stored) {
      if (!fold_or_stop(stored, now)) return false;
      if (++since % 1000 == 0)
        while (!parts_.store.commit()) std::this_thread::sleep_for(busy_again);
      return true;
    });
  }
  while (!parts_.store.commit()) std::this_thread::sleep_for(busy_again);
  parts_.store.take();                                   // nobody is subscribed yet; a client that comes back reads the feed
  for (Partition p = 0; p < partitions; ++p) owners_[p].resume(parts_.store.accepted(p), (stored_[p] = parts_.store.next(p)) - 1);
  resumed_ = true;
  for (const auto* fold : {&state_of<Timer>(), &state_of<Handoff>()})
    parts_.store.each(*fold, [&](const Uuid& tenant, const Key& key, const RowPtr& row) { pump_.on_row(*fold, tenant, key, row); });
  for (const auto amends : parts_.house.amends) pump_.amend(amends(parts_.services, *snapshot()));
}

// Whose account it is, who may do what: nothing is done without asking there.
void Mill::need_directory() const {
  if (stopped(directory))
    throw JournalRefused("the directory, without which nobody can sign in, cannot be read: " + stopped_.at(directory).why);
}

void Mill::give_up_waiting(Time now) {
  while (!answered_.empty() && answered_.begin()->second.until <= now)
    answer({answered_.begin()->first, NotNow{"The journal has not confirmed this in time. It may yet be done: the same request with the same key tells."}});
}

// Whoever has stepped down stays up and follows, until nobody hears of the owner any more. Handoffs want one owner for all: when two
// processes have begun at the same time and each has some partitions, who has the directory takes the others'.
void Mill::take_over_from_others(Time now) {
  if (!parts_.owner_silent || !serving_ || now - listened_ < listen_every) return;
  listened_ = now;
  const auto others = [&](Partition p) {
    return owners_[p].mode() == Owner::Mode::following && !stopped_.contains(p) && parts_.store.accepted(p).writer != writer_;
  };
  bool shared = false;
  for (Partition p = 0; p < partitions; ++p) shared = shared || others(p);
  if (!shared || owners_[directory].mode() != Owner::Mode::serving) shared_since_.reset();
  else if (!shared_since_) shared_since_ = now;
  const bool unite = shared_since_ && now - *shared_since_ >= unite_after;
  std::map<Uuid, int> taken;
  for (Partition p = 0; p < partitions; ++p) {
    if (!others(p)) continue;
    const auto owner = parts_.store.accepted(p).writer;
    if (!unite && !parts_.owner_silent(owner)) continue;
    ++taken[owner];
    carry_out(p, owners_[p].take_over());
  }
  for (const auto& [owner, count] : taken)
    if (parts_.log) parts_.log(fmt::format("{} partitions of the owner {} are taken over: {}", count, to_string(owner), unite ? "this one has the directory" : "it is silent"));
}

void Mill::settle_soon() {
  if (std::exchange(settling_, true)) return;
  asio::post(strand_, [this] {                           // behind everything that is queued already: one batch for all of it
    settling_ = false;
    settle();
  });
}

// Commits what has been folded; then tells who waits for it, takes rights away, publishes.
void Mill::settle() {
  unsettled_.push_back(parts_.store.take());
  if (!parts_.store.commit()) {
    wake_waiters(parts_.services.now());                 // whose time is up
    ticks_.expires_after(busy_again);
    ticks_.async_wait([this](auto error) { if (!error) tick(); });
    return;
  }
  std::set<Uuid> changed_rights, changed_sessions;       // those are the directory's
  auto batch = std::exchange(unsettled_, {});
  for (const auto& folded : batch) {
    for (const auto& parked : folded.parked)
      if (parts_.log) parts_.log(fmt::format("parked {} of tenant {}: {}", parked.fold ? parked.fold->name : "all folds", to_string(parked.tenant), parked.why));
    for (const auto& touched : folded.rows) {
      pump_.on_row(*touched.fold, touched.tenant, touched.key, touched.after);
      if (std::find(parts_.house.access.begin(), parts_.house.access.end(), touched.fold) != parts_.house.access.end())
        touched.tenant.nil() ? changed_sessions.insert(uuid_of(touched.key.bytes)) : changed_rights.insert(touched.tenant);
    }
  }
  for (const auto& tenant : changed_rights) hub_->recheck(tenant);
  for (const auto& session : changed_sessions) hub_->recheck_session(session);
  for (const auto& folded : batch) {
    for (const auto p : folded.passed_over) hub_->passed_over(p);
    for (const auto& p : folded.publications) hub_->publish(p);
  }
  for (Partition p = 0; p < partitions; ++p) owners_[p].on_stored((stored_[p] = parts_.store.next(p)) - 1);
  put_what_is_due();
  wake_waiters(parts_.services.now());
  if (parts_.stored) parts_.stored();
}

// Timers and handoffs.
void Mill::put_what_is_due() {
  for (auto& command : pump_.due(parts_.services.now())) {
    const auto id = command.id;
    submit_on_strand(std::move(command), [this, id](Outcome outcome) { pump_.on_answer(id, outcome, parts_.services.now()); });
  }
}

void Mill::watch_space() {
  const bool now = read_only();
  if (std::exchange(full_, now) == now || !parts_.log) return;
  parts_.log(full_ ? "the disk is nearly full: nothing is taken until there is room again" : "there is room on the disk again: it goes on");
}

void Mill::tick() {
  if (closing_) return;                                  // it was due when it was cancelled: there may be no journal any more
  const auto now = parts_.services.now();
  hub_->on_tick(now);
  turn_hub();
  parts_.store.on_tick(now);
  try_stopped_again(now);
  watch_space();
  give_up_waiting(now);
  give_up_positions(now);
  take_over_from_others(now);
  if (journal_->forgets_silent_writers())
    for (Partition p = 0; p < partitions; ++p)
      if (!stopped(p)) carry_out(p, owners_[p].keep_alive(now));
  settle();
  if (now - flushed_ >= flush_every) {
    flushed_ = now;
    parts_.below.begin_flush();
  }
  {
    const std::lock_guard lock{live_mutex_};
    live_ = hub_->figures();
  }
  waiting_ = static_cast<std::int64_t>(answered_.size());
  later_ = static_cast<std::int64_t>(pump_.waiting());
  uncommitted_ = static_cast<std::int64_t>(parts_.store.uncommitted());
  std::int64_t rejected = 0;
  std::uint64_t owned = 0, forsaken = 0;
  std::int64_t stopped_now = 0;
  for (Partition p = 0; p < partitions; ++p) {
    rejected += owners_[p].rejected();
    owned |= std::uint64_t{owners_[p].mode() == Owner::Mode::serving} << p;
    stopped_now += stopped(p);
    forsaken |= std::uint64_t{stopped(p) && parts_.owner_silent && parts_.owner_silent(parts_.store.accepted(p).writer)} << p;
  }
  rejected_ = rejected;
  owned_ = owned;
  forsaken_ = forsaken;
  stopped_count_ = stopped_now;
  ticks_.expires_after(tick_every);
  ticks_.async_wait([this](auto error) { if (!error) tick(); });
}

}  // namespace millrace
