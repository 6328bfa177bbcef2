// The load of W6, one program for every contender and one thread: N WebSockets that hear one channel, and publishers that POST to it.
//   bench_fanout --port P --live PATH --listeners N --publish FILE [--channel NAME --tokens FILE]
// FILE has the bytes of the request that publishes; where they have 36 `@` a new UUID stands each time. With --channel the protocol is
// Centrifugo's, with recovery, and the tokens (a line each) are taken in turn; without, every text that comes is a delivery.
// When all of them listen it prints `ready`, and then does what it is told, a line each; the answer is one JSON object:
//   slow COUNT                  opens so many more that never read what they are sent; they leave after the next publish
//   publish SECONDS PUBLISHERS  each publishes anew once its request is answered and, of as many publications as there are publishers, one
//                               has been heard by all: the queues of who reads never fill
//   storm MISSED                all go at once, so many publications are missed, all come again, at most two hundred of them half connected;
//                               with recovery each must hear what it has missed, once
#include <sys/epoll.h>
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <fstream>
#include <memory>
#include <optional>
#include <random>
#include <sstream>

#include "tests/bench/subscriber.hpp"

using namespace millrace::bench;
using Clock = std::chrono::steady_clock;

namespace {

constexpr std::size_t half_connected_at_most = 200;
constexpr int usual_receive_bytes = 4 << 20, slow_receive_bytes = 4096, slow_segment_bytes = 536;
constexpr auto given_up_after = std::chrono::seconds{30};

struct Options {
  int port = 0, listeners = 1000;
  std::string live = "/live", channel, request;
  std::vector<std::string> tokens;
  bool centrifugo() const { return !channel.empty(); }
};

struct Heard {
  long deliveries = 0, bytes = 0;
};

// How many objects the array `publications` of that reply has.
long publications_in(std::string_view line) {
  static constexpr std::string_view name = R"("publications":[)";
  const auto begin = line.find(name);
  if (begin == line.npos) return 0;
  long count = 0;
  int depth = 0;
  bool text = false;
  for (auto at = begin + name.size(); at < line.size(); ++at) {
    const char c = line[at];
    if (c == '\\' && text) ++at;
    else if (c == '"') text = !text;
    else if (text) continue;
    else if (c == '{' || c == '[') count += depth++ == 0;
    else if ((c == '}' || c == ']') && depth-- == 0) break;
  }
  return count;
}

class Listener {
 public:
  enum class Pace { usual, slow };
  Listener(const Options& o, const std::string& token, Heard& heard, Pace pace) : o_(o), token_(token), heard_(heard), pace_(pace) {}
  int fd() const { return socket_->fd(); }
  bool listening() const { return state_ == State::listening; }

