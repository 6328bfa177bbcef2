// The load of W1, one program for every contender and one thread, so that it stays light: connections that POST messages in a
// closed loop (or, with --rate, at due times), and WebSocket subscribers that count what is delivered. Prints one JSON object.
// Its options are in the table below; tests/bench/run starts it.
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/timerfd.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <deque>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <thread>

#include "tests/bench/subscriber.hpp"

using namespace millrace::bench;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

namespace {

constexpr std::size_t body_bytes = 300;
constexpr auto drained_every = milliseconds{1};        // deliveries are read in batches: they are counted, not timed
constexpr auto given_up_after = std::chrono::seconds{10};

struct Options {
  std::string live = "/live", token, business, conversations_file;
  int port = 0, connections = 64, subscribers = 10, seconds = 5, warm_up_ms = 500;
  double rate = 0;
  bool centrifugo() const { return !token.empty(); }   // ours: signed in, and the live protocol of Centrifugo
};

// One connection kept alive, with at most one request under way.
class Poster {
 public:
  Poster(const Options& o, const std::string& conversation, std::uint64_t seed) : x_socket(connect_to(o.port)), x_random(seed) {
    std::string body = R"({"conversation_id":")" + conversation + R"(","kind":"reply","text":")";
    body += std::string(body_bytes - body.size() - 2, 'x') + "\"}";
    x_request = "POST /messages HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    if (!o.token.empty()) {
      x_request += "Authorization: Bearer " + o.token + "\r\nBusiness-Id: " + o.business + "\r\nIdempotency-Key: ";
      x_key_at = x_request.size();
      x_request += std::string(36, '-') + "\r\n";
    }
    x_request += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  }
  int fd() const { return x_socket.fd(); }
  bool idle() const { return !x_busy; }
  Clock::time_point due() const { return x_due; }

  void post(Clock::time_point due) {
    if (x_key_at) fresh_key();
    x_due = due;
    x_busy = true;
    x_socket.send_all(x_request);
  }
  // The status once the whole answer is there, else 0.
  int read() {
    x_socket.receive_into(x_answer);
    const auto end = x_answer.find("\r\n\r\n");
    if (end == x_answer.npos) return 0;
    auto at = x_answer.find("ontent-");                 // Content-Length or content-length; Content-Type may come first
    while (at < end && x_answer.compare(at + 7, 7, "Length:") != 0 && x_answer.compare(at + 7, 7, "length:") != 0)
      at = x_answer.find("ontent-", at + 1);
    if (at >= end) throw std::runtime_error("an answer without Content-Length: " + x_answer);
    if (x_answer.size() < end + 4 + std::stoul(x_answer.substr(at + 14, 12))) return 0;
    const int status = std::stoi(x_answer.substr(9, 3));
    if (status != 201 && x_wrong.empty()) x_wrong = x_answer;
    x_answer.clear();
    x_busy = false;
    return status;
  }
  static const std::string& first_wrong_answer() { return x_wrong; }

 private:
  void fresh_key() {
    static constexpr char hex[] = "0123456789abcdef";
    std::uint64_t bits = 0;
    for (std::size_t n = 0; n < 36; ++n) {
      if (n == 8 || n == 13 || n == 18 || n == 23) continue;
      if (bits == 0) bits = next();
      x_request[x_key_at + n] = n == 14 ? '4' : n == 19 ? 'a' : hex[bits & 15];
      bits >>= 4;
    }
  }
  std::uint64_t next() {                               // splitmix64
    auto z = x_random += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return (z ^ (z >> 31)) | 1ull << 63;
  }

  Descriptor x_socket;
  std::uint64_t x_random;
  std::string x_request, x_answer;
  std::size_t x_key_at = 0;
  Clock::time_point x_due{};
  bool x_busy = false;
  static inline std::string x_wrong;
};

// Time that the machine takes away: a thread that asks to be woken every millisecond, before anybody else where that is allowed.
class HiccupMeter {
 public:
  HiccupMeter() : x_thread([this](std::stop_token stop) { run(stop); }) {}
  double lost_ms() const { return 1e-6 * static_cast<double>(x_lost_ns.load()); }

 private:
  void run(std::stop_token stop) {
    const sched_param first{1};
    ::pthread_setschedparam(::pthread_self(), SCHED_FIFO, &first);
    ::prctl(PR_SET_TIMERSLACK, 1);
    while (!stop.stop_requested()) {
      const auto due = Clock::now() + milliseconds{1};
      std::this_thread::sleep_until(due);
      const auto late = Clock::now() - due;
      if (late > milliseconds{1}) x_lost_ns += std::chrono::nanoseconds(late).count();
    }
  }
  std::atomic<std::int64_t> x_lost_ns{0};
  std::jthread x_thread;
};

