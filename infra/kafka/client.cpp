#include "infra/kafka/client.hpp"

#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <thread>

#include "infra/kafka/handles.hpp"

namespace millrace::kafka {

namespace {

// "[thrd:…]: host:port/1: why (after 1ms in state …)" → "host:port/1: why"
std::string reason_in(std::string_view text) {
  if (const auto end = text.find("]: "); text.starts_with("[thrd:") && end != text.npos) text.remove_prefix(end + 3);
  return std::string{text.substr(0, text.rfind(" (after "))};
}

void on_log(const rd_kafka_t* client, int level, const char* facility, const char* text) {
  auto& voice = *static_cast<Voice*>(rd_kafka_opaque(client));
  const auto line = std::string("kafka: ") + text;
  // FAIL carries the reason why a broker or a credential does not work, at whatever level; that all brokers are down follows from it.
  const bool reason = std::strcmp(facility, "FAIL") == 0;
  if (level <= 3 || reason) {
    const std::lock_guard lock{voice.mutex};
    if (reason || voice.trouble.empty()) voice.trouble = reason_in(text);
  }
  if (level <= 4 && voice.log) voice.log(line);
}

int on_statistics(rd_kafka_t*, char* json, std::size_t length, void* opaque) {
  auto& voice = *static_cast<Voice*>(opaque);
  if (voice.statistics) voice.statistics({json, length});
  return 0;
}

int on_connect(int socket, const sockaddr* address, int length, const char*, void* opaque) {
  sockaddr_storage other{};
  std::memcpy(&other, address, static_cast<std::size_t>(length));
  auto& port = address->sa_family == AF_INET6 ? reinterpret_cast<sockaddr_in6&>(other).sin6_port : reinterpret_cast<sockaddr_in&>(other).sin_port;
  port = htons(static_cast<std::uint16_t>(static_cast<Voice*>(opaque)->route(ntohs(port))));
  const int failed = ::connect(socket, reinterpret_cast<const sockaddr*>(&other), static_cast<socklen_t>(length));
  return !failed || errno == EINPROGRESS ? 0 : errno;
}

void set(rd_kafka_conf_t* conf, const std::string& name, const std::string& value) {
  char why[512];
  if (rd_kafka_conf_set(conf, name.c_str(), value.c_str(), why, sizeof why) != RD_KAFKA_CONF_OK)
    throw Refused("kafka." + name + ": " + why);
}

constexpr int scram_with_kafka_4 = 0x020601ff;

const Settings of_every_client = {
    {"client.id", "millrace"},
    {"socket.nagle.disable", "true"},
    {"allow.auto.create.topics", "false"},
    {"log.connection.close", "false"},
    {"reconnect.backoff.ms", "50"},
    {"reconnect.backoff.max.ms", "1000"},                     // a broker that comes back is found within a second
    {"ssl.endpoint.identification.algorithm", "https"},
};
const Settings of_a_producer = {
    {"enable.idempotence", "true"},                           // brings acks=all and at most five requests in flight
    {"linger.ms", "0"},                                       // it waits in whole milliseconds; who sends much, sends it together
    {"message.timeout.ms", "10000"},
    {"queue.buffering.max.messages", "1000000"},
    {"queue.buffering.max.kbytes", "262144"},
    {"compression.codec", "lz4"},
    {"partitioner", "murmur2_random"},
};
const Settings of_a_consumer = {
    {"check.crcs", "true"},
    {"enable.auto.commit", "false"},
    {"auto.offset.reset", "error"},
    {"isolation.level", "read_committed"},
    {"fetch.error.backoff.ms", "100"},
    {"queued.max.messages.kbytes", "16384"},
};

bool may_pass(rd_kafka_resp_err_t code) {
  switch (code) {
    case RD_KAFKA_RESP_ERR__AUTHENTICATION:
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED:
    case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET:
    case RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE:
    case RD_KAFKA_RESP_ERR__FATAL:
      return false;
    default:
      return true;
  }
}

std::optional<std::string> text_of(const void* data, std::size_t length) {
  if (!data) return {};
  return std::string(static_cast<const char*>(data), length);
}

Message message_of(const rd_kafka_message_t& m) {
  Message out{rd_kafka_topic_name(m.rkt), m.partition, m.offset, text_of(m.key, m.key_len), text_of(m.payload, m.len)};
  rd_kafka_headers_t* headers = nullptr;
  if (rd_kafka_message_headers(&m, &headers) == RD_KAFKA_RESP_ERR_NO_ERROR) {
    const char* name;
    const void* value;
    std::size_t length;
    for (std::size_t n = 0; rd_kafka_header_get_all(headers, n, &name, &value, &length) == RD_KAFKA_RESP_ERR_NO_ERROR; ++n)
      out.headers.emplace_back(name, text_of(value, length).value_or(""));
  }
  return out;
}

}  // namespace

Client make_client(rd_kafka_type_t type, const Options& options, const Settings& house, Voice& voice, int events, rd_kafka_interceptor_f_on_new_t* on_new) {
  Configuration conf{rd_kafka_conf_new()};
  Settings all = options.settings;                            // insert() keeps what is there already
  all.insert(house.begin(), house.end());
  all.insert(of_every_client.begin(), of_every_client.end());
  if (all["bootstrap.servers"].empty()) throw Refused("kafka.bootstrap-servers is not set");
  for (const auto& [name, value] : all) set(conf.get(), name, value);
  rd_kafka_conf_set_opaque(conf.get(), &voice);
  rd_kafka_conf_set_log_cb(conf.get(), on_log);
  rd_kafka_conf_set_stats_cb(conf.get(), on_statistics);
  rd_kafka_conf_set_events(conf.get(), events);
  if (on_new) rd_kafka_conf_interceptor_add_on_new(conf.get(), "millrace", on_new, nullptr);
  if (voice.route) rd_kafka_conf_set_connect_cb(conf.get(), on_connect);
  char why[512];
  Client client{rd_kafka_new(type, conf.get(), why, sizeof why)};
  if (!client) throw Refused(std::string("the Kafka client does not start: ") + why);
  (void)conf.release();                                       // the client's now
  return client;
}

void fail(const std::string& what, rd_kafka_resp_err_t code, const Voice& voice, const std::string& mend) {
  auto why = what + ": " + rd_kafka_err2str(code);
  if (const auto said = voice.last_trouble(); !said.empty()) why += " (" + said + ")";
  throw Trouble(why + mend, may_pass(code));
}

std::string remedy(const std::string& trouble) {
  const auto says = [&](std::string_view what) { return trouble.find(what) != trouble.npos; };
  if (says("SASL authentication error")) {
    std::string out = "check --kafka.sasl.username and --kafka.sasl.password";
    // Before that it repeats a nonce, which Kafka 4 no longer takes.
    if (says("SCRAM") && rd_kafka_version() < scram_with_kafka_4)
      out += std::string("; Kafka 4 refuses SCRAM from librdkafka before 2.6.1 and this is ") + rd_kafka_version_str() +
             ": install a newer one, or say --kafka.sasl.mechanisms=PLAIN if the brokers take it";
    return out;
  }
  if (says("mechanism handshake failed")) return "name one of those in --kafka.sasl.mechanisms";
  if (says("certificate verify failed")) return "name who has signed it in --kafka.ssl.ca.location, and the brokers as their certificate does";
  return {};
}

// ---- Producer

namespace {

// A message on its way: librdkafka reads the value from here, and gives it back with the outcome.
struct Flight {
  std::uint64_t tag;
  std::string value;
  bool has_value;
  struct Put* waited_for;                                     // by put()
  std::chrono::steady_clock::time_point sent = {}, answered = {};   // if somebody traces
  std::chrono::microseconds at_brokers{};
};

struct Put {
  std::mutex mutex;
  std::condition_variable changed;
  std::optional<Delivery> outcome;
};

// A broker's thread hands over what an answer says of its messages before it takes the next answer.
thread_local std::chrono::steady_clock::time_point answered;
thread_local std::chrono::microseconds at_brokers;

rd_kafka_resp_err_t on_answer(rd_kafka_t*, int, const char*, std::int32_t, std::int16_t api, std::int16_t, std::int32_t, std::size_t, std::int64_t rtt_us,
                              rd_kafka_resp_err_t, void*) {
  constexpr std::int16_t produce = 0;
  if (api != produce) return RD_KAFKA_RESP_ERR_NO_ERROR;
  answered = std::chrono::steady_clock::now();
  at_brokers = std::chrono::microseconds{rtt_us};
  return RD_KAFKA_RESP_ERR_NO_ERROR;
}

rd_kafka_resp_err_t on_outcome(rd_kafka_t*, rd_kafka_message_t* m, void*) {
  if (auto* flight = static_cast<Flight*>(m->_private)) {
    flight->answered = answered;
    flight->at_brokers = at_brokers;
  }
  return RD_KAFKA_RESP_ERR_NO_ERROR;
}

rd_kafka_resp_err_t trace_answers(rd_kafka_t* client, const rd_kafka_conf_t*, void*, char*, std::size_t) {
  const auto failed = rd_kafka_interceptor_add_on_response_received(client, "millrace", on_answer, nullptr);
  return failed ? failed : rd_kafka_interceptor_add_on_acknowledgement(client, "millrace", on_outcome, nullptr);
}

}  // namespace

struct Producer::Impl {
  Impl(const Options& options, Heard h)
      : voice(options),
        heard(std::move(h)),
        client(make_client(RD_KAFKA_PRODUCER, options, of_a_producer, voice, RD_KAFKA_EVENT_DR | RD_KAFKA_EVENT_ERROR | RD_KAFKA_EVENT_STATS,
                           heard.staged ? &trace_answers : nullptr)),
        queue(rd_kafka_queue_get_main(client.get())),
        thread([this] { run(); }) {}

