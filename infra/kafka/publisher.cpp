#include "infra/kafka/publisher.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "infra/kafka/topics.hpp"

namespace millrace::kafka {

namespace {

constexpr int most_foreign = 100;                      // messages at a topic's end that are not ours
constexpr std::chrono::seconds idle{1};                // a round is due though nobody has said that there is something
constexpr std::chrono::seconds catches_up{30};         // by then the store holds what the owner before could have published
constexpr int most_records = 5'000;                    // of one partition before the others have their turn

std::string name_of(const std::string& prefix, std::size_t family) { return topic_of(static_cast<Family>(family), prefix); }

Options publishing(Options options) {
  // What is sent lies in the topic up to some place and not beyond: the newest event there says all that was published. So
  // nothing is given up after a time, and nothing follows what has failed. gzip, because every client reads it.
  options.settings.insert({{"message.timeout.ms", "0"}, {"enable.gapless.guarantee", "true"}, {"linger.ms", "5"}, {"compression.codec", "gzip"}});
  return options;
}

Message message_of(const Event& event, std::string topic) {
  Message m{std::move(topic), event.id.partition, -1, to_string(event.business), event.data};
  m.headers.emplace_back("content-type", "application/json");
  for (auto& [name, value] : event.attributes()) m.headers.emplace_back("ce_" + std::string(name), std::move(value));
  return m;
}

std::optional<EventId> id_of(const Message& m) {
  for (const auto& [name, value] : m.headers)
    if (name == "ce_id") return parse_event_id(value);
  return {};
}

// The message at that place; nothing when the topic does not hold it any more.
std::optional<Message> read_one(Consumer& consumer, const std::string& topic, Partition p, std::int64_t offset, int wait_ms) {
  consumer.start(topic, p, offset);
  struct Stop {
    Consumer& consumer;
    const std::string& topic;
    Partition p;
    ~Stop() { consumer.stop(topic, p); }
  } const stop{consumer, topic, p};
  try {
    for (int waited = 0; waited < wait_ms; waited += 100)
      for (auto& m : consumer.poll(100, 1))
        if (m.topic == topic && m.partition == p && m.offset == offset) return std::move(m);
  } catch (const Trouble& t) {
    if (t.again) throw;
    return {};
  }
  throw Trouble(fmt::format("the newest event of {}, partition {}, cannot be read", topic, p), true);
}

std::optional<EventId> newest_in(Consumer& consumer, const std::string& topic, Partition p, std::int64_t end, int wait_ms) {
  for (auto at = end - 1; at >= std::max<std::int64_t>(0, end - most_foreign); --at) {
    const auto message = read_one(consumer, topic, p, at, wait_ms);
    if (!message) return {};                           // older than the window
    if (const auto id = id_of(*message); id && id->partition == p) return id;
  }
  if (end > 0) throw Trouble(fmt::format("somebody else writes to {}, partition {}: its newest {} messages are no events", topic, p, most_foreign), false);
  return {};
}

void check_partitions(const std::string& topic, const Admin::TopicShape& shape) {
  if (shape.partitions != partitions)
    refuse(topic, fmt::format("has {} partitions, not {}", shape.partitions, partitions),
           "this can not be changed: use another --kafka.topic-prefix, or remove the topic, and what is within the window will be published again");
}

std::optional<Time> recorded_at(Partition p, std::string_view bytes) {
  const auto decoded = decode(p, bytes);
  const auto* record = std::get_if<Record>(&decoded);
  if (!record) return {};
  return std::visit([](const auto& r) { return r.ts; }, *record);
}

}  // namespace

void prepare_public_topics(Admin& admin, const std::string& topic_prefix) {
  for (std::size_t f = 0; f < families(); ++f) {
    const auto topic = name_of(topic_prefix, f);
    auto shape = admin.topic(topic);
    if (!shape) {
      const auto replicas = std::min(admin.brokers(), 3);
      admin.create(topic, {partitions, replicas}, {{"cleanup.policy", "delete"},
                                                   {"retention.ms", std::to_string(std::int64_t{public_window_days} * 24 * 60 * 60 * 1000)},
                                                   {"message.timestamp.type", "LogAppendTime"},
                                                   {"max.message.bytes", std::to_string(2 << 20)},
                                                   {"min.insync.replicas", replicas > 2 ? "2" : "1"}});
      shape = admin.topic(topic);
    }
    if (shape) check_partitions(topic, *shape);
  }
}

bool check_public_topic(Admin& admin, const std::string& topic) {
  const auto shape = admin.topic(topic);
  if (!shape) return false;
  check_partitions(topic, *shape);
  const auto is = admin.configuration(topic);
  if (const auto policy = is.find("cleanup.policy"); policy != is.end() && policy->second != "delete")
    refuse(topic, "is compacted (cleanup.policy=" + policy->second + "), which removes all but the newest event of each business",
           alter(topic, "cleanup.policy=delete") + ", or remove the topic, and what is within the window will be published again");
  check_records_fit(topic, is);
  return true;
}

void check_public_topics(Admin& admin, const std::string& topic_prefix) {
  for (std::size_t f = 0; f < families(); ++f) check_public_topic(admin, name_of(topic_prefix, f));
}

// From reaching the brokers until they are lost.
class PublisherThread::Session {
 public:
  explicit Session(PublisherThread& thread)
      : thread_(thread), o_(thread.options_), consumer_(o_.client), producer_(publishing(o_.client), heard(thread)) {}
  ~Session() { producer_.close(500); }

