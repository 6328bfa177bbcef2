#include "infra/kafka/journal.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace millrace::kafka {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

constexpr int ask_ms = 1'000;                          // the brokers where partitions end
constexpr int poll_ms = 20;
constexpr int message_timeout_ms = 10'000;
constexpr int most_holes = 3;
constexpr int most_cuts = 3;                           // a leader that has just been chosen may not know the end yet

std::vector<int> all_partitions() {
  std::vector<int> all;
  for (Partition p = 0; p < partitions; ++p) all.push_back(p);
  return all;
}

Options without_statistics(Options options) {
  options.statistics = {};
  options.settings.erase("statistics.interval.ms");
  return options;
}

// A reader that is given up leaves a request behind, and the next one to that broker waits until it is answered.
Options reading_again(const Options& options) {
  auto out = without_statistics(options);
  out.settings.insert_or_assign("fetch.wait.max.ms", "2");
  return out;
}

int number(const Settings& settings, const std::string& name, int otherwise) {
  const auto found = settings.find(name);
  return found == settings.end() ? otherwise : std::atoi(found->second.c_str());
}

KafkaJournal::Options completed(KafkaJournal::Options o) {
  if (!o.fatal)
    o.fatal = [log = o.client.log](const std::string& why) {
      if (log) log("kafka: " + why);
      fmt::print(stderr, "millrace: {}\n", why);
      std::_Exit(2);                                     // nobody is to be answered by what may still run
    };
  return o;
}

}  // namespace

KafkaJournal::KafkaJournal(Options options, Listener& listener)
    : options_(completed(std::move(options))), listener_(listener), recent_(options_.recent_bytes) {
  auto reader = std::make_unique<Consumer>(reading_again(options_.client));
  const auto ends = reader->ends(options_.topic, all_partitions(), options_.start_wait_ms);
  if (ends.size() < partitions)
    throw Trouble(fmt::format("only {} of {} partitions of {} have a broker that answers", ends.size(), partitions, options_.topic), true);
  for (const auto& [p, end] : ends) lines_[static_cast<std::size_t>(p)].end = end;
  readers_.push_back(std::move(reader));
  if (options_.looking) return;
  make_producer();
  read_ = delivered_ = steady_clock::now();
  heard_ = read_;
  thread_ = std::thread([this] { run(); });
}

KafkaJournal::~KafkaJournal() {
  if (options_.looking) return;
  std::unique_ptr<Producer> last;
  {
    const std::lock_guard lock{mutex_};
    closing_ = true;
  }
  wake_.notify_all();
  thread_.join();
  {
    const std::lock_guard lock{mutex_};
    for (Partition p = 0; p < partitions; ++p) (void)send_held(p);   // nobody is told of what comes of it
    last = std::move(producer_);
  }
  last->close(options_.close_wait_ms);
}

// ---- Writing

void KafkaJournal::make_producer() {
  const int number = ++producers_;
  producer_ = std::make_unique<Producer>(options_.client, Producer::Heard{
      [this, number](std::vector<Delivery> group) { on_delivered(number, std::move(group)); },
      [this, number](const std::string& why) {
        const std::lock_guard lock{mutex_};
        if (number != producers_) return;
        producer_broken_ = why;
        wake_.notify_all();
      }, options_.staged});
}

void KafkaJournal::append(Partition partition, std::string bytes) {
  if (bytes.size() > max_record_bytes) throw std::length_error("a record of more than 900 kB");
  std::string why;
  {
    const std::lock_guard lock{mutex_};                // a producer that is replaced has been given nothing unseen
    auto& line = lines_[static_cast<std::size_t>(partition)];
    line.held_bytes += bytes.size();
    line.held.push_back({std::move(bytes), options_.held ? steady_clock::now() : steady_clock::time_point{}});
    if (line.in_flight == 0 || line.held_bytes >= options_.batch_bytes) why = send_held(partition);
  }
  if (!why.empty()) listener_.on_append_failed(partition, why);
}

// With the mutex. Why not all of it could be sent: the rest is given up, and on_append_failed is to be called.
std::string KafkaJournal::send_held(Partition partition) {
  auto& line = lines_[static_cast<std::size_t>(partition)];
  line.held_bytes = 0;
  try {
    for (auto& record : std::exchange(line.held, {})) {
      if (!producer_->send({options_.topic, partition, -1, {}, std::move(record.bytes)}, 0)) return "too much waits to be sent";
      ++line.in_flight;
      if (options_.held) options_.held(steady_clock::now() - record.since);
    }
  } catch (const Trouble& e) {
    return e.what();
  }
  return {};
}