  void run() {
    while (!done) {
      const Event event{rd_kafka_queue_poll(queue.get(), 100)};
      if (!event) continue;
      switch (rd_kafka_event_type(event.get())) {
        case RD_KAFKA_EVENT_DR: delivered(event.get()); break;
        case RD_KAFKA_EVENT_ERROR: error(event.get()); break;
        case RD_KAFKA_EVENT_STATS:
          if (voice.statistics) voice.statistics(rd_kafka_event_stats(event.get()));
          break;
        default: break;
      }
    }
  }

  // An event is what became of one batch. The brokers say where its first message lies (not, when they call it a duplicate);
  // librdkafka counts on from there, from -1 too (rd_kafka_msgq_set_metadata).
  void delivered(rd_kafka_event_t* event) {
    std::vector<Delivery> group;
    bool placed = true;
    group.reserve(rd_kafka_event_message_count(event));
    while (const auto* m = rd_kafka_event_message_next(event)) {
      const std::unique_ptr<Flight> flight{static_cast<Flight*>(m->_private)};
      placed = placed && !m->err && m->offset >= 0;
      if (heard.staged && !m->err) heard.staged(stages(*flight));
      Delivery d{flight->tag, m->partition, placed ? m->offset : -1, std::move(flight->value), m->err ? rd_kafka_err2str(m->err) : ""};
      if (auto* put = flight->waited_for) {
        const std::lock_guard lock{put->mutex};
        put->outcome = std::move(d);
        put->changed.notify_all();
      } else {
        group.push_back(std::move(d));
      }
    }
    if (heard.delivered && !group.empty()) heard.delivered(std::move(group));
  }

