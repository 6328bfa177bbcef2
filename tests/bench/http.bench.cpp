// CPU of the server per POST: 64 connections kept alive, a body of 300 bytes, a trivial handler. Against nginx `return 200`, when
// it is installed (or named by the first argument), under the same client.
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <array>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <mutex>
#include <thread>

#include "infra/http/server.hpp"
#include "tests/support/http_client.hpp"

using namespace millrace;

namespace {

constexpr int connections = 64, warm_up_ms = 300, measured_ms = 3000;

double cpu_us(const rusage& use) {
  const auto us = [](const timeval& t) { return 1e6 * static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec); };
  return us(use.ru_utime) + us(use.ru_stime);
}

double cpu_us_of(int who) {
  rusage use{};
  ::getrusage(who, &use);
  return cpu_us(use);
}

std::string post() {
  return "POST /messages HTTP/1.1\r\nHost: localhost\r\nUser-Agent: bench\r\nAccept: */*\r\nContent-Type: application/json\r\n"
         "Authorization: Bearer " + std::string(200, 't') + "\r\nIdempotency-Key: 8e03978e-40d5-43dd-bc93-6894a57f9324\r\n"
         "Content-Length: 300\r\n\r\n" + std::string(300, 'x');
}

int connect_to(unsigned short port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) std::_Exit(1);
  return fd;
}

// Closed loop over all connections for that long; how many answers came. All answers are of one size.
long load(unsigned short port, int ms) {
  const auto request = post();
  const int poll = ::epoll_create1(EPOLL_CLOEXEC);
  std::array<char, 16 * 1024> buffer;
  const int probe = connect_to(port);
  ::send(probe, request.data(), request.size(), MSG_NOSIGNAL);
  const auto answer_size = ::recv(probe, buffer.data(), buffer.size(), 0);
  ::close(probe);
  for (int i = 0; i < connections; ++i) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = connect_to(port);
    ::epoll_ctl(poll, EPOLL_CTL_ADD, event.data.fd, &event);
    ::send(event.data.fd, request.data(), request.size(), MSG_NOSIGNAL);
  }
  long answers = 0;
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(ms);
  std::array<epoll_event, connections> events;
  while (std::chrono::steady_clock::now() < end) {
    const int n = ::epoll_wait(poll, events.data(), connections, 1000);
    for (int i = 0; i < n; ++i) {
      if (::recv(events[i].data.fd, buffer.data(), buffer.size(), 0) != answer_size) std::_Exit(1);
      ++answers;
      ::send(events[i].data.fd, request.data(), request.size(), MSG_NOSIGNAL);
    }
  }
  return answers;      // the process ends and takes the sockets along
}

// In a process of its own, so that its CPU is not counted.
long load_from_outside(unsigned short port, int ms) {
  int pipe[2];
  if (::pipe(pipe) != 0) return 0;
  const auto child = ::fork();
  if (child == 0) {
    const long answers = load(port, ms);
    const bool told = ::write(pipe[1], &answers, sizeof answers) == sizeof answers;
    std::_Exit(told ? 0 : 1);
  }
  ::close(pipe[1]);
  long answers = 0;
  const bool heard = ::read(pipe[0], &answers, sizeof answers) == sizeof answers;
  ::close(pipe[0]);
  ::waitpid(child, nullptr, 0);
  return heard ? answers : 0;
}

struct Result {
  double us = 0, per_second = 0;
};

Result measure_own(bool elsewhere) {
  HttpOptions options;
  options.port = 0;
  const auto answer = [](std::shared_ptr<const Request>, const HttpServer::Reply& reply) {
    Response response;
    response.status = 201;
    response.body = R"({"id":"0190b5a0-0000-7000-8000-000000000000","version":1})";
    reply(std::move(response));
  };
  std::mutex mutex;
  std::condition_variable_any waiting;
  std::vector<HttpServer::Reply> replies;
  std::jthread committer([&](std::stop_token stop) {
    std::vector<HttpServer::Reply> mine;
    while (!stop.stop_requested()) {
      std::unique_lock lock(mutex);
      waiting.wait(lock, stop, [&] { return !replies.empty(); });
      mine.swap(replies);
      lock.unlock();
      for (const auto& reply : mine) answer({}, reply);
      mine.clear();
    }
  });
  HttpServer server(options, [&](auto request, HttpServer::Reply reply) {
    if (!elsewhere) return answer(request, reply);
    const std::lock_guard lock(mutex);
    replies.push_back(std::move(reply));
    if (replies.size() == 1) waiting.notify_one();
  }, {});
  load_from_outside(server.port(), warm_up_ms);
  const double before = cpu_us_of(RUSAGE_SELF);
  const long answers = load_from_outside(server.port(), measured_ms);
  return {(cpu_us_of(RUSAGE_SELF) - before) / static_cast<double>(answers), 1e3 * static_cast<double>(answers) / measured_ms};
}

// One worker without a master; its CPU is what wait4 says at its end, start included.
Result measure_nginx(const char* program) {
  const std::string dir = "/tmp/millrace-bench-nginx-" + std::to_string(::getpid());
  if (::system(("mkdir -p " + dir).c_str()) != 0) return {};
  constexpr unsigned short port = 18099;
  std::ofstream(dir + "/nginx.conf") << "daemon off; master_process off; pid " << dir << "/pid; error_log " << dir << "/error.log;\n"
                                     << "events { worker_connections 256; }\nhttp { access_log off; keepalive_requests 1000000000; tcp_nodelay on;\n"
                                     << "client_body_temp_path " << dir << "/b; proxy_temp_path " << dir << "/p; fastcgi_temp_path " << dir << "/f;\n"
                                     << "uwsgi_temp_path " << dir << "/u; scgi_temp_path " << dir << "/s;\nserver { listen 127.0.0.1:" << port
                                     << "; location / { default_type application/json; return 201 '{\"id\":\"0190b5a0-0000-7000-8000-000000000000\",\"version\":1}'; } } }\n";
  const auto child = ::fork();
  if (child == 0) {
    ::execlp(program, program, "-c", (dir + "/nginx.conf").c_str(), "-e", (dir + "/error.log").c_str(), nullptr);
    std::_Exit(127);
  }
  Result result;
  for (int i = 0; i < 50 && !result.us; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    if (const long answers = load_from_outside(port, measured_ms)) {
      ::kill(child, SIGQUIT);
      rusage use{};
      int status = 0;
      ::wait4(child, &status, 0, &use);
      result = {cpu_us(use) / static_cast<double>(answers), 1e3 * static_cast<double>(answers) / measured_ms};
    } else if (::waitpid(child, nullptr, WNOHANG) == child) {
      break;
    }
  }
  if (::system(("rm -rf " + dir).c_str()) != 0) std::perror("rm");
  return result;
}

}  // namespace

int main(int argc, char** argv) {
  const auto own = measure_own(false), elsewhere = measure_own(true), nginx = measure_nginx(argc > 1 ? argv[1] : "nginx");
  std::printf("http: %.1f us CPU a POST, %.0f/s; answered by another thread: %.1f us, %.0f/s", own.us, own.per_second, elsewhere.us, elsewhere.per_second);
  if (nginx.us > 0) std::printf("; nginx return: %.1f us, %.0f/s; ratio %.2f", nginx.us, nginx.per_second, own.us / nginx.us);
  std::printf("\n");
}