void KafkaJournal::on_delivered(int producer, std::vector<Delivery> group) {
  const std::lock_guard announcing{announcing_};
  ++deliveries_;
  const auto good = [](const Delivery& d) { return d.error.empty() && d.offset >= 0; };
  bool closing, concerns_reader = false;
  std::string set_back;
  std::map<Partition, std::string> unsent;
  {
    const std::lock_guard lock{mutex_};
    if (producer != producers_) return;                // told of when its producer was given up
    closing = closing_;
    for (const auto& d : group) {
      auto& line = lines_[static_cast<std::size_t>(d.partition)];
      --line.in_flight;
      refused_ = !good(d);
      if (good(d) && d.offset == line.end) {
        recent_.push(d.partition, d.offset, d.value);
        ++line.end;
        line.follow = false;                           // nobody else writes here
      } else if (good(d) && d.offset > line.end) {
        line.follow = true;
        line.known = std::max(line.known, d.offset + 1);
      } else if (const auto read = good(d) ? recent_.from(d.partition, d.offset) : std::vector<Stored>{}; !read.empty() && read[0].bytes != d.value) {
        set_back = fmt::format("{}: a new record of partition {} lies at offset {}, where another one was; the topic has lost its tail (an older backup, an "
                               "unclean leader) and with it what was acknowledged, so this process ends. Restore the topic with what it had",
                               options_.topic, d.partition, d.offset);
      }
      concerns_reader = concerns_reader || line.follow || !line.waiting.empty();
      if (!good(d)) {                                  // what was decided upon it goes with it
        line.held.clear();
        line.held_bytes = 0;
      }
      if (line.in_flight > 0 || line.held.empty()) continue;
      if (auto why = send_held(d.partition); !why.empty()) unsent.emplace(d.partition, std::move(why));
    }
  }
  if (!set_back.empty()) return options_.fatal(set_back);
  std::vector<Stored> appended;
  std::set<Partition> failed;
  for (auto& d : group) {
    if (good(d)) {
      appended.push_back({d.partition, d.offset, std::move(d.value)});
    } else if (!closing && failed.insert(d.partition).second) {
      announce_appended(appended);
      listener_.on_append_failed(d.partition, d.error.empty() ? "the brokers have not said where it lies" : d.error);
    }
  }
  announce_appended(appended);
  if (!closing)
    for (const auto& [p, why] : unsent) listener_.on_append_failed(p, why);
  if (concerns_reader) wake_.notify_all();
}

void KafkaJournal::announce_appended(std::vector<Stored>& appended) {
  if (!appended.empty()) listener_.on_appended(std::exchange(appended, {}));
}

// Everything that was on its way has an outcome that nobody will hear of.
void KafkaJournal::replace_producer(const std::string& why) {
  std::unique_ptr<Producer> old;
  std::vector<Partition> lost;
  {
    const std::lock_guard announcing{announcing_};
    {
      const std::lock_guard lock{mutex_};
      old = std::move(producer_);
      producer_broken_.clear();
      make_producer();
      for (Partition p = 0; p < partitions; ++p) {
        auto& line = lines_[static_cast<std::size_t>(p)];
        line.held.clear();
        line.held_bytes = 0;
        if (std::exchange(line.in_flight, 0) > 0) lost.push_back(p);
      }
    }
    for (const auto p : lost) listener_.on_append_failed(p, why);
  }
  ++rebuilt_;
  if (options_.client.log) options_.client.log("kafka: the producer was made anew: " + why);
  old->close(0);
  std::unique_lock lock{mutex_};                       // what broke this one may break the next
  wake_.wait_for(lock, milliseconds{200}, [&] { return closing_; });
}

// ---- What others write

void KafkaJournal::reach_end(Partition partition, std::function<void()> done) {
  const std::lock_guard lock{mutex_};
  lines_[static_cast<std::size_t>(partition)].waiting.push_back({-1, std::move(done)});
  asked_ = true;
  wake_.notify_all();
}