  // Comes again where it has left, when it has been there.
  void open() {
    const bool slow = pace_ == Pace::slow;
    socket_.emplace(connect_to(o_.port, slow ? slow_receive_bytes : usual_receive_bytes, slow ? slow_segment_bytes : 0));
    socket_->send_all("GET " + o_.live + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(o_.port) +
                      "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    state_ = State::upgrading;
    frames_ = {};
  }
  void close() {
    socket_.reset();
    state_ = State::away;
  }
  void on_readable() {
    const auto before = frames_.bytes.size();
    socket_->receive_into(frames_.bytes);
    heard_.bytes += static_cast<long>(frames_.bytes.size() - before);
    if (state_ == State::upgrading && !upgraded()) return;
    frames_.take([&](std::string_view message) { on_message(message); }, [&](std::size_t opcode, std::string_view payload) {
      if (opcode == 8) throw std::runtime_error("the server has closed a listener: " + std::string(payload));
      if (opcode == 9) socket_->send_all(Frames::of_client(10, payload));
    });
  }

 private:
  enum class State { away, upgrading, subscribing, listening };

  bool upgraded() {
    const auto end = frames_.bytes.find("\r\n\r\n");
    if (end == frames_.bytes.npos) return false;
    if (frames_.bytes.compare(9, 3, "101") != 0) throw std::runtime_error("no WebSocket: " + frames_.bytes);
    frames_.bytes.erase(0, end + 4);
    state_ = o_.centrifugo() ? State::subscribing : State::listening;
    if (!o_.centrifugo()) return true;
    const auto since = epoch_ ? R"(,"recover":true,"epoch":")" + *epoch_ + R"(","offset":)" + std::to_string(offset_) : "";
    socket_->send_all(Frames::of_client(1, R"({"id":1,"connect":{"token":")" + token_ + R"("}})") +
                      Frames::of_client(1, R"({"id":2,"subscribe":{"channel":")" + o_.channel + R"(","recoverable":true)" + since + "}}"));
    return true;
  }
  void on_message(std::string_view message) {
    if (!o_.centrifugo()) {
      ++heard_.deliveries;
      return;
    }
    while (!message.empty()) {
      const auto line = message.substr(0, message.find('\n'));
      message.remove_prefix(std::min(line.size() + 1, message.size()));
      if (line == "{}") socket_->send_all(Frames::of_client(1, "{}"));
      else if (line.starts_with(R"({"id":)")) on_reply(line);
      else if (line.find(R"("pub":{)") != line.npos) on_publications(1, line);
      else if (!line.empty()) throw std::runtime_error("a push that is no publication: " + std::string(line));
    }
  }
  void on_reply(std::string_view line) {
    if (line.find(R"("error":{)") != line.npos) throw std::runtime_error("refused: " + std::string(line));
    if (!line.starts_with(R"({"id":2,)")) return;
    if (epoch_ && line.find(R"("recovered":true)") == line.npos) throw std::runtime_error("not recovered: " + std::string(line));
    if (!epoch_) {
      const auto at = line.find(R"("epoch":")");
      if (at == line.npos) throw std::runtime_error("no epoch: " + std::string(line));
      epoch_ = line.substr(at + 9, line.find('"', at + 9) - at - 9);
    }
    state_ = State::listening;
    on_publications(publications_in(line), line);
  }
  void on_publications(long count, std::string_view line) {
    heard_.deliveries += count;
    const auto at = line.rfind(R"("offset":)");          // behind the data; of a reply its own or that of its last publication
    if (at != line.npos) offset_ = std::max(offset_, std::strtoull(std::string(line.substr(at + 9, 20)).c_str(), nullptr, 10));
  }

  const Options& o_;
  const std::string& token_;
  Heard& heard_;
  const Pace pace_;
  std::optional<Descriptor> socket_;
  Frames frames_;
  State state_ = State::away;
  std::optional<std::string> epoch_;
  unsigned long long offset_ = 0;
};

// One connection kept alive, with at most one request under way.
class Publisher {
 public:
  explicit Publisher(const Options& o) : socket_(connect_to(o.port)), request_(o.request), key_at_(request_.find(std::string(36, '@'))) {}
  int fd() const { return socket_.fd(); }
  bool idle() const { return !busy_; }
  void publish(std::mt19937_64& random) {
    if (key_at_ != request_.npos) fresh_key(random);
    socket_.send_all(request_);
    busy_ = true;
  }
  void on_readable() {
    socket_.receive_into(in_);
    const auto head = in_.find("\r\n\r\n");
    if (head == in_.npos) return;
    auto at = in_.find("ontent-");                       // Content-Length or content-length; Content-Type may come first
    while (at < head && in_.compare(at + 7, 7, "Length:") != 0 && in_.compare(at + 7, 7, "length:") != 0) at = in_.find("ontent-", at + 1);
    if (at >= head) throw std::runtime_error("an answer without Content-Length: " + in_);
    if (in_.size() < head + 4 + std::stoul(in_.substr(at + 14, 12))) return;
    if (in_[9] != '2') throw std::runtime_error("not published: " + in_);
    in_.clear();
    busy_ = false;
  }

 private:
  void fresh_key(std::mt19937_64& random) {
    static constexpr char hex[] = "0123456789abcdef";
    for (std::size_t n = 0; n < 36; ++n)
      request_[key_at_ + n] = n == 8 || n == 13 || n == 18 || n == 23 ? '-' : n == 14 ? '4' : n == 19 ? 'a' : hex[random() >> 60];
  }

  Descriptor socket_;
  std::string request_, in_;
  std::size_t key_at_;
  bool busy_ = false;
};

class Fanout {
 public:
  explicit Fanout(const Options& o) : o_(o), poll_(::epoll_create1(EPOLL_CLOEXEC)) {
    watch(0, 0);
    for (int n = 0; n < o.listeners; ++n) listeners_.push_back(std::make_unique<Listener>(o, token(n), heard_, Listener::Pace::usual));
    all_come(listeners_);
  }

