// A flood: many connections that say the same thing again and again, one thread, no more of the machine than it has to take.
//
//   flood PORT --from ADDRESS --connections N --seconds S --again FILE [--first FILE] [--answered] [--every-ms N]
//
// Each connection sends the bytes of --first once, then those of --again: as fast as they are taken, or with --answered each when
// the one before has been answered (HTTP), or with --every-ms at that pace. Without --again it is only held. Where the bytes have
// 36 `@` a new UUID stands each time. A connection that is closed is opened again. Prints one JSON object: what was sent, how many
// connections were opened, and the answers by their status.
#include <arpa/inet.h>
#include <sys/epoll.h>
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <map>
#include <memory>
#include <random>
#include <sstream>

#include "tests/bench/subscriber.hpp"

using namespace millrace::bench;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

namespace {

struct Options {
  int port = 0, connections = 64, seconds = 10, every_ms = 0;
  std::string from = "127.0.0.2", first, again;
  bool answered = false;
};

struct Counts {
  std::uint64_t sent = 0, opened = 0, closed = 0;
  std::map<int, std::uint64_t> answers;
};

std::string bytes_of(const char* file) {
  std::ostringstream out;
  out << std::ifstream{file, std::ios::binary}.rdbuf();
  return out.str();
}

class Caller {
 public:
  Caller(const Options& o, Counts& counts, int epoll, std::uint64_t seed) : x_options(o), x_counts(counts), x_epoll(epoll), x_random(seed) {
    x_key_at = o.again.find(std::string(36, '@'));
    x_again = o.again;
  }
  ~Caller() { close(); }