  // What there is, as far as there is room.
  void round() {
    take_deliveries();
    more_ = false;
    const auto reader = o_.snapshot();
    follow_ownership(*reader);
    std::int64_t lag = 0;
    std::string stopped;
    for (auto& [p, line] : lines_) {
      // The owner before has published what is in the journal and was not yet in this store.
      if (line.ahead <= reader->offset(p) && std::chrono::steady_clock::now() - line.since < catches_up) line.stopped.clear();
      if (line.stopped.empty()) pump(p, line, *reader);
      else stopped = line.stopped;
      lag += reader->offset(p) + 1 - line.publisher.confirmed();
    }
    thread_.became(stopped.empty(), stopped);
    const std::lock_guard lock{thread_.mutex_};
    thread_.state_.lag_records = lag;
    thread_.state_.sent += std::exchange(sent_, 0);
    thread_.state_.unreadable += std::exchange(unreadable_, 0);
  }
  bool more() const { return more_; }

 private:
  static Producer::Heard heard(PublisherThread& thread) {
    return {[&thread](std::vector<Delivery> group) {
              const std::lock_guard lock{thread.mutex_};
              std::move(group.begin(), group.end(), std::back_inserter(thread.delivered_));
              thread.woken_ = true;
              thread.wake_.notify_all();
            },
            [&thread](const std::string& why) {
              const std::lock_guard lock{thread.mutex_};
              thread.broken_ = why;
              thread.woken_ = true;
              thread.wake_.notify_all();
            }};
  }

  void take_deliveries() {
    std::vector<Delivery> group;
    {
      const std::lock_guard lock{thread_.mutex_};
      if (!thread_.broken_.empty()) throw Trouble(thread_.broken_, true);
      group.swap(thread_.delivered_);
    }
    for (const auto& d : group) {
      if (!d.error.empty()) throw Trouble("an event was not delivered: " + d.error, true);
      const auto line = lines_.find(d.partition);
      if (line != lines_.end() && line->second.turn == d.tag / families()) line->second.publisher.on_delivered(static_cast<Family>(d.tag % families()));
    }
  }

  void follow_ownership(const Reader& reader) {
    std::vector<int> fresh;
    for (Partition p = 0; p < partitions; ++p) {
      if (!o_.owns(p)) lines_.erase(p);
      else if (!lines_.contains(p)) fresh.push_back(p);
    }
    if (fresh.empty()) return;
    std::vector<std::map<int, std::int64_t>> ends(families());
    for (std::size_t f = 0; f < families(); ++f) {
      ends[f] = consumer_.ends(name_of(o_.topic_prefix, f), fresh, o_.wait_ms);
      if (ends[f].size() != fresh.size()) throw Trouble("not every partition of " + name_of(o_.topic_prefix, f) + " says where it ends", true);
    }
    for (const auto p : fresh) {
      Publisher::Newest newest(families());
      for (std::size_t f = 0; f < families(); ++f) newest[f] = newest_in(consumer_, name_of(o_.topic_prefix, f), p, ends[f][p], o_.wait_ms);
      auto& line = lines_[p];
      line.turn = ++turns_;
      line.publisher.resume(newest, window(p, newest, reader));
      for (const auto& id : newest)
        if (id && id->offset > std::max(line.ahead, reader.offset(p))) {
          line.ahead = id->offset;
          line.since = std::chrono::steady_clock::now();
          line.stopped = fmt::format("the public topics hold event {}, which this journal, restored or another one, does not know: use another "
                                     "--kafka.topic-prefix, or remove the topics", to_string(*id));
        }
    }
  }

  Publisher::Window window(Partition p, const Publisher::Newest& newest, const Reader& reader) const {
    const auto since = o_.now() - std::chrono::days{public_window_days};
    if (std::all_of(newest.begin(), newest.end(), [](const auto& id) { return id.has_value(); })) return {since, 0};
    return {since, first_since(since, reader.offset(p) + 1, [&](Offset at) { return recorded_at(p, thread_.journal_.read(p, at)); })};
  }

