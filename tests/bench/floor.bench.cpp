// What the machine allows, measured by the same means as the contenders.
//   bench_floor DIR         prints the fdatasync rate and the loopback round trip as JSON
//   bench_floor DIR serve   prints a port; answers what has come together after one fdatasync of 4 KiB, and does nothing else
#include <fcntl.h>
#include <sys/epoll.h>

#include <chrono>
#include <cstdio>
#include <functional>
#include <thread>
#include <vector>

#include "tests/bench/subscriber.hpp"

using namespace millrace::bench;
using Clock = std::chrono::steady_clock;

namespace {

constexpr std::size_t block = 4096, blocks = 4096;
constexpr int message_bytes = 300;
constexpr auto probed_for = std::chrono::milliseconds{500};

// A preallocated file, written block by block in a circle.
class Log {
 public:
  explicit Log(const std::string& directory) : x_name(directory + "/floor"), x_file(::open(x_name.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)) {
    for (std::size_t n = 0; n < blocks; ++n) write(n);
    ::fsync(x_file.fd());
  }
  ~Log() { ::unlink(x_name.c_str()); }
  void append() {
    write(x_next++ % blocks);
    if (::fdatasync(x_file.fd()) != 0) throw std::runtime_error(std::strerror(errno));
  }

 private:
  void write(std::size_t n) const {
    static const std::vector<char> bytes(block, 'x');
    if (::pwrite(x_file.fd(), bytes.data(), block, static_cast<off_t>(n * block)) != static_cast<ssize_t>(block)) throw std::runtime_error(std::strerror(errno));
  }
  std::string x_name;
  Descriptor x_file;
  std::size_t x_next = 0;
};

double median_us(const std::function<void()>& what) {
  std::vector<double> us;
  for (const auto end = Clock::now() + probed_for; Clock::now() < end;) {
    const auto began = Clock::now();
    what();
    us.push_back(1e-3 * static_cast<double>(std::chrono::nanoseconds(Clock::now() - began).count()));
  }
  const auto middle = us.begin() + static_cast<std::ptrdiff_t>(us.size() / 2);
  std::nth_element(us.begin(), middle, us.end());
  return *middle;
}

Descriptor listening(int& port) {
  Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof at;
  if (::bind(socket.fd(), reinterpret_cast<sockaddr*>(&at), size) != 0 || ::listen(socket.fd(), 512) != 0) throw std::runtime_error(std::strerror(errno));
  ::getsockname(socket.fd(), reinterpret_cast<sockaddr*>(&at), &size);
  port = ntohs(at.sin_port);
  return socket;
}

double round_trip_us() {
  int port = 0;
  const auto listener = listening(port);
  std::jthread echo([&] {
    const Descriptor peer(::accept(listener.fd(), nullptr, nullptr));
    std::array<char, message_bytes> bytes;
    const int on = 1;
    ::setsockopt(peer.fd(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    while (::recv(peer.fd(), bytes.data(), bytes.size(), MSG_WAITALL) > 0) peer.send_all({bytes.data(), bytes.size()});
  });
  const auto socket = connect_to(port);
  std::array<char, message_bytes> bytes{};
  return median_us([&] {
    socket.send_all({bytes.data(), bytes.size()});
    if (::recv(socket.fd(), bytes.data(), bytes.size(), MSG_WAITALL) <= 0) throw std::runtime_error("no echo");
  });
}

// Requests are as bench_load sends them: one at a time on a connection, Content-Length last but for the body.
[[noreturn]] void serve(const std::string& directory) {
  Log log(directory);
  int port = 0;
  const auto listener = listening(port);
  const Descriptor poll(::epoll_create1(EPOLL_CLOEXEC));
  const auto watch = [&](int fd) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = fd;
    ::epoll_ctl(poll.fd(), EPOLL_CTL_ADD, fd, &event);
  };
  watch(listener.fd());
  std::printf("%d\n", port);
  std::fflush(stdout);
  const std::string answer = "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: 300\r\n\r\n" + std::string(300, 'x');
  std::array<char, 16 * 1024> bytes;
  std::array<epoll_event, 256> events;
  std::vector<int> waiting;
  for (;;) {
    const int n = ::epoll_wait(poll.fd(), events.data(), static_cast<int>(events.size()), -1);
    for (int i = 0; i < n; ++i) {
      const int fd = events[static_cast<std::size_t>(i)].data.fd;
      if (fd == listener.fd()) {
        watch(::accept4(listener.fd(), nullptr, nullptr, SOCK_CLOEXEC));
        continue;
      }
      if (::recv(fd, bytes.data(), bytes.size(), 0) <= 0) {
        ::close(fd);
        continue;
      }
      waiting.push_back(fd);
    }
    if (!waiting.empty()) log.append();
    for (const int fd : waiting) ::send(fd, answer.data(), answer.size(), MSG_NOSIGNAL);
    waiting.clear();
  }
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc < 2) throw std::runtime_error("name a directory");
  if (argc > 2) serve(argv[1]);
  Log log(argv[1]);
  const auto sync_us = median_us([&] { log.append(); });
  std::printf("{\"fdatasync_us\":%.1f,\"fdatasync_per_s\":%.0f,\"round_trip_us\":%.1f}\n", sync_us, 1e6 / sync_us, round_trip_us());
} catch (const std::exception& e) {
  std::fprintf(stderr, "bench_floor: %s\n", e.what());
  return 1;
}
