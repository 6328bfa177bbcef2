// W4, our side: appends with a version check, and nothing of the product around them.
//   bench_append serve DIR                                              prints its port, until it is terminated
//   bench_append load PORT WRITERS EVENTS CONFLICTS_PERCENT SECONDS     prints one JSON object
// The server is the one that runs, with a context of one aggregate in the place of all others, and without sign-in and PostgreSQL:
// HTTP, the mill's strand, the owner (idempotency by command id, kept for good; If-Match against the version of the stream; decide), the
// chain of hashes, the embedded journal (an answer after its fdatasync, which a group shares), and the local store in RocksDB, which
// folds behind the answer. A record holds all events of an append. The text of an event is not personal, so none is sealed.
// Each writer has a stream of its own and one append under way, on a connection of its own; streams are spread over sixteen tenants.
// So many appends of a hundred name a version that is out of date: those must be answered 412, and all others 201.
#include <sys/epoll.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <random>

#include "commands/core/write_side_of.hpp"
#include "commands/later/asks.hpp"
#include "domain/core/wire_type.hpp"
#include "infra/crypto/random.hpp"
#include "infra/http/server.hpp"
#include "infra/rocksdb/rocks_key_value.hpp"
#include "infra/runtime/running_mill.hpp"
#include "infra/segments/journal.hpp"
#include "projections/later/waiting.hpp"
#include "tests/bench/subscriber.hpp"
#include "tests/support/memory_vault.hpp"

namespace millrace::appending {

constexpr std::size_t event_bytes = 300, tenants = 16;

struct Stream;
struct Noted {
  static constexpr auto wire = "bench.noted.v1";
  Id<Stream> id;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(Noted, (), (id, text))
struct Append {
  static constexpr auto wire = "bench.append.v1";
  using Of = Stream;
  Id<Stream> id;
  std::vector<std::string> texts;
};
BOOST_DESCRIBE_STRUCT(Append, (), (id, texts))

struct Stream : Aggregate {
  using Facts = List<Noted>;
  struct Begun { std::int64_t events = 0; };
  using State = std::variant<Absent, Begun>;
  static State on(Absent, const Noted&) { return Begun{1}; }
  static State on(Begun s, const Noted&) { return Begun{s.events + 1}; }
};
BOOST_DESCRIBE_STRUCT(Stream::Begun, (), (events))

struct Rules : Decider {
  using Aggregates = List<Stream>;
  using Asks = List<Append>;
  static Verdict on(const auto&, const Append& ask, const Context&) {
    Facts facts;
    for (const auto& text : ask.texts) facts.push_back({AnyFact::of(Noted{ask.id, text}), {}});
    return facts;
  }
};

House only_streams() {
  House h{};
  h.write_side = join({write_side_of<Rules>(), commands::later()});
  h.projections = {projections::waiting()};
  return h;
}

Time wall_clock() { return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now()); }

Response answer(const Outcome& outcome) {
  Response r;
  if (const auto* done = std::get_if<Done>(&outcome)) {
    r.status = 201;
    r.body = "{\"version\":" + std::to_string(done->record->commit.subject_version) + "}";
  } else if (const auto* stale = std::get_if<Stale>(&outcome)) {
    r.status = 412;
    r.body = "{\"version\":" + std::to_string(stale->version) + "}";
  } else {
    const auto* not_now = std::get_if<NotNow>(&outcome);
    r.status = not_now ? 503 : 500;
    r.body = not_now ? not_now->why : "an answer that no append should have";
  }
  return r;
}

// POST /streams/{id}?events=N, If-Match: VERSION, Idempotency-Key: UUID; the body is the events' texts, each of the same length.
class Server {
 public:
  explicit Server(const std::filesystem::path& directory)
      : ids_(random_, wall_clock),
        house_(only_streams()),
        folds_(house_.folds()),
        incarnation_(ids_.next()),
        services_{vault_, ids_, wall_clock, {}, {}, {}, 600, {}, {}, {}},
        rocks_({.directory = directory / "rocksdb", .house = StoreLayout::foundation(incarnation_)}),
        store_(rocks_, folds_, house_.projections, wall_clock()) {
    house_.register_types();
    const auto open = [this, directory](Journal::Listener& listener) -> std::unique_ptr<Journal> {
      return std::make_unique<segments::SegmentJournal>(segments::disk(), directory / "journal", incarnation_, listener);
    };
    mill_ = std::make_unique<RunningMill>(RunningMill::Parts{.house = house_, .services = services_, .store = store_,
                                                             .below = rocks_, .wire = wire_, .open_journal = open});
    HttpOptions options;
    options.port = 0;
    const auto handle = [this](const std::shared_ptr<const Request>& request, HttpServer::Reply reply) { append(*request, std::move(reply)); };
    http_ = std::make_unique<HttpServer>(options, handle, SocketHandler{});
  }
  ~Server() {
    http_.reset();
    mill_->stop_answering();
  }
  unsigned short port() const { return http_->port(); }

