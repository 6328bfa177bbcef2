#include "infra/runtime/running_mill.hpp"

#include <boost/asio/post.hpp>
#include <fmt/format.h>

#include <future>

namespace millrace {

namespace asio = boost::asio;

RunningMill::RunningMill(Parts parts) : parts_(std::move(parts)) {
  journal_ = parts_.open_journal(*this);
  writer_ = parts_.writer.nil() ? parts_.services.ids.next() : parts_.writer;
  Pace pace;
  pace.command = std::chrono::milliseconds{parts_.command_limit_ms};
  mill_ = std::make_unique<Mill>(Mill::Parts{.house = parts_.house, .services = parts_.services, .store = parts_.store,
                                             .below = parts_.below, .wire = parts_.wire, .journal = *journal_, .miller = *this, .writer = writer_,
                                             .endpoint = parts_.endpoint, .shared = static_cast<bool>(parts_.owner_silent), .recent_bytes = parts_.recent_bytes, .pace = pace});
  while (!mill_->catch_up(parts_.services.now())) std::this_thread::sleep_for(pace.busy_again);   // before anything is served
  mill_->need_directory();
  try {
    start();
  } catch (...) {
    close();
    throw;
  }
}

RunningMill::~RunningMill() { close(); }

// Does it on the strand, and waits.
template <class What>
void RunningMill::and_wait(What what) {
  std::promise<void> done;
  asio::post(strand_, [&] {
    try {
      what();
      done.set_value();
    } catch (...) {
      done.set_exception(std::current_exception());
    }
  });
  done.get_future().get();
}

// Every partition's fence has to come back first, or another's.
void RunningMill::start() {
  thread_ = std::thread([this] { strand_.run(); });
  asio::post(strand_, [this] {
    mill_->take_over(parts_.services.now());
    tick();
  });
  const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds{parts_.start_limit_ms};
  for (auto pause = std::chrono::microseconds(100);; pause = std::min<std::chrono::microseconds>(2 * pause, std::chrono::milliseconds{5})) {
    std::size_t missing = 0;
    std::string why;
    and_wait([&] {
      mill_->need_directory();
      missing = mill_->undecided();
      why = mill_->why_stopped();
      if (missing) return;
      mill_->serve();
      serving_ = true;
    });
    if (!missing) return;
    if (why.empty()) why = read_only() ? "the disk is full; make room, then start again" : "it does not answer";
    if (std::chrono::steady_clock::now() > until)
      throw std::runtime_error(fmt::format("{} of {} partitions of the journal could not be taken over in {} s: {}", missing, partitions,
                                           parts_.start_limit_ms / 1000, why));
    std::this_thread::sleep_for(pause);
  }
}

void RunningMill::close() {
  serving_ = false;
  if (thread_.joinable()) {
    and_wait([&] {
      mill_->close();
      ticks_.cancel();
    });
    if (beside_) beside_->join();                        // what it reads last is posted to the strand
    journal_.reset();                                    // writes what waits; its last news is posted to the strand
    and_wait([&] { mill_->settle(parts_.services.now()); });
    strand_.stop();
    thread_.join();
  }
  try {
    parts_.below.flush();
  } catch (const std::exception& e) {                    // what it has not kept is folded again
    log(e.what());
  }
}

void RunningMill::tick() {
  mill_->on_tick(parts_.services.now());
  parts_.wire.flush();
  std::uint64_t owned = 0, unheard = 0;
  for (Partition p = 0; p < partitions; ++p) {
    owned |= std::uint64_t{mill_->owns(p)} << p;
    unheard |= std::uint64_t{mill_->stopped(p) && owner_silent(p, parts_.store.accepted(p).writer)} << p;
  }
  owned_ = owned;
  unheard_ = unheard;
  const std::lock_guard lock{mutex_};
  figures_ = mill_->figures();
  live_ = mill_->live();
}

void RunningMill::on_appended(std::vector<Stored> group) {
  post([this, group = std::move(group), announced = begun()](Time now) {
    if (parts_.trace) parts_.trace->back_to_strand((turn_ = Trace::now()) - announced);
    mill_->on_appended(group, now);
  });
}

void RunningMill::on_arrived(std::vector<Stored> group) {
  post([this, group = std::move(group)](Time now) { mill_->on_arrived(group, now); });
}

void RunningMill::on_append_failed(Partition partition, const std::string& why) {
  post([this, partition, why](Time now) { mill_->on_append_failed(partition, why, now); });
}

void RunningMill::post(std::function<void(Time)> what) {
  asio::post(strand_, [this, what = std::move(what)] {
    what(parts_.services.now());
    parts_.wire.flush();
  });
}

void RunningMill::post_after(Duration time, std::function<void(Time)> what) {
  pauses_.expires_after(time);
  pauses_.async_wait([this, what = std::move(what)](auto error) { if (!error) post(what); });
}

void RunningMill::tick_after(Duration time) {
  ticks_.expires_after(time);
  ticks_.async_wait([this](auto error) { if (!error) tick(); });
}

void RunningMill::beside(std::function<void()> what) {
  if (!beside_) beside_ = std::make_unique<asio::thread_pool>(1);
  asio::post(*beside_, std::move(what));
}

void RunningMill::log(const std::string& line) {
  if (parts_.log) parts_.log(line);
}

void RunningMill::log_trouble(Trouble trouble, const std::string& line) {
  if (parts_.log_trouble) parts_.log_trouble(trouble, line);
  else log(line);
}

void RunningMill::stored() {
  if (parts_.stored) parts_.stored();
}

void RunningMill::owned_elsewhere(Partition partition, const std::string& endpoint) {
  const std::lock_guard lock{mutex_};
  elsewhere_[static_cast<std::size_t>(partition)] = endpoint;
}

bool RunningMill::owner_silent(Partition, const Uuid& writer) { return parts_.owner_silent && parts_.owner_silent(writer); }

void RunningMill::stop_answering() {
  and_wait([this] {
    serving_ = false;
    mill_->stop_answering();
  });
}

Trace::Instant RunningMill::begun() const { return parts_.trace ? Trace::now() : Trace::Instant{}; }

// Those that are answered when the journal has announced their records.
Mill::Answered RunningMill::traced(Mill::Answered answered) {
  return [this, answered = std::move(answered), handed_over = Trace::now()](Outcome outcome) {
    const auto* done = std::get_if<Done>(&outcome);
    const bool counts = done && !done->replayed;
    answered(std::move(outcome));
    if (!counts) return;
    const auto now = Trace::now();
    parts_.trace->answered(now - turn_);
    parts_.trace->whole(now - handed_over);
  };
}

void RunningMill::submit(Command command, Mill::Answered answered) {
  if (parts_.trace) answered = traced(std::move(answered));
  asio::post(strand_, [this, command = std::move(command), answered = std::move(answered), handed_over = begun()]() mutable {
    if (parts_.trace) parts_.trace->to_strand((turn_ = Trace::now()) - handed_over);
    mill_->submit(std::move(command), std::move(answered), parts_.services.now());
    if (parts_.trace) parts_.trace->decided(Trace::now() - turn_);
  });
}

void RunningMill::when_stored(Partition partition, Offset offset, int wait_ms, std::function<void(Mill::Reached)> done) {
  post([this, partition, offset, wait_ms, done = std::move(done)](Time now) mutable { mill_->when_stored(partition, offset, wait_ms, std::move(done), now); });
}

void RunningMill::when_settled(Partition partition, std::function<void(bool)> done) {
  post([this, partition, done = std::move(done)](Time now) mutable { mill_->when_settled(partition, std::move(done), now); });
}

void RunningMill::when_handed_over(std::shared_ptr<const Committed> record, int wait_ms, std::function<void(std::optional<Mill::Places>)> done) {
  post([this, record = std::move(record), wait_ms, done = std::move(done)](Time now) mutable {
    mill_->when_handed_over(std::move(record), wait_ms, std::move(done), now);
  });
}

void RunningMill::on_hub(std::function<void(Hub&)> what) {
  post([this, what = std::move(what)](Time) { mill_->on_hub(what); });
}

std::string RunningMill::owner_elsewhere(Partition partition) const {
  if (unheard_ >> partition & 1) return {};
  const std::lock_guard lock{mutex_};
  return elsewhere_[static_cast<std::size_t>(partition)];
}

Mill::Standing RunningMill::standing() {
  Mill::Standing standing;
  and_wait([&] { standing = mill_->standing(); });
  return standing;
}

Mill::Figures RunningMill::figures() const {
  const std::lock_guard lock{mutex_};
  return figures_;
}

Hub::Figures RunningMill::live() const {
  const std::lock_guard lock{mutex_};
  return live_;
}

}  // namespace millrace