  static Stages stages(const Flight& flight) {
    using std::chrono::duration_cast, std::chrono::microseconds;
    const auto told = std::chrono::steady_clock::now();
    return {duration_cast<microseconds>(flight.answered - flight.sent) - flight.at_brokers, flight.at_brokers, duration_cast<microseconds>(told - flight.answered)};
  }

  void error(rd_kafka_event_t* event) {
    const auto code = rd_kafka_event_error(event);
    std::string why = std::string(rd_kafka_err2name(code)) + ": " + rd_kafka_event_error_string(event);
    const bool fatal = rd_kafka_event_error_is_fatal(event) || code == RD_KAFKA_RESP_ERR__FATAL;
    if (voice.log) voice.log("kafka: " + why);
    if (fatal && heard.broken) heard.broken(why);
  }

  bool send(Message m, std::uint64_t tag, Put* waited_for) {
    auto flight = std::make_unique<Flight>(Flight{tag, m.value ? std::move(*m.value) : std::string{}, m.value.has_value(), waited_for});
    if (heard.staged) flight->sent = std::chrono::steady_clock::now();
    std::vector<rd_kafka_vu_t> all;
    const auto put = [&](rd_kafka_vtype_t type) -> rd_kafka_vu_t& {
      all.emplace_back().vtype = type;
      return all.back();
    };
    all.reserve(6 + m.headers.size());
    put(RD_KAFKA_VTYPE_TOPIC).u.cstr = m.topic.c_str();
    put(RD_KAFKA_VTYPE_PARTITION).u.i32 = m.partition;
    auto& value = put(RD_KAFKA_VTYPE_VALUE);
    value.u.mem.ptr = flight->has_value ? flight->value.data() : nullptr;
    value.u.mem.size = flight->value.size();
    if (m.key) {
      auto& key = put(RD_KAFKA_VTYPE_KEY);
      key.u.mem.ptr = m.key->data();
      key.u.mem.size = m.key->size();
    }
    for (const auto& [name, text] : m.headers) {
      auto& header = put(RD_KAFKA_VTYPE_HEADER);
      header.u.header.name = name.c_str();
      header.u.header.val = text.data();
      header.u.header.size = static_cast<ssize_t>(text.size());
    }
    put(RD_KAFKA_VTYPE_OPAQUE).u.ptr = flight.get();
    const Failure failed{rd_kafka_produceva(client.get(), all.data(), all.size())};
    if (!failed) {
      (void)flight.release();                                 // comes back with the delivery
      return true;
    }
    const auto code = rd_kafka_error_code(failed.get());
    if (code == RD_KAFKA_RESP_ERR__QUEUE_FULL) return false;
    throw Trouble("sending to " + m.topic + ": " + rd_kafka_error_string(failed.get()), may_pass(code));
  }