  // The next thing that is to be done; empty when there is nothing more. Meanwhile the listeners are looked after.
  std::string next_line() {
    for (;;) {
      if (const auto end = said_.find('\n'); end != said_.npos) {
        const auto line = said_.substr(0, end);
        said_.erase(0, end + 1);
        return line;
      }
      if (over_) return {};
      turn(1000);
    }
  }

  void slow(int count) {
    for (int n = 0; n < count; ++n) slow_.push_back(std::make_unique<Listener>(o_, token(n), not_counted_, Listener::Pace::slow));
    all_come(slow_);
    for (auto& l : slow_) ::epoll_ctl(poll_.fd(), EPOLL_CTL_DEL, l->fd(), nullptr);
    std::printf("{\"slow\":%zu}\n", slow_.size());
  }

  void publish(double seconds, int publishers) {
    open_publishers(publishers);
    heard_ = {};
    published_ = 0;
    begun_.clear();
    all_after_us_.clear();
    const auto began = Clock::now();
    const auto end = began + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
    auto changed = began;
    for (long before = -1; Clock::now() < end || !all_heard();) {
      for (auto& p : publishers_)
        if (p->idle() && Clock::now() < end && published_ - by_all() < publishers) {
          p->publish(random_);
          ++published_;
          begun_.push_back(Clock::now());
        }
      turn(10);
      note_latencies();
      if (std::exchange(before, heard_.deliveries) != heard_.deliveries) changed = Clock::now();
      else if (Clock::now() - changed > given_up_after) break;
    }
    const auto took = std::chrono::duration<double>(Clock::now() - began).count();
    publishers_.clear();
    slow_.clear();
    const auto expected = published_ * o_.listeners;
    const auto bytes = heard_.deliveries ? double(heard_.bytes) / double(heard_.deliveries) : 0.0;
    std::printf("{\"published\":%ld,\"deliveries\":%ld,\"missing\":%ld,\"seconds\":%.3f,\"bytes\":%.0f,\"by_all_p50_us\":%.0f,\"by_all_p99_us\":%.0f}\n",
                published_, heard_.deliveries, expected - heard_.deliveries, took, bytes, percentile(0.5), percentile(0.99));
  }

  void storm(int missed) {
    for (auto& l : listeners_) l->close();
    heard_ = {};
    open_publishers(1);
    for (published_ = 0; published_ < missed;) {
      publishers_.front()->publish(random_);
      ++published_;
      while (!publishers_.front()->idle()) turn(10);
    }
    publishers_.clear();
    const auto began = Clock::now();
    all_come(listeners_);
    const auto expected = o_.centrifugo() ? static_cast<long>(missed) * o_.listeners : 0;
    while (heard_.deliveries < expected && Clock::now() - began < given_up_after) turn(10);
    const auto took = std::chrono::duration<double>(Clock::now() - began).count();
    std::printf("{\"resumed\":%d,\"recovered\":%ld,\"missing\":%ld,\"seconds\":%.3f}\n", o_.listeners, heard_.deliveries, expected - heard_.deliveries,
                took);
  }

 private:
  using Listeners = std::vector<std::unique_ptr<Listener>>;