  // In step, what the process has in hand; behind, what the journal has up to there.
  void pump(Partition p, Line& line, const Reader& reader) {
    const auto stored = reader.offset(p);
    auto& publisher = line.publisher;
    int read = 0;
    const auto goes_on = [&] { return publisher.next() <= stored && publisher.room() && read < most_records; };
    for (bool whole = true; whole && goes_on();) {
      const auto at = publisher.next();
      if (const auto record = in_hand(p, at)) {
        const auto* opened = record->opened.get();
        send(line, at, opened && publisher.wants(at, opened->commit) ? opened : nullptr, reader);
        ++read;
        continue;
      }
      const auto until = o_.recent ? std::max(at + 1, o_.recent->first(p)) : stored + 1;
      thread_.journal_.scan(p, at, [&](const Stored& s) {
        if (s.offset >= until || !goes_on() || !(whole = say(p, line, s, reader))) return false;
        ++read;
        return goes_on();
      });
      if (publisher.next() == at) break;                 // the journal has nothing there yet
    }
    more_ |= read == most_records;
  }

  // The record as the process has it in hand. Null: it is to be read here; also when a key has been destroyed since it was opened, for
  // what is erased is not published any more.
  std::shared_ptr<const RecentRecord> in_hand(Partition p, Offset at) const {
    auto record = o_.recent ? o_.recent->at(p, at) : nullptr;
    if (record && (record->unread || (record->opened && erased(*record->opened, thread_.vault_)))) return {};
    return record;
  }

  // False when the record's keys have not arrived yet.
  bool say(Partition p, Line& line, const Stored& stored, const Reader& reader) {
    auto decoded = decode(p, stored.bytes);
    auto* record = std::get_if<Record>(&decoded);
    auto* commit = record ? std::get_if<Commit>(record) : nullptr;
    if (!commit || !line.publisher.wants(stored.offset, *commit) || !accepted(*commit, stored.offset, reader)) {
      send(line, stored.offset, nullptr, reader);
      return true;
    }
    const auto opened = open_commit(p, stored.offset, std::move(*commit), thread_.vault_);
    if (const auto* why = std::get_if<Unreadable>(&opened)) {
      if (why->missing_key) return false;
      if (o_.log) o_.log(fmt::format("publisher: partition {}, offset {} is left out: {}", p, stored.offset, why->why));
      ++unreadable_;
    }
    send(line, stored.offset, std::get_if<Committed>(&opened), reader);
    return true;
  }

  // Null: it says nothing.
  void send(Line& line, Offset at, const Committed* record, const Reader& reader) {
    for (const auto& event : line.publisher.on_record(at, record, withdrawn_in(reader))) {
      const auto family = static_cast<std::size_t>(event.type->family);
      if (!producer_.send(message_of(event, name_of(o_.topic_prefix, family)), line.turn * families() + family)) throw Trouble("the producer's queue is full", true);
      ++sent_;
    }
  }

  // The local store has folded what lies there, and keeps which commits counted.
  static bool accepted(const Commit& commit, Offset offset, const Reader& reader) {
    const auto found = reader.history(commit.tenant, offset - 1, 1);
    return !found.empty() && found.front() == offset;
  }

  PublisherThread& thread_;
  const PublisherThread::Options& o_;
  Consumer consumer_;
  std::map<Partition, Line> lines_;
  std::uint64_t turns_ = 0;
  std::int64_t sent_ = 0, unreadable_ = 0;
  bool more_ = false;
  Producer producer_;
};

PublisherThread::PublisherThread(Options options, const Journal& journal, Vault& vault)
    : options_(std::move(options)), journal_(journal), vault_(vault), thread_([this] { run(); }) {}

PublisherThread::~PublisherThread() {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void PublisherThread::notify() {
  {
    const std::lock_guard lock{mutex_};
    woken_ = true;
  }
  wake_.notify_all();
}

PublisherState PublisherThread::state() const {
  const std::lock_guard lock{mutex_};
  return state_;
}

void PublisherThread::became(bool running, std::string why) {
  {
    const std::lock_guard lock{mutex_};
    if (running == state_.running && why == state_.why) return;
    state_.running = running;
    state_.why = why;
  }
  if (options_.log) options_.log(running ? "the public topics are being written" : "the public topics wait: " + why);
}

bool PublisherThread::wait(bool more) {
  std::unique_lock lock{mutex_};
  if (!more) {
    wake_.wait_for(lock, idle, [&] { return stopping_ || woken_; });
    wake_.wait_for(lock, std::chrono::milliseconds{options_.gather_ms}, [&] { return stopping_; });
  }
  woken_ = false;
  return stopping_;
}

void PublisherThread::run() {
  for (;;) {
    {
      const std::lock_guard lock{mutex_};
      delivered_.clear();
      broken_.clear();
    }
    try {
      {
        Admin admin{options_.client, options_.wait_ms};
        prepare_public_topics(admin, options_.topic_prefix);
      }
      Session session{*this};
      do session.round();
      while (!wait(session.more()));
      return;
    } catch (const std::exception& e) {
      became(false, e.what());
    }
    std::unique_lock lock{mutex_};
    wake_.wait_for(lock, std::chrono::milliseconds{options_.retry_ms}, [&] { return stopping_; });
    if (stopping_) return;
  }
}

}  // namespace millrace::kafka