void KafkaJournal::run() {
  auto consumer = std::make_unique<Consumer>(without_statistics(options_.client));
  const auto anew = [&] {
    consumer = std::make_unique<Consumer>(without_statistics(options_.client));
    const std::lock_guard lock{mutex_};
    for (auto& line : lines_) line.followed = false;
    read_ = steady_clock::now();
    ++rebuilt_;
  };
  for (;;) {
    bool following;
    std::string broken;
    {
      std::unique_lock lock{mutex_};
      const auto due = [&] {
        following = std::any_of(lines_.begin(), lines_.end(), [](const Line& l) { return l.follow || l.followed; });
        return closing_ || asked_ || following || !producer_broken_.empty();
      };
      wake_.wait_until(lock, looked_ + milliseconds{options_.look_every_ms}, due);
      if (closing_) return;
      broken = producer_broken_;
    }
    if (!broken.empty()) replace_producer(broken);
    try {
      look(*consumer);
      if (following) follow(*consumer);
    } catch (const Trouble& e) {
      if (options_.client.log) options_.client.log(std::string("kafka: reading ") + options_.topic + ": " + e.what());
      std::unique_lock lock{mutex_};
      wake_.wait_for(lock, milliseconds{200}, [&] { return closing_; });
    }
    tell_waiting();
    if (stuck()) replace_producer("it has made no progress");
    if (steady_clock::now() - read_ > milliseconds{options_.stuck_after_ms}) anew();
  }
}

// Asks where all partitions end: for reach_end, and now and then, for what others have written.
void KafkaJournal::look(Consumer& consumer) {
  const auto now = steady_clock::now();
  std::array<std::size_t, partitions> asking;          // who has called before the brokers are asked
  std::array<Offset, partitions> there;                // and what had been read or written by then
  {
    const std::lock_guard lock{mutex_};
    if (!asked_ && now - looked_ < milliseconds{options_.look_every_ms}) return;
    for (std::size_t p = 0; p < lines_.size(); ++p) {
      asking[p] = lines_[p].waiting.size();
      there[p] = lines_[p].end;
    }
    asked_ = false;
  }
  looked_ = now;
  std::map<int, std::int64_t> ends;
  try {
    ends = consumer.ends(options_.topic, all_partitions(), ask_ms);
  } catch (const Trouble&) {
    const std::lock_guard lock{mutex_};
    asked_ = true;
    throw;
  }
  if (ends.size() == lines_.size()) heard_ = steady_clock::now();
  const std::lock_guard lock{mutex_};
  bool behind = false;
  std::string cut;
  for (std::size_t p = 0; p < lines_.size(); ++p) {
    auto& line = lines_[p];
    const auto end = ends.find(static_cast<int>(p));
    if (end == ends.end()) {
      asked_ = asked_ || !line.waiting.empty();
      continue;
    }
    line.known = std::max(line.known, end->second);
    line.cuts = end->second < there[p] ? line.cuts + 1 : 0;
    if (line.cuts == most_cuts)
      cut = fmt::format("{}: partition {} ends at {}, but had {} records: the topic has lost its tail (an older backup, an unclean leader); stop the server, "
                        "and restore the topic with what it had", options_.topic, p, end->second, there[p]);
    for (std::size_t n = 0; n < asking[p]; ++n)
      if (line.waiting[n].until < 0) line.waiting[n].until = end->second;
    // What is still in flight may lie there already; its delivery will tell.
    if (line.known > line.end && (line.in_flight == 0 || !line.waiting.empty())) line.follow = true;
    behind = behind || (line.follow && line.known > line.end);
  }
  if (!behind) read_ = now;
  if (!cut.empty() && options_.client.log) options_.client.log("kafka: " + cut);   // one of them will do
}

void KafkaJournal::follow(Consumer& consumer) {
  std::vector<std::pair<Partition, Offset>> start;
  std::vector<Partition> stop;
  {
    const std::lock_guard lock{mutex_};
    for (Partition p = 0; p < partitions; ++p) {
      auto& line = lines_[static_cast<std::size_t>(p)];
      const bool wanted = line.follow && line.broken.empty();
      if (wanted && !line.followed) start.emplace_back(p, line.end);
      if (!wanted && line.followed) stop.push_back(p);
      line.followed = wanted;
    }
  }
  for (const auto p : stop) consumer.stop(options_.topic, p);
  for (const auto& [p, from] : start) consumer.start(options_.topic, p, from);
  if (auto messages = consumer.poll(poll_ms); !messages.empty()) arrived(std::move(messages));
}