 private:
  struct Nowhere final : FrameSink {
    void send(ConnectionId, std::shared_ptr<const std::string>) override {}
    std::size_t queued(ConnectionId) const override { return 0; }
    void read_on(ConnectionId, std::size_t) override {}
    void close(ConnectionId, int, std::string) override {}
  };

  void append(const Request& request, HttpServer::Reply reply) {
    const auto stream = parse_uuid(std::string_view(request.path).substr(std::min<std::size_t>(request.path.size(), 9)));   // /streams/…
    const auto key = parse_uuid(request.header("idempotency-key"));
    const auto events = static_cast<std::size_t>(std::atoi(std::string(request.param("events")).c_str()));
    if (!stream || !key || events == 0 || request.body.size() % events != 0) return reply({400, {}, "no such append"});
    Append ask{{*stream}, {}};
    const auto each = request.body.size() / events;
    for (std::size_t n = 0; n < events; ++n) ask.texts.push_back(request.body.substr(n * each, each));
    Command c;
    c.id = *key;
    c.fingerprint = sha256(request.body);
    c.tenant.bytes[15] = static_cast<std::uint8_t>(stream->bytes[15] % tenants + 1);
    c.ask = AnyAsk::of(std::move(ask));
    c.if_match = std::atoll(std::string(request.header("if-match")).c_str());
    mill_->submit(std::move(c), [reply = std::move(reply)](const Outcome& outcome) { reply(answer(outcome)); });
  }

  SystemRandom random_;
  Uuid7Source ids_;
  MemoryVault vault_;
  House house_;
  Folds folds_;
  Uuid incarnation_;
  Services services_;
  RocksKeyValue rocks_;
  LocalStore store_;
  Nowhere wire_;
  std::unique_ptr<RunningMill> mill_;
  std::unique_ptr<HttpServer> http_;
};

int serve(const std::filesystem::path& directory) {
  sigset_t ends;
  ::sigemptyset(&ends);
  ::sigaddset(&ends, SIGTERM);
  ::sigaddset(&ends, SIGINT);
  ::pthread_sigmask(SIG_BLOCK, &ends, nullptr);          // before there are other threads: they inherit it
  std::filesystem::create_directories(directory);
  const Server server(directory);
  std::printf("%d\n", server.port());
  std::fflush(stdout);
  int which = 0;
  ::sigwait(&ends, &which);
  return 0;
}

using Clock = std::chrono::steady_clock;

struct Load {
  int port = 0, writers = 64, events = 1, conflicts = 0;
  double seconds = 3;
};

struct Tally {
  long appended = 0, refused = 0, wrong = 0;
  std::vector<float> latencies_us;
};

class Writer {
 public:
  Writer(const Load& load, int number, Tally& tally)
      : load_(load), tally_(tally), socket_(bench::connect_to(load.port)), random_(std::random_device{}()), turn_(37 * number), stream_(uuid()),
        body_(event_bytes * static_cast<std::size_t>(load.events), 'x') {}
  int fd() const { return socket_.fd(); }
  bool busy() const { return busy_; }