  Voice voice;
  const Heard heard;
  Client client;
  Queue queue;
  std::atomic<bool> done = false;
  std::thread thread;
};

Producer::Producer(const Options& options) : Producer(options, Heard{}) {}
Producer::Producer(const Options& options, Heard heard) : impl_(std::make_unique<Impl>(options, std::move(heard))) {}

Producer::~Producer() { close(5000); }

void Producer::close(int wait_ms) {
  if (!impl_->thread.joinable()) return;
  rd_kafka_flush(impl_->client.get(), wait_ms);
  while (rd_kafka_outq_len(impl_->client.get()) > 0) {
    rd_kafka_purge(impl_->client.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
    rd_kafka_flush(impl_->client.get(), 100);
  }
  impl_->done = true;
  impl_->thread.join();
}

bool Producer::send(Message m, std::uint64_t tag) { return impl_->send(std::move(m), tag, nullptr); }

std::int64_t Producer::put(Message m) {
  const auto topic = m.topic;
  Put put;
  if (!impl_->send(std::move(m), 0, &put)) throw Trouble("sending to " + topic + ": the queue is full", true);
  std::unique_lock lock{put.mutex};
  put.changed.wait(lock, [&] { return put.outcome.has_value(); });   // within message.timeout.ms
  if (!put.outcome->error.empty()) throw Trouble("sending to " + topic + ": " + put.outcome->error, true);
  return put.outcome->offset;
}

std::size_t Producer::waiting() const { return static_cast<std::size_t>(rd_kafka_outq_len(impl_->client.get())); }

// ---- Consumer

struct Consumer::Impl {
  explicit Impl(const Options& options)
      : voice(options), client(make_client(RD_KAFKA_CONSUMER, options, of_a_consumer, voice)), queue(rd_kafka_queue_new(client.get())) {}

  rd_kafka_topic_t* topic(const std::string& name) {
    auto& topic = topics[name];
    if (!topic) topic.reset(rd_kafka_topic_new(client.get(), name.c_str(), nullptr));
    if (!topic) fail(name, rd_kafka_last_error(), voice);
    return topic.get();
  }

  Voice voice;
  Client client;
  Queue queue;                                                // all partitions lead here
  std::map<std::string, Topic> topics;
  std::optional<Trouble> wrong;                               // to be thrown by the next poll
};

Consumer::Consumer(const Options& options) : impl_(std::make_unique<Impl>(options)) {}
Consumer::~Consumer() = default;

void Consumer::start(const std::string& topic, int partition, std::int64_t offset) {
  if (rd_kafka_consume_start_queue(impl_->topic(topic), partition, offset, impl_->queue.get()) == -1)
    fail(topic, rd_kafka_last_error(), impl_->voice);
}

void Consumer::stop(const std::string& topic, int partition) { rd_kafka_consume_stop(impl_->topic(topic), partition); }

std::vector<Message> Consumer::poll(int wait_ms, std::size_t most) {
  std::vector<Message> out;
  rd_kafka_poll(impl_->client.get(), 0);                      // statistics
  if (const auto wrong = std::exchange(impl_->wrong, {})) throw *wrong;
  while (out.size() < most) {
    const Received m{rd_kafka_consume_queue(impl_->queue.get(), out.empty() ? wait_ms : 0)};
    if (!m) break;
    if (!m->err) out.push_back(message_of(*m));
    else if (!may_pass(m->err)) {
      const auto where = m->rkt ? std::string(rd_kafka_topic_name(m->rkt)) + ", partition " + std::to_string(m->partition) : "reading";
      impl_->wrong = Trouble(where + ": " + rd_kafka_message_errstr(m.get()), false);
      if (out.empty()) throw *std::exchange(impl_->wrong, {});
      break;                                                  // what has come before it comes first
    } else if (impl_->voice.log) impl_->voice.log(std::string("kafka: ") + rd_kafka_message_errstr(m.get()));
  }
  return out;
}

std::map<int, std::int64_t> Consumer::ends(const std::string& topic, const std::vector<int>& partitions, int wait_ms) {
  using std::chrono::steady_clock;
  const auto until = steady_clock::now() + std::chrono::milliseconds{wait_ms};
  std::map<int, std::int64_t> out;
  auto wrong = RD_KAFKA_RESP_ERR_NO_ERROR;
  while (out.size() < partitions.size()) {
    const PartitionList list{rd_kafka_topic_partition_list_new(static_cast<int>(partitions.size()))};
    for (const auto p : partitions)
      if (!out.contains(p)) rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), p)->offset = RD_KAFKA_OFFSET_END;
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - steady_clock::now()).count();
    wrong = rd_kafka_offsets_for_times(impl_->client.get(), list.get(), std::max<int>(static_cast<int>(left), 1));
    for (int n = 0; !wrong && n < list->cnt; ++n) {
      const auto& p = list->elems[n];
      if (p.err) wrong = p.err;
      else if (p.offset >= 0) out[p.partition] = p.offset;
    }
    if (!may_pass(wrong) || steady_clock::now() >= until) break;
    if (wrong) std::this_thread::sleep_for(std::chrono::milliseconds{50});   // leaders move, topics are made
  }
  if (out.empty() && !partitions.empty()) fail("asking where " + topic + " ends", wrong ? wrong : RD_KAFKA_RESP_ERR__TIMED_OUT, impl_->voice);
  return out;
}

}  // namespace millrace::kafka