void KafkaJournal::arrived(std::vector<Message> messages) {
  read_ = steady_clock::now();
  const std::lock_guard announcing{announcing_};
  std::vector<Stored> news;
  for (auto& m : messages) {
    const std::lock_guard lock{mutex_};
    auto& line = lines_[static_cast<std::size_t>(m.partition)];
    if (m.offset < line.end || !line.broken.empty()) continue;
    if (m.offset > line.end) {                         // of an earlier reading; or there is a hole, and it stays one
      line.followed = false;
      if (++line.holes < most_holes) continue;
      line.broken = fmt::format("{}: partition {} has no record at offset {}, but one at {}", options_.topic, m.partition, line.end, m.offset);
      if (options_.client.log) options_.client.log("kafka: " + line.broken);
      continue;
    }
    line.holes = 0;
    Stored stored{m.partition, m.offset, m.value ? std::move(*m.value) : std::string{}};
    recent_.push(stored.partition, stored.offset, stored.bytes);
    ++line.end;
    line.known = std::max(line.known, line.end);
    news.push_back(std::move(stored));
  }
  if (!news.empty()) listener_.on_arrived(std::move(news));
}

void KafkaJournal::tell_waiting() {
  std::vector<std::function<void()>> done;
  {
    const std::lock_guard lock{mutex_};
    for (auto& line : lines_)
      std::erase_if(line.waiting, [&](Waiting& w) {
        const bool there = w.until >= 0 && w.until <= line.end;
        if (there) done.push_back(std::move(w.done));
        return there;
      });
  }
  for (const auto& d : done) d();
}

// Every message has an outcome within message.timeout.ms; a producer that tells none is not alive.
bool KafkaJournal::stuck() {
  const auto now = steady_clock::now();
  const std::lock_guard lock{mutex_};
  const bool waits = std::any_of(lines_.begin(), lines_.end(), [](const Line& l) { return l.in_flight > 0; });
  if (!waits || std::exchange(deliveries_seen_, deliveries_) != deliveries_) delivered_ = now;
  const auto patience = options_.stuck_after_ms + number(options_.client.settings, "message.timeout.ms", message_timeout_ms);
  return now - delivered_ > milliseconds{patience};
}

bool KafkaJournal::reachable() const { return !refused_ && steady_clock::now() - heard_.load() < milliseconds{options_.unheard_ms}; }

// ---- Reading again

Offset KafkaJournal::end(Partition partition) const {
  const std::lock_guard lock{mutex_};
  return lines_[static_cast<std::size_t>(partition)].end;
}

std::string KafkaJournal::read(Partition partition, Offset offset) const {
  std::string bytes;
  if (offset >= 0)
    scan(partition, offset, [&](const Stored& stored) {
      bytes = stored.bytes;
      return false;
    });
  return bytes;
}

void KafkaJournal::scan(Partition partition, Offset from, const std::function<bool(const Stored&)>& each) const {
  for (const auto end = this->end(partition); from < end;) {
    const auto here = recent_.from(partition, from);
    if (here.empty()) {
      const auto first = recent_.first(partition);
      if (!fetch(partition, from, first > from ? std::min(first, end) : end, each)) return;
    }
    for (const auto& stored : here) {
      if (from == end || !each(stored)) return;
      ++from;
    }
  }
}

std::unique_ptr<Consumer> KafkaJournal::take_reader() const {
  const std::lock_guard lock{readers_mutex_};
  if (readers_.empty()) return std::make_unique<Consumer>(reading_again(options_.client));
  auto reader = std::move(readers_.back());
  readers_.pop_back();
  return reader;
}

// From there to the end, from the brokers; false when `each` has had enough.
bool KafkaJournal::fetch(Partition partition, Offset& from, Offset end, const std::function<bool(const Stored&)>& each) const {
  auto reader = take_reader();
  const auto poll = [&] {
    try {
      return reader->poll(100);
    } catch (const Trouble& e) {
      throw JournalAway(e.what());
    }
  };
  reader->start(options_.topic, partition, from);
  bool more = true;
  auto moved = steady_clock::now();
  while (more && from < end) {
    for (auto& m : poll()) {
      if (m.partition != partition || m.offset != from || !more || from == end) continue;
      more = each(Stored{partition, from, m.value ? std::move(*m.value) : std::string{}});
      ++from;
      moved = steady_clock::now();
    }
    if (steady_clock::now() - moved > milliseconds{options_.stuck_after_ms})
      throw JournalAway(fmt::format("{}: partition {} gives no record at offset {}", options_.topic, partition, from));
  }
  reader->stop(options_.topic, partition);
  const std::lock_guard lock{readers_mutex_};
  readers_.push_back(std::move(reader));
  return more;
}

}  // namespace millrace::kafka