  void append() {
    // Evenly spread; the first append of a stream has nothing to be out of date against.
    stale_ = version_ > 0 && turn_ * load_.conflicts % 100 < load_.conflicts;
    ++turn_;
    began_ = Clock::now();
    socket_.send_all("POST /streams/" + stream_ + "?events=" + std::to_string(load_.events) +
                     " HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nIf-Match: " + std::to_string(version_ - stale_) +
                     "\r\nIdempotency-Key: " + uuid() + "\r\nContent-Length: " + std::to_string(body_.size()) + "\r\n\r\n" + body_);
    busy_ = true;
  }
  // True when the answer is there.
  bool read() {
    socket_.receive_into(in_);
    const auto head = in_.find("\r\n\r\n");
    if (head == in_.npos) return false;
    const auto length = in_.find("Content-Length: ");
    if (length > head) throw std::runtime_error("an answer without Content-Length: " + in_);
    if (in_.size() < head + 4 + std::stoul(in_.substr(length + 16))) return false;
    tally_.latencies_us.push_back(std::chrono::duration<float, std::micro>(Clock::now() - began_).count());
    count(std::stoi(in_.substr(9, 3)));
    in_.clear();
    busy_ = false;
    return true;
  }

 private:
  void count(int status) {
    if (status == 201 && !stale_) {
      version_ += load_.events;
      ++tally_.appended;
    } else if (status == 412 && stale_) {
      ++tally_.refused;
    } else {
      if (tally_.wrong++ == 0) std::fprintf(stderr, "bench_append: %s\n", in_.c_str());
    }
  }
  std::string uuid() {
    Uuid id;
    for (std::size_t n = 0; n < id.bytes.size(); ++n) id.bytes[n] = static_cast<std::uint8_t>(random_() >> 8);
    id.bytes[6] = static_cast<std::uint8_t>((id.bytes[6] & 0x0f) | 0x40);
    id.bytes[8] = static_cast<std::uint8_t>((id.bytes[8] & 0x3f) | 0x80);
    return to_string(id);
  }

  const Load& load_;
  Tally& tally_;
  bench::Descriptor socket_;
  std::mt19937_64 random_;
  std::int64_t version_ = 0, turn_;
  std::string stream_, body_, in_;
  Clock::time_point began_{};
  bool stale_ = false, busy_ = false;
};

int load(const Load& o) {
  Tally tally;
  const bench::Descriptor poll(::epoll_create1(EPOLL_CLOEXEC));
  std::vector<std::unique_ptr<Writer>> writers;
  for (int n = 0; n < o.writers; ++n) {
    writers.push_back(std::make_unique<Writer>(o, n, tally));
    epoll_event event{EPOLLIN, {.ptr = writers.back().get()}};
    ::epoll_ctl(poll.fd(), EPOLL_CTL_ADD, writers.back()->fd(), &event);
  }
  const auto began = Clock::now();
  const auto until = began + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(o.seconds));
  for (auto& writer : writers) writer->append();
  std::array<epoll_event, 256> events;
  for (int under_way = o.writers; under_way > 0;) {
    const int n = ::epoll_wait(poll.fd(), events.data(), static_cast<int>(events.size()), 10'000);
    if (n <= 0) throw std::runtime_error("no answer for ten seconds");
    for (int i = 0; i < n; ++i) {
      auto& writer = *static_cast<Writer*>(events[static_cast<std::size_t>(i)].data.ptr);
      if (!writer.read()) continue;
      if (Clock::now() < until) writer.append();
      else --under_way;
    }
  }
  auto& l = tally.latencies_us;
  const auto took = std::chrono::duration<double>(Clock::now() - began).count();
  std::sort(l.begin(), l.end());
  const auto at = [&](double q) { return l.empty() ? 0.0 : double(l[static_cast<std::size_t>(q * static_cast<double>(l.size() - 1))]); };
  std::printf("{\"appended\":%ld,\"refused\":%ld,\"wrong\":%ld,\"seconds\":%.3f,\"p50_us\":%.0f,\"p99_us\":%.0f}\n", tally.appended, tally.refused,
              tally.wrong, took, at(0.5), at(0.99));
  return tally.wrong ? 1 : 0;
}

}  // namespace millrace::appending

int main(int argc, char** argv) try {
  const std::vector<std::string> words(argv, argv + argc);
  if (argc == 3 && words[1] == "serve") return millrace::appending::serve(words[2]);
  if (argc == 7 && words[1] == "load")
    return millrace::appending::load({std::stoi(words[2]), std::stoi(words[3]), std::stoi(words[4]), std::stoi(words[5]), std::stod(words[6])});
  std::fprintf(stderr, "usage: bench_append serve DIR | load PORT WRITERS EVENTS CONFLICTS_PERCENT SECONDS\n");
  return 2;
} catch (const std::exception& e) {
  std::fprintf(stderr, "bench_append: %s\n", e.what());
  return 1;
}