  void open(Clock::time_point now) {
    x_fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const int on = 1;
    ::setsockopt(x_fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    sockaddr_in from{}, to{};
    from.sin_family = to.sin_family = AF_INET;
    ::inet_pton(AF_INET, x_options.from.c_str(), &from.sin_addr);
    to.sin_port = htons(static_cast<std::uint16_t>(x_options.port));
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::setsockopt(x_fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
    if (::bind(x_fd, reinterpret_cast<sockaddr*>(&from), sizeof from) != 0) throw std::runtime_error(std::strerror(errno));
    ::connect(x_fd, reinterpret_cast<sockaddr*>(&to), sizeof to);
    ++x_counts.opened;
    x_out = x_options.first;
    x_in.clear();
    x_open = x_busy = false;
    x_due = now;
    epoll_event event{EPOLLIN | EPOLLOUT | EPOLLET, {.ptr = this}};
    ::epoll_ctl(x_epoll, EPOLL_CTL_ADD, x_fd, &event);
  }
  bool is_open() const { return x_fd >= 0; }
  Clock::time_point due() const { return x_due; }

  void on_ready(std::uint32_t events, Clock::time_point now) {
    if (events & EPOLLOUT) x_open = true;
    if (events & (EPOLLERR | EPOLLHUP)) return lose(now);
    if ((events & EPOLLIN) && !receive(now)) return lose(now);
    send(now);
  }
  // What may go now.
  void send(Clock::time_point now) {
    if (!x_open) return;
    for (int rounds = 0; rounds < 64; ++rounds) {      // then it is another's turn: an unpaced one would go on for ever
      if (x_out.empty() && !next(now)) return;
      const auto n = ::send(x_fd, x_out.data(), x_out.size(), MSG_NOSIGNAL);
      if (n < 0) {
        if (errno != EAGAIN) lose(now);
        return;
      }
      x_counts.sent += static_cast<std::uint64_t>(n);
      x_out.erase(0, static_cast<std::size_t>(n));
    }
    x_due = now;
  }

 private:
  bool next(Clock::time_point now) {
    if (x_again.empty() || x_busy || (x_options.every_ms && now < x_due)) return false;
    if (x_key_at != x_again.npos) fresh_key();
    x_out = x_again;
    x_busy = x_options.answered;
    x_due = now + milliseconds{x_options.every_ms};
    return true;
  }
  void fresh_key() {
    static constexpr char digits[] = "0123456789abcdef";
    for (int n = 0; n < 36; ++n) x_again[x_key_at + static_cast<std::size_t>(n)] = n == 8 || n == 13 || n == 18 || n == 23 ? '-' : digits[x_random() & 15];
  }
  bool receive(Clock::time_point now) {
    static char buffer[64 * 1024];
    for (;;) {
      const auto n = ::recv(x_fd, buffer, sizeof buffer, 0);
      if (n == 0) return false;
      if (n < 0) return errno == EAGAIN;
      if (!x_options.answered) continue;
      x_in.append(buffer, static_cast<std::size_t>(n));
      for (std::size_t end; (end = answer_end()) != 0;) {
        ++x_counts.answers[std::stoi(x_in.substr(9, 3))];
        x_in.erase(0, end);
        x_busy = false;
      }
      x_due = std::max(x_due, now);
    }
  }
  std::size_t answer_end() const {
    const auto head = x_in.find("\r\n\r\n");
    if (head == x_in.npos) return 0;
    const auto length = x_in.find("Content-Length: ");
    const auto end = head + 4 + (length < head ? std::stoul(x_in.substr(length + 16)) : 0);
    return end <= x_in.size() ? end : 0;
  }
  void close() {
    if (x_fd >= 0) ::close(x_fd);
    x_fd = -1;
  }
  void lose(Clock::time_point now) {
    if (!x_in.empty() && x_in.size() > 12) ++x_counts.answers[std::stoi(x_in.substr(9, 3))];
    close();
    ++x_counts.closed;
    x_due = now + milliseconds{10};
  }

  const Options& x_options;
  Counts& x_counts;
  const int x_epoll;
  std::mt19937_64 x_random;
  int x_fd = -1;
  bool x_open = false, x_busy = false;
  std::string x_again, x_out, x_in;
  std::size_t x_key_at;
  Clock::time_point x_due;
};

void flood(const Options& o, Counts& counts) {
  const Descriptor epoll(::epoll_create1(EPOLL_CLOEXEC));
  std::vector<std::unique_ptr<Caller>> callers;
  std::random_device seed;
  for (int n = 0; n < o.connections; ++n) callers.push_back(std::make_unique<Caller>(o, counts, epoll.fd(), seed()));
  std::vector<epoll_event> events(1024);
  const auto until = Clock::now() + std::chrono::seconds{o.seconds};
  for (auto now = Clock::now(); now < until; now = Clock::now()) {
    for (auto& caller : callers) {
      if (caller->due() > now) continue;
      if (caller->is_open()) caller->send(now);
      else caller->open(now);
    }
    const int n = ::epoll_wait(epoll.fd(), events.data(), static_cast<int>(events.size()), 1);
    now = Clock::now();
    for (int i = 0; i < n; ++i) static_cast<Caller*>(events[static_cast<std::size_t>(i)].data.ptr)->on_ready(events[static_cast<std::size_t>(i)].events, now);
  }
}

}  // namespace

int main(int argc, char** argv) {
  Options o;
  if (argc > 1) o.port = std::atoi(argv[1]);
  for (int n = 2; n < argc; ++n) {
    const std::string name = argv[n];
    if (name == "--answered") {
      o.answered = true;
      continue;
    }
    if (n + 1 == argc) break;
    const char* value = argv[++n];
    if (name == "--from") o.from = value;
    else if (name == "--connections") o.connections = std::atoi(value);
    else if (name == "--seconds") o.seconds = std::atoi(value);
    else if (name == "--every-ms") o.every_ms = std::atoi(value);
    else if (name == "--first") o.first = bytes_of(value);
    else if (name == "--again") o.again = bytes_of(value);
    else o.port = 0;
  }
  if (o.port == 0) {
    std::fprintf(stderr, "usage: flood PORT --from ADDRESS --connections N --seconds S [--again FILE] [--first FILE] [--answered] [--every-ms N]\n");
    return 2;
  }
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
  Counts counts;
  flood(o, counts);
  std::printf("{\"sent\": %lu, \"opened\": %lu, \"closed\": %lu, \"answers\": {", counts.sent, counts.opened, counts.closed);
  const char* before = "";
  for (const auto& [status, n] : counts.answers) std::printf("%s\"%d\": %lu", std::exchange(before, ", "), status, n);
  std::printf("}}\n");
}
