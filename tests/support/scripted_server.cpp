#include "tests/support/scripted_server.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>

namespace millrace::testing {

std::string ScriptedServer::Line::read_until(const std::string& end) {
  for (;;) {
    if (const auto at = buffer_.find(end); at != buffer_.npos) {
      auto out = buffer_.substr(0, at);
      buffer_.erase(0, at + end.size());
      return out;
    }
    char more[4096];
    const auto n = ::recv(socket_, more, sizeof more, 0);
    if (n <= 0) return {};
    buffer_.append(more, static_cast<std::size_t>(n));
  }
}

std::string ScriptedServer::Line::read_line() { return read_until("\r\n"); }

void ScriptedServer::Line::say(const std::string& bytes) { (void)!::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL); }

void ScriptedServer::Line::hang() {
  char more[4096];
  while (::recv(socket_, more, sizeof more, 0) > 0) {}
}

ScriptedServer::ScriptedServer(Script script) : script_(std::move(script)), listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof at;
  auto* address = reinterpret_cast<sockaddr*>(&at);
  if (::bind(listener_, address, size) || ::listen(listener_, 16) || ::getsockname(listener_, address, &size))
    throw std::runtime_error("the test's server cannot listen");
  port_ = ntohs(at.sin_port);
  thread_ = std::thread([this] { serve(); });
}

ScriptedServer::~ScriptedServer() {
  stopping_ = true;
  ::shutdown(listener_, SHUT_RDWR);
  if (const int socket = current_; socket >= 0) ::shutdown(socket, SHUT_RDWR);
  thread_.join();
  ::close(listener_);
}

void ScriptedServer::serve() {
  while (!stopping_) {
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) return;
    current_ = socket;
    Line line{socket};
    if (!stopping_) script_(line, ++connections_);
    current_ = -1;
    ::close(socket);
  }
}

}  // namespace millrace::testing