struct Figures {
  long acknowledged = 0, measured = 0, errors = 0, deliveries = 0;
  double seconds = 0, lost_ms = 0;
  std::vector<std::uint32_t> latencies_ns;

  double percentile_us(double share) {
    if (latencies_ns.empty()) return 0;
    const auto at = latencies_ns.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(latencies_ns.size() - 1));
    std::nth_element(latencies_ns.begin(), at, latencies_ns.end());
    return 1e-3 * *at;
  }
};

class Load {
 public:
  explicit Load(const Options& o) : x_options(o), x_poll(::epoll_create1(EPOLL_CLOEXEC)), x_timer(::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK)) {
    std::vector<std::string> conversations;
    std::ifstream file(o.conversations_file);
    for (std::string line; std::getline(file, line);) conversations.push_back(line);
    if (conversations.empty()) throw std::runtime_error("no conversations in " + o.conversations_file);
    for (int n = 0; n < o.subscribers; ++n) {
      x_subscribers.push_back(std::make_unique<Subscriber>(o.port, o.live));
      if (o.centrifugo()) x_subscribers.back()->subscribe(o.token, channels(conversations));
    }
    const auto seed = static_cast<std::uint64_t>(std::chrono::system_clock::now().time_since_epoch().count());
    for (int n = 0; n < o.connections; ++n) {
      x_posters.push_back(std::make_unique<Poster>(o, conversations[static_cast<std::size_t>(n) % conversations.size()], seed * 1000 + static_cast<std::uint64_t>(n)));
      watch(x_posters.back()->fd(), x_posters.back().get());
    }
  }

  Figures run() {
    x_begin = Clock::now() + milliseconds{x_options.warm_up_ms};
    x_end = x_begin + std::chrono::seconds{x_options.seconds};
    std::unique_ptr<HiccupMeter> meter;
    if (x_options.rate > 0) first_due();
    else for (auto& p : x_posters) p->post(Clock::now());
    while (Clock::now() < x_end || !quiet()) {
      if (!meter && Clock::now() >= x_begin) meter = std::make_unique<HiccupMeter>();
      if (Clock::now() > x_end + given_up_after) throw std::runtime_error("answers are missing ten seconds after the end");
      turn();
    }
    x_figures.seconds = x_options.seconds;
    x_figures.lost_ms = meter ? meter->lost_ms() : 0;
    const auto wanted = x_figures.acknowledged * x_options.subscribers;
    for (const auto until = Clock::now() + given_up_after; delivered() < wanted && Clock::now() < until;) {
      std::this_thread::sleep_for(drained_every);
      drain();
    }
    std::this_thread::sleep_for(milliseconds{20});
    drain();                                           // more than was sent would be wrong too
    x_figures.deliveries = delivered();
    return std::move(x_figures);
  }

 private:
  std::vector<std::string> channels(const std::vector<std::string>& conversations) const {
    std::vector<std::string> names;
    const auto count = std::min(conversations.size(), static_cast<std::size_t>(x_options.connections));
    for (std::size_t n = 0; n < count; ++n) names.push_back("conversation:" + x_options.business + ":" + conversations[n]);
    return names;
  }
  void watch(int fd, void* who) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = who;
    ::epoll_ctl(x_poll.fd(), EPOLL_CTL_ADD, fd, &event);
  }
  bool quiet() const {
    return x_late.empty() && std::all_of(x_posters.begin(), x_posters.end(), [](const auto& p) { return p->idle(); });
  }
  long delivered() const {
    long sum = 0;
    for (const auto& s : x_subscribers) sum += s->deliveries();
    return sum;
  }
  void drain() {
    for (auto& s : x_subscribers) s->read();
    x_drained = Clock::now();
  }

  void turn() {
    std::array<epoll_event, 256> events;
    const int n = ::epoll_wait(x_poll.fd(), events.data(), static_cast<int>(events.size()), 1);
    for (int i = 0; i < n; ++i) {
      if (auto* poster = static_cast<Poster*>(events[static_cast<std::size_t>(i)].data.ptr)) answered(*poster);
      else on_due();
    }
    if (Clock::now() - x_drained >= drained_every) drain();
  }
  void answered(Poster& poster) {
    const int status = poster.read();
    if (status == 0) return;
    const auto now = Clock::now();
    if (status == 201) ++x_figures.acknowledged;
    else ++x_figures.errors;
    if (now >= x_begin && now < x_end) {
      ++x_figures.measured;
      x_figures.latencies_ns.push_back(static_cast<std::uint32_t>((now - poster.due()).count()));
    }
    if (x_options.rate > 0) {
      x_idle.push_back(&poster);
      post_late();
    } else if (now < x_end) {
      poster.post(now);
    }
  }

  // Open loop: what is due waits for a free connection, and its latency counts from the due time.
  void first_due() {
    ::prctl(PR_SET_TIMERSLACK, 1);
    for (auto& p : x_posters) x_idle.push_back(p.get());
    watch(x_timer.fd(), nullptr);
    x_next_due = Clock::now() + milliseconds{1};
    arm();
  }
  void arm() {
    itimerspec at{};
    const auto ns = std::chrono::nanoseconds(x_next_due.time_since_epoch()).count();
    at.it_value = {ns / 1'000'000'000, ns % 1'000'000'000};
    ::timerfd_settime(x_timer.fd(), TFD_TIMER_ABSTIME, &at, nullptr);
  }
  void on_due() {
    std::uint64_t expirations;
    if (::read(x_timer.fd(), &expirations, sizeof expirations) < 0) return;
    const auto step = std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(1 / x_options.rate));
    for (const auto now = Clock::now(); x_next_due <= now && x_next_due < x_end; x_next_due += step) x_late.push_back(x_next_due);
    post_late();
    if (x_next_due < x_end) arm();
  }
  void post_late() {
    for (; !x_late.empty() && !x_idle.empty(); x_late.pop_front(), x_idle.pop_front()) x_idle.front()->post(x_late.front());
  }

  Options x_options;
  Descriptor x_poll, x_timer;
  std::vector<std::unique_ptr<Subscriber>> x_subscribers;
  std::vector<std::unique_ptr<Poster>> x_posters;
  std::deque<Poster*> x_idle;
  std::deque<Clock::time_point> x_late;
  Clock::time_point x_begin, x_end, x_next_due, x_drained{};
  Figures x_figures;
};