  const std::string& token(int n) const {
    static const std::string none;
    return o_.tokens.empty() ? none : o_.tokens[static_cast<std::size_t>(n) % o_.tokens.size()];
  }
  // What an event is of: 0 is what is said to us, publishers have odd numbers, listeners their address.
  void watch(int fd, std::uint64_t who) {
    epoll_event event{EPOLLIN, {.u64 = who}};
    ::epoll_ctl(poll_.fd(), EPOLL_CTL_ADD, fd, &event);
  }
  void all_come(Listeners& listeners) {
    std::vector<Listener*> coming;
    auto changed = Clock::now();
    for (std::size_t next = 0; next < listeners.size() || !coming.empty();) {
      for (; next < listeners.size() && coming.size() < half_connected_at_most; ++next) {
        auto& l = *listeners[next];
        l.open();
        watch(l.fd(), reinterpret_cast<std::uint64_t>(&l));
        coming.push_back(&l);
      }
      turn(10);
      if (std::erase_if(coming, [](const auto* l) { return l->listening(); })) changed = Clock::now();
      else if (Clock::now() - changed > given_up_after) throw std::runtime_error("listeners could not connect");
    }
  }
  void open_publishers(int count) {
    publishers_.clear();
    for (int n = 0; n < count; ++n) {
      publishers_.push_back(std::make_unique<Publisher>(o_));
      watch(publishers_.back()->fd(), static_cast<std::uint64_t>(2 * n + 1));
    }
  }
  void turn(int wait_ms) {
    std::array<epoll_event, 512> events;
    const int n = ::epoll_wait(poll_.fd(), events.data(), static_cast<int>(events.size()), wait_ms);
    for (int i = 0; i < n; ++i) {
      const auto who = events[static_cast<std::size_t>(i)].data.u64;
      if (who == 0) hear();
      else if (who & 1) publishers_[who / 2]->on_readable();
      else reinterpret_cast<Listener*>(who)->on_readable();
    }
  }
  void hear() {
    std::array<char, 256> bytes;
    const auto n = ::read(0, bytes.data(), bytes.size());
    if (n > 0) return void(said_.append(bytes.data(), static_cast<std::size_t>(n)));
    over_ = true;
    ::epoll_ctl(poll_.fd(), EPOLL_CTL_DEL, 0, nullptr);
  }
  // Publications that, by their number, all have heard.
  long by_all() const {
    if (o_.listeners > 0) return heard_.deliveries / o_.listeners;
    return published_ - std::count_if(publishers_.begin(), publishers_.end(), [](const auto& p) { return !p->idle(); });
  }
  bool all_heard() const {
    return by_all() >= published_ && std::all_of(publishers_.begin(), publishers_.end(), [](const auto& p) { return p->idle(); });
  }
  void note_latencies() {
    const auto now = Clock::now();
    for (auto heard = by_all(); static_cast<long>(all_after_us_.size()) < heard && !begun_.empty(); begun_.pop_front())
      all_after_us_.push_back(std::chrono::duration<double, std::micro>(now - begun_.front()).count());
  }
  double percentile(double q) {
    if (all_after_us_.empty()) return 0;
    const auto nth = all_after_us_.begin() + static_cast<std::ptrdiff_t>(q * static_cast<double>(all_after_us_.size() - 1));
    std::nth_element(all_after_us_.begin(), nth, all_after_us_.end());
    return *nth;
  }

  const Options& o_;
  Descriptor poll_;
  Heard heard_, not_counted_;
  Listeners listeners_, slow_;
  std::vector<std::unique_ptr<Publisher>> publishers_;
  std::mt19937_64 random_{std::random_device{}()};
  std::string said_;
  bool over_ = false;
  long published_ = 0;
  std::deque<Clock::time_point> begun_;
  std::vector<double> all_after_us_;
};

std::string contents(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + file);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

Options options(int argc, char** argv) {
  Options o;
  for (int n = 1; n + 1 < argc; n += 2) {
    const std::string name = argv[n], value = argv[n + 1];
    if (name == "--port") o.port = std::stoi(value);
    else if (name == "--live") o.live = value;
    else if (name == "--listeners") o.listeners = std::stoi(value);
    else if (name == "--publish") o.request = contents(value);
    else if (name == "--channel") o.channel = value;
    else if (name == "--tokens") {
      std::istringstream lines(contents(value));
      for (std::string line; std::getline(lines, line);) o.tokens.push_back(line);
    } else throw std::runtime_error("unknown option " + name);
  }
  if (!o.port || o.request.empty())
    throw std::runtime_error("usage: bench_fanout --port P --live PATH --listeners N --publish FILE [--channel NAME --tokens FILE]");
  return o;
}

}  // namespace

int main(int argc, char** argv) try {
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  const auto o = options(argc, argv);
  Fanout fanout(o);
  std::puts("ready");
  for (std::string line; !(line = fanout.next_line()).empty();) {
    std::istringstream words(line);
    std::string what;
    double first = 0;
    int second = 1;
    words >> what >> first >> second;
    if (what == "slow") fanout.slow(static_cast<int>(first));
    else if (what == "publish") fanout.publish(first, second);
    else if (what == "storm") fanout.storm(static_cast<int>(first));
    else throw std::runtime_error("nothing that can be done: " + line);
  }
} catch (const std::exception& e) {
  std::fprintf(stderr, "bench_fanout: %s\n", e.what());
  return 1;
}