double cpu_s() {
  rusage use{};
  ::getrusage(RUSAGE_SELF, &use);
  return static_cast<double>(use.ru_utime.tv_sec + use.ru_stime.tv_sec) + 1e-6 * static_cast<double>(use.ru_utime.tv_usec + use.ru_stime.tv_usec);
}

Options options(int argc, char** argv) {
  Options o;
  const std::map<std::string_view, std::function<void(const char*)>> known{
      {"--port", [&](auto text) { o.port = std::stoi(text); }},                      // of the server, on the loopback
      {"--live", [&](auto text) { o.live = text; }},                                 // path of its WebSocket
      {"--token", [&](auto text) { o.token = text; }},                               // access token; with it, Centrifugo's protocol
      {"--business", [&](auto text) { o.business = text; }},
      {"--conversations", [&](auto text) { o.conversations_file = text; }},          // an id a line; connections take them in turn
      {"--connections", [&](auto text) { o.connections = std::stoi(text); }},        // that post
      {"--subscribers", [&](auto text) { o.subscribers = std::stoi(text); }},        // sockets that hear all of it
      {"--seconds", [&](auto text) { o.seconds = std::stoi(text); }},
      {"--warm-up-ms", [&](auto text) { o.warm_up_ms = std::stoi(text); }},          // before that
      {"--rate", [&](auto text) { o.rate = std::stod(text); }}};                     // commands a second at due times; 0: closed loop
  for (int n = 1; n < argc; n += 2) {
    const auto found = known.find(argv[n]);
    if (found == known.end() || n + 1 == argc) throw std::runtime_error("unknown option, or one without a value: " + std::string(argv[n]));
    found->second(argv[n + 1]);
  }
  return o;
}

}  // namespace

int main(int argc, char** argv) try {
  const auto o = options(argc, argv);
  Load load(o);
  auto f = load.run();
  std::printf("{\"commands_per_s\":%.1f,\"acknowledged\":%ld,\"p50_us\":%.1f,\"p99_us\":%.1f,\"max_us\":%.1f,\"deliveries\":%ld,"
              "\"missing\":%ld,\"errors\":%ld,\"hiccups_lost\":%.4f,\"load_cpu_s\":%.2f}\n",
              static_cast<double>(f.measured) / f.seconds, f.acknowledged, f.percentile_us(0.5), f.percentile_us(0.99), f.percentile_us(1),
              f.deliveries, f.acknowledged * o.subscribers - f.deliveries, f.errors, f.lost_ms / (1e3 * f.seconds), cpu_s());
  if (f.errors) std::fprintf(stderr, "bench_load: %s\n", Poster::first_wrong_answer().c_str());
  return f.errors == 0 && f.deliveries == f.acknowledged * o.subscribers ? 0 : 1;
} catch (const std::exception& e) {
  std::fprintf(stderr, "bench_load: %s\n", e.what());
  return 1;
}
